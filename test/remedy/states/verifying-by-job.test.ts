import { describe, expect, test } from 'vitest';
import { asksAttempt, type Lineage, type Observation, type Row } from '../../../lib/remedy';
import { askedJob, jobSaying, type Said } from '../gates/job';
import { detail, FAT_POINT, MINUTE, markedArgs, NOW, points, row, SECOND, stuck } from '../support';
import { at, moved, opened, owned } from './decisions';

/** An attempt that began now, and what its application says of it later. */
const since = NOW;
const submitted = () => Object.fromEntries((opened().lineage?.payload.changes ?? []).map(({ key, to }) => [key, to]));
const stored = (changed: Partial<Lineage> = {}): Row =>
  row({ state: 'verifying', lineage: owned({ submissions: [{ n: 1, stepId: 's-A' }], ...changed }) });

/** 327 executors of 4 cores, all of them at work, unless said otherwise. */
const saying = (now: number, said: Said = {}) =>
  askedJob(now, jobSaying({ settings: submitted(), executors: 327, cores: 4, submittedAt: since, at: now, ...said }));

function look(minutes: number, asked: Observation['asked'], obs: Partial<Observation> = {}): Observation {
  const now = since + minutes * MINUTE;
  const attempt = detail({ id: 's-A', args: markedArgs(), createdAt: since, startedAt: since });
  const cancelled = detail({ state: 'CANCELLED' });
  return stuck({ at: now, root: cancelled, attempt, steps: [attempt, cancelled], points: [], obs: { asked, ...obs } });
}

/** What is noted so many minutes after the start. */
function noted(minutes: number, said?: Said, before?: Row): Lineage | undefined {
  const now = since + minutes * MINUTE;
  return moved(at(now, look(minutes, saying(now, said)), before ?? stored())).lineage;
}

describe('settings', () => {
  test('in force as they were submitted are noted at the first answer, without a metric', () => {
    expect(noted(1, { executors: 0 })).toMatchObject({ applied: true, improved: undefined });
  });

  test('with other values are named, and the job is remembered', () => {
    const now = since + 3 * MINUTE;
    const own = { ...submitted(), 'spark.executor.memory': '101053m', 'spark.executor.cores': '7' };
    const action = at(now, look(3, saying(now, { settings: own })), stored());
    const named = 'in force with other values than submitted: spark.executor.memory, spark.executor.cores';
    expect(action).toMatchObject({ reason: named, report: { arithmetic: [named], jobSource: 'driver' } });
    expect(action.first).toContainEqual({ kind: 'overridden', jobKey: 'job-1' });
    expect(moved(action).lineage).toMatchObject({ applied: false, improved: undefined });
    const later = at(now, look(3, undefined), moved(action));
    expect(later).toMatchObject({ kind: 'wait', reason: 'the settings in force are not those submitted' });
  });

  test('that Spark does not have count more than containers of about the right size', () => {
    const own = { ...submitted(), 'spark.sql.shuffle.partitions': '60000' };
    expect(noted(12, { settings: own }, stored({ applied: true }))).toMatchObject({ applied: false });
  });
});

