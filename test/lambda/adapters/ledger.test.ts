import { DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DynamoLedger } from '../../../lambda/remediator/adapters/ledger';
import { LEDGER_TABLE, type LocalLedger, startLedger } from '../../../lib/rehearsal/ledger';
import { UnknownSchemaError } from '../../../lib/remedy';
import { CLUSTER, lineage, NOW, POLICY, row } from '../../remedy/support';
import { clientsAt } from '../stub-aws';

let server: LocalLedger;
let client: DynamoDBClient;
let ledger: DynamoLedger;
let lines: object[] = [];
let clusters = 0;
let cluster = CLUSTER;

beforeAll(async () => {
  server = await startLedger();
  client = clientsAt(server.url).dynamoDb();
  ledger = new DynamoLedger({
    client,
    table: LEDGER_TABLE,
    policy: POLICY,
    now: () => NOW,
    log: (line) => lines.push(line),
  });
});
afterAll(async () => {
  client.destroy();
  await server.close();
});
beforeEach(() => {
  lines = [];
  clusters += 1;
  cluster = `j-${clusters}`;
});

const reserving = (clusterId: string, root = `s-${clusterId}`) => ({ kind: 'reserve', clusterId, root }) as const;
const first = (changed = {}) => row({ clusterId: cluster, version: 1, ...changed });
const stored = async (pk: string) => {
  const { Item } = await client.send(new GetItemCommand({ TableName: LEDGER_TABLE, Key: { pk: { S: pk } } }));
  return Item;
};
const item = async (pk: string) => {
  const found = await stored(pk);
  return found && unmarshall(found);
};

describe('the row', () => {
  test('a cluster that was never written has none', async () => {
    expect(await ledger.readRow(cluster)).toBeUndefined();
  });

  test('comes back as it was written', async () => {
    const written = first({
      state: 'verifying',
      lineage: lineage({ applied: true }),
      reason: 'x',
      lease: { holder: 'h', until: 1 },
    });
    expect(await ledger.writeRow(written, { version: 0 })).toBe('written');
    expect(await ledger.readRow(cluster)).toEqual(JSON.parse(JSON.stringify(written)));
  });

  test('is written only over the version that was read', async () => {
    expect(await ledger.writeRow(first(), { version: 0 })).toBe('written');
    expect(await ledger.writeRow(first(), { version: 0 })).toBe('conflict');
    expect(await ledger.writeRow(first({ version: 3 }), { version: 2 })).toBe('conflict');
    expect(await ledger.writeRow(first({ version: 2 }), { version: 1 })).toBe('written');
  });

  test('is not written over a row that was deleted and has come to the same version again', async () => {
    await ledger.writeRow(first({ nonce: 'ours' }), { version: 0 });
    await client.send(new DeleteItemCommand({ TableName: LEDGER_TABLE, Key: { pk: { S: `cluster#${cluster}` } } }));
    await ledger.writeRow(first({ nonce: 'theirs' }), { version: 0 });
    expect(await ledger.writeRow(first({ version: 2 }), { version: 1, nonce: 'ours' })).toBe('conflict');
    expect(await ledger.writeRow(first({ version: 2 }), { version: 1, nonce: 'theirs' })).toBe('written');
  });

  test('of fifty writers of one version exactly one wins', async () => {
    await ledger.writeRow(first(), { version: 0 });
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, i) => ledger.writeRow(first({ version: 2, nonce: `n${i}` }), { version: 1 })),
    );
    expect(results.filter((result) => result === 'written')).toHaveLength(1);
    const winner = results.indexOf('written');
    expect((await ledger.readRow(cluster))?.nonce).toBe(`n${winner}`);
  });

  test.each([
    ['another cluster', { clusterId: 'j-OTHER' }],
    ['a state that does not exist', { state: 'relaxing' }],
    ['no version', { version: undefined }],
    ['an open state without a lineage', { state: 'submitting' }],
    ['a lineage without its key', { state: 'held', lineage: { ...lineage(), hmacKey: undefined } }],
  ])('fails for %s', async (_, changed) => {
    const broken = { pk: `cluster#${cluster}`, ...first(), ...changed };
    await client.send(
      new PutItemCommand({ TableName: LEDGER_TABLE, Item: marshall(broken, { removeUndefinedValues: true }) }),
    );
    await expect(ledger.readRow(cluster)).rejects.toThrow('not understood');
  });

  test('fails by a name of its own for a row of another version', async () => {
    const Item = marshall({ pk: `cluster#${cluster}`, ...first(), schema: 99 }, { removeUndefinedValues: true });
    await client.send(new PutItemCommand({ TableName: LEDGER_TABLE, Item }));
    await expect(ledger.readRow(cluster)).rejects.toThrow(UnknownSchemaError);
  });

  test('a lost connection is unknown, neither written nor refused', async () => {
    const gone = new DynamoDBClient({
      endpoint: 'http://127.0.0.1:1',
      region: 'x',
      maxAttempts: 1,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    const broken = new DynamoLedger({
      client: gone,
      table: LEDGER_TABLE,
      policy: POLICY,
      now: () => NOW,
      log: (line) => lines.push(line),
    });
    expect(await broken.writeRow(first(), { version: 0 })).toBe('unknown');
    expect(await broken.side(reserving(cluster))).toBe('failed');
    await expect(broken.readRow(cluster)).rejects.toThrow();
    expect(lines.length).toBeGreaterThan(0);
  });
});

