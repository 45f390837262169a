import { describe, expect, test } from 'vitest';
import { judged, type Observation, type Row } from '../../lib/remedy';
import { askedJob, jobSaying } from './gates/job';
import { opened, owned } from './states/decisions';
import {
  CLUSTER,
  detail,
  FAT_POINT,
  MINUTE,
  markedArgs,
  NOW,
  POLICY,
  points,
  ROOT,
  row,
  START,
  step,
  stuck,
} from './support';

const judge = (obs: Observation, stored: Row = row()) => judged(obs, stored, NOW, POLICY);
const assessed = (obs: Observation, stored?: Row) => judge(obs, stored).assessed;
const evidence = askedJob(NOW, jobSaying({}));

describe("the engine's word", () => {
  const idle = { root: undefined, scan: { at: NOW, value: { steps: [step({ state: 'COMPLETED' })], complete: true } } };

  test('is not asked for where the list of steps says that none is running', () => {
    for (const obs of [
      stuck({ obs: idle }),
      stuck({ obs: { ...idle, scan: { at: NOW, value: { steps: [], complete: true } } } }),
    ])
      expect(judge(obs)).toBe(obs);
  });

  test('is asked for on a step that is described, though an older list says that none is running', () => {
    expect(assessed(stuck({ obs: { scan: idle.scan } }))).toBeDefined();
  });

  test('says that something is missing where one runs and cannot be described, or nothing could be listed', () => {
    const running = { at: NOW, value: { steps: [step({ state: 'COMPLETED' }), step()], complete: true } };
    for (const scan of [running, undefined])
      expect(assessed(stuck({ obs: { root: undefined, scan } }))?.refusals).toContainEqual({
        gate: 'no-data',
        reason: 'the step could not be read',
      });
  });

  test('on the root step is asked for until something is sent, on an attempt while it is verified and runs', () => {
    const attempt = detail({ id: 's-A', args: markedArgs() });
    const submissions = [{ n: 1, stepId: 's-A' }];
    const said = (
      ['watching', 'intent', 'cancelling', 'fencing', 'submitting', 'verifying', 'closed', 'held'] as const
    ).map((state) => {
      const obs = judge(stuck({ attempt }), row({ state, lineage: owned({ submissions }) }));
      return [state, obs.assessed !== undefined, obs.verified !== undefined];
    });
    expect(said.filter(([, root]) => root).map(([state]) => state)).toEqual(['watching', 'intent']);
    expect(said.filter(([, , one]) => one).map(([state]) => state)).toEqual(['verifying']);
    const pending = stuck({ attempt: { ...attempt, state: 'PENDING' } });
    expect(judge(pending, row({ state: 'verifying', lineage: owned({ submissions }) }))).toBe(pending);
    const unread = stuck();
    expect(judge(unread, row({ state: 'verifying', lineage: owned({ submissions }) }))).toBe(unread);
    expect(judge(stuck({ attempt }), row({ state: 'verifying' })).verified).toBeUndefined();
  });
});

describe('the reason to refrain', () => {
  /** So many of the newest five points with 75 of the 82 executors that fit. */
  const recovering = (healthy: number) =>
    stuck({
      points: points(NOW, 12, FAT_POINT).map((point, i) =>
        i >= 12 - healthy ? { ...point, memoryAllocatedMB: 75 * 120_000 + 896, containersAllocated: 76 } : point,
      ),
    });

  test.each<[string | undefined, Observation]>([
    [undefined, stuck()],
    [undefined, stuck({ obs: { asked: evidence } })],
    ['mode: mode advise never writes to EMR', stuck({ obs: { mode: 'advise' } })],
    ['no finding', stuck({ point: { memoryAllocatedMB: 4_000_000, containersAllocated: 34 } })],
    ['no finding', recovering(5)],
  ])('is %j', (reason, obs) => {
    expect(assessed(obs)?.reason).toBe(reason);
  });

  test('is the first gate that refuses, of all that do', () => {
    const { reason, refusals } = assessed(stuck({ obs: { mode: 'advise' }, cluster: { tags: {} } }))!;
    expect(refusals.map(({ gate }) => gate).slice(0, 2)).toEqual(['mode', 'not-opted-in']);
    expect(reason).toMatch(/^mode: /);
  });
});