describe('better off', () => {
  test('is said within minutes: more tasks run at once than the root step had slots', () => {
    const now = since + 3 * MINUTE;
    const action = at(now, look(3, saying(now)), stored());
    const told =
      'settings in force as submitted; 1,308 tasks at once on 1,308 slots (1,308 expected, 574 before): improved';
    expect(action.reason).toBe(told);
    expect(moved(action).lineage).toMatchObject({ applied: true, improved: true });
    expect(at(now, look(3, undefined), moved(action))).toMatchObject({ kind: 'wait', reason: told });
  });

  test('takes a fifth more tasks: slots without tasks, and tasks beyond the slots, do not count', () => {
    // 1.2 × 574 = 689.
    expect(noted(3, { executors: 172 })?.improved).toBeUndefined();
    expect(noted(3, { executors: 173 })?.improved).toBe(true);
    expect(noted(3, { busy: 2 })?.improved).toBeUndefined();
    expect(noted(3, { executors: 100, busy: 8 })?.improved).toBeUndefined();
  });

  test('is not judged in the first ten minutes, however few executors there are', () => {
    const now = since + 9 * MINUTE;
    const { reason } = at(now, look(9, saying(now, { executors: 100 })), stored());
    expect(reason).toBe(
      'settings in force as submitted; 400 tasks at once on 400 slots (1,308 expected, 574 before): not judged, it warms up',
    );
    expect(noted(9, { executors: 100 })?.improved).toBeUndefined();
  });

  test('is not judged while the driver works, nor of a stage with few tasks', () => {
    expect(noted(30, { executors: 20, tasks: 6_000, done: 6_000, busy: 0 })?.improved).toBeUndefined();
    expect(noted(30, { executors: 100, tasks: 6_600 })?.improved).toBeUndefined();
  });

  test('is denied where tasks have waited for five minutes and the executors do not come', () => {
    const now = since + 30 * MINUTE;
    const waitingFor = (minutes: number) =>
      noted(30, { executors: 100, submittedAt: now - minutes * MINUTE })?.improved;
    expect(waitingFor(4)).toBeUndefined();
    expect(waitingFor(5)).toBe(false);
    // The slots are there: tasks may be between two waves.
    expect(noted(30, { busy: 1 })?.improved).toBeUndefined();
  });

  test('is not judged by the metrics while Spark says that the driver works', () => {
    const now = since + 30 * MINUTE;
    const full = { ...FAT_POINT, memoryAllocatedMB: 327 * 30_720 + 896, containersAllocated: 328 };
    const metrics = { at: now, value: { periodMs: 5 * MINUTE, points: points(now, 4, full) } };
    const quiet = saying(now, { tasks: 6_000, done: 6_000, busy: 0 });
    const improved = (asked: Observation['asked']) =>
      moved(at(now, look(30, asked, { metrics }), stored())).lineage?.improved;
    expect(improved(quiet)).toBeUndefined();
    expect(improved(undefined)).toBe(true);
  });
});

test('an answer that is two minutes old, or none, leaves the metrics', () => {
  const now = since + 30 * MINUTE;
  const none = { kind: 'none', reason: 'driver: no answer within 10 s', isApplicationUnknown: false } as const;
  for (const asked of [saying(now - 2 * MINUTE - SECOND), { at: now, value: none }]) {
    const action = at(now, look(30, asked), stored());
    expect(action.reason).toBe('the submission runs, nothing is measured yet');
    expect(moved(action).lineage).toMatchObject({ applied: undefined, improved: undefined });
  }
  expect(at(now, look(30, { at: now, value: none }), stored()).report.jobSilent).toBe(none.reason);
});

describe('an attempt is asked', () => {
  const asks = (obs: Partial<Observation>, before: Row, minutes = 3): boolean =>
    asksAttempt({ ...look(minutes, undefined), ...obs }, before, since + minutes * MINUTE);

  test('while it runs and is not judged', () => {
    expect(asks({}, stored())).toBe(true);
    expect(asks({}, stored({ applied: true }))).toBe(true);
    expect(asks({}, stored({ applied: false }))).toBe(false);
    expect(asks({}, stored({ applied: true, improved: true }))).toBe(false);
    expect(asks({ attempt: undefined }, stored())).toBe(false);
    expect(asks({}, row({ state: 'fencing', lineage: owned() }))).toBe(false);
  });

  test('in its first three hours', () => {
    expect(asks({}, stored(), 180)).toBe(true);
    expect(asks({}, stored(), 181)).toBe(false);
  });

  test('not where the mode is off, or the cluster is not opted in any more', () => {
    expect(asks({ mode: 'off' }, stored())).toBe(false);
    expect(asks({ cluster: undefined }, stored())).toBe(false);
    expect(asks({ cluster: stuck({ cluster: { tags: { 'emr-autotune': 'off' } } }).cluster }, stored())).toBe(false);
  });
});
