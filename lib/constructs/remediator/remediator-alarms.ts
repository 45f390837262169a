import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { numberWithin, wholeNumberWithin } from '../checks';
import type { RemediatorAlarms } from './remediator-alarms-props';

/** CloudWatch's limit on all periods of an alarm together, for periods of at most an hour (API reference, PutMetricAlarm). */
const MAX_EVALUATED_SECONDS = 86_400;

const SECONDS_PER_MINUTE = 60;

/** One point that breaches raises the alarm: for what is reported once, or needs a person whenever it is so. */
const AT_ONCE = { evaluationPeriods: 1, datapointsToAlarm: 1 } as const;

/** One point that breaches is not enough: for what a single failed call or slow answer can cause. */
const REPEATED = { evaluationPeriods: 3, datapointsToAlarm: 2 } as const;

/** Names of the ages in the function's log that alarms are set on, seconds. */
type AlarmedAge = 'OpenAge' | 'OwedPageAge';

/** Names of the counts in the function's log that alarms are set on. */
type AlarmedCount = 'AmbiguousSubmits' | 'Heartbeat' | 'Held' | 'LedgerErrors' | 'Pages' | 'TickFailures';

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

function defaultsFor({ count, longest, handler, interval, timeout }: AlarmSources): AlarmDefaults[] {
  const anyOf = (name: AlarmedCount, prop: keyof RemediatorAlarms, description: string) =>
    ({ id: name, prop, description, metric: count(name), threshold: 0, minThreshold: 0 }) as const;
  return [
    {
      id: 'HeartbeatMissing',
      prop: 'heartbeatMissing',
      description: 'the remediator has not completed a tick for several intervals',
      metric: count('Heartbeat'),
      evaluationPeriods: 3,
      threshold: 1,
      minThreshold: 1,
      breachesBelow: true,
    },
    // Reported at every tick while it lasts, unless the row cannot be read. More periods than one: a tick without a report does not end
    // the alarm, which the next report would then raise again.
    {
      ...anyOf('Held', 'held', 'a lineage is held: a person must look at its step'),
      evaluationPeriods: 3,
      datapointsToAlarm: 1,
    },
    {
      ...anyOf(
        'AmbiguousSubmits',
        'ambiguousSubmits',
        'it is unknown whether a step was added: look for its marker before adding another',
      ),
      ...AT_ONCE,
    },
    { ...anyOf('Pages', 'pages', 'the remediator asks for a person: the log gives the reason'), ...AT_ONCE },
    {
      ...anyOf('LedgerErrors', 'ledgerErrors', 'the ledger cannot be read or written, so nothing is remediated'),
      ...REPEATED,
    },
    // A page is tried again at every tick: one that stays owed reaches nobody, so this alarm is what does.
    {
      id: 'OwedPages',
      prop: 'owedPages',
      description: 'the topic does not take what the remediator has to tell a person: the log gives the reason',
      metric: longest('OwedPageAge'),
      ...REPEATED,
      threshold: 10,
      minThreshold: 1,
      scale: SECONDS_PER_MINUTE,
    },
    {
      id: 'OpenLineages',
      prop: 'openLineages',
      description: 'a lineage has come to no resubmission for a long time: a job may be owed',
      metric: longest('OpenAge'),
      ...REPEATED,
      threshold: 10,
      minThreshold: 1,
      scale: SECONDS_PER_MINUTE,
    },
    { ...anyOf('TickFailures', 'tickFailures', 'clusters could not be examined'), ...REPEATED },
    {
      id: 'Errors',
      prop: 'errors',
      description: 'invocations of the remediator failed',
      metric: handler.metricErrors({ period: interval }),
      ...REPEATED,
      threshold: 0,
      minThreshold: 0,
    },
    // At its timeout Lambda ends an invocation between a call and its record, which the next one must then sort out.
    {
      id: 'NearTimeout',
      prop: 'nearTimeout',
      description: 'invocations came close to their timeout',
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
    alarmDescription: defaults.description,
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
