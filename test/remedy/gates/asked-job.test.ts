import { describe, expect, test } from 'vitest';
import type { JobEvidence } from '../../../lib/evidence';
import { asksJob, assess, judged, type Observation, type Row } from '../../../lib/remedy';
import { at, called, moved } from '../states/decisions';
import { CLUSTER, detail, FAT_ARGS, FAT_POINT, MINUTE, NOW, POLICY, points, row, START, stuck } from '../support';
import { askedJob, jobSaying, type Said } from './job';

/** The stuck cluster so many minutes after the start of its step, with what its job says then. */
function found(minutes: number, said?: Said, calculator: 'default' | 'dominant' | 'unnamed' = 'dominant') {
  const at = START + minutes * MINUTE;
  const asked = said === undefined ? undefined : askedJob(at, jobSaying({ ...said, at }));
  return assess(
    stuck({
      at,
      cluster: { calculator: calculator === 'unnamed' ? undefined : calculator },
      points: points(at, 12, FAT_POINT),
      obs: { asked },
    }),
    row(),
    at,
    POLICY,
  );
}

/** The job with a shuffle that has been written so far, whose tasks are known not to spill. */
function shuffled(evidence: JobEvidence, shuffleWriteBytes: number): JobEvidence {
  const stages = evidence.stages.map((stage) => ({
    ...stage,
    shuffleWriteBytes,
    tasks: stage.tasks && { ...stage.tasks, peakExecutionBytes: { p05: 1e8, p50: 1e8, p95: 1e8, max: 1e8 } },
  }));
  return { ...evidence, stages };
}

const gatesOf = (verdict: ReturnType<typeof found>) => verdict.refusals.map(({ gate }) => gate);

/** The job has done what 574 slots do in that time. */
const doneAfter = (minutes: number, taskMs = 222_000) => Math.floor(((minutes - 2) * MINUTE) / taskMs) * 574;

describe('a job found after six hours', () => {
  test('is restarted where it says that much more remains than a restart takes', () => {
    // 240,000 tasks are 26 hours; 21,000 of them less than six.
    const verdict = found(365, { tasks: 240_000, done: doneAfter(365) });
    expect(gatesOf(verdict)).toEqual([]);
    expect(verdict.tier).toBe('T2');
    const { remainingMinutes = 0, paysAboveMinutes = 0, restartMinutes = 0 } = verdict.report;
    // 1,549 minutes in all; waves that have not begun are counted.
    expect(remainingMinutes).toBeGreaterThan(1150);
    expect(remainingMinutes).toBeLessThan(1549 - 365);
    expect(paysAboveMinutes).toBeLessThan(remainingMinutes);
    expect(restartMinutes).toBeLessThan(remainingMinutes);
  });

  test('is left alone near its end, with the figures', () => {
    const verdict = found(365, { tasks: 60_000, done: doneAfter(365) });
    expect(gatesOf(verdict)).toEqual(['not-worth-it']);
    expect(verdict.refusals[0]?.reason).toMatch(/^at least (1\d|20) min remain, and a restart pays above 5\d\d min/);
  });

  test('is left alone where it says nothing, or nothing that is enough', () => {
    expect(gatesOf(found(365))).toEqual(['outside-window']);
    expect(gatesOf(found(365, { done: 300 }))).toEqual(['outside-window']);
  });

  test('is judged by its history, too: the larger certain bound decides', () => {
    const at = START + 365 * MINUTE;
    const runs = [1600, 1580, 1590].map((minutes, i) => ({
      stepId: `s-${i}`,
      startedAt: START - 5000 * MINUTE,
      endedAt: START - (5000 - minutes) * MINUTE,
    }));
    const obs = stuck({ at, points: points(at, 12, FAT_POINT), obs: { history: { work: 'same', runs } } });
    const verdict = assess(obs, row(), at, POLICY);
    expect(gatesOf(verdict)).toEqual([]);
    expect(verdict.report.remainingMinutes).toBe(1580 - 20 - 365);
    const two = assess({ ...obs, history: { work: 'same', runs: runs.slice(1) } }, row(), at, POLICY);
    expect(gatesOf(two)).toEqual(['outside-window']);
  });
});

