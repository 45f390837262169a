import assert from 'node:assert/strict';
import { CreateTableCommand, DeleteTableCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { Clients } from '../../lambda/remediator/adapters/clients';
import { DynamoLedger } from '../../lambda/remediator/adapters/ledger';
import { createOperator } from '../../lambda/remediator/operator';
import type { SideResult, WriteResult } from '../../lambda/remediator/ports';
import { DEFAULT_POLICY, emptyRow, type Operator, type Row } from '../../lib/remedy';
import { lineage } from '../../test/remedy/support';
import { type SpoilingProxy, startProxy } from './proxy';

/** What a check works with: a table of its own, and a way to it that can be spoiled. */
interface Bench {
  readonly table: string;
  readonly proxy: SpoilingProxy;
  /** The function's adapter, one for each invocation. */
  ledger(table?: string): DynamoLedger;
  /** A person. */
  readonly operator: Operator;
}

interface Check {
  readonly name: string;
  readonly run: (bench: Bench) => Promise<void>;
}

const NOW = Date.UTC(2026, 0, 5, 6, 40);
const CLUSTER = 'j-CHECK';
const STEP = 's-ROOT';
/** Writers at once: more than invocations of a function that is never late, people included. */
const WRITERS = 20;

const rowWith = (version: number, nonce: string, changed: Partial<Row> = {}): Row => ({
  ...emptyRow(CLUSTER),
  ...changed,
  version,
  nonce,
});
const none = { version: 0 };
const times = <T>(count: number, make: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => make(i)));
const count = <T>(of: readonly T[], one: T): number => of.filter((each) => each === one).length;

/** Everything that the protocol takes from DynamoDB: conditions that hold for one writer alone, strong reads, errors by name. */
export const CHECKS: readonly Check[] = [
  {
    name: 'of many first writers of a row one alone has written it',
    run: async ({ ledger }) => {
      const results = await times(WRITERS, (i) => ledger().writeRow(rowWith(1, `n${i}`), none));
      assert.deepEqual([count<WriteResult>(results, 'written'), count<WriteResult>(results, 'conflict')], [1, 19]);
      const winner = results.indexOf('written');
      assert.equal((await ledger().readRow(CLUSTER))?.nonce, `n${winner}`);
    },
  },
  {
    name: 'of many writers over the same write one alone has written, round after round',
    run: async ({ ledger }) => {
      let before: Row = rowWith(1, 'n');
      assert.equal(await ledger().writeRow(before, none), 'written');
      for (let round = 2; round <= 6; round++) {
        const results = await times(WRITERS, (i) => ledger().writeRow(rowWith(round, `${round}.${i}`), before));
        assert.equal(count<WriteResult>(results, 'written'), 1);
        before = rowWith(round, `${round}.${results.indexOf('written')}`);
        assert.equal((await ledger().readRow(CLUSTER))?.nonce, before.nonce);
      }
    },
  },
  {
    name: 'a write over the same version with another nonce is refused: the row was restored meanwhile',
    run: async ({ ledger }) => {
      await ledger().writeRow(rowWith(1, 'a'), none);
      assert.equal(await ledger().writeRow(rowWith(2, 'c'), { version: 1, nonce: 'b' }), 'conflict');
      assert.equal(await ledger().writeRow(rowWith(2, 'c'), { version: 1, nonce: 'a' }), 'written');
    },
  },
  {
    name: 'of many clusters that reserve at once no more than the account allows have a place',
    run: async ({ ledger }) => {
      const results = await times(6, (i) => ledger().side({ kind: 'reserve', clusterId: `j-${i}`, root: `s-${i}` }));
      assert.ok(count<SideResult>(results, 'done') <= DEFAULT_POLICY.accountOpen);
      // One that lost every race says so, and the next tick tries again.
      for (let i = 0; i < 6; i++) await ledger().side({ kind: 'reserve', clusterId: `j-${i}`, root: `s-${i}` });
      assert.equal((await ledger().listings()).size, DEFAULT_POLICY.accountOpen);
    },
  },
  {
    name: 'a word is taken up by one lineage or taken back, never both',
    run: async ({ ledger, operator, table }) => {
      const until = NOW + 60_000;
      const request = { table, clusterId: CLUSTER, stepId: STEP };
      for (let round = 0; round < 8; round++) {
        await operator.approve({ ...request, until: until + round });
        const take = (i: number) =>
          ledger().side({
            ...{ kind: 'take-approval', clusterId: CLUSTER, stepId: STEP },
            ...{ until: until + round, nonce: `${i}` },
          } as const);
        const [withdrawal, taken] = await Promise.all([operator.withdraw(request), times(4, take)]);
        assert.equal(count<SideResult>(taken, 'done'), withdrawal === 'used' ? 1 : 0);
        assert.equal(await ledger().approval(CLUSTER, STEP), undefined);
      }
    },
  },
  {
    name: 'the index names one submission of a lineage, and keeps another first cancel out',
    run: async ({ ledger }) => {
      const listing = { root: STEP, cancelling: true, settledAt: NOW };
      const list = { kind: 'list', clusterId: CLUSTER, listing, firstCancel: true } as const;
      assert.equal(await ledger().side(list), 'done');
      assert.equal(await ledger().side({ ...list, listing: { ...listing, root: 's-OTHER' } }), 'failed');
      const claims = await times(WRITERS, (i) =>
        ledger().side({ kind: 'claim', clusterId: CLUSTER, root: STEP, claim: { count: 1, nonce: `n${i}` } }),
      );
      assert.equal(count<SideResult>(claims, 'done'), 1);
      assert.equal((await ledger().listings()).get(CLUSTER)?.claim?.nonce, `n${claims.indexOf('done')}`);
    },
  },
  {
    name: 'a lost answer leaves the row written, and the second attempt of the SDK meets it',
    run: async ({ ledger, proxy }) => {
      proxy.lose('PutItem');
      assert.equal(await ledger().writeRow(rowWith(1, 'mine'), none), 'conflict');
      assert.deepEqual(proxy.asked, ['PutItem', 'PutItem']);
      // By which the machine knows that it was its own write.
      assert.equal((await ledger().readRow(CLUSTER))?.nonce, 'mine');
    },
  },
  {
    name: 'where every answer is lost the result is unknown, and reading it back settles it',
    run: async ({ ledger, proxy }) => {
      proxy.lose('PutItem', 3);
      assert.equal(await ledger().writeRow(rowWith(1, 'mine'), none), 'unknown');
      assert.equal((await ledger().readRow(CLUSTER))?.nonce, 'mine');
    },
  },
  {
    name: 'a release whose answer was lost is a release, once',
    run: async ({ ledger, operator, proxy, table }) => {
      await ledger().writeRow(rowWith(1, 'n', { state: 'held', reason: 'unreadable', lineage: lineage() }), none);
      proxy.lose('PutItem');
      const request = { table, clusterId: CLUSTER, dryRun: false };
      assert.equal((await operator.release(request)).done, true);
      await assert.rejects(operator.release(request), /nothing is held/);
      assert.equal((await ledger().readRow(CLUSTER))?.version, 2);
    },
  },
  {
    name: 'a taken word whose answer was lost is taken, and still by one look',
    run: async ({ ledger, operator, proxy, table }) => {
      const until = NOW + 60_000;
      await operator.approve({ table, clusterId: CLUSTER, stepId: STEP, until });
      const take = { kind: 'take-approval', clusterId: CLUSTER, stepId: STEP, until } as const;
      proxy.lose('UpdateItem');
      assert.equal(await ledger().side({ ...take, nonce: 'a' }), 'done');
      assert.equal(await ledger().side({ ...take, nonce: 'b' }), 'refused');
    },
  },
  {
    name: 'a throttle is waited for; where it lasts nothing is written, and a person is told',
    run: async ({ ledger, operator, proxy, table }) => {
      const throttle = 'ProvisionedThroughputExceededException';
      proxy.refuse('PutItem', throttle, 2);
      assert.equal(await ledger().writeRow(rowWith(1, 'n'), none), 'written');
      proxy.refuse('PutItem', throttle, 3);
      assert.equal(await ledger().writeRow(rowWith(2, 'm'), { version: 1, nonce: 'n' }), 'unknown');
      assert.equal((await ledger().readRow(CLUSTER))?.version, 1);
      proxy.refuse('GetItem', throttle, 3);
      await assert.rejects(operator.explain({ table, clusterId: CLUSTER }), /GetItem on table .* was throttled/);
    },
  },
  {
    name: 'without the table nothing is read or written, and a person is told which one is missing',
    run: async ({ ledger, operator }) => {
      const table = 'no-such-table';
      await assert.rejects(ledger(table).readRow(CLUSTER), { name: 'ResourceNotFoundException' });
      assert.equal(await ledger(table).writeRow(rowWith(1, 'n'), none), 'unknown');
      assert.equal(await ledger(table).side({ kind: 'reserve', clusterId: CLUSTER, root: STEP }), 'failed');
      await assert.rejects(operator.explain({ table, clusterId: CLUSTER }), /table no-such-table does not exist/);
    },
  },
];

