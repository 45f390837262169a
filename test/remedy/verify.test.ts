import { describe, expect, test } from 'vitest';
import type { Lineage, MetricPoint, Observation } from '../../lib/remedy';
import { verify } from '../../lib/remedy/verify';
import { askedJob, jobSaying, type Said } from './gates/job';
import { opened, owned } from './states/decisions';
import { detail, MINUTE, markedArgs, NOW, POLICY, ROOT, stuck } from './support';

const since = NOW;
const now = since + 30 * MINUTE;
const attempt = detail({ id: 's-A', args: markedArgs(), createdAt: since, startedAt: since });
const submitted = () => Object.fromEntries((opened().lineage?.payload.changes ?? []).map(({ key, to }) => [key, to]));

const holding = (executors: number, containerMiB = 30_720, changed: Partial<MetricPoint> = {}) => ({
  memoryTotalMB: 10_076_160,
  memoryAllocatedMB: executors * containerMiB + 896,
  containersAllocated: executors + 1,
  containersPending: 40,
  appsRunning: 1,
  cpuUtilisation: 0.9,
  ...changed,
});

interface Seen {
  readonly points?: readonly Omit<MetricPoint, 'at'>[];
  readonly job?: Said;
  readonly lineage?: Partial<Lineage>;
  readonly obs?: Partial<Observation>;
}

/** One point every five minutes, the newest of the last five. */
function verified({ points = [], job, lineage = {}, obs = {} }: Seen = {}) {
  const timed = points.map((point, i) => ({ at: now - (points.length - i) * 5 * MINUTE, ...point }));
  const asked =
    job &&
    askedJob(now, jobSaying({ settings: submitted(), executors: 327, cores: 4, submittedAt: since, at: now, ...job }));
  const look = stuck({ at: now, attempt, points: timed, obs: { asked, ...obs } });
  return verify(look, owned(lineage), attempt, now, POLICY);
}

const measured = (changed: NonNullable<Lineage['payload']['measured']>) => ({
  payload: { ...owned().payload, measured: changed },
});
const two = [holding(327), holding(327)];

describe('what is measured of an attempt', () => {
  test('is the size of its containers, then memory and cores at the point that decides', () => {
    expect(verified({ points: [holding(100)] }).measured).toEqual({
      containerMiB: 30_720,
      memoryUtilisation: undefined,
      coreUtilisation: undefined,
    });
    const { measured: figures, improved } = verified({ points: [holding(100), holding(300), holding(327)] });
    expect(improved).toBe(true);
    expect(figures).toMatchObject({
      containerMiB: 30_720,
      memoryUtilisation: (300 * 30_720 + 896) / 10_076_160,
      coreUtilisation: 1200 / 1312,
    });
  });

  test('is by its own word tasks and slots, and then nothing of the metrics', () => {
    const told = verified({ points: two, job: {} });
    expect(told).toMatchObject({ applied: true, improved: true, measured: { runningTasks: 1308, taskSlots: 1308 } });
    expect(told.measured.memoryUtilisation).toBeUndefined();
    const unjudged = verified({ points: two, job: { busy: 0, tasks: 6_000 } });
    expect(unjudged.improved).toBeUndefined();
    expect(unjudged.measured).toMatchObject({
      memoryUtilisation: undefined,
      runningTasks: undefined,
      taskSlots: undefined,
    });
  });

  test('is nothing of cores while the size by which they are counted is not in force', () => {
    const other = verified({ points: [holding(300, 17_000), holding(300, 17_000)] });
    expect(other).toMatchObject({ applied: false, improved: undefined });
    expect(other.measured).toMatchObject({ containerMiB: 17_000, memoryUtilisation: undefined });
  });

  test('stays what it was when the verdict was given', () => {
    const judged = { applied: true, improved: true };
    const byTasks = { ...judged, ...measured({ runningTasks: 700, taskSlots: 720 }) };
    expect(verified({ points: two, lineage: byTasks }).measured).toMatchObject({
      memoryUtilisation: undefined,
      runningTasks: 700,
      taskSlots: 720,
    });
    const byMetrics = {
      ...judged,
      ...measured({ containerMiB: 30_700, memoryUtilisation: 0.9, coreUtilisation: 0.8 }),
    };
    expect(verified({ points: two, job: {}, lineage: byMetrics }).measured).toEqual({
      containerMiB: 30_700,
      memoryUtilisation: 0.9,
      coreUtilisation: 0.8,
      runningTasks: undefined,
      taskSlots: undefined,
    });
  });

  test('is the size anew when it turns out which one is in force', () => {
    const before = measured({ containerMiB: 40_000 });
    expect(verified({ points: two, lineage: before })).toMatchObject({
      applied: true,
      measured: { containerMiB: 30_720 },
    });
    expect(verified({ lineage: { applied: true, ...before } }).measured.containerMiB).toBe(40_000);
  });
});

