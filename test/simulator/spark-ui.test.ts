import {
  CreatePersistentAppUICommand,
  DescribePersistentAppUICommand,
  GetOnClusterAppUIPresignedURLCommand,
  GetPersistentAppUIPresignedURLCommand,
} from '@aws-sdk/client-emr';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLUSTER_ID, MINUTE, START_MS, type Stand, scenarioWith, stand } from './support';

const STAGES = [
  { name: 'read', slotHours: 100, tasks: 10_000, inputBytes: 1e12 },
  {
    name: 'join',
    slotHours: 400,
    workingSet: { bytesPerTask: 30e9, atPartitions: 60_000 },
    skew: { tasks: 10, times: 30 },
    shuffleReadBytes: 6e12,
  },
];

function scenario(changes: Record<string, unknown> = {}): Parameters<typeof stand>[0] {
  const [step] = scenarioWith({}).steps;
  return scenarioWith({ steps: [{ ...step, work: { stages: STAGES } }], ...changes });
}

let there: Stand;
const start = async (changes: Record<string, unknown> = {}): Promise<void> => {
  there = await stand(scenario(changes));
};
beforeEach(() => start());
afterEach(() => there.close());

const APP = `application_${START_MS - MINUTE}_0001`;
/** A document of Spark's, of which each test reads a few fields. */
// biome-ignore lint/suspicious/noExplicitAny: the documents have no type here; what reads them is tested elsewhere
type Row = any;

/** A browser's visit: the address opens a session, whose cookie the next request carries. */
async function session(url: string): Promise<string> {
  const opened = await fetch(url, { redirect: 'manual' });
  expect(opened.status).toBe(302);
  return opened.headers.get('set-cookie')!.split(';')[0]!;
}

async function onCluster(type: 'ApplicationMaster' | 'ResourceManager' = 'ApplicationMaster'): Promise<string> {
  const answer = await there.emr.send(
    new GetOnClusterAppUIPresignedURLCommand({
      ClusterId: CLUSTER_ID,
      OnClusterAppUIType: type,
      ApplicationId: type === 'ApplicationMaster' ? APP : undefined,
    }),
  );
  return session(answer.PresignedURL!);
}

async function get(path: string, cookie: string): Promise<Row> {
  const answer = await fetch(`${there.server.url}${path}`, { headers: { cookie } });
  expect(answer.headers.get('content-type')).toBe('application/json');
  return (await answer.json()) as Row;
}
const driver = async (path: string): Promise<Row> =>
  get(`/proxy/${APP}/api/v1/applications/${APP}${path}`, await onCluster());

