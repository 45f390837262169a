import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { RUNBOOK_URL } from '../../remedy';
import { numberWithin, wholeNumberWithin } from '../checks';
import type { RemediatorAlarms } from './remediator-alarms-props';

/** CloudWatch's limit on all periods of an alarm together, for periods of at most an hour (API reference, PutMetricAlarm). */
const MAX_EVALUATED_SECONDS = 86_400;

const SECONDS_PER_MINUTE = 60;

/** One point that breaches raises the alarm: for what is reported once, or needs a person whenever it is so. */
const AT_ONCE = { evaluationPeriods: 1, datapointsToAlarm: 1 } as const;

/** One point that breaches is not enough: for what a single failed call or slow answer can cause. */
const REPEATED = { evaluationPeriods: 3, datapointsToAlarm: 2 } as const;

/** One look that does not report it does not end the alarm, which the next report would then raise again: for what is reported at every tick. */
const WHILE_IT_LASTS = { evaluationPeriods: 3, datapointsToAlarm: 1 } as const;

/** Names of the ages in the function's log that alarms are set on, seconds. */
type AlarmedAge = 'OpenAge' | 'OwedPageAge';

/** Names of the counts in the function's log that alarms are set on. */
type AlarmedCount =
  | 'AmbiguousSubmits'
  | 'Breaker'
  | 'ClustersWatched'
  | 'Findings'
  | 'Heartbeat'
  | 'Held'
  | 'LedgerErrors'
  | 'MissingFigures'
  | 'OrderBroken'
  | 'Pages'
  | 'TickFailures';

/** What the alarms are set on. */
export interface AlarmSources {
  /** A count per interval. */
  readonly count: (name: AlarmedCount) => cloudwatch.IMetric;
  /** The highest in an interval. */
  readonly longest: (name: AlarmedAge) => cloudwatch.IMetric;
  readonly handler: lambda.IFunction;
  readonly interval: Duration;
  readonly timeout: Duration;
}

/** One alarm as it is unless the options of its prop say otherwise. */
interface AlarmDefaults {
  readonly id: string;
  readonly prop: keyof RemediatorAlarms;
  readonly description: string;
  readonly metric: cloudwatch.IMetric;
  readonly evaluationPeriods: number;
  /** Absent: all of `evaluationPeriods`. */
  readonly datapointsToAlarm?: number;
  /** In the unit that users give it in. */
  readonly threshold: number;
  readonly minThreshold: number;
  readonly maxThreshold?: number;
  /** What the metric shows for 1 of that unit. Absent: 1. */
  readonly scale?: number;
  /** Whether too low a figure is what is wrong; then no figure is wrong too. */
  readonly breachesBelow?: boolean;
}

/**
 * The alarms that are enabled.
 *
 * @throws InputError for options that CloudWatch refuses
 */
export function newAlarms(scope: Construct, sources: AlarmSources, options: RemediatorAlarms): cloudwatch.Alarm[] {
  return defaultsFor(sources)
    .filter(({ prop }) => options[prop]?.enabled ?? true)
    .map((defaults) => newAlarm(scope, defaults, options, sources.interval));
}

function defaultsFor(sources: AlarmSources): AlarmDefaults[] {
  return [...forPeople(sources), ...onItsHealth(sources)];
}

type Counted = Pick<AlarmDefaults, 'id' | 'prop' | 'description' | 'metric' | 'threshold' | 'minThreshold'>;

/** An alarm on any at all. */
const anyOf = (
  { count }: AlarmSources,
  name: AlarmedCount,
  prop: keyof RemediatorAlarms,
  description: string,
): Counted => ({ id: name, prop, description, metric: count(name), threshold: 0, minThreshold: 0 });

/** What somebody has to look at. */
function forPeople(sources: AlarmSources): AlarmDefaults[] {
  const any = (name: AlarmedCount, prop: keyof RemediatorAlarms, description: string) =>
    anyOf(sources, name, prop, description);
  return [
    {
      ...any(
        'Findings',
        'findings',
        'A running step leaves cores idle. Its notice on the topic has the settings for the next run; the log has them as nextRun.',
      ),
      ...WHILE_IT_LASTS,
    },
    {
      ...any(
        'Held',
        'held',
        'A lineage is held. Look at its step as the page says, then end it with emr-autotune release.',
      ),
      ...WHILE_IT_LASTS,
    },
    {
      ...any(
        'AmbiguousSubmits',
        'ambiguousSubmits',
        'It is not known whether EMR added a step. Look for its marker in the list of steps before you submit it again.',
      ),
      ...AT_ONCE,
    },
    {
      ...any(
        'OrderBroken',
        'orderBroken',
        'A step may run before the resubmission of the one that it waited for. See whether it needed that output.',
      ),
      ...AT_ONCE,
    },
    {
      ...any(
        'Breaker',
        'breaker',
        'Resubmissions of a cluster or job do not improve, and no more are made. Look at the outcomes before you clear them.',
      ),
      ...AT_ONCE,
    },
    {
      ...any(
        'Pages',
        'pages',
        'The remediator asks for a person. The page on the topic says what happened and what to do.',
      ),
      ...AT_ONCE,
    },
  ];
}

