import { describe, expect, test } from 'vitest';
import { assess, type MetricPoint, type MetricSeries, type Observation } from '../../lib/remedy';
import { evidenceAt, figuresOf, newestPoint, windowOf } from '../../lib/remedy/detection';
import type { Subject } from '../../lib/remedy/subject';
import { askedJob, jobSaying } from './gates/job';
import { detail, FAT_POINT, lineage, MINUTE, NOW, POLICY, points, row, START, stuck } from './support';

const subject = (changed: Partial<Subject> = {}): Subject => ({
  ...assess(stuck(), row(), NOW, POLICY).subject,
  ...changed,
});
const point = (changed: Partial<MetricPoint> = {}): MetricPoint => ({ at: NOW, ...FAT_POINT, ...changed });

/** The last five points of the stuck cluster, oldest first, so changed, and seven more before them. */
function series(...five: readonly Partial<MetricPoint>[]): MetricSeries {
  return {
    periodMs: 5 * MINUTE,
    points: points(NOW, 12, FAT_POINT).map((one, i) => ({ ...one, ...five[i - 7] })),
  };
}
const windowIn = (metrics: MetricSeries, of = subject(), startedAt = START) => windowOf(metrics, of, startedAt, POLICY);

describe('figures of a point', () => {
  test('are those of 82 executors of 7 cores on 82 nodes of 16', () => {
    expect(figuresOf(point(), subject())).toEqual({
      memoryMB: 9_840_896,
      memoryTotalMB: 10_076_160,
      memoryUtilisation: 9_840_896 / 10_076_160,
      containers: 83,
      containersPending: 40,
      cores: 574,
      vcores: 1312,
      coreUtilisation: 0.4375,
      cpu: 0.4375,
      at: NOW,
    });
  });

  test('count no cores where there are no containers, or their size is not known', () => {
    expect(figuresOf(point({ containersAllocated: 0 }), subject()).cores).toBe(0);
    expect(figuresOf(point({ containersAllocated: 1 }), subject()).cores).toBe(0);
    expect(figuresOf(point({ containersAllocated: undefined }), subject())).toMatchObject({
      cores: undefined,
      coreUtilisation: undefined,
    });
    expect(figuresOf(point(), subject({ executor: undefined })).cores).toBeUndefined();
  });

  test('have no shares of nothing', () => {
    expect(figuresOf(point({ memoryTotalMB: 0 }), subject()).memoryUtilisation).toBeUndefined();
    expect(figuresOf(point({ memoryTotalMB: undefined }), subject()).memoryUtilisation).toBeUndefined();
    expect(figuresOf(point(), subject({ vcpus: 0 }))).toMatchObject({ vcores: undefined, coreUtilisation: undefined });
  });
});

describe('the evidence of a point', () => {
  test('rounds a mean of pending containers: less than half a container is none', () => {
    const pending = (containersPending?: number) =>
      evidenceAt(point({ containersPending }), subject())?.containersPending;
    expect([pending(0.4), pending(0.5), pending(1.2), pending(undefined)]).toEqual([0, 1, 1, undefined]);
  });

  test('needs memory and nodes', () => {
    expect(evidenceAt(point(), subject())).toMatchObject({ memoryTotalMB: 10_076_160, memoryAllocatedMB: 9_840_896 });
    expect(evidenceAt(point({ memoryAllocatedMB: undefined }), subject())).toBeUndefined();
    expect(evidenceAt(point({ memoryTotalMB: undefined }), subject())).toBeUndefined();
    expect(evidenceAt(point(), subject({ nodes: [] }))).toBeUndefined();
  });
});