describe('a running driver over the on-cluster interface', () => {
  test("says its settings, the arguments' own among them", async () => {
    there.clock.moveTo(START_MS + 30 * MINUTE);
    const { sparkProperties } = await driver('/environment');
    expect(sparkProperties).toContainEqual(['spark.executor.memory', '101053m']);
    expect(sparkProperties).toContainEqual(['spark.app.id', APP]);
  });

  test('counts the same tasks by executor and by stage', async () => {
    for (const minute of [5, 12, 30, 45]) {
      there.clock.moveTo(START_MS + minute * MINUTE);
      const [executors, stages] = [await driver('/allexecutors'), await driver('/stages')];
      const sum = (rows: Row[], key: string): number => rows.reduce((total, row) => total + row[key], 0);
      expect(sum(executors, 'activeTasks')).toBe(sum(stages, 'numActiveTasks'));
      expect(sum(executors, 'completedTasks')).toBe(sum(stages, 'numCompleteTasks'));
    }
  });

  test('shows spill, shares of the bytes and quantiles of the tasks that have ended', async () => {
    there.clock.moveTo(START_MS + 45 * MINUTE);
    const [join, read] = await driver('/stages');
    expect(read).toMatchObject({ status: 'COMPLETE', numCompleteTasks: 10_000, inputBytes: 1e12 });
    expect(join).toMatchObject({ status: 'ACTIVE', numTasks: 60_000 });
    const { numCompleteTasks, memoryBytesSpilled, shuffleReadBytes } = join;
    // The ten tasks that hold thirty times as much still run.
    expect(shuffleReadBytes / 6e12).toBeCloseTo(numCompleteTasks / (59_990 + 10 * 30), 6);
    // 30 GB in a share of 0.6 × (101,053 − 300) ÷ 7 MiB.
    const share = (0.6 * (101_053 - 300) * 2 ** 20) / 7;
    const spilled = numCompleteTasks * (30e9 - share);
    expect(Math.abs(memoryBytesSpilled / spilled - 1)).toBeLessThan(1e-3);
    const summary = await driver(`/stages/${join.stageId}/0/taskSummary?quantiles=0.05,0.5,0.95,1.0`);
    expect(summary.peakExecutionMemory[0] / share).toBeCloseTo(1, 4);
    expect(summary.executorRunTime[0]).toBe(summary.executorRunTime[2]);
  });

  test('lists the tasks that have begun in their order, of either status or of one', async () => {
    there.clock.moveTo(START_MS + 45 * MINUTE);
    const [join] = await driver('/stages');
    const { numCompleteTasks: ended, numActiveTasks: running } = join;
    const list = (query: string): Promise<Row> => driver(`/stages/${join.stageId}/0/taskList?${query}`);
    const newest = (await list(`sortBy=ID&offset=${ended + running - 600}&length=1000`)) as Row[];
    expect(newest).toHaveLength(600);
    const launches = newest.map(({ launchTime }) => Date.parse(launchTime.replace('GMT', 'Z')));
    expect(launches).toEqual([...launches].sort((a, b) => a - b));
    const [summary] = (await driver(`/stages/${join.stageId}/0/taskSummary?quantiles=0.5`)).executorRunTime;
    for (const { status, duration, taskMetrics } of newest) {
      if (status === 'SUCCESS') expect(taskMetrics.executorRunTime).toBeCloseTo(summary, -1);
      else expect(duration).toBeLessThan(summary);
    }
    const first = (await list('')) as Row[];
    expect(first.map(({ index, status }) => [index, status])).toEqual(
      Array.from({ length: 20 }, (_, index) => [index, index < 10 ? 'RUNNING' : 'SUCCESS']),
    );
    expect(await list(`status=running&length=10000`)).toHaveLength(running);
    expect(await list(`status=success&offset=${ended - 5}`)).toHaveLength(5);
    expect(await list('status=failed')).toEqual([]);
  });

  test('has nothing to say of a stage without a finished task, and none of what it has not submitted', async () => {
    there.clock.moveTo(START_MS + 3 * MINUTE);
    const stages = await driver('/stages');
    expect(stages).toHaveLength(1);
    const answer = await fetch(`${there.server.url}/proxy/${APP}/api/v1/applications/${APP}/stages/0/0/taskSummary`, {
      headers: { cookie: await onCluster() },
    });
    expect(stages[0].numCompleteTasks === 0 ? await answer.text() : '').toBe('');
  });

  test('is in the list of the ResourceManager, without types and states that were not asked for', async () => {
    there.clock.moveTo(START_MS + 30 * MINUTE);
    const cookie = await onCluster('ResourceManager');
    const { apps } = await get('/ws/v1/cluster/apps?applicationTypes=SPARK&states=RUNNING', cookie);
    expect(apps.app).toMatchObject([{ id: APP, applicationType: 'SPARK', state: 'RUNNING', finishedTime: 0 }]);
    expect((await get('/ws/v1/cluster/apps?applicationTypes=TEZ', cookie)).apps).toBeNull();
  });

  test('opens with its own address only, once, and not without its cookie', async () => {
    there.clock.moveTo(START_MS + 30 * MINUTE);
    const { PresignedURL } = await there.emr.send(
      new GetOnClusterAppUIPresignedURLCommand({ ClusterId: CLUSTER_ID, OnClusterAppUIType: 'ResourceManager' }),
    );
    await session(PresignedURL!);
    expect((await fetch(PresignedURL!, { redirect: 'manual' })).status).toBe(403);
    expect((await fetch(`${there.server.url}/ws/v1/cluster/apps`)).status).toBe(403);
  });
});

