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
    expect(few.result.cpuSource).toBeUndefined();
  });

  test("YARN's own measurement is preferred where the agent publishes it", async () => {
    const series = {
      MemoryTotalMB: [1],
      'ClusterMetrics.UtilizedVirtualCores': [328],
      'ClusterMetrics.CapabilityVirtualCores': [1312],
      'i-1': [90],
    };
    const { result, asked } = await read(series, ['i-1'], 'i-0');
    expect(result).toMatchObject({ cpuSource: 'UtilizedVirtualCores', points: [{ cpuUtilisation: 0.25 }] });
    expect(JSON.stringify(asked[0])).toContain('"service.name"');
  });

  test('everything is one request, from the start of a period', async () => {
    const { asked } = await read(
      { MemoryTotalMB: [1] },
      Array.from({ length: 400 }, (_, i) => `i-${i}`),
      'i-0',
    );
    expect(asked).toHaveLength(1);
    expect(asked[0]?.MetricDataQueries).toHaveLength(5 + 100 + 2);
    expect(asked[0]?.StartTime).toBe(at(0));
  });

  test('values are put together over all pages; more than ten pages are an error, not a shorter series', async () => {
    const paged = async (count: number) => {
      aws = await stubAws(({ body }) => {
        const n = Number(body.NextToken ?? 1);
        const MetricDataResults = [{ Id: 'memoryTotalMB', Timestamps: [at(n)], Values: [n] }];
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
