import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { type EvidenceResult, readJobEvidence, SYSTEM } from '../../lib/sources';
import { recorded } from '../evidence/recorded';
import {
  type Answer,
  application,
  documents,
  type Listening,
  listen,
  sendJson,
  shut,
  sparkAnswers,
  step,
} from './spark-server';

const CANARY = 'c4n4ry-s3cret';

let servers: Listening[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

async function serve(answer: Answer): Promise<Listening> {
  const server = await listen(answer);
  servers.push(server);
  return server;
}

const read = (server: Listening): Promise<EvidenceResult> =>
  readJobEvidence({ step, mayCreatePersistentUi: false, givenUrl: server.address }, SYSTEM);

/** Spark's answers but for one path. */
const except =
  (part: string, hostile: Answer): Answer =>
  (request, response) =>
    (request.url ?? '').includes(part) ? hostile(request, response) : sparkAnswers(documents)(request, response);

/** Sends pieces of JSON for as long as anybody listens. */
const endless: Answer = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const piece = `[${'"a",'.repeat(250_000)}`;
  const more = (): void => {
    while (!response.destroyed && response.write(piece)) {}
    if (!response.destroyed) response.once('drain', more);
  };
  more();
};

const bomb = gzipSync(Buffer.alloc(200 * 2 ** 20, ' '));

const HOSTILE: readonly (readonly [what: string, answer: Answer, reason: string])[] = [
  ['gigabytes', endless, 'the answer is larger than 16 MiB'],
  [
    'gigabytes, packed',
    (_, r) => void r.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb),
    'the answer is larger than 16 MiB',
  ],
  [
    'a web page',
    (_, r) => void r.writeHead(200, { 'content-type': 'text/html' }).end(`<html>${CANARY}</html>`),
    'the answer is not JSON',
  ],
  [
    'a web page that says it is JSON',
    (_, r) => void r.writeHead(200, { 'content-type': 'application/json' }).end(`<html>${CANARY}</html>`),
    'the answer is not JSON',
  ],
  [
    'half of an answer',
    (_, r) => {
      r.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      r.write(`[{"${CANARY}`, () => r.destroy());
    },
    'the connection broke off',
  ],
  [
    'a redirect to a stranger',
    (_, r) => void r.writeHead(302, { location: `http://${CANARY}.example.com/` }).end(),
    'a redirect to another host was not followed',
  ],
  [
    'a redirect to the metadata of the instance',
    (_, r) => void r.writeHead(302, { location: 'http://169.254.169.254/latest/' }).end(),
    'a redirect to another host was not followed',
  ],
  [
    'a redirect to a file',
    (_, r) => void r.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    'the address is not one of http or https',
  ],
  ['redirects in a circle', (q, r) => void r.writeHead(302, { location: q.url ?? '/' }).end(), 'more than 5 redirects'],
  [
    'endless headers',
    (_, r) => {
      for (let i = 0; i < 1000; i += 1) r.setHeader(`x-${CANARY}-${i}`, 'v'.repeat(1000));
      r.writeHead(200, { 'content-type': 'application/json' }).end('[]');
    },
    'no connection',
  ],
  ['a wrong type', (_, r) => sendJson(r, { [CANARY]: CANARY }), 'stages is not a list'],
  [
    'deep nesting',
    (_, r) =>
      void r.writeHead(200, { 'content-type': 'application/json' }).end(`${'['.repeat(100_000)}${']'.repeat(100_000)}`),
    'stages[0] is not an object',
  ],
  [
    'a denial',
    (_, r) => void r.writeHead(403, { [`x-${CANARY}`]: CANARY }).end(CANARY),
    'access denied (HTTP status 403)',
  ],
  ['a failure', (_, r) => void r.writeHead(500).end(CANARY), 'HTTP status 500'],
  ['nothing', (_, r) => void r.writeHead(200, { 'content-type': 'application/json' }).end(), 'stages is not a list'],
];

describe('a server that answers with anything else gives no evidence', () => {
  test.each(HOSTILE)('%s', async (_, answer, reason) => {
    const result = await read(await serve(except('/stages', answer)));
    expect(result).toEqual({ kind: 'none', tried: [{ source: 'given-url', reason }] });
  });

  test("another application's data", async () => {
    const other = recorded('oom-pmem');
    const [environment = ''] = Object.keys(other).filter((path) => path.endsWith('/environment'));
    const result = await read(
      await serve(except('/environment', (_, response) => sendJson(response, other[environment]))),
    );
    expect(result).toMatchObject({ kind: 'none', tried: [{ reason: 'another application answered' }] });
  });

  test('what only adds to the evidence may fail', async () => {
    for (const part of ['/jobs', '/taskSummary', '/taskList']) {
      const result = await read(await serve(except(part, endless)));
      expect(result, part).toMatchObject({ kind: 'evidence', evidence: { application: { id: application.id } } });
    }
  });

  test('a failure that passes is asked again, once', async () => {
    let failures = 1;
    const server = await serve((request, response) => {
      if ((request.url ?? '').includes('/stages?') || !(request.url ?? '').endsWith('/stages') || failures === 0)
        return sparkAnswers(documents)(request, response);
      failures -= 1;
      response.writeHead(503).end();
    });
    expect(await read(server)).toMatchObject({ kind: 'evidence' });
    failures = 2;
    expect(await read(server)).toMatchObject({ kind: 'none', tried: [{ reason: 'HTTP status 503' }] });
  });
});

