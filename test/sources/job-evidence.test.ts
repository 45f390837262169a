import { afterEach, describe, expect, test } from 'vitest';
import { type EmrUi, readJobEvidence, SYSTEM } from '../../lib/sources';
import { evidenceIn } from '../evidence/recorded';
import { application, documents, type Listening, listen, sendJson, shut, sparkAnswers, step } from './spark-server';

let servers: Listening[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

const serve = async (...args: Parameters<typeof listen>): Promise<Listening> => {
  const server = await listen(...args);
  servers.push(server);
  return server;
};

const ENDED = '2026-11-22T19:10:00.000GMT';
const request = { step, mayCreatePersistentUi: true };
const yarnList = {
  apps: {
    app: [
      {
        id: application.id,
        applicationType: 'SPARK',
        startedTime: application.startedAtMs,
        finishedTime: 0,
        applicationTags: '',
      },
    ],
  },
};

/** A cluster's front door: a presigned page that sets a cookie, the ResourceManager and the driver behind YARN's proxy. */
async function cluster(): Promise<{ server: Listening; emr: EmrUi }> {
  const proxy = `/proxy/${application.id}`;
  const server = await serve((asked, response) => {
    const path = asked.url ?? '';
    if (path.startsWith('/enter'))
      return void response.writeHead(302, { location: '/page', 'set-cookie': 'session=abc; Path=/; HttpOnly' }).end();
    if (asked.headers.cookie !== 'session=abc') return void response.writeHead(403).end();
    if (path.startsWith('/ws/v1/cluster/apps')) return sendJson(response, yarnList);
    if (path.startsWith(`${proxy}/`)) return sparkAnswers(documents, proxy)(asked, response);
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>welcome</html>');
  });
  const emr = { ...shut(), onClusterUrl: async (ui: string) => `${server.address}/enter?authToken=${ui}` };
  return { server, emr };
}

describe('the running driver', () => {
  test('is found through the ResourceManager and gives the evidence', async () => {
    const { server, emr } = await cluster();
    const result = await readJobEvidence({ ...request, emr }, SYSTEM);
    expect(result).toMatchObject({
      kind: 'evidence',
      tried: [],
      evidence: { source: 'driver', application: { id: application.id } },
    });
    const expected = evidenceIn(documents);
    expect(result).toMatchObject({
      evidence: { stages: expected.stages, executors: expected.executors, settings: expected.settings },
    });
    expect(server.asked.every(({ method }) => method === 'GET')).toBe(true);
    expect(server.asked.length).toBeLessThan(18);
  });

  test('is asked at once where its application is known', async () => {
    const { server, emr } = await cluster();
    const result = await readJobEvidence({ ...request, emr, applicationId: application.id }, SYSTEM);
    expect(result.kind).toBe('evidence');
    expect(server.asked.some(({ path }) => path.startsWith('/ws/'))).toBe(false);
  });

  test('is asked for settings, executors and stages alone where these are enough', async () => {
    const { server, emr } = await cluster();
    const result = await readJobEvidence({ ...request, emr, isBrief: true }, SYSTEM);
    const expected = evidenceIn(documents);
    expect(result).toMatchObject({
      evidence: { executors: expected.executors, settings: expected.settings, jobs: undefined },
    });
    const rest = `/proxy/${application.id}/api/v1/applications/${application.id}`;
    expect(server.asked.flatMap(({ path }) => (path.startsWith(rest) ? [path.slice(rest.length)] : []))).toEqual([
      '',
      '/1/environment',
      '/1/allexecutors',
      '/1/stages',
    ]);
    expect(server.asked.length).toBeLessThan(11);
  });

  test('is not asked where its application is not known for certain', async () => {
    const { server, emr } = await cluster();
    const result = await readJobEvidence(
      { ...request, step: { ...step, othersRan: true }, emr, mayCreatePersistentUi: false },
      SYSTEM,
    );
    expect(result).toMatchObject({
      kind: 'none',
      tried: [{ source: 'driver', reason: expect.stringMatching(/^application-unknown: other steps ran/) }],
    });
    expect(server.asked.some(({ path }) => path.includes('/proxy/'))).toBe(false);
  });
});

describe('the persistent history server', () => {
  const history = async (): Promise<{ server: Listening; emr: EmrUi }> => {
    const server = await serve((asked, response) => {
      if ((asked.url ?? '').startsWith('/enter'))
        return void response.writeHead(200, { 'set-cookie': 'shs=1', 'content-type': 'text/html' }).end('<html/>');
      sparkAnswers(documents, '/shs')(asked, response);
    });
    return {
      server,
      emr: {
        ...shut(),
        createPersistentUi: async () => 'p-123',
        persistentUiStatus: async () => 'ATTACHED',
        persistentUrl: async () => `${server.address}/enter?token=x`,
      },
    };
  };

  test('is asked where the driver is not to be reached, and says why that was', async () => {
    const { emr } = await history();
    expect(await readJobEvidence({ ...request, emr }, SYSTEM)).toMatchObject({
      kind: 'evidence',
      evidence: { source: 'persistent-ui' },
      tried: [
        {
          source: 'driver',
          reason: 'elasticmapreduce:GetOnClusterAppUIPresignedURL failed with AccessDeniedException',
        },
      ],
    });
  });

  test('that is being made is a result of its own, with the id to ask again with', async () => {
    const { emr } = await history();
    const starting = { ...emr, persistentUiStatus: async () => 'STARTING' };
    expect(await readJobEvidence({ ...request, emr: starting }, SYSTEM)).toMatchObject({
      kind: 'ask-later',
      persistentUiId: 'p-123',
    });
    const refuses = { ...emr, createPersistentUi: () => Promise.reject(new Error('made again')) };
    expect(await readJobEvidence({ ...request, emr: refuses, persistentUiId: 'p-123' }, SYSTEM)).toMatchObject({
      kind: 'evidence',
    });
  });

  test("that lists one of two applications is not asked which is the step's", async () => {
    const { emr } = await history();
    const two = [...yarnList.apps.app, { ...yarnList.apps.app[0], id: `${application.id.slice(0, -1)}8` }];
    const manager = await serve((asked, response) =>
      (asked.url ?? '').startsWith('/ws/') ? sendJson(response, { apps: { app: two } }) : void response.end('welcome'),
    );
    const both = { ...emr, onClusterUrl: async () => `${manager.address}/` };
    expect(await readJobEvidence({ ...request, emr: both }, SYSTEM)).toMatchObject({
      kind: 'none',
      tried: [{ source: 'driver', reason: expect.stringMatching(/^application-unknown: 2 /) }],
    });
  });

  test("is not asked further where it says that a running step's application has ended", async () => {
    const [name = ''] = Object.keys(documents);
    const listed = structuredClone(documents[name]) as { attempts: { completed: boolean; endTime: string }[] };
    for (const attempt of listed.attempts) Object.assign(attempt, { completed: true, endTime: ENDED });
    const ended = { ...documents, [name]: listed };
    const server = await serve((asked, response) =>
      (asked.url ?? '').startsWith('/enter')
        ? void response.end('<html/>')
        : sparkAnswers(ended, '/shs')(asked, response),
    );
    const emr = { ...(await history()).emr, persistentUrl: async () => `${server.address}/enter?token=x` };
    const askedAt = (endedAtMs?: number) => readJobEvidence({ ...request, step: { ...step, endedAtMs }, emr }, SYSTEM);
    expect(await askedAt()).toMatchObject({ kind: 'none' });
    expect(await askedAt(Date.parse(ENDED.replace('GMT', 'Z')))).toMatchObject({ kind: 'evidence' });
  });

  test('is not made where that is not allowed', async () => {
    const { emr } = await history();
    const result = await readJobEvidence({ ...request, emr, mayCreatePersistentUi: false }, SYSTEM);
    expect(result).toMatchObject({ kind: 'none', tried: [{ source: 'driver' }] });
  });
});

describe('a history server that reads more of the log between two requests', () => {
  const readTo = (tasks: number, newestLaunchMs: number) => ({
    stages: [
      {
        ...{ status: 'ACTIVE', stageId: 0, attemptId: 0, numTasks: 960, numActiveTasks: 8, numCompleteTasks: tasks },
        ...{ numFailedTasks: 0, numKilledTasks: 0, numCompletedIndices: tasks, executorRunTime: tasks * 60_000 },
        ...{ executorCpuTime: 0, memoryBytesSpilled: 0, diskBytesSpilled: 0, inputBytes: 0, shuffleReadBytes: 0 },
        ...{
          shuffleWriteBytes: 0,
          submissionTime: new Date(application.startedAtMs).toISOString().replace('Z', 'GMT'),
        },
      },
    ],
    running: [{ status: 'RUNNING', launchTime: new Date(newestLaunchMs).toISOString().replace('Z', 'GMT') }],
  });

  test('never dates old counts by a new launch', async () => {
    const later = application.startedAtMs + 3_600_000;
    let asked = 0;
    // Each request finds it ten tasks and ten minutes further.
    const server = await serve((request, response) => {
      const path = request.url ?? '';
      const now = readTo(100 + 10 * asked, later + 600_000 * asked);
      if (/\/stages(\?|$)/.test(path)) sendJson(response, now.stages);
      else if (path.includes('taskList?status=running')) sendJson(response, now.running);
      else sparkAnswers(documents)(request, response);
      asked += 1;
    });
    const result = await readJobEvidence({ ...request, givenUrl: server.address }, SYSTEM);
    if (result.kind !== 'evidence') throw new Error('there is no evidence');
    const [stage] = result.evidence.stages;
    const launchedAfter = ((stage?.newestLaunchAtMs ?? 0) - later) / 600_000;
    const countedAfter = ((stage?.completeTasks ?? 0) - 100) / 10;
    expect(launchedAfter).toBeGreaterThan(0);
    expect(countedAfter).toBeGreaterThan(launchedAfter);
  });
});

describe('a given address', () => {
  test.each([
    '',
    '/',
    '/jobs/',
    '/stages/stage/?id=0&attempt=0',
    '/api/v1/applications',
    '/history/application_1_1/jobs/',
  ])('may be any page: %s', async (page) => {
    const server = await serve(sparkAnswers(documents));
    const result = await readJobEvidence({ ...request, givenUrl: `${server.address}${page}` }, SYSTEM);
    expect(result).toMatchObject({ kind: page.includes('?') ? 'none' : 'evidence' });
  });

  test('may lie behind a proxy', async () => {
    const server = await serve(sparkAnswers(documents, '/proxy/application_1_1'));
    expect(
      await readJobEvidence({ ...request, givenUrl: `${server.address}/proxy/application_1_1/executors/` }, SYSTEM),
    ).toMatchObject({
      kind: 'evidence',
      evidence: { source: 'given-url' },
    });
  });

  test('comes last', async () => {
    const server = await serve(sparkAnswers(documents));
    const result = await readJobEvidence({ ...request, emr: shut(), givenUrl: server.address }, SYSTEM);
    expect(result).toMatchObject({
      kind: 'evidence',
      evidence: { source: 'given-url' },
      tried: [{ source: 'driver' }, { source: 'persistent-ui' }],
    });
  });

  test.each([
    ['file:///etc/passwd', 'the address is not one of http or https'],
    ['not an address', 'the address is not one of http or https'],
    ['http://user:pass@127.0.0.1:1/', 'an address with a user name is not asked'],
    ['http://127.0.0.1:1/', 'no connection'],
  ])('%s gives no evidence', async (givenUrl, reason) => {
    expect(await readJobEvidence({ ...request, givenUrl }, SYSTEM)).toEqual({
      kind: 'none',
      tried: [{ source: 'given-url', reason }],
    });
  });
});