describe('the persistent history server', () => {
  test('is attached after a while, and reads the log two minutes late', async () => {
    const { ClusterArn } = { ClusterArn: there.back.world().cluster.arn };
    there.clock.moveTo(START_MS + 30 * MINUTE);
    const { PersistentAppUIId: id } = await there.emr.send(
      new CreatePersistentAppUICommand({ TargetResourceArn: ClusterArn, ProfilerType: 'SHS' }),
    );
    const status = async (): Promise<unknown> =>
      (await there.emr.send(new DescribePersistentAppUICommand({ PersistentAppUIId: id }))).PersistentAppUI
        ?.PersistentAppUIStatus;
    const address = () =>
      there.emr.send(new GetPersistentAppUIPresignedURLCommand({ PersistentAppUIId: id, PersistentAppUIType: 'SHS' }));
    expect(await status()).toBe('STARTING');
    await expect(address()).rejects.toThrow('not in the ATTACHED state');
    there.clock.moveTo(START_MS + 32 * MINUTE);
    expect(await status()).toBe('ATTACHED');
    const cookie = await session((await address()).PresignedURL!);
    const late = await get(`/shs/api/v1/applications/${APP}/stages`, cookie);
    const [app] = (await get('/shs/api/v1/applications', cookie)) as Row[];
    expect(app).toMatchObject({ id: APP, attempts: [{ lastUpdatedEpoch: START_MS + 30 * MINUTE }] });
    expect(late[0].numCompleteTasks).toBeLessThan((await driver('/stages'))[0].numCompleteTasks);
  });
});

describe('interfaces that fail', () => {
  const visit = async (): Promise<Response> =>
    fetch(`${there.server.url}/ws/v1/cluster/apps`, { headers: { cookie: await onCluster('ResourceManager') } });

  test('there is none', async () => {
    await start({ faults: { sparkUi: { driver: 'absent' } } });
    await expect(onCluster()).rejects.toThrow('not supported');
  });

  test('it says nothing', async () => {
    await start({ faults: { sparkUi: { driver: 'silent' } } });
    await expect(visit()).rejects.toThrow('fetch failed');
  });

  test('it wants somebody to sign in', async () => {
    await start({ faults: { sparkUi: { driver: 'nonsense' } } });
    expect(await (await visit()).text()).toContain('sign in');
  });
});

describe('an interface that does not tell the truth', () => {
  const applications = async (): Promise<Row> =>
    (await get('/ws/v1/cluster/apps', await onCluster('ResourceManager'))).apps.app;

  test('takes its time on the clock', async () => {
    await start({ faults: { sparkUi: { driver: 'slow', slowMs: 45_000 } } });
    there.clock.moveTo(START_MS + 30 * MINUTE);
    const cookie = await onCluster();
    const before = there.clock.now();
    await get(`/proxy/${APP}/api/v1/applications/${APP}/executors`, cookie);
    expect(there.clock.now() - before).toBe(45_000);
  });

  test('answers as of an hour ago', async () => {
    there.clock.moveTo(START_MS + 15 * MINUTE);
    const [then] = await driver('/stages');
    await start({ faults: { sparkUi: { driver: 'stale' } } });
    there.clock.moveTo(START_MS + 75 * MINUTE);
    expect((await driver('/stages'))[0]).toEqual(then);
  });

  test('gives figures that cannot be, or those of another application', async () => {
    await start({ faults: { sparkUi: { driver: 'impossible' } } });
    there.clock.moveTo(START_MS + 30 * MINUTE);
    expect((await driver('/executors'))[1].maxTasks).toBe(-8);
    there.back.apply({
      kind: 'set',
      faults: { sparkUi: { driver: 'another-application', persistent: 'answers', slowMs: 0 } },
      timing: {},
    });
    expect((await applications())[0]).toMatchObject({ id: `${APP}9`, applicationTags: 'somebody-elses' });
  });

  test('knows nobody any more once it has been started again', async () => {
    there.clock.moveTo(START_MS + 30 * MINUTE);
    const cookie = await onCluster();
    there.back.apply({ kind: 'restart-web-interfaces' });
    const path = `/proxy/${APP}/api/v1/applications/${APP}/executors`;
    expect((await fetch(`${there.server.url}${path}`, { headers: { cookie } })).status).toBe(403);
    expect(await get(path, await onCluster())).toHaveLength(83);
  });

  test('lists an application that outlives its step as running', async () => {
    await start({ timing: { clientApplicationAfterCancel: 'lives' } });
    there.clock.moveTo(START_MS + 10 * MINUTE);
    there.back.apply({ kind: 'cancel-step', step: 's-REHEARSAL0001' });
    there.clock.moveTo(START_MS + 20 * MINUTE);
    expect(there.back.world().steps[0]!.state).toBe('CANCELLED');
    expect(await applications()).toMatchObject([{ id: APP, state: 'RUNNING', finalStatus: 'UNDEFINED' }]);
  });
});