/** What keeps the remediator itself from its work. */
function onItsHealth(sources: AlarmSources): AlarmDefaults[] {
  const { count, longest, handler, interval, timeout } = sources;
  return [
    {
      id: 'HeartbeatMissing',
      prop: 'heartbeatMissing',
      description:
        'No tick was completed for several intervals. See the errors and throttles of the function, and whether its schedule is enabled.',
      metric: count('Heartbeat'),
      evaluationPeriods: 3,
      threshold: 1,
      minThreshold: 1,
      breachesBelow: true,
    },
    {
      ...anyOf(
        sources,
        'LedgerErrors',
        'ledgerErrors',
        'The ledger cannot be read or written, so nothing is remediated or told. See the lines ledger-error, and the permissions on the table.',
      ),
      ...REPEATED,
    },
    // A page is tried again at every tick: one that stays owed reaches nobody, so this alarm is what does.
    {
      id: 'OwedPages',
      prop: 'owedPages',
      description:
        'The topic does not take what the remediator has to tell. See the lines page-error, and the policy and key of the topic.',
      metric: longest('OwedPageAge'),
      ...REPEATED,
      threshold: 10,
      minThreshold: 1,
      scale: SECONDS_PER_MINUTE,
    },
    {
      id: 'OpenLineages',
      prop: 'openLineages',
      description:
        'A lineage has come to no resubmission for a long time, and a job may be owed. See its decisions in the log.',
      metric: longest('OpenAge'),
      ...REPEATED,
      threshold: 10,
      minThreshold: 1,
      scale: SECONDS_PER_MINUTE,
    },
    // A cluster and a step that have just begun have no figures yet, and CloudWatch is late at times.
    {
      id: 'MissingFigures',
      prop: 'missingFigures',
      description:
        'Most of the watched clusters are refused for want of figures, so nothing is found there. See the lines read-error, and whether CloudWatch has metrics of the clusters.',
      metric: new cloudwatch.MathExpression({
        expression: 'refused / clusters',
        usingMetrics: { refused: count('MissingFigures'), clusters: count('ClustersWatched') },
        label: 'share of the clusters',
        period: interval,
      }),
      evaluationPeriods: 6,
      threshold: 0.5,
      minThreshold: 0,
      maxThreshold: 1,
    },
    {
      ...anyOf(
        sources,
        'TickFailures',
        'tickFailures',
        'Clusters could not be examined. See the lines cluster-error and discovery-error.',
      ),
      ...REPEATED,
    },
    {
      id: 'Errors',
      prop: 'errors',
      description: "Invocations of the remediator failed. See the function's log.",
      metric: handler.metricErrors({ period: interval }),
      ...REPEATED,
      threshold: 0,
      minThreshold: 0,
    },
    // At its timeout Lambda ends an invocation between a call and its record, which the next one must then sort out.
    {
      id: 'NearTimeout',
      prop: 'nearTimeout',
      description:
        'Invocations came close to their timeout. Watch fewer clusters with one remediator, or see which reads are slow.',
      metric: handler.metricDuration({ period: interval, statistic: cloudwatch.Stats.MAXIMUM }),
      ...REPEATED,
      threshold: 0.95,
      minThreshold: 0,
      maxThreshold: 1,
      scale: timeout.toMilliseconds(),
    },
  ];
}

function newAlarm(
  scope: Construct,
  defaults: AlarmDefaults,
  { [defaults.prop]: options = {} }: RemediatorAlarms,
  interval: Duration,
): cloudwatch.Alarm {
  const prop = `alarms.${defaults.prop}`;
  const threshold = options.threshold ?? defaults.threshold;
  const evaluationPeriods = options.evaluationPeriods ?? defaults.evaluationPeriods;
  const maxPeriods = Math.floor(MAX_EVALUATED_SECONDS / interval.toSeconds());
  wholeNumberWithin(`${prop}.evaluationPeriods`, evaluationPeriods, 1, maxPeriods);
  const datapointsToAlarm =
    options.datapointsToAlarm ?? Math.min(defaults.datapointsToAlarm ?? evaluationPeriods, evaluationPeriods);
  wholeNumberWithin(`${prop}.datapointsToAlarm`, datapointsToAlarm, 1, evaluationPeriods);
  numberWithin(`${prop}.threshold`, threshold, defaults.minThreshold, defaults.maxThreshold);
  return new cloudwatch.Alarm(scope, defaults.id, {
    alarmDescription: `${defaults.description} ${RUNBOOK_URL}#alarms`,
    metric: defaults.metric,
    threshold: (defaults.scale ?? 1) * threshold,
    comparisonOperator: defaults.breachesBelow
      ? cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
      : cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods,
    datapointsToAlarm,
    treatMissingData: defaults.breachesBelow
      ? cloudwatch.TreatMissingData.BREACHING
      : cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}