test('found in its first hour it is left alone where its own figures say that little remains', () => {
  expect(gatesOf(found(40, { tasks: 7_000, done: 5_700, taskMs: 222_000 }))).toEqual(['not-worth-it']);
});

describe('under the default calculator', () => {
  test.each(['default', 'unnamed'] as const)('Spark counts the cores itself (%s)', (calculator) => {
    expect(gatesOf(found(40, {}, calculator))).toEqual([]);
    expect(gatesOf(found(40, undefined, calculator))).toEqual(['calculator-not-dominant']);
  });

  test('a count that does not agree with the containers explains nothing', () => {
    const verdict = found(40, { executors: 60 }, 'default');
    expect(gatesOf(verdict)).toContain('calculator-not-dominant');
    expect(verdict.refusals[0]?.reason).toMatch(/Spark counts 420 cores, containers and arguments give 574/);
  });
});

describe('what remains is divided by the slots of the cluster that has grown', () => {
  const said = { tasks: 240_000, done: doneAfter(365) };
  const scaledTo = (scaling: Observation['scaling'], groups?: Observation['groups']) => {
    const at = START + 365 * MINUTE;
    const asked = askedJob(at, jobSaying({ ...said, at }));
    const obs = { asked, scaling, ...(groups === undefined ? {} : { groups }) };
    return assess(stuck({ at, points: points(at, 12, FAT_POINT), obs }), row(), at, POLICY);
  };
  const alone = () => found(365, said).worth?.remainingMinutes ?? 0;

  test('by managed scaling or by the automatic scaling of a group', () => {
    const limits = { min: 2, max: 164, unit: 'Instances' } as const;
    const { worth } = scaledTo({ at: NOW, value: limits });
    expect(worth?.remainingMinutes).toBeCloseTo(alone() / 2, 6);
    const core = { role: 'CORE', instanceType: 'r5.4xlarge', requested: 82, running: 82, state: 'RUNNING' } as const;
    const groups = { at: NOW, value: [{ ...core, maxInstances: 164 }] };
    expect(scaledTo({ at: NOW, value: 'none' }, groups).worth?.remainingMinutes).toBeCloseTo(alone() / 2, 6);
  });

  test('and is not known where the policy could not be read', () => {
    for (const scaling of [undefined, { at: NOW, value: undefined }]) {
      const verdict = scaledTo(scaling);
      expect(verdict.worth?.remainingMinutes).toBeUndefined();
      expect(gatesOf(verdict)).toContain('outside-window');
    }
  });
});

describe('a job is asked', () => {
  const seen = (changes: Parameters<typeof stuck>[0]) => judged(stuck(changes), row(), changes?.at ?? NOW, POLICY);
  const late = START + 365 * MINUTE;

  test('where only its own figures are missing', () => {
    expect(asksJob(seen({}))).toBe(true);
    expect(asksJob(seen({ cluster: { calculator: 'default' } }))).toBe(true);
    expect(asksJob(seen({ at: late, points: points(late, 12, FAT_POINT) }))).toBe(true);
    expect(asksJob(seen({ obs: { mode: 'advise' }, cluster: { tags: {} } }))).toBe(true);
  });

  test('not where another gate refuses, nothing is found, or the mode is off', () => {
    expect(asksJob(seen({ cluster: { tags: {} } }))).toBe(false);
    expect(asksJob(seen({ cluster: { autoTerminate: true } }))).toBe(false);
    expect(asksJob(seen({ cluster: { tags: { 'emr-autotune': 'off' } } }))).toBe(false);
    expect(asksJob(seen({ point: { memoryAllocatedMB: 5_000_000, containersAllocated: 42 } }))).toBe(false);
    expect(asksJob(seen({ obs: { mode: 'off' } }))).toBe(false);
  });
});

