import { CfnParameter, Reference, Token, Tokenization } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { InputError, shown } from '../../errors';
import { warn } from '../checks';
import { checkParameterName, newStackParameter } from './stack-parameter';

/** The range of node counts that jobs are planned for; a resize within it leaves their plans as they are. */
export interface NodeCountRange {
  /** The smallest number of nodes: 1 or more for core nodes, 0 or more for a task group. */
  readonly min: number;

  /** The largest number of nodes. */
  readonly max: number;
}

/** The range of a number of nodes that is known at synthesis. */
export interface FixedNodeCountRange {
  /**
   * The smallest number of nodes: 1 or more for core nodes, 0 or more for a task group.
   *
   * @default - the number itself
   */
  readonly min?: number;

  /**
   * The largest number of nodes.
   *
   * @default - the number itself
   */
  readonly max?: number;
}

/** A number of nodes that is chosen at deployment. */
export interface NodeCountParameterProps extends NodeCountRange {
  /** The number of nodes if the deployment does not give one. */
  readonly default: number;

  /**
   * The name of the parameter: letters and digits.
   *
   * @default - from the path of the cluster in its stack and the group, such as `ClusterCoreNodes`
   */
  readonly parameterName?: string;
}

/**
 * How many nodes a group has.
 *
 * A change of the count resizes a running cluster in place. What is planned for jobs (partitions, limits of dynamic allocation)
 * follows from the declared range alone, so that a resize leaves steps as they are.
 */
export class NodeCount {
  /**
   * A number of nodes that is known at synthesis.
   *
   * @param count nodes, a whole number: 1 or more for core nodes, 0 or more for a task group
   * @param range the sizes that jobs are planned for; without it they are planned for `count` alone, and a later change of `count`
   *   changes the arguments of this cluster's steps, which makes CloudFormation run them again
   */
  public static fixed(count: number, range: FixedNodeCountRange = {}): NodeCount {
    wholeNumber('count', count);
    const { min, max } = range;
    if (min === undefined && max === undefined) return new NodeCount({ min: count, max: count }, false, () => count);
    return NodeCount.within(count, { min: min ?? count, max: max ?? count });
  }

  /**
   * A number of nodes that is chosen at deployment, by a parameter of the stack.
   *
   * For a cluster in a nested stack it is a parameter of the outermost one, as no other can be given at deployment.
   */
  public static parameter(props: NodeCountParameterProps): NodeCount {
    checkRange(props);
    wholeNumber('default', props.default);
    within('default', props.default, props);
    checkParameterName(props.parameterName);
    return new NodeCount(props, true, (scope, id) => newParameter(scope, id, props).valueAsNumber);
  }

  /**
   * A number of nodes that comes from elsewhere: your own CloudFormation parameter, or a value of Parameter Store.
   *
   * CloudFormation does not check the range, which is your promise: with a number outside of it the jobs' plans do not fit. A
   * `CfnParameter` can keep it, by its `minValue` and `maxValue`.
   *
   * @param count nodes, such as `parameter.valueAsNumber` or `Token.asNumber(StringParameter.valueForStringParameter(this, '/emr/nodes'))`
   * @param range the sizes that jobs are planned for
   */
  public static of(count: number, range: NodeCountRange): NodeCount {
    if (!Token.isUnresolved(count)) return NodeCount.within(count, range);
    checkRange(range);
    return new NodeCount(range, true, (scope) => {
      warnOfLimits(scope, count, range);
      return count;
    });
  }

  private static within(count: number, range: NodeCountRange): NodeCount {
    wholeNumber('count', count);
    checkRange(range);
    within('count', count, range);
    return new NodeCount(range, true, () => count);
  }

  /** The smallest number of nodes that jobs are planned for. */
  public readonly min: number;

  /** The largest number of nodes that jobs are planned for. */
  public readonly max: number;

  /** Whether the range was declared, so that a resize within it changes nothing but the count. */
  public readonly hasRange: boolean;

  private readonly bind: (scope: Construct, id: string) => number;

  private constructor({ min, max }: NodeCountRange, hasRange: boolean, bind: (scope: Construct, id: string) => number) {
    this.min = min;
    this.max = max;
    this.hasRange = hasRange;
    this.bind = bind;
  }

  /**
   * The count in the template: a number, or a reference to a parameter.
   *
   * @internal
   */
  public _bind(scope: Construct, id: string): number {
    return this.bind(scope, id);
  }
}

/**
 * @throws InputError for anything but a NodeCount, as plain JavaScript lets a bare number through, and for one that may be too small
 */
export function checkNodeCount(prop: string, count: NodeCount, smallest: number): void {
  if (!(count instanceof NodeCount)) {
    throw new InputError(
      'bad-count',
      `\`${prop}\` must be a NodeCount, such as NodeCount.fixed(82), got ${shown(String(count))}`,
    );
  }
  if (count.min >= smallest) return;
  throw new InputError(
    'not-positive',
    `\`${prop}\` must be ${smallest} or more, got ${count.min}; only task groups can be empty`,
  );
}

function newParameter(scope: Construct, id: string, props: NodeCountParameterProps): CfnParameter {
  return newStackParameter(scope, id, {
    type: 'Number',
    default: props.default,
    minValue: props.min,
    maxValue: props.max,
    description: `Number of nodes (${scope.node.id}, ${id}); a change resizes the cluster in place`,
    given: props.parameterName,
    wayOut: "NodeCount.parameter({ …, parameterName: '…' })",
  });
}

/** Says where a parameter of the user's lets a deployment leave the range. */
function warnOfLimits(scope: Construct, count: number, { min, max }: NodeCountRange): void {
  const token = Tokenization.reverseNumber(count);
  const parameter = Reference.isReference(token) ? token.target : undefined;
  if (!(parameter instanceof CfnParameter) || parameter.type !== 'Number') return;
  if ((parameter.minValue ?? 0) >= min && (parameter.maxValue ?? Number.POSITIVE_INFINITY) <= max) return;
  warn(
    scope,
    'count-not-limited',
    `parameter ${parameter.node.id} allows numbers outside of ${min} to ${max}, for which jobs are planned; give it minValue: ${min} and maxValue: ${max}`,
  );
}

function checkRange({ min, max }: NodeCountRange): void {
  wholeNumber('min', min);
  wholeNumber('max', max);
  if (min > max) throw new InputError('bad-range', `\`min\` must not exceed \`max\`, got ${min} to ${max}`);
}

function within(prop: string, value: number, { min, max }: NodeCountRange): void {
  if (value < min || value > max) {
    throw new InputError('out-of-range', `\`${prop}\` must be within its range of ${min} to ${max}, got ${value}`);
  }
}

function wholeNumber(prop: string, value: number): void {
  if (Token.isUnresolved(value)) {
    throw new InputError(
      'unresolved',
      `\`${prop}\` of a node count must be known at synthesis; use NodeCount.parameter for a number chosen at deployment, or NodeCount.of for a token of your own`,
    );
  }
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new InputError(
      'not-positive',
      `\`${prop}\` of a node count must be a whole number of 0 or more, got ${value}`,
    );
  }
}
