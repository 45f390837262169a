import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import type { RemediatorAlarms, StepRemediator, StepRemediatorProps } from '../../../lib';
import { jsonOf, newStack, only, resources } from '../synth';
import { newRemediator } from './support';

interface AlarmJson {
  readonly MetricName: string;
  readonly Namespace: string;
  readonly Period?: number;
  readonly Metrics?: readonly { readonly MetricStat?: { readonly Period: number } }[];
  readonly Threshold: number;
  readonly ComparisonOperator: 'GreaterThanThreshold' | 'LessThanThreshold';
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
  readonly TreatMissingData: 'breaching' | 'notBreaching';
}

const alarmsOf = (remediator: StepRemediator): AlarmJson[] =>
  resources(jsonOf(Stack.of(remediator)), 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);

const dashboardOf = (remediator: StepRemediator): string =>
  JSON.stringify(only(jsonOf(Stack.of(remediator)), 'AWS::CloudWatch::Dashboard'));

function alarmOn(metric: string, alarms?: RemediatorAlarms, props?: Partial<StepRemediatorProps>): AlarmJson {
  const found = alarmsOf(newRemediator({ ...props, alarms })).filter(({ MetricName }) => MetricName === metric);
  expect(found).toHaveLength(1);
  return found[0]!;
}

/**
 * How often an alarm notifies over a series of periods, `undefined` being one without data: "M of N" as the CloudWatch guide describes it
 * (Configuring how CloudWatch alarms treat missing data). The periods before the series are healthy.
 */
function notifications(alarm: AlarmJson, healthy: number | undefined, series: readonly (number | undefined)[]): number {
  const breaches = (point: number | undefined): boolean => {
    if (point === undefined) return alarm.TreatMissingData === 'breaching';
    return alarm.ComparisonOperator === 'LessThanThreshold' ? point < alarm.Threshold : point > alarm.Threshold;
  };
  const points = [...Array<number | undefined>(alarm.EvaluationPeriods).fill(healthy), ...series];
  const raised = points.map((_, end) => {
    const evaluated = points.slice(Math.max(0, end + 1 - alarm.EvaluationPeriods), end + 1);
    return evaluated.filter(breaches).length >= alarm.DatapointsToAlarm;
  });
  return raised.filter((now, i) => now && raised[i - 1] !== true).length;
}