describe('beside the row', () => {
  test('the account lets two clusters in, and a third when one leaves, however many ask at once', async () => {
    const asked = await Promise.all(['j-A', 'j-B', 'j-C', 'j-D'].map((clusterId) => ledger.side(reserving(clusterId))));
    expect(asked.filter((result) => result === 'done')).toHaveLength(2);
    const inside = ['j-A', 'j-B', 'j-C', 'j-D'].find((_, i) => asked[i] === 'done') ?? '';
    expect(await ledger.side(reserving('j-E'))).toBe('refused');
    expect(await ledger.side({ kind: 'release', clusterId: inside })).toBe('done');
    expect(await ledger.side(reserving('j-E'))).toBe('done');
  });

  test('a lineage that does not count leaves no unit at the account or the job', async () => {
    const later = NOW + 5 * 86_400_000;
    const there = new DynamoLedger({ client, table: LEDGER_TABLE, policy: POLICY, now: () => later, log: () => {} });
    const [root, jobKey] = ['s-unspent', 'job-unspent'];
    expect(await there.side({ ...reserving(cluster, root), jobKey })).toBe('done');
    expect((await there.job(jobKey)).day?.roots).toEqual([root]);
    expect(await there.side({ kind: 'release', clusterId: cluster, unspent: { root, jobKey } })).toBe('done');
    expect((await there.job(jobKey)).day?.roots).toEqual([]);
    expect(await item(`account#${new Date(later).toISOString().slice(0, 10)}`)).toMatchObject({ roots: [], open: {} });
  });

  test('what was opened before midnight counts after it, and leaves after it', async () => {
    const midnight = (Math.floor(NOW / 86_400_000) + 40) * 86_400_000;
    const [evening, morning] = [midnight - 60_000, midnight + 60_000].map(
      (moment) => new DynamoLedger({ client, table: LEDGER_TABLE, policy: POLICY, now: () => moment, log: () => {} }),
    );
    for (const clusterId of ['j-N1', 'j-N2']) {
      expect(await evening?.side(reserving(clusterId))).toBe('done');
    }
    expect(await morning?.side(reserving('j-N3'))).toBe('refused');
    expect(await morning?.side({ kind: 'release', clusterId: 'j-N1' })).toBe('done');
    expect(await morning?.side(reserving('j-N3'))).toBe('done');
    expect(await item(`account#${new Date(midnight).toISOString().slice(0, 10)}`)).toMatchObject({ roots: ['s-j-N3'] });
  });

  test('an open lineage is listed from its reservation on, with its root step and how far it has come', async () => {
    const ask = new DynamoLedger({
      client,
      table: LEDGER_TABLE,
      policy: POLICY,
      now: () => NOW + 86_400_000,
      log: () => {},
    });
    expect(await ask.side(reserving(cluster, 's-1'))).toBe('done');
    expect((await ask.listings()).get(cluster)).toEqual({ root: 's-1', cancelling: false, settledAt: 0 });
    const listing = { root: 's-1', cancelling: true, settledAt: 7 };
    expect(await ask.side({ kind: 'list', clusterId: cluster, listing })).toBe('done');
    expect((await ask.listings()).get(cluster)).toEqual(listing);
    // Another lineage must not write over one of which a cancel may have been sent, nor drop it.
    expect(await ask.side({ kind: 'list', clusterId: cluster, listing: { ...listing, root: 's-2' } })).toBe('failed');
    expect(await ask.side({ kind: 'unlist', clusterId: cluster, root: 's-2' })).toBe('done');
    expect((await ask.listings()).get(cluster)).toEqual(listing);
    expect(await ask.side({ kind: 'unlist', clusterId: cluster, root: 's-1' })).toBe('done');
    expect((await ask.listings()).has(cluster)).toBe(false);
  });

  test('nothing is opened, nor cancelled for the first time, where the index says that a cancel may have been sent', async () => {
    const later = new DynamoLedger({
      client,
      table: LEDGER_TABLE,
      policy: POLICY,
      now: () => NOW + 3 * 86_400_000,
      log: () => {},
    });
    const listing = { root: 's-1', cancelling: true, settledAt: 7 };
    expect(await later.side({ kind: 'list', clusterId: cluster, listing, firstCancel: true })).toBe('done');
    expect(await later.side({ kind: 'list', clusterId: cluster, listing, firstCancel: true })).toBe('failed');
    expect(await later.side(reserving(cluster, 's-1'))).toBe('failed');
    expect((await later.listings()).get(cluster)).toEqual(listing);
  });

  test('a submission is named once: for a row that knows of fewer it is refused', async () => {
    const root = 's-1';
    const claim = (count: number, nonce: string, of = root) =>
      ledger.side({ kind: 'claim', clusterId: cluster, root: of, claim: { count, nonce } });
    const list = (cancelling: boolean) =>
      ledger.side({ kind: 'list', clusterId: cluster, listing: { root, cancelling, settledAt: 7 } });
    expect(await claim(1, 'a')).toBe('refused');
    expect(await list(false)).toBe('done');
    expect(await claim(1, 'a')).toBe('refused');
    expect(await list(true)).toBe('done');
    expect(await claim(1, 'a', 's-2')).toBe('refused');
    expect(await claim(1, 'a')).toBe('done');
    // The second attempt of the client library, another invocation, and the next one after EMR throttled.
    expect(await claim(1, 'a')).toBe('done');
    expect(await claim(1, 'b')).toBe('refused');
    expect(await claim(2, 'c')).toBe('done');
    expect(await claim(1, 'a')).toBe('refused');
    // Nobody takes it out but with the lineage.
    expect(await list(true)).toBe('failed');
    expect(await ledger.side({ kind: 'closing', clusterId: cluster, root, outcome: 'improved' })).toBe('done');
    expect((await ledger.listings()).get(cluster)).toEqual({
      root,
      cancelling: true,
      settledAt: 7,
      claim: { count: 2, nonce: 'c' },
      closing: 'improved',
    });
    expect(await claim(3, 'd')).toBe('refused');
    expect(await ledger.side({ kind: 'closing', clusterId: cluster, root: 's-2', outcome: 'failed' })).toBe('done');
    expect((await ledger.listings()).get(cluster)?.closing).toBe('improved');
  });

  test('a reservation that a crash repeats is counted once, and at the job as well', async () => {
    const later = new DynamoLedger({
      client,
      table: LEDGER_TABLE,
      policy: POLICY,
      now: () => NOW + 2 * 86_400_000,
      log: () => {},
    });
    const write = { ...reserving(cluster, 's-1'), jobKey: `job-${cluster}` };
    for (let i = 0; i < 2; i++) expect(await later.side(write)).toBe('done');
    expect(await item('account#2026-01-07')).toMatchObject({ roots: ['s-1'] });
    expect((await later.job(`job-${cluster}`)).day).toEqual({ date: '2026-01-07', roots: ['s-1'] });
  });

  test('an approval is read until a lineage takes it up, which one alone can', async () => {
    const Item = marshall({ pk: `approval#${cluster}#s-1`, approvedUntil: 5 });
    await client.send(new PutItemCommand({ TableName: LEDGER_TABLE, Item }));
    expect(await ledger.approval(cluster, 's-1')).toEqual({ expiresAt: 5 });
    expect(await ledger.approval(cluster, 's-2')).toBeUndefined();
    const taking = { kind: 'take-approval', clusterId: cluster, stepId: 's-1', until: 5, nonce: 'a' } as const;
    expect(await ledger.side({ ...taking, until: 6 })).toBe('refused');
    expect(await ledger.side(taking)).toBe('done');
    // The client library's second attempt, after an answer that was lost.
    expect(await ledger.side(taking)).toBe('done');
    expect(await ledger.side({ ...taking, nonce: 'b' })).toBe('refused');
    expect(await ledger.side({ ...taking, stepId: 's-2' })).toBe('refused');
    expect(await ledger.approval(cluster, 's-1')).toBeUndefined();
  });

  test('a closed lineage is kept without its key, for a time', async () => {
    await ledger.side({ kind: 'archive', clusterId: cluster, lineage: lineage(), outcome: 'improved' });
    const kept = await item(`lineage#${cluster}#s-ROOT`);
    expect(kept).toMatchObject({ root: 's-ROOT', outcome: 'improved', closedAt: NOW });
    expect(kept).not.toHaveProperty('hmacKey');
    expect(kept?.expiresAt).toBe(NOW / 1000 + 90 * 86_400);
  });

  test('what became of a job is kept at the job, each lineage once, whatever its cluster', async () => {
    const jobKey = `job-${cluster}`;
    expect(await ledger.job(jobKey)).toEqual({ outcomes: [], overridden: false });
    await ledger.side({ kind: 'overridden', jobKey });
    for (const root of ['s-1', 's-1', 's-2'])
      await ledger.side({ kind: 'job-outcome', jobKey, root, outcome: 'unknown' });
    const outcomes = ['s-1', 's-2'].map((root) => ({ root, outcome: 'unknown', at: NOW }));
    expect(await ledger.job(jobKey)).toEqual({ outcomes, overridden: true });
  });
});

describe('what the row holds', () => {
  test('nothing where it is undefined, at any depth', async () => {
    const written = first({ state: 'held', reason: undefined, lineage: lineage({ jobKey: undefined, paged: [] }) });
    expect(await ledger.writeRow(written, { version: 0 })).toBe('written');
    const kept = await item(`cluster#${cluster}`);
    expect(kept).not.toHaveProperty('reason');
    expect(kept?.lineage).not.toHaveProperty('jobKey');
    expect(kept?.lineage).toHaveProperty('paged', []);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('fails for %s, and nothing is written', async (notBefore) => {
    expect(await ledger.writeRow(first({ notBefore }), { version: 0 })).toBe('unknown');
    expect(lines).toEqual([{ kind: 'ledger-error', error: 'Error' }]);
    expect(await ledger.readRow(cluster)).toBeUndefined();
  });
});
