import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startProxy } from '../../bench/dynamodb/proxy';
import { lineage } from '../remedy/support';
import { type Environment, startRefusing, startTestLedger, type TestLedger } from './ledger-support';
import { cli } from './support';

let ledger: TestLedger;
let environment: Environment;
let emr: Awaited<ReturnType<typeof startRefusing>>;

beforeAll(async () => {
  const held = { state: 'held', reason: 'submit-ambiguous', lineage: lineage() } as const;
  ledger = await startTestLedger([
    { clusterId: 'j-HELD', ...held },
    { clusterId: 'j-LOST', ...held },
    { clusterId: 'j-OPEN', state: 'verifying', lineage: lineage() },
    { clusterId: 'j-NEWER', ...held, schema: 99 },
  ]);
  emr = await startRefusing('AccessDeniedException');
  environment = { ...ledger.environment, AWS_ENDPOINT_URL_EMR: emr.url };
});
afterAll(async () => {
  emr.close();
  await ledger.close();
});

describe('emr-autotune release', () => {
  test('shows with --dry-run what would be released and what that means, and writes nothing', async () => {
    const { code, out } = await cli('release j-HELD --dry-run', 0, environment);
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'would be released: j-HELD, step s-ROOT, held for submit-ambiguous; the row names no step in its place',
      'If the job of this step is still to run, submitting it is yours from now on.',
      'Nothing was written.',
      '',
    ]);
    expect(await ledger.item('cluster#j-HELD')).toMatchObject({ state: 'held', version: 3 });
  });

  test('says where EMR may not be asked that it does not know whether the job runs', async () => {
    const { err } = await cli('release j-HELD --dry-run', 0, environment);
    expect(err).toBe(
      'note: whether the job runs was not read (AccessDeniedException); it needs elasticmapreduce:DescribeStep\n',
    );
  });

  test('closes what is held, once', async () => {
    const { code, out } = await cli('release j-HELD --json', 0, environment);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ schemaVersion: 1, root: 's-ROOT', reason: 'submit-ambiguous', done: true });
    expect(await ledger.item('cluster#j-HELD')).toMatchObject({ state: 'closed', reason: 'released', version: 4 });
    expect((await cli('release --cluster j-HELD', 0, environment)).code).toBe(2);
  });

  test('says that it is released where the answer to the write was lost and the SDK has asked again', async () => {
    const proxy = await startProxy(environment.AWS_ENDPOINT_URL_DYNAMODB ?? '');
    proxy.lose('PutItem');
    const lossy = { ...environment, AWS_ENDPOINT_URL_DYNAMODB: proxy.url };
    const { code, out } = await cli('release j-LOST --json', 0, lossy);
    expect([code, JSON.parse(out).done]).toEqual([0, true]);
    expect(proxy.asked.slice(-4)).toEqual(['GetItem', 'PutItem', 'PutItem', 'GetItem']);
    expect(await ledger.item('cluster#j-LOST')).toMatchObject({ state: 'closed' });
    proxy.close();
  });

  test.each([
    ['j-OPEN', 'nothing is held on j-OPEN: its state is verifying'],
    ['j-NONE', 'nothing is held on j-NONE: its state is watching'],
    ['j-NEWER', 'this version does not understand the row of j-NEWER'],
    ['no-id', '"no-id" is neither the id of a cluster nor of a step'],
    ['j-HELD j-OPEN', 'one cluster and one step at a time; got j-HELD j-OPEN'],
  ])('fails for %s', async (ids, message) => {
    const { code, err } = await cli(`release ${ids}`, 0, environment);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test('fails where nobody says which table or which cluster it is', async () => {
    const { err } = await cli('release j-HELD', 0, { ...environment, AUTOTUNE_TABLE: '' });
    expect(err).toContain('give it with --table or in AUTOTUNE_TABLE');
    expect((await cli('release', 0, environment)).err).toContain('the cluster is not known; give its id, j-…');
  });
});