describe('the alarms of a remediator', () => {
  const none = undefined;

  test.each(['LedgerErrors', 'TickFailures', 'Errors'])('on %s stay silent when one tick fails', (metric) => {
    const alarm = alarmOn(metric);

    expect(notifications(alarm, none, [1, none, none, none])).toBe(0);
    // Every cluster of the tick, or every call, still makes one failed tick.
    expect(notifications(alarm, none, [250, none, none, none])).toBe(0);
  });

  test.each(['LedgerErrors', 'TickFailures', 'Errors'])('on %s notify when two of three ticks fail', (metric) => {
    expect(notifications(alarmOn(metric), none, [1, none, 1, none])).toBe(1);
  });

  test('notify of slow invocations when two of three come within 5 % of their timeout', () => {
    const alarm = alarmOn('Duration');

    expect(notifications(alarm, 2_000, [179_000, 2_000, 2_000])).toBe(0);
    expect(notifications(alarm, 2_000, [179_000, 170_000, 172_000])).toBe(1);
  });

  test('notify when three ticks are missed, and not before', () => {
    const alarm = alarmOn('Heartbeat');

    expect(notifications(alarm, 1, [none, none, 1, none])).toBe(0);
    expect(notifications(alarm, 1, [none, none, none])).toBe(1);
  });

  test.each(['Findings', 'Held', 'AmbiguousSubmits', 'OrderBroken', 'Breaker', 'Pages'])(
    'on %s notify at once',
    (metric) => {
      expect(notifications(alarmOn(metric), none, [1])).toBe(1);
    },
  );

  test('on a finding do not notify again after a tick that could not look', () => {
    expect(notifications(alarmOn('Findings'), none, [1, 1, none, 1, 1])).toBe(1);
  });

  test('on a held lineage do not notify again after a tick that could not read its row', () => {
    expect(notifications(alarmOn('Held'), none, [1, 1, none, 1, none, none, 1])).toBe(1);
  });

  test('on a held lineage notify again after it was released', () => {
    expect(notifications(alarmOn('Held'), none, [1, 1, none, none, none, 1])).toBe(2);
  });

  test('notify of a second request for a person once a period has passed without one', () => {
    expect(notifications(alarmOn('Pages'), none, [1, none, 1])).toBe(2);
  });

  test('count in periods of the interval', () => {
    const periods = alarmsOf(newRemediator({ interval: Duration.minutes(2) })).flatMap(
      ({ Period, Metrics = [] }) => Period ?? Metrics.flatMap(({ MetricStat }) => MetricStat?.Period ?? []),
    );
    expect(periods).toEqual(Array(15).fill(120));
  });

  test('can be left out one by one', () => {
    const remediator = newRemediator({ alarms: { held: { enabled: false }, errors: { enabled: false } } });

    expect(remediator.alarms).toHaveLength(12);
    expect(alarmsOf(remediator).map(({ MetricName }) => MetricName)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(Held|Errors)$/)]),
    );
    expect(JSON.stringify(only(jsonOf(remediator.node.scope as never), 'AWS::CloudWatch::Dashboard'))).toContain(
      'Held',
    );
  });

  test('can all be left out', () => {
    const off = { enabled: false };
    const remediator = newRemediator({
      alarms: {
        ...{ heartbeatMissing: off, held: off, ambiguousSubmits: off, pages: off },
        ...{ findings: off, orderBroken: off, breaker: off, missingFigures: off },
        ...{ ledgerErrors: off, tickFailures: off, errors: off, nearTimeout: off, owedPages: off, openLineages: off },
      },
    });

    expect(remediator.alarms).toEqual([]);
    expect(dashboardOf(newRemediator())).toContain('"alarm');
    expect(dashboardOf(remediator)).not.toContain('"alarm');
  });

  test('take other thresholds, each in its own unit', () => {
    expect(alarmOn('TickFailures', { tickFailures: { threshold: 5 } }).Threshold).toBe(5);
    expect(alarmOn('Heartbeat', { heartbeatMissing: { threshold: 2 } }).Threshold).toBe(2);
    expect(alarmOn('Duration', { nearTimeout: { threshold: 0.5 } }).Threshold).toBe(90_000);
  });

  test.each([
    ['Heartbeat', { heartbeatMissing: { evaluationPeriods: 5 } }, 5, 5],
    ['TickFailures', { tickFailures: { evaluationPeriods: 5 } }, 2, 5],
    ['TickFailures', { tickFailures: { evaluationPeriods: 1 } }, 1, 1],
    ['TickFailures', { tickFailures: { datapointsToAlarm: 3 } }, 3, 3],
    ['Pages', { pages: { evaluationPeriods: 3 } }, 1, 3],
  ])('on %s with %j need %i of %i periods', (metric, alarms: RemediatorAlarms, datapoints, periods) => {
    expect(alarmOn(metric, alarms)).toMatchObject({ DatapointsToAlarm: datapoints, EvaluationPeriods: periods });
  });

  test.each([
    [{ held: { threshold: -1 } }, '`alarms.held.threshold` must be a number of 0 or more, got -1'],
    [{ held: { threshold: Number.NaN } }, '`alarms.held.threshold` must be a number of 0 or more, got NaN'],
    [{ nearTimeout: { threshold: 95 } }, '`alarms.nearTimeout.threshold` must be a number from 0 to 1, got 95'],
    [
      { heartbeatMissing: { threshold: 0 } },
      '`alarms.heartbeatMissing.threshold` must be a number of 1 or more, got 0',
    ],
    [{ pages: { datapointsToAlarm: 2 } }, '`alarms.pages.datapointsToAlarm` must be a whole number from 1 to 1, got 2'],
    [
      { errors: { evaluationPeriods: 289 } },
      // 288 periods of five minutes are the day that CloudWatch evaluates at most.
      '`alarms.errors.evaluationPeriods` must be a whole number from 1 to 288, got 289',
    ],
  ])('fail for %j', (alarms: RemediatorAlarms, message) => {
    expect(() => newRemediator({ alarms })).toThrow(message);
  });

  test('fail for a token, as it is compared and multiplied', () => {
    const threshold = new CfnParameter(newStack(), 'N', { type: 'Number' }).valueAsNumber;

    expect(() => newRemediator({ alarms: { nearTimeout: { threshold } } })).toThrow(
      /^`alarms.nearTimeout.threshold` must be known at synthesis/,
    );
  });
});