describe('the newest point', () => {
  const newest = (...changes: Partial<MetricPoint>[]) =>
    newestPoint({ periodMs: 5 * MINUTE, points: changes.map((changed, i) => point({ at: NOW + i, ...changed })) })?.at;

  test('is the newest that has every figure of YARN', () => {
    expect(newest({}, {}, { containersPending: undefined })).toBe(NOW + 1);
    expect(newest({}, {}, { appsRunning: undefined })).toBe(NOW + 1);
    expect(newest({}, {}, { containersAllocated: undefined })).toBe(NOW + 1);
    expect(newest({}, {}, { memoryTotalMB: undefined })).toBe(NOW + 1);
    expect(newest({}, {}, { cpuUtilisation: undefined })).toBe(NOW + 2);
  });

  test('is else the newest that has memory', () => {
    const lacking = { appsRunning: undefined };
    expect(newest(lacking, lacking, { memoryAllocatedMB: undefined })).toBe(NOW + 1);
    expect(newest({ memoryAllocatedMB: undefined })).toBeUndefined();
    expect(newest()).toBeUndefined();
  });
});

describe('a window', () => {
  test('has five points of which four have to say it', () => {
    const all = { wanted: 5, needed: 4, missing: 0, beforeWarmUp: 0, isEarly: false, counted: 5, holds: true };
    const { breach, demand, idleCpu, alone, points: kept } = windowIn(series());
    expect({ breach, demand, idleCpu, alone }).toEqual({ breach: all, demand: all, idleCpu: all, alone: all });
    expect(kept.map(({ at }) => at)).toEqual(points(NOW, 5, FAT_POINT).map(({ at }) => at));
  });

  test.each([
    ['demand', { containersPending: 0.4 }, { containersPending: 0.5 }],
    ['alone', { appsRunning: 1.2 }, { appsRunning: 0 }],
    ['idleCpu', { cpuUtilisation: 0.501 }, { cpuUtilisation: 0.5 }],
    ['breach', { memoryAllocatedMB: 5_000_000, containersAllocated: 42 }, {}],
  ] as const)('counts the points of %s that say it, and four of five are enough', (signal, not, barely) => {
    expect(windowIn(series(barely, barely, barely, barely, barely))[signal]).toMatchObject({ counted: 5, holds: true });
    expect(windowIn(series({}, not))[signal]).toMatchObject({ counted: 4, holds: true });
    expect(windowIn(series({}, not, not))[signal]).toMatchObject({ counted: 3, holds: false });
  });

  test.each([
    ['demand', 'containersPending'],
    ['alone', 'appsRunning'],
    ['idleCpu', 'cpuUtilisation'],
    ['breach', 'containersAllocated'],
  ] as const)('does not hold for %s where one point has no %s: a gap is no verdict', (signal, name) => {
    expect(windowIn(series({}, { [name]: undefined }))[signal]).toEqual({
      wanted: 5,
      needed: 4,
      missing: 1,
      beforeWarmUp: 0,
      isEarly: false,
      counted: 4,
      holds: false,
    });
  });

  test('counts no point that begins within ten minutes of the start', () => {
    const oldest = NOW - 25 * MINUTE;
    const started = (before: number) => windowIn(series(), subject(), oldest - before * MINUTE).breach;
    expect(started(10)).toMatchObject({ beforeWarmUp: 0, missing: 0, holds: true });
    expect(started(9)).toEqual({
      wanted: 5,
      needed: 4,
      missing: 0,
      beforeWarmUp: 1,
      isEarly: true,
      counted: 4,
      holds: false,
    });
  });

  test('counts the cores as used from two hundredths and a quarter of those that executors hold in its newest point', () => {
    // 83 executors less the application master hold 574 of 1,312 cores, 165 hold 1,148.
    const used = (...five: Partial<MetricPoint>[]) => windowIn(series(...five)).usedCores.counted;
    const at = (cpuUtilisation: number) => Array(5).fill({ cpuUtilisation }) as Partial<MetricPoint>[];
    expect(used(...at(0.02 + 0.25 * (574 / 1312)))).toBe(5);
    expect(used(...at(0.129))).toBe(0);
    const [first, second, third, fourth, newest] = at(0.2);
    expect(used(first!, second!, third!, fourth!, newest!)).toBe(5);
    expect(used(first!, second!, third!, fourth!, { ...newest, containersAllocated: 165 })).toBe(0);
    expect(used({ ...first, containersAllocated: 165 }, second!, third!, fourth!, newest!)).toBe(5);
  });

  test('is empty where nothing was published', () => {
    const nothing = { wanted: 5, needed: 4, missing: 5, beforeWarmUp: 0, isEarly: false, counted: 0, holds: false };
    const { breach, idleCpu, points: kept } = windowIn({ periodMs: 5 * MINUTE, points: [] });
    expect({ breach, idleCpu, kept }).toEqual({ breach: nothing, idleCpu: nothing, kept: [] });
  });

  test('of metrics every minute has twelve points of which ten have to say it, and of the CPU what its period asks for', () => {
    const minutely: MetricPoint[] = Array.from({ length: 40 }, (_, i) => point({ at: NOW - (40 - i) * MINUTE }));
    const every5 = minutely.map((one, i) => (i % 5 === 0 ? one : { ...one, cpuUtilisation: undefined }));
    const each = windowIn({ periodMs: MINUTE, points: minutely });
    expect(each.breach).toMatchObject({ wanted: 12, needed: 10, counted: 12, holds: true });
    expect(each.idleCpu).toMatchObject({ wanted: 12, needed: 10, counted: 12, holds: true });
    const mixed = windowIn({ periodMs: MINUTE, cpuPeriodMs: 5 * MINUTE, points: every5 });
    expect(mixed.breach).toMatchObject({ wanted: 12, counted: 12, holds: true });
    expect(mixed.idleCpu).toMatchObject({ wanted: 5, needed: 4, counted: 5, missing: 0, holds: true });
  });

  test('ends with the newest moment of YARN whose CPU is known, but for a period that is not over', () => {
    const at = (minute: number) => NOW + minute * MINUTE;
    const minutely = (cpuUntil: number) =>
      Array.from({ length: 40 }, (_, i) => i - 40).map((minute) =>
        point({ at: at(minute), cpuUtilisation: minute % 5 === 0 && minute <= cpuUntil ? 0.4 : undefined }),
      );
    const newest = (cpuUntil: number) =>
      windowIn({ periodMs: MINUTE, cpuPeriodMs: 5 * MINUTE, points: minutely(cpuUntil) }).points.at(-1)?.at;
    // The CPU from minute −5 to 0 is the newest that can be there.
    expect(newest(-5)).toBe(at(-1));
    // It is not published yet: YARN's figures of a period that is not over count, up to where the next would have to be.
    expect(newest(-10)).toBe(at(-2));
    expect(newest(-15)).toBe(at(-7));
  });
});

