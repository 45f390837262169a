import { describe, expect, test } from 'vitest';
import type { MetricPoint } from '../../lib/remedy';
import { attemptPoints, isApplied, judgedPoint } from '../../lib/remedy/attempt-metrics';
import { subjectOf } from '../../lib/remedy/subject';
import { detail, FAT_ARGS, lineage, MINUTE, NOW, POLICY, stuck } from './support';

const { payload } = lineage();
const attempt = detail({ id: 's-A', startedAt: NOW });
/** So many executors of a size, and an application master of 896 MiB, on the 82 nodes of the stuck cluster. */
const holding = (executors: number, containerMiB = 30_720, changed: Partial<MetricPoint> = {}): MetricPoint => ({
  at: NOW,
  memoryTotalMB: 10_076_160,
  memoryAllocatedMB: executors * containerMiB + 896,
  containersAllocated: executors + 1,
  containersPending: 40,
  appsRunning: 1,
  cpuUtilisation: 0.9,
  ...changed,
});
const subject = subjectOf(stuck());
const pointsOf = (points: readonly MetricPoint[], vcpus = 1312, one = attempt) =>
  attemptPoints(stuck({ points }), payload, one, { ...subject, vcpus });

describe('a point of the metrics', () => {
  test('says how large the containers are, and how many cores they hold at the size that was submitted', () => {
    const [point] = pointsOf([holding(300)]);
    expect(point?.figures).toEqual({
      at: NOW,
      memoryMB: 300 * 30_720 + 896,
      memoryTotalMB: 10_076_160,
      memoryUtilisation: (300 * 30_720 + 896) / 10_076_160,
      containers: 301,
      containersPending: 40,
      containerMiB: 30_720,
      cores: 1200,
      vcores: 1312,
      coreUtilisation: 1200 / 1312,
      cpu: 0.9,
    });
    expect(pointsOf([holding(300)], 0)[0]?.figures).not.toHaveProperty('coreUtilisation');
  });

  test.each<[string, Partial<MetricPoint>, number]>([
    ['of the moment at which the attempt began', {}, 1],
    ['from before the attempt began', { at: NOW - 1 }, 0],
    ['without the memory allocated', { memoryAllocatedMB: undefined }, 0],
    ['without the memory of the cluster', { memoryTotalMB: undefined }, 0],
    ['without its containers', { containersAllocated: undefined }, 0],
    ['with three containers', { containersAllocated: 3 }, 1],
    ['with two containers', { containersAllocated: 2 }, 0],
    ['with a second application', { appsRunning: 2 }, 0],
    ['without its applications', { appsRunning: undefined }, 0],
  ])('%s', (_, changed, count) => {
    expect(pointsOf([holding(300, 30_720, changed)])).toHaveLength(count);
  });

  test('says nothing of an attempt that has not begun, and there are none where the metrics could not be read', () => {
    expect(pointsOf([holding(300)], 1312, { ...attempt, startedAt: undefined })).toEqual([]);
    expect(attemptPoints(stuck({ obs: { metrics: undefined } }), payload, attempt, subject)).toEqual([]);
  });
});

describe('a size is in force', () => {
  const applied = (...sizes: number[]) => isApplied(pointsOf(sizes.map((size) => holding(100, size))), payload, POLICY);

  test.each<[string, readonly number[], boolean | undefined]>([
    ['where the last two points have it', [30_720, 30_720], true],
    ['up to a tenth more or less', [30_720 * 1.1, 30_720 * 0.9], true],
    ['not where two points in a row have another', [120_000, 120_000], false],
    ['not more than a tenth away', [33_793, 27_647], false],
    ['whatever came before the last two', [120_000, 30_720, 30_720], true],
    ['or not, whatever came before', [30_720, 120_000, 120_000], false],
  ])('%s', (_, sizes, expected) => {
    expect(applied(...sizes)).toBe(expected);
  });

  test('or not: one point does not say, nor two that disagree', () => {
    for (const sizes of [[], [30_720], [120_000], [30_720, 120_000], [120_000, 30_720]])
      expect([sizes, applied(...sizes)]).toEqual([sizes, undefined]);
  });
});

describe('better off', () => {
  const mark = { slots: 1200, warmAt: NOW + 10 * MINUTE };
  const fatSize = subjectOf(stuck({ root: detail({ args: FAT_ARGS }) }));
  /** One point every five minutes. */
  const judged = (points: readonly MetricPoint[], by: Partial<typeof mark> = {}, on = fatSize) => {
    const timed = points.map((point, i) => ({ ...point, at: NOW + i * 5 * MINUTE }));
    return judgedPoint(pointsOf(timed), on, { ...mark, ...by })?.improved;
  };
  const full = holding(82, 120_000);

  test('is an attempt with as many cores as the mark, in one point, even while it warms up', () => {
    expect(judged([holding(300)])).toBe(true);
    expect(judged([holding(299)])).toBeUndefined();
  });

  test('is not one that holds fewer in three points of a full cluster, from the end of its warm-up on', () => {
    expect(judged([full, full, full, full])).toBeUndefined();
    expect(judged([full, full, full, full, full])).toBe(false);
    expect(judged([full, full, full, full, holding(300), full])).toBe(true);
  });

  test('is not denied while another executor would fit, or nothing waits for one', () => {
    for (const points of [holding(60, 120_000), { ...full, containersPending: 0 }])
      expect(judged(Array.from({ length: 12 }, () => points))).toBeUndefined();
  });

  test('is not denied where the size of an executor or the nodes are not known', () => {
    const many = Array.from({ length: 12 }, () => full);
    expect(judged(many)).toBe(false);
    expect(judged(many, {}, { ...fatSize, executor: undefined })).toBeUndefined();
    expect(judged(many, {}, { ...fatSize, nodes: [] })).toBeUndefined();
    expect(judged(many, { slots: undefined } as object)).toBeUndefined();
  });
});
