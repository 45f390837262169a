import { describe, expect, test } from 'vitest';
import { assess, type MetricPoint } from '../../lib/remedy';
import { detail, FAT_ARGS, FAT_POINT, NOW, POLICY, points, row, stuck } from './support';

/** A step with these executors on r5.4xlarge, and what its cluster shows of so many of them. */
function running(
  executor: { readonly heap: number; readonly overhead: number; readonly cores: number; readonly python?: number },
  nodes: number,
  executors: number,
  more: Partial<MetricPoint> = {},
) {
  const { python = 0 } = executor;
  const container = Math.ceil((executor.heap + executor.overhead + python) / 32) * 32;
  const args = [
    ...['spark-submit', '--deploy-mode', 'client'],
    ...['--executor-memory', `${executor.heap}m`, '--executor-cores', `${executor.cores}`],
    ...['--conf', `spark.executor.memoryOverhead=${executor.overhead}m`],
    ...['--conf', `spark.executor.pyspark.memory=${python}m`],
    ...['--conf', 'spark.emrautotune.allow=true', 'a.py'],
  ];
  const point = {
    ...FAT_POINT,
    memoryTotalMB: nodes * 122_880,
    memoryAllocatedMB: executors * container + 896,
    containersAllocated: executors + 1,
    cpuUtilisation: 0.3,
    ...more,
  };
  return stuck({
    root: detail({ args }),
    nodes: Array.from({ length: nodes }, () => 'r5.4xlarge'),
    points: points(NOW, 12, point),
  });
}

const look = (observation: ReturnType<typeof running>) => {
  const { suspect, tier, report, refusals } = assess(observation, row(), NOW, POLICY);
  return { suspect, tier, finding: report.finding, gates: refusals.map(({ gate }) => gate) };
};

/** 97,280 MiB, of which one fits a node: 79.2 % of its memory. */
const HALF_EMPTY = { heap: 81_920, overhead: 15_360, cores: 5 };

describe('a step is suspect where no further executor fits and the nodes could run 1.2 times the task slots', () => {
  test('at 79 % of memory', () => {
    expect(look(running(HALF_EMPTY, 20, 20))).toEqual({
      suspect: true,
      tier: 'T2',
      finding: 'stranded-cores',
      gates: [],
    });
  });

  test('at 62.5 % of the cores, where it is not worth a restart', () => {
    // 820 task slots of 1,312: 1.6 times, of which three quarters are believed.
    const ten = { heap: 101_053, overhead: 18_947, cores: 10 };
    expect(look(running(ten, 82, 82))).toMatchObject({
      suspect: true,
      finding: 'stranded-cores',
      gates: ['not-worth-it'],
    });
  });

  test('not while a quarter of its executors could still come', () => {
    expect(look(running(HALF_EMPTY, 20, 15))).toMatchObject({ suspect: false, tier: undefined, finding: undefined });
  });

  test('not at 99.7 % of memory, where its executors use the cores', () => {
    const balanced = { heap: 25_870, overhead: 4_850, cores: 4 };
    expect(look(running(balanced, 82, 327, { cpuUtilisation: 0.9 }))).toMatchObject({
      suspect: false,
      tier: undefined,
    });
  });

  test('not at 95 % of memory and 44 % of the cores, where Python takes so much that no other executor gives more', () => {
    const python = { heap: 20_000, overhead: 5_000, cores: 7, python: 92_000 };
    expect(look(running(python, 20, 20))).toMatchObject({ suspect: false, finding: undefined, gates: [] });
  });

  test('and gets no tier while nothing is pending, which is said', () => {
    expect(look(running(HALF_EMPTY, 20, 20, { containersPending: 0 }))).toMatchObject({
      tier: undefined,
      finding: 'no-demand',
      gates: ['no-demand'],
    });
  });
});

