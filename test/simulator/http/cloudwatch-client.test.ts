import { GetMetricDataCommand, type GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import { CLUSTER_ID, MINUTE, START_MS } from '../support';
import { opened } from './requests';

const query = (
  id: string,
  name: string,
  more: object = {},
): NonNullable<GetMetricDataCommandInput['MetricDataQueries']>[number] => ({
  Id: id,
  MetricStat: {
    Period: 300,
    Stat: 'Average',
    Metric: {
      Namespace: 'AWS/ElasticMapReduce',
      MetricName: name,
      Dimensions: [{ Name: 'JobFlowId', Value: CLUSTER_ID }],
    },
  },
  ...more,
});
const getMetrics = (
  MetricDataQueries: GetMetricDataCommandInput['MetricDataQueries'],
  more: object = {},
): GetMetricDataCommand =>
  new GetMetricDataCommand({
    StartTime: new Date(START_MS),
    EndTime: new Date(START_MS + 60 * MINUTE),
    MetricDataQueries,
    ...more,
  });

describe('an unmodified CloudWatch client', () => {
  test('reads several metrics at once, newest first, and gets none for what nobody publishes', async () => {
    const { cloudWatch, clock } = await opened();
    clock.moveTo(START_MS + 30 * MINUTE);
    const { MetricDataResults } = await cloudWatch.send(
      getMetrics([query('memory', 'MemoryAllocatedMB'), query('nothing', 'VCoresAllocated')]),
    );
    const [memory, nothing] = MetricDataResults!;
    expect(memory).toMatchObject({ Id: 'memory', Label: 'MemoryAllocatedMB', StatusCode: 'Complete' });
    expect(memory!.Timestamps).toEqual([25, 20, 15, 10, 5, 0].map((minute) => new Date(START_MS + minute * MINUTE)));
    expect(memory!.Values).toEqual([9_840_896, 9_840_896, 9_840_896, 9_840_896, 9_840_896, 0]);
    expect(nothing).toMatchObject({ Id: 'nothing', Timestamps: [], Values: [] });
  });

  test('pages by MaxDatapoints without losing or repeating a point', async () => {
    const { cloudWatch, clock } = await opened();
    clock.moveTo(START_MS + 60 * MINUTE);
    const queries = [query('a', 'MemoryAllocatedMB'), query('b', 'ContainerPending')];
    const whole = (await cloudWatch.send(getMetrics(queries))).MetricDataResults!;
    const values: Record<string, number[]> = { a: [], b: [] };
    let NextToken: string | undefined;
    let pages = 0;
    do {
      const page = await cloudWatch.send(getMetrics(queries, { MaxDatapoints: 5, NextToken }));
      for (const result of page.MetricDataResults!) values[result.Id!]!.push(...result.Values!);
      NextToken = page.NextToken;
      pages += 1;
    } while (NextToken !== undefined);
    expect(pages).toBe(5);
    expect(values).toEqual({ a: whole[0]!.Values, b: whole[1]!.Values });
  });

  test('takes 500 queries and no more', async () => {
    const { cloudWatch } = await opened();
    const queries = (count: number): ReturnType<typeof query>[] =>
      Array.from({ length: count }, (_, i) => query(`q${i}`, 'IsIdle'));
    await expect(cloudWatch.send(getMetrics(queries(500)))).resolves.toBeDefined();
    await expect(cloudWatch.send(getMetrics(queries(501)))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('gets no points in a unit in which a metric is not published', async () => {
    const { cloudWatch, clock } = await opened();
    clock.moveTo(START_MS + 30 * MINUTE);
    const points = async (Unit: 'Count' | 'Megabytes' | 'Percent', name: string): Promise<number> => {
      const MetricStat = { ...query('a', name).MetricStat!, Unit };
      const { MetricDataResults } = await cloudWatch.send(getMetrics([query('a', name, { MetricStat })]));
      return MetricDataResults![0]!.Values!.length;
    };
    expect(await points('Count', 'MemoryAllocatedMB')).toBe(6);
    expect(await points('Megabytes', 'MemoryAllocatedMB')).toBe(0);
    expect(await points('Percent', 'YARNMemoryAvailablePercentage')).toBe(6);
  });

  test('pages through days newest first and oldest first alike', async () => {
    const { cloudWatch, clock } = await opened();
    clock.moveTo(START_MS + 40 * 60 * MINUTE);
    const read = async (ScanBy: 'TimestampAscending' | 'TimestampDescending'): Promise<number[]> => {
      const range = { StartTime: new Date(START_MS - 7 * MINUTE), EndTime: new Date(START_MS + 40 * 60 * MINUTE) };
      const times: number[] = [];
      let NextToken: string | undefined;
      do {
        const page = await cloudWatch.send(
          getMetrics([query('a', 'IsIdle')], { ...range, ScanBy, MaxDatapoints: 97, NextToken }),
        );
        times.push(...page.MetricDataResults!.flatMap((one) => one.Timestamps!).map((time) => time.getTime()));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return times;
    };
    const ascending = await read('TimestampAscending');
    expect(ascending).toEqual(Array.from({ length: ascending.length }, (_, i) => ascending[0]! + i * 5 * MINUTE));
    expect(ascending.at(-1)).toBe(START_MS + 40 * 60 * MINUTE - 5 * MINUTE);
    expect(await read('TimestampDescending')).toEqual(ascending.toReversed());
  });

  test('is refused with the mark of another question', async () => {
    const { cloudWatch, clock } = await opened();
    clock.moveTo(START_MS + 60 * MINUTE);
    const { NextToken } = await cloudWatch.send(getMetrics([query('a', 'IsIdle')], { MaxDatapoints: 2 }));
    const other = getMetrics([query('a', 'AppsRunning')], { MaxDatapoints: 2, NextToken });
    await expect(cloudWatch.send(other)).rejects.toMatchObject({ name: expect.stringContaining('InvalidNextToken') });
  });

  test.each([
    ['an expression', getMetrics([{ Id: 'e', Expression: 'SELECT AVG(x) FROM y', Period: 60 }]), 'not expressions'],
    [
      'a period that is none',
      getMetrics([query('a', 'IsIdle', { MetricStat: { ...query('a', 'IsIdle').MetricStat!, Period: 90 } })]),
      'multiple of 60',
    ],
    ['one id twice', getMetrics([query('a', 'IsIdle'), query('a', 'IsIdle')]), 'unique'],
    [
      'an end before its start',
      getMetrics([query('a', 'IsIdle')], { EndTime: new Date(START_MS - MINUTE) }),
      'StartTime must be less',
    ],
    ['nothing to show', getMetrics([{ Id: 'a' }]), 'The parameter MetricDataQueries.member.1.MetricStat is required.'],
    [
      'an id that begins with a digit',
      getMetrics([query('a', 'IsIdle'), query('1a', 'IsIdle')]),
      'The value 1a for parameter MetricDataQueries.member.2.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.',
    ],
    [
      'a statistic that nobody has',
      getMetrics([query('a', 'IsIdle', { MetricStat: { ...query('a', 'IsIdle').MetricStat!, Stat: 'Mean' } })]),
      'The value Mean for parameter MetricDataQueries.member.1.MetricStat.Stat is not a valid statistic.',
    ],
    [
      'a percentile',
      getMetrics([query('a', 'IsIdle', { MetricStat: { ...query('a', 'IsIdle').MetricStat!, Stat: 'p99' } })]),
      'the simulator knows the statistics Average',
    ],
    ['more points than a page holds', getMetrics([query('a', 'IsIdle')], { MaxDatapoints: 100_801 }), '100800'],
    [
      'a period of nothing',
      getMetrics([query('a', 'IsIdle', { MetricStat: { ...query('a', 'IsIdle').MetricStat!, Period: 0 } })]),
      "Value '0' at 'metricDataQueries.1.member.metricStat.period' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
  ])('fails with %s', async (_, command, message) => {
    const { cloudWatch } = await opened();
    await expect(cloudWatch.send(command)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    });
  });
});