describe('a lineage that was opened on what the job said', () => {
  const late = START + 365 * MINUTE;
  const said = { tasks: 240_000, done: doneAfter(365), at: late };
  const seeing = (asked?: Observation['asked']) =>
    stuck({ at: late, points: points(late, 12, FAT_POINT), obs: { asked } });
  const opened = () => moved(at(late, seeing(askedJob(late, jobSaying(said))), row()));

  test('remembers which application that was', () => {
    expect(opened().lineage?.payload.asked).toEqual({ applicationId: 'application_1_0001', startedAtMs: START });
  });

  test('sends its cancel where the job says so again', () => {
    expect(called(at(late, seeing(askedJob(late, jobSaying(said))), opened())).call.kind).toBe('cancel');
  });

  test('sends its cancel where more was shuffled meanwhile, with the partitions that the first look chose', () => {
    const shuffling = (bytes: number) => askedJob(late, shuffled(jobSaying(said), bytes));
    const first = moved(at(late, seeing(shuffling(12e12)), row()));
    const partitions = (stored: Row) =>
      stored.lineage?.payload.changes.find(({ key }) => key === 'spark.sql.shuffle.partitions')?.to;
    const later = moved(at(late, seeing(shuffling(18e12)), row()));
    expect(Number(partitions(later))).toBeGreaterThan(Number(partitions(first)));
    const sent = called(at(late, seeing(shuffling(18e12)), first));
    expect(sent.call.kind).toBe('cancel');
    expect(partitions(sent.before)).toBe(partitions(first));
  });

  test('looks again where the job is silent, or its word is older than two minutes', () => {
    const silent = { kind: 'none', reason: 'driver: no answer within 10 s', isApplicationUnknown: false } as const;
    const old = askedJob(late - 3 * MINUTE, jobSaying(said));
    for (const asked of [undefined, { at: late, value: silent }, old]) {
      expect(at(late, seeing(asked), opened())).toMatchObject({
        kind: 'wait',
        reason: expect.stringContaining('does not say any more'),
      });
    }
  });

  test('ends where the job says that it has come near its end', () => {
    const near = askedJob(late, jobSaying({ ...said, done: 235_000 }));
    expect(moved(at(late, seeing(near), opened()))).toMatchObject({ state: 'closed', reason: 'aborted:not-worth-it' });
  });
});

test('a history server that EMR makes is remembered with the job, once', () => {
  const later = { kind: 'none', reason: 'made', isApplicationUnknown: false, persistentUiId: 'p-ONE' } as const;
  const looking = (persistentUi?: { clusterId: string; id: string }) =>
    at(
      NOW,
      stuck({
        cluster: { calculator: 'default' },
        obs: {
          asked: { at: NOW, value: later },
          job: { at: NOW, value: { outcomes: [], overridden: false, persistentUi } },
        },
      }),
      row(),
    ).first?.filter(({ kind }) => kind === 'persistent-ui');
  const noted = { kind: 'persistent-ui', jobKey: 'job-1', clusterId: CLUSTER, id: 'p-ONE' };
  expect(looking()).toEqual([noted]);
  expect(looking({ clusterId: CLUSTER, id: 'p-OLD' })).toEqual([noted]);
  expect(looking({ clusterId: CLUSTER, id: 'p-ONE' })).toEqual([]);
});

test.each([
  [
    'that are written down',
    { root: detail({ args: ['spark-submit', '--conf', 'spark.task.resource.gpu.amount=1', ...FAT_ARGS.slice(1)] }) },
  ],
  [
    'that Spark says are in force',
    { obs: { asked: askedJob(NOW, { ...jobSaying({}), uncounted: ['spark.task.resource.*'] }) } },
  ],
])('settings %s by which executors are placed otherwise are refused by name', (_, changes) => {
  const { refusals } = assess(stuck(changes), row(), NOW, POLICY);
  expect(refusals.find(({ gate }) => gate === 'unexplained')?.reason).toContain('spark.task.resource.*');
});

test('cores are not counted by a history server of an application that has ended, nor where events were dropped', () => {
  const said = jobSaying({});
  const reasonFor = (evidence: typeof said) =>
    assess(
      stuck({ cluster: { calculator: 'default' }, obs: { asked: askedJob(NOW, evidence) } }),
      row(),
      NOW,
      POLICY,
    ).refusals.find(({ gate }) => gate === 'calculator-not-dominant')?.reason;
  expect(reasonFor(said)).toBeUndefined();
  const ended = {
    ...said,
    source: 'persistent-ui' as const,
    application: { ...said.application, endedAtMs: NOW, isLive: false },
  };
  expect(reasonFor(ended)).toContain('has ended');
  const stages = said.stages.map((one) => ({ ...one, activeTasks: 2_000 }));
  expect(reasonFor({ ...said, stages })).toContain('dropped events');
});