describe('what people read of an attempt', () => {
  const reason = (seen?: Seen) => verified(seen).reason;
  const judged = (improved: boolean, of: NonNullable<Lineage['payload']['measured']> = {}) => ({
    lineage: { applied: true, improved, ...measured(of) },
  });

  test.each<[string, () => Seen]>([
    ['the submission runs, nothing is measured yet', () => ({})],
    ['settings in force as submitted', () => judged(true)],
    [
      'containers of 30,720 MB as submitted; memory 90.0 %: improved',
      () => judged(true, { containerMiB: 30_720, memoryUtilisation: 0.9 }),
    ],
    [
      'containers of 30,720 MB as submitted; memory 90.0 %, cores 50.0 %: not improved',
      () => judged(false, { containerMiB: 30_720, memoryUtilisation: 0.9, coreUtilisation: 0.5 }),
    ],
    [
      'settings in force as submitted; 400 tasks at once on 400 slots (1,308 expected, 574 before): not improved',
      () => judged(false, { runningTasks: 400, taskSlots: 400 }),
    ],
    ['the settings in force are not those submitted', () => ({ lineage: { applied: false } })],
    [
      'in force with other values than submitted: spark.executor.cores',
      () => ({ job: { executors: 10, settings: { ...submitted(), 'spark.executor.cores': '2' } } }),
    ],
    [
      'in force with other values than submitted: spark.executor.memory',
      () => ({
        ...judged(true, { containerMiB: 30_720, memoryUtilisation: 0.9 }),
        job: { settings: { ...submitted(), 'spark.executor.memory': '30g' } },
      }),
    ],
  ])('%s', (text, seen) => {
    expect(reason(seen())).toBe(text);
  });
});

describe('the report on an attempt', () => {
  test('has what was predicted, the newest figures, and no arithmetic where the size is in force', () => {
    const { report } = verified({ points: [holding(100), holding(200), holding(327)] });
    const { memoryUtilisation, coreUtilisation } = owned().payload.predicted;
    expect(report).toMatchObject({
      root: ROOT,
      refusals: [],
      arithmetic: [],
      observed: { containers: 328, cores: 1308 },
      predicted: { containers: 328, cores: 1308, memoryUtilisation, coreUtilisation },
    });
    expect(verified().report).not.toHaveProperty('observed');
  });

  test('shows a size that is not in force, where it was measured', () => {
    const arithmetic = (seen: Seen) => verified(seen).report.arithmetic;
    expect(arithmetic({ points: [holding(82, 120_000), holding(82, 120_000)] })).toEqual([
      'containers of 120,000 MB, not of the 30,720 MB submitted',
    ]);
    expect(arithmetic({ lineage: { applied: false } })).toEqual([]);
  });

  test('has the cores that are held: by its own word, by the newest point, or by what was measured for the verdict', () => {
    const cores = (seen: Seen) => verified(seen).report.attemptCores;
    expect(cores({ job: { executors: 200 }, points: two })).toEqual({ held: 800, vcpus: 1312 });
    expect(cores({ points: [holding(100), holding(150), holding(200)] })).toEqual({ held: 800, vcpus: 1312 });
    const judged = { applied: true, improved: true };
    expect(cores({ lineage: { ...judged, ...measured({ runningTasks: 700, taskSlots: 720 }) } })).toEqual({
      held: 720,
      vcpus: 1312,
    });
    expect(cores({ lineage: { ...judged, ...measured({ coreUtilisation: 0.5 }) } })).toEqual({
      held: 656,
      vcpus: 1312,
    });
    expect(cores({})).toBeUndefined();
  });

  test('reckons with the nodes that there were before, where none can be read', () => {
    const lineage = { applied: true, improved: true, ...measured({ coreUtilisation: 0.5 }) };
    const before = { ...lineage.payload.before, vcpus: 1000 };
    const blind = { lineage: { ...lineage, payload: { ...lineage.payload, before } }, obs: { instances: undefined } };
    expect(verified(blind).report.attemptCores).toEqual({ held: 500, vcpus: 1000 });
  });
});
