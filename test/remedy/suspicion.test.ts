import { describe, expect, test } from 'vitest';
import { assess, type MetricPoint } from '../../lib/remedy';
import { detail, FAT_POINT, NOW, POLICY, points, row, stuck } from './support';

/** A step with these executors on r5.4xlarge, and what its cluster shows of so many of them. */
function running(
  executor: { readonly heap: number; readonly overhead: number; readonly cores: number },
  nodes: number,
  executors: number,
  more: Partial<MetricPoint> = {},
) {
  const container = Math.ceil((executor.heap + executor.overhead) / 32) * 32;
  const args = [
    ...['spark-submit', '--deploy-mode', 'client'],
    ...['--executor-memory', `${executor.heap}m`, '--executor-cores', `${executor.cores}`],
    ...['--conf', `spark.executor.memoryOverhead=${executor.overhead}m`],
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

  test('and gets no tier while nothing is pending, which is said', () => {
    expect(look(running(HALF_EMPTY, 20, 20, { containersPending: 0 }))).toMatchObject({
      tier: undefined,
      finding: 'no-demand',
      gates: ['no-demand'],
    });
  });
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