describe('where the executors do not explain a point, shares of memory and cores have to do', () => {
  // Without the release nothing can be admitted.
  const shares = (changed: Partial<MetricPoint>) =>
    windowIn(series(...Array(5).fill(changed)), subject({ release: undefined })).breach.counted;

  test('at 95 % of the memory and 50 % of the cores', () => {
    expect(shares({ memoryTotalMB: 10_000_000, memoryAllocatedMB: 9_500_000 })).toBe(5);
    expect(shares({ memoryTotalMB: 10_000_000, memoryAllocatedMB: 9_499_999 })).toBe(0);
    // 656 of 1,312 cores in executors of 8.
    const { executor } = subject();
    const ofEight = { executor: { ...executor!, cores: 8 }, release: undefined };
    const cores = (containersAllocated: number) =>
      windowIn(series(...Array(5).fill({ containersAllocated })), subject(ofEight)).breach.counted;
    expect(cores(83)).toBe(5);
    expect(cores(84)).toBe(0);
  });

  test('and where the cores are not known either, nothing is found', () => {
    const breach = windowIn(series(), subject({ executor: undefined })).breach;
    expect(breach).toMatchObject({ counted: 0, missing: 0, holds: false });
  });
});

describe('the report of a look', () => {
  test('names what was seen, what is proposed and what it would come to', () => {
    const { report } = assess(stuck(), row({ day: { date: '2026-01-05', started: 2 } }), NOW, POLICY);
    expect(report).toMatchObject({
      root: detail().id,
      tier: 'T2',
      finding: 'stranded-cores',
      observed: { memoryMB: 9_840_896, cores: 574, vcores: 1312, cpu: 0.4375 },
      // Four executors of 30,720 MiB and 4 cores a node, less one for the application master.
      predicted: {
        containers: 328,
        cores: 1308,
        vcores: 1312,
        memoryTotalMB: 10_076_160,
        memoryMB: 327 * 30_720 + 896,
      },
      calculator: 'dominant',
      elapsedMinutes: 40,
      budgets: { clusterDay: 2, clusterDayLimit: 3 },
      nextRun: { executors: 327, refused: undefined },
    });
    expect(report.predicted?.coreUtilisation).toBeCloseTo(1308 / 1312, 6);
    expect(report.expectedSpeedUp).toBeCloseTo(0.75 * (1308 / 574), 6);
    expect(report.nextRun?.slotRatio).toBeCloseTo(1308 / 574, 6);
    expect(report.arithmetic.length).toBeGreaterThan(0);
    expect(report.jobSource).toBeUndefined();
    expect(report.busyMinutes).toBeUndefined();
  });

  test('says how old the newest figures are', () => {
    const later = NOW + 7 * MINUTE;
    const obs = stuck({ at: later, points: points(NOW, 12, FAT_POINT) });
    expect(assess(obs, row(), later, POLICY).report.dataAgeMinutes).toBe(7);
    const silent = stuck({ obs: { metrics: undefined } });
    expect(assess(silent, row(), NOW, POLICY).report.dataAgeMinutes).toBeUndefined();
    expect(assess(stuck({ points: [] }), row(), NOW, POLICY).report.dataAgeMinutes).toBeUndefined();
  });

  test('has no arithmetic where there is no diagnosis', () => {
    const { report, suspect } = assess(stuck({ cluster: { releaseLabel: 'serverless' } }), row(), NOW, POLICY);
    expect({ suspect, arithmetic: report.arithmetic, nextRun: report.nextRun }).toEqual({
      suspect: true,
      arithmetic: [],
    });
  });

  test('of a step that has not said when it started, tells no times and asks only for that', () => {
    const { report, refusals, worth, window } = assess(
      stuck({ root: detail({ startedAt: undefined }) }),
      row(),
      NOW,
      POLICY,
    );
    expect(refusals).toEqual([{ gate: 'no-data', reason: 'the step has no start time' }]);
    expect([report.elapsedMinutes, report.expectedSpeedUp, worth, window]).toEqual(Array(4).fill(undefined));
    expect(report.nextRun).toBeDefined();
  });

  test('proposes no next run where it is not known on which node the driver runs', () => {
    const root = detail({ args: detail().args.filter((arg) => arg !== '--deploy-mode' && arg !== 'client') });
    const sideways = { sparkDefaults: { 'spark.submit.deployMode': 'sideways' } };
    const { report } = assess(stuck({ root, cluster: sideways }), row(), NOW, POLICY);
    expect(report).toMatchObject({ finding: 'stranded-cores', nextRun: undefined });
  });

  test('proposes a next run only where cores are stranded', () => {
    const calm = assess(stuck({ point: { containersPending: 0 } }), row(), NOW, POLICY);
    expect(calm.report).toMatchObject({ finding: 'no-demand', nextRun: undefined });
    const foreign = assess(stuck({ point: { containersAllocated: 165 } }), row(), NOW, POLICY);
    expect(foreign.report).toMatchObject({ finding: 'unexplained', nextRun: undefined });
  });

  test('names as the time that remains the larger of the two bounds: what the job says, and what its history says', () => {
    const evidence = jobSaying({ submittedAt: START + 2 * MINUTE });
    const startedAt = NOW - 5000 * MINUTE;
    const runs = (minutes: number) =>
      Array.from({ length: 3 }, (_, i) => ({ stepId: `s-${i}`, startedAt, endedAt: startedAt + minutes * MINUTE }));
    const remaining = (asked: Observation['asked'], minutes?: number) => {
      const history = minutes === undefined ? undefined : { work: 'same', runs: runs(minutes) };
      return assess(stuck({ obs: { asked, history } }), row(), NOW, POLICY).report.remainingMinutes;
    };
    const byJob = remaining(askedJob(NOW, evidence))!;
    expect(byJob).toBeGreaterThan(100);
    expect(remaining(undefined, 50)).toBe(10);
    expect(remaining(askedJob(NOW, evidence), 50)).toBe(byJob);
    expect(remaining(askedJob(NOW, evidence), 1_040)).toBe(1_000);
    // A run that has taken longer than any before has no less than nothing left.
    expect(remaining(undefined, 30)).toBe(0);
  });

  test('counts no start of another day', () => {
    const { report } = assess(stuck(), row({ day: { date: '2026-01-04', started: 2 } }), NOW, POLICY);
    expect(report.budgets?.clusterDay).toBe(0);
  });

  test('says where the job gave its own figures, or why it did not', () => {
    const asked = (value: NonNullable<Observation['asked']>) =>
      assess(stuck({ obs: { asked: value } }), row(), NOW, POLICY).report;
    expect(asked(askedJob(NOW, jobSaying({})))).toMatchObject({ jobSource: 'driver', jobSilent: undefined });
    expect(asked(askedJob(NOW, jobSaying({}))).busyMinutes).toBeGreaterThan(0);
    const silent = { kind: 'none', reason: 'driver: no answer', isApplicationUnknown: false } as const;
    expect(asked({ at: NOW, value: silent })).toMatchObject({ jobSource: undefined, jobSilent: 'driver: no answer' });
  });

  test('of a step that starts or ends names no finding', () => {
    const roomy = stuck({ point: { memoryAllocatedMB: 5_000_000, containersAllocated: 42 } });
    expect(assess(roomy, row(), NOW, POLICY).report).toMatchObject({ finding: undefined, arithmetic: [] });
  });

  test('names the root step of an open lineage, whatever runs', () => {
    const opened = row({ state: 'intent', lineage: lineage({ root: 's-ROOT-OF-LINEAGE' }) });
    expect(assess(stuck(), opened, NOW, POLICY).report.root).toBe('s-ROOT-OF-LINEAGE');
  });

  test('shows of the values in force only numbers and switches', () => {
    const args = detail().args.map((arg) =>
      arg === 'spark.sql.shuffle.partitions=60000' ? 'spark.sql.shuffle.partitions=SECRET' : arg,
    );
    const { report } = assess(stuck({ root: detail({ args }) }), row(), NOW, POLICY);
    expect(JSON.stringify(report)).not.toContain('SECRET');
    const froms = assess(stuck(), row(), NOW, POLICY).report.nextRun?.changes.map(({ key, from }) => [key, from]);
    expect(froms).toContainEqual(['spark.executor.cores', '7']);
    expect(froms).toContainEqual(['spark.executor.memory', '101053m']);
  });
});

test('the newest CPU that is known stands beside the newest figures of YARN, and none that is newer', () => {
  const cpu = (...newest: (number | undefined)[]) => {
    const all = points(NOW, 12, FAT_POINT).map((one, i) => (i < 9 ? one : { ...one, cpuUtilisation: newest[i - 9] }));
    return assess(stuck({ points: all }), row(), NOW, POLICY).newest?.cpuUtilisation;
  };
  expect(cpu(0.3, 0.2, 0.1)).toBe(0.1);
  expect(cpu(0.3, 0.2, undefined)).toBe(0.2);
  expect(cpu(0.3, undefined, undefined)).toBe(0.3);
  const late = points(NOW, 12, FAT_POINT).map((one, i) => {
    if (i < 10) return { ...one, cpuUtilisation: i === 3 ? 0.25 : undefined };
    return { ...one, memoryAllocatedMB: undefined, cpuUtilisation: 0.9 };
  });
  expect(assess(stuck({ points: late }), row(), NOW, POLICY).newest?.cpuUtilisation).toBe(0.25);
  const alone = points(NOW, 12, { cpuUtilisation: 0.9 });
  expect(assess(stuck({ points: alone }), row(), NOW, POLICY).newest).toBeUndefined();
});