describe('more task slots than cores are suspect', () => {
  /** 14,929 MiB and four cores: eight of them, 32 task slots, on the 16 vCPUs of a node. */
  const SLIM = { heap: 12_561, overhead: 2_304, cores: 4 };
  const slim = (executors: number, calculator: 'default' | undefined) => {
    const observation = running(SLIM, 20, executors);
    const { cluster } = observation;
    return { ...observation, cluster: { ...cluster!, value: { ...cluster!.value, calculator } } };
  };

  test('while no further executor fits, and get no proposal', () => {
    expect(look(slim(160, 'default'))).toMatchObject({ suspect: true, tier: undefined, finding: 'oversubscribed' });
    expect(assess(slim(160, 'default'), row(), NOW, POLICY).report.nextRun).toBeUndefined();
    // 81 would fill half of the nodes.
    expect(look(slim(81, 'default'))).toMatchObject({ suspect: false, gates: [] });
  });

  test('also where that is so under one calculator and not under the other, and nobody knows which is in force', () => {
    // 16 vCPUs run three executors of 5 cores where cores are counted, four where memory alone is: 60 of them, or these 66 with 330 task slots.
    const observation = running({ heap: 26_000, overhead: 4_720, cores: 5 }, 20, 66);
    const cluster = { ...observation.cluster!, value: { ...observation.cluster!.value, calculator: undefined } };
    expect(look({ ...observation, cluster })).toMatchObject({
      suspect: true,
      tier: undefined,
      finding: 'calculator-unknown',
      gates: expect.arrayContaining(['calculator-unknown']),
    });
  });
});

describe('a step of which the engine can say nothing is suspect by shares', () => {
  /** Without the release no executor is of a known size. */
  const unread = (memoryAllocatedMB: number | undefined, more: Partial<MetricPoint> = {}) => {
    const point = { memoryTotalMB: 10_000_000, memoryAllocatedMB, ...more };
    return look(stuck({ cluster: { releaseLabel: 'serverless' }, point }));
  };

  test('from 95 % of memory on', () => {
    expect(unread(9_500_000).suspect).toBe(true);
    expect(unread(9_499_999).suspect).toBe(false);
  });

  test('and where no memory is known: then it is not known to be healthy', () => {
    expect(unread(undefined)).toMatchObject({ suspect: true, gates: expect.arrayContaining(['no-data']) });
    expect(look(stuck({ point: { memoryTotalMB: undefined, containersAllocated: 183 } }))).toMatchObject({
      suspect: true,
      gates: expect.arrayContaining(['no-data']),
    });
    expect(look(stuck({ obs: { metrics: undefined } })).suspect).toBe(true);
  });

  test('where figures contradict each other, of memory and of cores', () => {
    // More in use than there is: no admission explains that.
    const contrary = (memoryAllocatedMB: number, containersAllocated: number) =>
      look(stuck({ point: { memoryTotalMB: 10_000_000, memoryAllocatedMB, containersAllocated } }));
    // 82 executors of 7 cores hold 574 of 1,312 cores; 93 hold 651, 95 hold 665.
    expect(contrary(10_000_001, 83).suspect).toBe(true);
    expect(contrary(10_000_001, 94).suspect).toBe(true);
    expect(contrary(10_000_001, 96).suspect).toBe(false);
    const ofEight = detail({ args: FAT_ARGS.map((arg) => (arg === '7' ? '8' : arg)) });
    const half = { memoryTotalMB: 10_000_000, memoryAllocatedMB: 10_000_001, containersAllocated: 83 };
    expect(look(stuck({ root: ofEight, point: half })).suspect).toBe(true);
    expect(look(stuck({ root: ofEight, point: { ...half, containersAllocated: 84 } })).suspect).toBe(false);
  });

  test('as is one whose executors do not explain them', () => {
    const unexplained = (memoryAllocatedMB: number) =>
      look(stuck({ point: { memoryTotalMB: 10_000_000, memoryAllocatedMB, containersAllocated: 165 } }));
    expect(unexplained(9_500_000)).toMatchObject({ suspect: true, finding: 'unexplained' });
    expect(unexplained(9_499_999)).toMatchObject({ suspect: false, gates: [] });
  });
});

test('a newest point that contradicts itself explains nothing, whatever those before it did', () => {
  const series = points(NOW, 12, FAT_POINT).map((point, i) =>
    i === 11 ? { ...point, memoryAllocatedMB: point.memoryTotalMB! + 1 } : point,
  );
  const { tier, gates, finding } = look(stuck({ points: series }));
  expect({ tier, gates, finding }).toEqual({ tier: 'T0', gates: ['unexplained'], finding: undefined });
});

test('a driver in cluster mode is evidence as one', () => {
  const args = ['spark-submit', '--deploy-mode', 'cluster', '--driver-memory', '4g', 'a.py'];
  const { evidence } = assess(stuck({ root: detail({ args }) }), row(), NOW, POLICY);
  expect(evidence).toMatchObject({
    deployMode: 'cluster',
    applicationMaster: { memoryMiB: expect.any(Number), vcores: 1 },
  });
  expect(evidence?.applicationMaster?.memoryMiB).toBeGreaterThan(4_096);
});