describe('the configuration for the next run', () => {
  test('is what the engine would have given the job, with what was seen and how it was reckoned', () => {
    expect(assessed(stuck())?.nextRun).toMatchObject({
      clusterId: CLUSTER,
      stepId: ROOT,
      at: NOW,
      changes: expect.arrayContaining([
        expect.objectContaining({
          key: 'spark.executor.cores',
          from: '7',
          to: '4',
          reason: expect.stringMatching(/./),
        }),
      ]),
      executor: { containerMiB: 30_720, cores: 4 },
      before: { executors: 82, taskSlots: 574 },
      after: { executors: 327, taskSlots: 1308 },
      slotRatio: 1308 / 574,
      observed: { memoryMB: 9_840_896, containers: 83 },
      arithmetic: expect.arrayContaining(['task slots: 82 × 7 = 574 on 1,312 vcores (43.8 %)']),
    });
  });

  test('is given whatever the gates say, from the moment that the figures are explained', () => {
    expect(assessed(stuck({ obs: { mode: 'advise' } }))?.nextRun).toBeDefined();
    expect(assessed(stuck({ point: { cpuUtilisation: 0.95 } }))).toMatchObject({
      tier: 'T1',
      nextRun: { stepId: ROOT },
    });
  });

  test('is not given where the thresholds are breached and nothing explains it, nor where they are not breached', () => {
    const resizing = stuck({ obs: { groups: undefined } });
    expect(assessed(resizing)).toMatchObject({ tier: 'T0', suspect: true, nextRun: undefined });
    const warm = points(NOW, 12, FAT_POINT).map((point, i) =>
      i === 9 || i === 10 ? { ...point, memoryAllocatedMB: 75 * 120_000 + 896, containersAllocated: 76 } : point,
    );
    expect(assessed(stuck({ points: warm }))).toMatchObject({ tier: undefined, suspect: true, nextRun: undefined });
  });
});

describe('what a lineage would be opened with', () => {
  test('are the changes, without what follows from the data in the line by which two looks are compared', () => {
    const { changes, payload, deployMode } = assessed(stuck())!.plan!;
    expect(deployMode).toBe('client');
    expect(changes).toBe(
      'spark.executor.cores=4 spark.executor.memory=25870m spark.executor.memoryOverhead=4850m spark.yarn.heterogeneousExecutors.enabled=false',
    );
    expect(payload.changes).toContainEqual({ key: 'spark.sql.shuffle.partitions', from: '60000', to: '100000' });
    expect(payload.changes.every((one) => !('reason' in one))).toBe(true);
  });

  test('are the figures that an attempt is measured by', () => {
    const { payload } = assessed(stuck())!.plan!;
    expect(payload).toMatchObject({
      predicted: {
        containerMiB: 30_720,
        applicationMasterMiB: 896,
        executors: 327,
        executorCores: 4,
        slotRatio: 1308 / 574,
      },
      before: { taskSlots: 82 * 7, vcpus: 82 * 16 },
    });
    expect(payload.predicted.memoryUtilisation).toBeCloseTo((327 * 30_720 + 896) / 10_076_160, 9);
    expect(payload.predicted.coreUtilisation).toBeCloseTo(1308 / 1312, 9);
    expect(payload).not.toHaveProperty('asked');
    expect(payload).not.toHaveProperty('shortestRunMs');
  });

  test('is where the job was asked, so that the second look finds it again', () => {
    const asked = (changed: object) =>
      assessed(stuck({ obs: { asked: { at: NOW, value: { ...evidence.value, ...changed } } } }))?.plan?.payload.asked;
    const { id } = jobSaying({}).application;
    expect(asked({})).toStrictEqual({ applicationId: id, startedAtMs: START });
    expect(asked({ persistentUiId: 'p-1' })).toEqual({ applicationId: id, startedAtMs: START, persistentUiId: 'p-1' });
  });

  test('is how long the job took at least, where three runs are known', () => {
    const run = (i: number, hours: number) => {
      const startedAt = START - (i + 1) * 24 * 60 * MINUTE;
      return { stepId: `s-${i}`, startedAt, endedAt: startedAt + hours * 60 * MINUTE };
    };
    const known = (...hours: number[]) =>
      assessed(stuck({ obs: { history: { work: 'w', runs: hours.map((one, i) => run(i, one)) } } }))?.plan?.payload;
    expect(known(5, 5, 5)?.shortestRunMs).toBe(5 * 60 * MINUTE);
    expect(known(7, 5, 6)?.shortestRunMs).toBe(3 * 60 * MINUTE);
    expect(known(7, 5)).not.toHaveProperty('shortestRunMs');
  });

  test('is nothing where no cure is known', () => {
    expect(assessed(stuck({ point: { memoryAllocatedMB: 4_000_000, containersAllocated: 34 } }))?.plan).toBeUndefined();
  });
});

describe('a lineage that was opened on what the job said', () => {
  const asked = { applicationId: 'application_1_0001', startedAtMs: START };
  const stored = (): Row => ({ ...opened(), lineage: owned({ payload: { ...owned().payload, asked } }) });

  test('lacks evidence where the job does not say it again', () => {
    expect(assessed(stuck(), stored())?.lacksEvidence).toBe(true);
    expect(assessed(stuck({ obs: { asked: evidence } }), stored())).not.toHaveProperty('lacksEvidence');
    expect(assessed(stuck(), opened())).not.toHaveProperty('lacksEvidence');
    expect(assessed(stuck())).not.toHaveProperty('lacksEvidence');
  });
});
