import { describe, expect, test } from 'vitest';
import { assess, type MetricPoint, type MetricSeries } from '../../lib/remedy';
import { FAT_POINT, MINUTE, NOW, POLICY, points, row, START, stuck } from './support';

const BUSY = { cpuUtilisation: 0.8 };
const CALM = { containersPending: 0 };
const NEIGHBOUR = { appsRunning: 2 };
const ROOMY = { memoryAllocatedMB: 5_000_000, containersAllocated: 42 };

/** Gates that refuse where the newest five points, oldest first, differ so from the stuck cluster. */
function gatesOver(...five: readonly Partial<MetricPoint>[]) {
  const series = points(NOW, 12, FAT_POINT).map((point, i) => ({ ...point, ...five[i - 7] }));
  const { refusals, tier } = assess(stuck({ points: series }), row(), NOW, POLICY);
  return refusals.length === 0 && tier !== 'T2' ? ['no finding'] : refusals.map(({ gate }) => gate);
}

describe('never on one point', () => {
  test('a single dip of the CPU', () => {
    expect(gatesOver(BUSY, BUSY, BUSY, BUSY, {})).toContain('cpu-busy');
    expect(gatesOver(BUSY, BUSY, {}, {}, {})).toContain('cpu-busy');
    expect(gatesOver({}, BUSY, {}, {}, {})).toEqual([]);
  });

  test('a single blip of demand', () => {
    expect(gatesOver(CALM, CALM, CALM, CALM, {})).toContain('no-demand');
    expect(gatesOver(CALM, {}, CALM, {}, {})).toContain('no-demand');
    expect(gatesOver({}, CALM, {}, {}, {})).toEqual([]);
  });

  test('a neighbour that has just gone', () => {
    expect(gatesOver(NEIGHBOUR, NEIGHBOUR, NEIGHBOUR, NEIGHBOUR, {})).toContain('other-apps');
    expect(gatesOver(NEIGHBOUR, NEIGHBOUR, {}, {}, {})).toContain('other-apps');
    expect(gatesOver(NEIGHBOUR, {}, {}, {}, {})).toEqual([]);
  });

  test('memory that has only now filled, or is free again', () => {
    expect(gatesOver(ROOMY, ROOMY, ROOMY, ROOMY, {})).toEqual(['no finding']);
    expect(gatesOver({}, {}, {}, {}, ROOMY)).toEqual(['no finding']);
  });

  test.each([
    ['cpuUtilisation', 'no-data'],
    ['containersPending', 'no-data'],
    ['appsRunning', 'other-apps'],
    ['memoryAllocatedMB', 'no-data'],
  ])('where one point of %s is missing, there is no verdict', (name, gate) => {
    expect(gatesOver({}, {}, { [name]: undefined }, {}, {})).toEqual([gate]);
  });
});

describe('metrics every minute', () => {
  /** The stuck cluster's figures minute by minute, its CPU at a period of its own. */
  function minutely(endMinute: number, cpuEveryMinutes: number, change: (minute: number) => object = () => ({})) {
    const series: MetricPoint[] = Array.from({ length: endMinute }, (_, minute) => {
      const { cpuUtilisation, ...yarn } = FAT_POINT;
      const isStamp = minute % cpuEveryMinutes === 0 && minute + cpuEveryMinutes <= endMinute;
      return { at: START + minute * MINUTE, ...yarn, ...(isStamp ? { cpuUtilisation } : {}), ...change(minute) };
    });
    const now = START + endMinute * MINUTE;
    const value: MetricSeries = { periodMs: MINUTE, cpuPeriodMs: cpuEveryMinutes * MINUTE, points: series };
    return assess(stuck({ at: now, obs: { metrics: { at: now, value } } }), row(), now, POLICY);
  }

  const actsAt = (cpuEveryMinutes: number) =>
    Array.from({ length: 60 }, (_, minute) => minute + 1).find((minute) => {
      const { refusals, tier } = minutely(minute, cpuEveryMinutes);
      return tier === 'T2' && refusals.length === 0;
    });

  test('ten of twelve decide as soon as they are there, and of the CPU as many as its own period asks for', () => {
    expect(actsAt(1)).toBe(20);
    expect(actsAt(5)).toBe(35);
  });

  test('too few of them since the first ten minutes are said to be early, not to lack what they have to say', () => {
    const gatesAt = (minute: number) => minutely(minute, 1).refusals.map(({ gate }) => gate);
    expect(gatesAt(19)).toEqual(['warm-up']);
    expect(gatesAt(20)).toEqual([]);
    const [refusal] = minutely(19, 1).refusals;
    expect(refusal?.reason).toBe("3 of the last 12 points lie within the step's first 10 min");
  });

  test('ten of twelve', () => {
    const busy = (count: number) =>
      minutely(30, 1, (minute) => (minute >= 20 && minute < 20 + count ? { cpuUtilisation: 0.9 } : {})).refusals;
    expect(busy(2)).toEqual([]);
    expect(busy(3).map(({ gate }) => gate)).toEqual(['cpu-busy']);
  });

  test('what came before the twelve, as far back as five points of five minutes reach, has to say the same in four of five', () => {
    const calm = (count: number) =>
      minutely(35, 1, (minute) => (minute >= 12 && minute < 12 + count ? { containersPending: 0 } : {})).refusals;
    expect(calm(5)).toEqual([]);
    const calmFrom = (first: number, last: number, endMinute: number) =>
      minutely(endMinute, 1, (minute) => (minute >= first && minute <= last ? { containersPending: 0 } : {})).refusals;
    // Neither the first ten minutes of the step, nor what is longer ago than 25.
    expect(calmFrom(0, 9, 25)).toEqual([]);
    expect(calmFrom(10, 34, 60)).toEqual([]);
    expect(calmFrom(10, 40, 60)).not.toEqual([]);
    expect(calm(6)).toEqual([
      {
        gate: 'no-demand',
        reason: 'containers are pending in 19 of the last 25 points, which is not most of the time',
      },
    ]);
  });
});
