import { afterEach, describe, expect, test } from 'vitest';
import { cloudWatchReader, evenlyDrawn } from '../../../lambda/remediator/adapters/cloudwatch';
import { clientsAt, type StubAws, stubAws } from '../stub-aws';

let aws: StubAws | undefined;
afterEach(async () => {
  await aws?.close();
  aws = undefined;
});

describe('reading CloudWatch', () => {
  const FIVE = 300;
  const at = (i: number) => 1_767_600_000 + i * FIVE;

  async function read(
    series: Readonly<Record<string, readonly (number | undefined)[]>>,
    workers: readonly string[],
    primary?: string,
  ) {
    const asked: Record<string, unknown>[] = [];
    aws = await stubAws(({ body }) => {
      asked.push(body);
      const queries = body.MetricDataQueries as {
        Id: string;
        MetricStat: { Metric: { MetricName: string; Dimensions: { Value: string }[] } };
      }[];
      const MetricDataResults = queries.map(({ Id, MetricStat: { Metric } }) => {
        const values = series[Metric.MetricName] ?? series[String(Metric.Dimensions[0]?.Value)] ?? [];
        const present = values.flatMap((value, i) => (value === undefined ? [] : [[at(i), value] as const]));
        return { Id, Timestamps: present.map(([time]) => time), Values: present.map(([, value]) => value) };
      });
      return { json: { MetricDataResults } };
    });
    const result = await cloudWatchReader(clientsAt(aws.url).cloudWatch())({
      clusterId: 'j-ONE',
      workers,
      primary,
      fromMs: at(0) * 1000 + 1,
      toMs: at(3) * 1000,
    });
    return { result, asked };
  }

  test('a missing figure stays missing and is never zero', async () => {
    const { result } = await read({ MemoryTotalMB: [100, 100, 100], MemoryAllocatedMB: [97, undefined, 98] }, []);
    expect(result.points.map(({ memoryAllocatedMB }) => memoryAllocatedMB)).toEqual([97, undefined, 98]);
    expect(result.points.every(({ containersAllocated }) => containersAllocated === undefined)).toBe(true);
  });

  test('the mean CPU of the nodes counts only where four in five of them answered', async () => {
    const series = {
      MemoryTotalMB: [1, 1],
      'i-1': [40, 40],
      'i-2': [50, 50],
      'i-3': [60, 60],
      'i-4': [70, 70],
      'i-5': [30, undefined],
    };
    const { result } = await read(series, ['i-1', 'i-2', 'i-3', 'i-4', 'i-5']);
    expect(result.points.map(({ cpuUtilisation }) => cpuUtilisation)).toEqual([0.5, 0.55]);
    const few = await read({ MemoryTotalMB: [1], 'i-1': [40] }, ['i-1', 'i-2']);
    expect(few.result.points[0]?.cpuUtilisation).toBeUndefined();
  });

  test("YARN's own measurement counts only where that of AWS is near, and then the greater of the two", async () => {
    const cpuWhere = async (utilized: number | undefined, percent: number | undefined) => {
      const series = {
        MemoryTotalMB: [1],
        'ClusterMetrics.UtilizedVirtualCores': [utilized],
        'ClusterMetrics.CapabilityVirtualCores': [1312],
        'i-1': [percent],
      };
      const { result } = await read(series, ['i-1'], 'i-0');
      return result.points[0]?.cpuUtilisation;
    };
    expect(await cpuWhere(656, 45)).toBe(0.5);
    expect(await cpuWhere(328, 30)).toBe(0.3);
    expect(await cpuWhere(131.2, 90)).toBe(0.9);
    expect(await cpuWhere(131.2, undefined)).toBeUndefined();
    expect(await cpuWhere(undefined, 45)).toBe(0.45);
  });

  test('demand is what lasts through the period, and a neighbour whoever ran in it', async () => {
    const { asked } = await read({ MemoryTotalMB: [1] }, ['i-1']);
    const queries = asked[0]?.MetricDataQueries as { MetricStat: { Metric: { MetricName: string }; Stat: string } }[];
    const stats = Object.fromEntries(queries.map(({ MetricStat: { Metric, Stat } }) => [Metric.MetricName, Stat]));
    expect(stats).toEqual({
      MemoryTotalMB: 'Average',
      MemoryAllocatedMB: 'Average',
      ContainerAllocated: 'Average',
      ContainerPending: 'Minimum',
      AppsRunning: 'Maximum',
      CPUUtilization: 'Average',
    });
  });

  test('each metric is asked for at its own period', async () => {
    const { asked } = await read({ MemoryTotalMB: [1] }, ['i-1'], 'i-0');
    const queries = asked[0]?.MetricDataQueries as { MetricStat: { Metric: { Namespace: string }; Period: number } }[];
    const periods = new Map(queries.map(({ MetricStat: { Metric, Period } }) => [Metric.Namespace, Period]));
    expect(Object.fromEntries(periods)).toEqual({ 'AWS/ElasticMapReduce': 300, 'AWS/EC2': 60, CWAgent: 60 });
  });

  /** One node that answers at these seconds after the start of a period, beside YARN's figures of three periods. */
  async function cpuAt(seconds: readonly number[]) {
    aws = await stubAws(({ body }) => {
      const { Id } = (body.MetricDataQueries as { Id: string }[]).find((one) => one.Id.startsWith('cpu')) ?? {};
      const MetricDataResults = [
        { Id: 'emr_memoryTotalMB', Timestamps: [at(0), at(1), at(2)], Values: [1, 1, 1] },
        { Id, Timestamps: seconds.map((one) => at(0) + one), Values: seconds.map((_, i) => 10 * (i + 1)) },
      ];
      return { json: { MetricDataResults } };
    });
    const request = { clusterId: 'j-ONE', workers: ['i-1'], fromMs: at(0) * 1000, toMs: at(3) * 1000 };
    const { points } = await cloudWatchReader(clientsAt(aws.url).cloudWatch())(request);
    return points.map(({ cpuUtilisation }) => cpuUtilisation);
  }

  test('basic monitoring has a point every five minutes from any minute on, detailed monitoring one a minute', async () => {
    expect(await cpuAt([120, 420, 720])).toEqual([0.1, 0.2, 0.3]);
    expect(await cpuAt([0, 60, 120, 180, 240, 300])).toEqual([0.3, 0.6, undefined]);
  });

  test('everything is one request, from the start of a period', async () => {
    const { asked } = await read(
      { MemoryTotalMB: [1] },
      Array.from({ length: 400 }, (_, i) => `i-${i}`),
      'i-0',
    );
    expect(asked).toHaveLength(1);
    expect(JSON.stringify(asked[0])).toContain('"service.name"');
    expect(asked[0]?.MetricDataQueries).toHaveLength(5 + 100 + 7);
    expect(asked[0]?.StartTime).toBe(at(0));
  });

  test('values are put together over all pages; more than ten pages are an error, not a shorter series', async () => {
    const paged = async (count: number) => {
      aws = await stubAws(({ body }) => {
        const n = Number(body.NextToken ?? 1);
        const MetricDataResults = [{ Id: 'emr_memoryTotalMB', Timestamps: [at(n)], Values: [n] }];
        return { json: { MetricDataResults, ...(n < count ? { NextToken: String(n + 1) } : {}) } };
      });
      const request = { clusterId: 'j-ONE', workers: [], fromMs: at(0) * 1000, toMs: at(20) * 1000 };
      return cloudWatchReader(clientsAt(aws.url).cloudWatch())(request).finally(() => aws?.close());
    };
    expect((await paged(10)).points.map(({ memoryTotalMB }) => memoryTotalMB)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    await expect(paged(11)).rejects.toThrow('GetMetricData has more than 10 pages');
  });

  test('a hundred of many nodes are drawn evenly', () => {
    const drawn = evenlyDrawn(Array.from({ length: 1000 }, (_, i) => i));
    expect(drawn).toHaveLength(100);
    expect(drawn.every((node, i) => node === i * 10)).toBe(true);
    expect(evenlyDrawn([1, 2, 3])).toEqual([1, 2, 3]);
  });
});