/** Time that passes only when somebody waits for it: a slow server costs the test nothing. */
function waitingTime(): { outside: typeof SYSTEM; passed: () => number } {
  let nowMs = 1e12;
  const start = nowMs;
  const outside = {
    ...SYSTEM,
    now: () => nowMs,
    after: (ms: number, then: () => void) => {
      let isOff = false;
      // Long enough for an answer of a server on this machine to come first; without one, all the time passes at once.
      const timer = setTimeout(() => {
        if (isOff) return;
        nowMs += ms;
        then();
      }, 400);
      return () => {
        isOff = true;
        clearTimeout(timer);
      };
    },
  };
  return { outside, passed: () => nowMs - start };
}

describe('a verdict costs at most 20 requests and 30 s', () => {
  test('where nobody ever answers', async () => {
    const server = await serve(() => undefined);
    const { outside, passed } = waitingTime();
    const never = (): Promise<string> => new Promise(() => undefined);
    const emr = { ...shut(), onClusterUrl: never, createPersistentUi: never };
    const result = await readJobEvidence({ step, emr, mayCreatePersistentUi: true, givenUrl: server.address }, outside);
    expect(result).toEqual({
      kind: 'none',
      tried: [
        { source: 'driver', reason: 'no answer within 10 s' },
        { source: 'persistent-ui', reason: 'no answer within 10 s' },
        { source: 'given-url', reason: 'no answer within 10 s' },
      ],
    });
    expect(passed()).toBeLessThanOrEqual(30_000);
  });

  test('where an answer never ends', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('[');
    });
    const { outside, passed } = waitingTime();
    const result = await readJobEvidence({ step, mayCreatePersistentUi: false, givenUrl: server.address }, outside);
    expect(result).toMatchObject({ kind: 'none', tried: [{ reason: 'no answer within 10 s' }] });
    expect(passed()).toBeLessThanOrEqual(30_000);
  });

  test('whatever is to be asked', async () => {
    const at = `applications/${application.id}/1`;
    const [stage] = documents[`${at}/stages`] as object[];
    const many = Array.from({ length: 60 }, (_, i) => ({ ...stage, stageId: i, numFailedTasks: 1 }));
    const server = await serve(
      except('/stages', (request, response) => {
        const url = request.url ?? '';
        const summary = documents[`${at}/stages/0/0/taskSummary?quantiles=0.05,0.5,0.95,1.0`];
        sendJson(response, url.endsWith('/stages') ? many : url.includes('taskSummary') ? summary : []);
      }),
    );
    expect(await read(server)).toMatchObject({ kind: 'evidence' });
    expect(server.asked.length).toBe(20);
  });
});

describe('nothing of what is secret leaves', () => {
  const poisoned = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const isFormal =
        value === application.id ||
        /GMT$|^(ACTIVE|COMPLETE|FAILED|PENDING|SKIPPED|RUNNING|SUCCEEDED|driver|spark\..*)$/.test(value);
      return isFormal ? value : `${value}${CANARY}`;
    }
    if (Array.isArray(value)) return value.map(poisoned);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, poisoned(one)]));
  };

  test('of names, settings, bodies, headers, cookies and addresses', async () => {
    const secret = Object.fromEntries(Object.entries(documents).map(([path, document]) => [path, poisoned(document)]));
    const server = await serve((request, response) => {
      response.setHeader('set-cookie', `${CANARY}=${CANARY}`);
      sparkAnswers(secret, `/${CANARY}`)(request, response);
    });
    const wellFormed = { ...secret, [`applications/${application.id}`]: documents[`applications/${application.id}`] };
    Object.assign(secret, wellFormed);
    const result = await readJobEvidence(
      { step, mayCreatePersistentUi: false, givenUrl: `${server.address}/${CANARY}` },
      SYSTEM,
    );
    expect(result).toMatchObject({ kind: 'evidence' });
    expect(server.asked.at(-1)?.cookie).toBe(`${CANARY}=${CANARY}`);
    expect(JSON.stringify(result)).not.toContain(CANARY);
  });

  test('of errors of EMR and of the network', async () => {
    const fails = (): Promise<never> =>
      Promise.reject(Object.assign(new Error(CANARY), { name: `${CANARY} ${CANARY}` }));
    const emr = {
      onClusterUrl: fails,
      createPersistentUi: async () => CANARY,
      persistentUiStatus: async () => CANARY,
      persistentUrl: fails,
    };
    const outside = { ...SYSTEM, fetch: () => Promise.reject(new Error(CANARY)) };
    const result = await readJobEvidence(
      { step, emr, mayCreatePersistentUi: true, givenUrl: `http://${CANARY}.example.com/?${CANARY}` },
      outside,
    );
    expect(result).toMatchObject({ kind: 'none' });
    expect(JSON.stringify(result)).not.toContain(CANARY);
  });

  test('an address of EMR that is not encrypted is not asked', async () => {
    const emr = { ...shut(), onClusterUrl: async () => 'http://cluster.example.com/?authToken=x' };
    const outside = { ...SYSTEM, fetch: () => Promise.reject(new Error('asked')) };
    expect(await readJobEvidence({ step, emr, mayCreatePersistentUi: false }, outside)).toEqual({
      kind: 'none',
      tried: [{ source: 'driver', reason: 'EMR gave an address that is not encrypted' }],
    });
  });
});