/** What a check came to: undefined where it held, else what did not. */
export type Verdict = { readonly name: string; readonly failure: string | undefined };

/** Runs the checks against a DynamoDB, each with a new table, which is deleted after it. */
export async function* checked(url: string): AsyncGenerator<Verdict> {
  for (const [i, { name, run }] of CHECKS.entries()) {
    yield { name, failure: await failureOf(run, url, `emr-autotune-check-${process.pid}-${i}`) };
  }
}

async function failureOf(run: Check['run'], url: string, table: string): Promise<string | undefined> {
  const proxy = await startProxy(url);
  const environmentFor = (endpoint: string) => ({
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    // Whoever asks EMR here gets no answer, which is none of DynamoDB's business.
    AWS_ENDPOINT_URL_EMR: 'http://127.0.0.1:1',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'check',
    AWS_SECRET_ACCESS_KEY: 'check',
  });
  const direct = new Clients(environmentFor(url)).dynamoDb();
  const clients = new Clients(environmentFor(proxy.url));
  const client = clients.dynamoDb();
  try {
    await direct.send(
      new CreateTableCommand({
        TableName: table,
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    await waitUntilTableExists({ client: direct, maxWaitTime: 30, minDelay: 1 }, { TableName: table });
    const now = () => NOW;
    const options = { client, policy: DEFAULT_POLICY, now, log: () => undefined };
    await run({
      table,
      proxy,
      ledger: (name = table) => new DynamoLedger({ ...options, table: name }),
      operator: createOperator({ clock: now, environment: environmentFor(proxy.url) }),
    });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await direct.send(new DeleteTableCommand({ TableName: table })).catch(() => undefined);
    client.destroy();
    direct.destroy();
    proxy.close();
  }
}
