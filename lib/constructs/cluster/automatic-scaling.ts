import { type Duration, Token } from 'aws-cdk-lib';
import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnCluster } from 'aws-cdk-lib/aws-emr';
import { InputError } from '../../errors';
import { finiteNumber, nonEmpty, positiveWholeNumber, wholeNumberWithin, wholeSeconds } from '../checks';

/** What a rule's `adjustment` means. */
export enum ScalingAdjustmentType {
  /** So many nodes more, or fewer where it is negative. */
  CHANGE_IN_CAPACITY = 'CHANGE_IN_CAPACITY',
  /** So many per cent more, or fewer where it is negative. */
  PERCENT_CHANGE_IN_CAPACITY = 'PERCENT_CHANGE_IN_CAPACITY',
  /** So many nodes in all. */
  EXACT_CAPACITY = 'EXACT_CAPACITY',
}

/** How the figures of a period become one. */
export enum ScalingStatistic {
  AVERAGE = 'AVERAGE',
  MAXIMUM = 'MAXIMUM',
  MINIMUM = 'MINIMUM',
  SAMPLE_COUNT = 'SAMPLE_COUNT',
  SUM = 'SUM',
}

/** One rule of automatic scaling: an alarm on a metric, and what it does to the group. */
export interface ScalingRule {
  /** The name, unique in the group. */
  readonly name: string;

  /**
   * What the rule is for.
   *
   * @default - none
   */
  readonly description?: string;

  /** The metric, for example `YARNMemoryAvailablePercentage`. */
  readonly metricName: string;

  /**
   * The namespace of the metric.
   *
   * @default 'AWS/ElasticMapReduce'
   */
  readonly namespace?: string;

  /**
   * The dimensions of the metric.
   *
   * @default - JobFlowId, with the id of this cluster
   */
  readonly dimensions?: { [name: string]: string };

  /** How the metric is compared with the threshold. */
  readonly comparisonOperator: ComparisonOperator;

  /** The threshold. */
  readonly threshold: number;

  /** The period over which the metric is aggregated, whole seconds; EMR publishes its own every five minutes. */
  readonly period: Duration;

  /**
   * The number of periods in a row that must be beyond the threshold.
   *
   * @default 1
   */
  readonly evaluationPeriods?: number;

  /**
   * How the figures of a period become one.
   *
   * @default ScalingStatistic.AVERAGE
   */
  readonly statistic?: ScalingStatistic;

  /**
   * CloudWatch's unit of the metric, for example `PERCENT`.
   *
   * @default - not given
   */
  readonly unit?: string;

  /** By how much the group grows, or shrinks where it is negative. */
  readonly adjustment: number;

  /**
   * What `adjustment` means.
   *
   * @default ScalingAdjustmentType.CHANGE_IN_CAPACITY
   */
  readonly adjustmentType?: ScalingAdjustmentType;

  /**
   * How long further scaling waits after this.
   *
   * @default - none
   */
  readonly coolDown?: Duration;
}

/** EMR's automatic scaling of one instance group by rules of your own. Jobs are planned for the whole range. */
export interface AutomaticScaling {
  /** The smallest number of nodes. */
  readonly minimum: number;

  /** The largest number of nodes. */
  readonly maximum: number;

  /** The rules, 1 or more. */
  readonly rules: ScalingRule[];
}

/** EMR puts the id of the cluster in this place. In one piece, CloudFormation's linters take it for a forgotten Fn::Sub. */
const OWN_CLUSTER = ['$', '{emr.clusterId}'];

/** EMR's own words, which are not CloudWatch's. */
const OPERATORS: Readonly<Partial<Record<ComparisonOperator, string>>> = {
  [ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD]: 'GREATER_THAN_OR_EQUAL',
  [ComparisonOperator.GREATER_THAN_THRESHOLD]: 'GREATER_THAN',
  [ComparisonOperator.LESS_THAN_THRESHOLD]: 'LESS_THAN',
  [ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD]: 'LESS_THAN_OR_EQUAL',
};

/**
 * The policy of a group as CloudFormation takes it.
 *
 * @throws InputError for limits or rules that EMR refuses
 */
export function automaticScalingPolicy(
  prop: string,
  { minimum, maximum, rules }: AutomaticScaling,
): CfnCluster.AutoScalingPolicyProperty {
  checkLimits(prop, minimum, maximum);
  if (rules.length === 0) {
    throw new InputError('no-rules', `\`${prop}.rules\` must have 1 rule or more, got none; leave out \`${prop}\``);
  }
  const names = rules.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new InputError('bad-name', `\`${prop}.rules\` names "${twice}" twice; give each rule its own name`);
  }
  return {
    constraints: { minCapacity: minimum, maxCapacity: maximum },
    rules: rules.map((rule) => ruleOf(`${prop}.rules.${rule.name}`, rule)),
  };
}

function checkLimits(prop: string, minimum: number, maximum: number): void {
  wholeNumberWithin(`${prop}.minimum`, minimum, 0, Number.MAX_SAFE_INTEGER);
  positiveWholeNumber(`${prop}.maximum`, maximum);
  if (minimum <= maximum) return;
  throw new InputError(
    'bad-range',
    `\`${prop}.minimum\` must not exceed \`maximum\`, got ${minimum} to ${maximum}; put the smaller number first`,
  );
}

function ruleOf(prop: string, rule: ScalingRule): CfnCluster.ScalingRuleProperty {
  const comparisonOperator = OPERATORS[rule.comparisonOperator];
  if (comparisonOperator === undefined) {
    throw new InputError(
      'bad-choice',
      `\`${prop}.comparisonOperator\` must compare with one threshold, got ${rule.comparisonOperator}; use GREATER_THAN_THRESHOLD or its like`,
    );
  }
  return {
    name: nonEmpty(`${prop.slice(0, prop.lastIndexOf('.'))}.name`, rule.name),
    ...(rule.description === undefined ? {} : { description: rule.description }),
    action: {
      simpleScalingPolicyConfiguration: {
        adjustmentType: rule.adjustmentType ?? ScalingAdjustmentType.CHANGE_IN_CAPACITY,
        scalingAdjustment: wholeNumberWithin(
          `${prop}.adjustment`,
          rule.adjustment,
          Number.MIN_SAFE_INTEGER,
          Number.MAX_SAFE_INTEGER,
        ),
        ...(rule.coolDown === undefined
          ? {}
          : { coolDown: wholeSeconds(`${prop}.coolDown`, rule.coolDown, 0, Number.MAX_SAFE_INTEGER) }),
      },
    },
    trigger: {
      cloudWatchAlarmDefinition: {
        metricName: nonEmpty(`${prop}.metricName`, rule.metricName),
        namespace: rule.namespace ?? 'AWS/ElasticMapReduce',
        dimensions: Object.entries(
          rule.dimensions ?? { JobFlowId: Token.asString({ 'Fn::Join': ['', OWN_CLUSTER] }) },
        ).map(([key, value]) => ({
          key,
          value,
        })),
        comparisonOperator,
        threshold: finiteNumber(`${prop}.threshold`, rule.threshold),
        period: wholeSeconds(`${prop}.period`, rule.period, 1, Number.MAX_SAFE_INTEGER),
        evaluationPeriods: positiveWholeNumber(`${prop}.evaluationPeriods`, rule.evaluationPeriods ?? 1),
        statistic: rule.statistic ?? ScalingStatistic.AVERAGE,
        ...(rule.unit === undefined ? {} : { unit: rule.unit }),
      },
    },
  };
}
