import { describe, expect, test } from 'vitest';
import { type MetricPoint, type Published, toSeries } from '../../lib/remedy';
import { fc, property } from '../support/property';
import { FAT_POINT, MINUTE, START } from './support';

const FIVE = 5 * MINUTE;
const { cpuUtilisation: CPU = 0, ...YARN } = FAT_POINT;
const PERIODS = [0, 1, 2, 3].map((i) => START + i * FIVE);
const minutesIn = (period: number): number[] => [0, 1, 2, 3, 4].map((i) => period + i * MINUTE);
const everyMinute = PERIODS.flatMap(minutesIn);

const EMR: readonly MetricPoint[] = PERIODS.map((at) => ({ at, ...YARN }));
const AGENT: readonly MetricPoint[] = everyMinute.map((at) => ({ at, ...YARN, cpuUtilisation: CPU }));
const BASIC: Published['cpu'] = { periodMs: FIVE, values: new Map(PERIODS.map((at) => [at, CPU])) };
const DETAILED: Published['cpu'] = { periodMs: MINUTE, values: new Map(everyMinute.map((at) => [at, CPU])) };

/** Stamps of a series' points that have a figure, in minutes after the start. */
const stampsWith = (name: keyof MetricPoint, published: Published): number[] =>
  toSeries(published).points.flatMap((point) => (point[name] === undefined ? [] : [(point.at - START) / MINUTE]));

const periodsOf = (published: Published): (number | undefined)[] => {
  const { periodMs, cpuPeriodMs } = toSeries(published);
  return [periodMs, cpuPeriodMs].map((ms) => ms && ms / MINUTE);
};

describe('each signal at its own period', () => {
  test('without an agent everything comes every five minutes, the CPU of detailed monitoring as a mean', () => {
    expect(periodsOf({ emr: EMR, cpu: BASIC, agent: [] })).toEqual([5, 5]);
    expect(periodsOf({ emr: EMR, cpu: DETAILED, agent: [] })).toEqual([5, 5]);
    expect(stampsWith('cpuUtilisation', { emr: EMR, cpu: DETAILED, agent: [] })).toEqual([0, 5, 10, 15]);
  });

  test("where the agent's figures agree with AWS's own, every minute counts that these cover", () => {
    const published = { emr: EMR.slice(0, 3), cpu: DETAILED, agent: AGENT };
    expect(periodsOf(published)).toEqual([1, 1]);
    expect(stampsWith('memoryAllocatedMB', published)).toEqual(Array.from({ length: 15 }, (_, i) => i));
    expect(periodsOf({ ...published, cpu: BASIC })).toEqual([1, 1]);
  });

  test('an agent that publishes no CPU leaves it at the period of EC2', () => {
    const agent = AGENT.map(({ cpuUtilisation: _, ...point }) => point);
    expect(periodsOf({ emr: EMR, cpu: BASIC, agent })).toEqual([1, 5]);
    expect(periodsOf({ emr: EMR, cpu: DETAILED, agent })).toEqual([1, 1]);
  });

  test('one minute that is missing, or one period alone, make no series by minute', () => {
    const gap = AGENT.filter(({ at }) => at !== START + 12 * MINUTE);
    expect(periodsOf({ emr: EMR, cpu: DETAILED, agent: gap })).toEqual([5, 5]);
    expect(periodsOf({ emr: EMR.slice(0, 1), cpu: DETAILED, agent: AGENT })).toEqual([5, 5]);
  });
});

describe('anyone may publish what the agent publishes', () => {
  const withOwn = (change: Partial<MetricPoint>): MetricPoint[] =>
    EMR.map((point, i) => (i === 2 ? { ...point, ...change } : point));

  test.each([
    ['memory', { memoryAllocatedMB: 5_000_000 }],
    ['all memory', { memoryTotalMB: 20_000_000 }],
    ['containers', { containersAllocated: 42 }],
    ['demand that AWS does not show', { containersPending: undefined }],
  ])('%s of which AWS says otherwise: its minutes do not count', (_, change) => {
    const published = { emr: withOwn(change), cpu: DETAILED, agent: AGENT };
    expect(periodsOf(published)).toEqual([5, 5]);
    expect(toSeries(published)).toEqual(toSeries({ ...published, agent: [] }));
  });

  test('no demand in five minutes of AWS is none in any of them, and a neighbour runs in all', () => {
    const { points } = toSeries({
      emr: withOwn({ containersPending: 0, appsRunning: 2 }),
      cpu: DETAILED,
      agent: AGENT,
    });
    const shown = points.slice(9, 16).map(({ containersPending, appsRunning }) => [containersPending, appsRunning]);
    expect(shown).toEqual([[40, 1], ...Array.from({ length: 5 }, () => [0, 2]), [40, 1]]);
  });

  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const offset = fc.double({ min: -0.4, max: 0.4, noNaN: true });

  property([fc.array(offset, { minLength: 20, maxLength: 20 }), fc.array(share, { minLength: 4, maxLength: 4 })])(
    'whatever it says, its CPU never makes five minutes look calmer than EC2 measures them',
    (offsets, own) => {
      const ownAt = (i: number): number => own[i] ?? 0;
      const agent = AGENT.map((point, i) => ({
        ...point,
        cpuUtilisation: Math.min(1, Math.max(0, ownAt(Math.floor(i / 5)) + (offsets[i] ?? 0))),
      }));
      const cpu = { periodMs: FIVE, values: new Map(PERIODS.map((at, i) => [at, ownAt(i)])) };
      const { points, cpuPeriodMs } = toSeries({ emr: EMR, cpu, agent });
      for (const [i, period] of PERIODS.entries()) {
        const stamps = cpuPeriodMs === MINUTE ? minutesIn(period) : [period];
        const shown = points.flatMap(({ at, cpuUtilisation }) => (stamps.includes(at) ? (cpuUtilisation ?? []) : []));
        if (shown.length === stamps.length)
          expect(shown.reduce((sum, one) => sum + one, 0) / shown.length).toBeGreaterThanOrEqual(ownAt(i) - 1e-9);
      }
    },
  );
});
