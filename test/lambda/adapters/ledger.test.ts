import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DynamoLedger } from '../../../lambda/remediator/adapters/ledger';
import { LEDGER_TABLE, type LocalLedger, startLedger } from '../../../lib/rehearsal/ledger';
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
    expect(await ledger.writeRow(written, 0)).toBe('written');
    expect(await ledger.readRow(cluster)).toEqual(JSON.parse(JSON.stringify(written)));
  });

  test('is written only over the version that was read', async () => {
    expect(await ledger.writeRow(first(), 0)).toBe('written');
    expect(await ledger.writeRow(first(), 0)).toBe('conflict');
    expect(await ledger.writeRow(first({ version: 3 }), 2)).toBe('conflict');
    expect(await ledger.writeRow(first({ version: 2 }), 1)).toBe('written');
  });

  test('of fifty writers of one version exactly one wins', async () => {
    await ledger.writeRow(first(), 0);
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, i) => ledger.writeRow(first({ version: 2, nonce: `n${i}` }), 1)),
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
    expect(await broken.writeRow(first(), 0)).toBe('unknown');
    expect(await broken.side({ kind: 'reserve', clusterId: cluster })).toBe('failed');
    await expect(broken.readRow(cluster)).rejects.toThrow();
    expect(lines.length).toBeGreaterThan(0);
  });
});

describe('beside the row', () => {
  test('the account lets two clusters in, and a third when one leaves, however many ask at once', async () => {
    const asked = await Promise.all(
      ['j-A', 'j-B', 'j-C', 'j-D'].map((clusterId) => ledger.side({ kind: 'reserve', clusterId })),
    );
    expect(asked.filter((result) => result === 'done')).toHaveLength(2);
    const inside = ['j-A', 'j-B', 'j-C', 'j-D'].find((_, i) => asked[i] === 'done') ?? '';
    expect(await ledger.side({ kind: 'reserve', clusterId: 'j-E' })).toBe('refused');
    expect(await ledger.side({ kind: 'release', clusterId: inside })).toBe('done');
    expect(await ledger.side({ kind: 'reserve', clusterId: 'j-E' })).toBe('done');
  });

  test('what was opened before midnight counts after it, and leaves after it', async () => {
    const midnight = (Math.floor(NOW / 86_400_000) + 40) * 86_400_000;
    const [evening, morning] = [midnight - 60_000, midnight + 60_000].map(
      (moment) => new DynamoLedger({ client, table: LEDGER_TABLE, policy: POLICY, now: () => moment, log: () => {} }),
    );
    for (const clusterId of ['j-N1', 'j-N2']) {
      expect(await evening?.side({ kind: 'reserve', clusterId })).toBe('done');
    }
    expect(await morning?.side({ kind: 'reserve', clusterId: 'j-N3' })).toBe('refused');
    expect(await morning?.side({ kind: 'release', clusterId: 'j-N1' })).toBe('done');
    expect(await morning?.side({ kind: 'reserve', clusterId: 'j-N3' })).toBe('done');
    expect(await item(`account#${new Date(midnight).toISOString().slice(0, 10)}`)).toMatchObject({ started: 1 });
  });

  test('an open lineage is listed from its reservation to its archive', async () => {
    const ask = new DynamoLedger({
      client,
      table: LEDGER_TABLE,
      policy: POLICY,
      now: () => NOW + 86_400_000,
      log: () => {},
    });
    await ask.side({ kind: 'reserve', clusterId: cluster });
    expect(await ask.openClusters()).toContain(cluster);
    expect(await stored('open#lineages')).toHaveProperty('clusters.SS');
    await ask.side({ kind: 'archive', clusterId: cluster, lineage: lineage(), outcome: 'improved' });
    expect(await ask.openClusters()).not.toContain(cluster);
  });

  test('a closed lineage is kept without its key, for a time', async () => {
    await ledger.side({ kind: 'archive', clusterId: cluster, lineage: lineage(), outcome: 'improved' });
    const kept = await item(`lineage#${cluster}#s-ROOT`);
    expect(kept).toMatchObject({ root: 's-ROOT', outcome: 'improved', closedAt: NOW });
    expect(kept).not.toHaveProperty('hmacKey');
    expect(kept?.expiresAt).toBe(NOW / 1000 + 90 * 86_400);
  });

  test('a next-run configuration does not undo the flag of an overridden job', async () => {
    await ledger.side({ kind: 'overridden', jobKey: `job-${cluster}` });
    await ledger.side({ kind: 'next-run', jobKey: `job-${cluster}`, item: { partitions: 7, refused: undefined } });
    expect(await item(`next#job-${cluster}`)).toMatchObject({ overridden: true, partitions: 7 });
    expect(await ledger.isOverridden(`job-${cluster}`)).toBe(true);
    expect(await ledger.isOverridden('job-unheard-of')).toBe(false);
  });
});

describe('what the row holds', () => {
  test('nothing where it is undefined, at any depth', async () => {
    const written = first({ state: 'held', reason: undefined, lineage: lineage({ jobKey: undefined, misses: [] }) });
    expect(await ledger.writeRow(written, 0)).toBe('written');
    const kept = await item(`cluster#${cluster}`);
    expect(kept).not.toHaveProperty('reason');
    expect(kept?.lineage).not.toHaveProperty('jobKey');
    expect(kept?.lineage).toHaveProperty('misses', []);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('fails for %s, and nothing is written', async (since) => {
    expect(await ledger.writeRow(first({ since }), 0)).toBe('unknown');
    expect(lines).toEqual([{ kind: 'ledger-error', error: 'Error' }]);
    expect(await ledger.readRow(cluster)).toBeUndefined();
  });
});
