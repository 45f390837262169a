import { CfnParameter, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { InputError, shown } from '../../errors';
import { readablePath } from '../readable-path';

/** The range of node counts that jobs are planned for; a resize within it leaves their plans as they are. */
export interface NodeCountRange {
  /** The smallest number of nodes, at least 1. */
  readonly min: number;

  /** The largest number of nodes. */
  readonly max: number;
}

/** A number of nodes that is chosen at deployment. */
export interface NodeCountParameterProps extends NodeCountRange {
  /** The number of nodes if the deployment does not give one. */
  readonly default: number;
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
   * @param count nodes, a positive whole number
   * @param range the sizes that jobs are planned for; without it they are planned for `count` alone, and a later change of `count`
   *   changes the arguments of this cluster's steps, which makes CloudFormation run them again
   */
  public static fixed(count: number, range?: NodeCountRange): NodeCount {
    wholeNumber('count', count);
    if (range === undefined) return new NodeCount(count, count, count, false, false);
    checkRange(range);
    within('count', count, range);
    return new NodeCount(count, range.min, range.max, true, false);
  }

  /**
   * A number of nodes that is chosen at deployment, by a parameter of the stack.
   *
   * The parameter is named after the path of the cluster in its stack and the group, for example `ClusterCoreNodes`. For a cluster in a
   * nested stack it is a parameter of the outermost one, as no other can be given at deployment.
   */
  public static parameter(props: NodeCountParameterProps): NodeCount {
    checkRange(props);
    wholeNumber('default', props.default);
    within('default', props.default, props);
    return new NodeCount(props.default, props.min, props.max, true, true);
  }

  /** The smallest number of nodes that jobs are planned for. */
  public readonly min: number;

  /** The largest number of nodes that jobs are planned for. */
  public readonly max: number;

  /** Whether the range was declared, so that a resize within it changes nothing but the count. */
  public readonly hasRange: boolean;

  private readonly initial: number;
  private readonly deployTime: boolean;

  private constructor(initial: number, min: number, max: number, hasRange: boolean, deployTime: boolean) {
    this.initial = initial;
    this.min = min;
    this.max = max;
    this.hasRange = hasRange;
    this.deployTime = deployTime;
  }

  /**
   * The count in the template: a number, or a reference to the parameter that this adds.
   *
   * @internal
   */
  public _bind(scope: Construct, id: string): number {
    if (!this.deployTime) return this.initial;
    const path = readablePath(scope, id);
    const own = path.stack === Stack.of(scope);
    const parameter = new CfnParameter(own ? scope : path.stack, own ? id : path.name, {
      type: 'Number',
      default: this.initial,
      minValue: this.min,
      maxValue: this.max,
      description: `Number of nodes (${scope.node.id}, ${id}); a change resizes the cluster in place`,
    });
    // Typed by people on `cdk deploy --parameters`, so without the hash that logical ids end with.
    parameter.overrideLogicalId(path.name);
    return parameter.valueAsNumber;
  }
}

/** @throws InputError for anything but a NodeCount: plain JavaScript lets a bare number through */
export function checkNodeCount(prop: string, count: NodeCount): void {
  if (count instanceof NodeCount) return;
  throw new InputError(
    'bad-count',
    `\`${prop}\` must be a NodeCount, such as NodeCount.fixed(82), got ${shown(String(count))}`,
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
      `\`${prop}\` of a node count must be known at synthesis; use NodeCount.parameter for a number chosen at deployment`,
    );
  }
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InputError('not-positive', `\`${prop}\` of a node count must be a positive whole number, got ${value}`);
  }
}
