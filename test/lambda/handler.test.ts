import { readFileSync } from 'node:fs';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from 'vitest';
import { LEDGER_TABLE } from '../../lib/rehearsal/ledger';
import { emptyRow } from '../../lib/remedy';
import type { Scenario } from '../../lib/simulator/scenario/types';
import { briefScenario } from '../../lib/simulator/scenarios';
import { applicationSpan } from '../../lib/simulator/world/applications';
import { CLUSTER_ID, START_MS } from '../../lib/simulator/world/create';
import { MINUTE } from '../remedy/support';
import { clientsAt } from './stub-aws';
import { type Control, decisions, type Watched, watching } from './virtual-cluster';

const at =
  (...minutes: readonly number[]) =>
  async ({ tick, moveTo }: Control) => {
    for (const minute of minutes) {
      moveTo(minute);
      await tick();
    }
  };
const writes = ({ lines }: Watched) => lines.map((line) => JSON.parse(line)).filter(({ kind }) => kind === 'call');
const metrics = ({ lines }: Watched) =>
  lines
    .map((line) => JSON.parse(line))
    .flatMap(({ _aws, ...rest }) => (_aws ? [{ definition: _aws.CloudWatchMetrics[0], rest }] : []));

/** The brief's step with other arguments. */
function withArgs(change: (args: readonly string[]) => readonly string[]): Scenario {
  const scenario = briefScenario();
  return { ...scenario, steps: scenario.steps.map((step) => ({ ...step, args: change(step.args) })) };
}

describe('the stuck job of the brief', () => {
  test('is cancelled once and resubmitted once, and the copy fills the cores', async () => {
    const seen = await watching(
      briefScenario(),
      at(0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 300, 305),
    );
    expect(writes(seen).map(({ call, result }) => [call, result.kind])).toEqual([
      ['cancel', 'done'],
      ['add', 'done'],
    ]);
    expect(seen.world.steps.map(({ state }) => state)).toEqual(['CANCELLED', 'COMPLETED']);
    const closing = decisions(seen).find(({ next }) => next === 'closed');
    expect(closing).toMatchObject({ reason: 'improved' });
    // 574 of 1,312 task slots become 1,308.
    const finding = decisions(seen).find(({ next }) => next === 'intent');
    expect(finding).toMatchObject({
      observed: { cores: 574 },
      predicted: { cores: 1308 },
      tier: 'T2',
      calculator: 'dominant',
    });
  });

  test('is only told about in advise mode: what to change next time, and no write', async () => {
    const seen = await watching({ ...briefScenario(), mode: 'advise' }, at(40, 45));
    expect(writes(seen)).toEqual([]);
    expect(decisions(seen).at(-1)).toMatchObject({ refusals: [{ gate: 'mode' }], tier: 'T2' });
    const advice = seen.items.find(({ pk }) => String(pk).startsWith('next#'));
    expect(advice?.changes).toContainEqual(
      expect.objectContaining({ key: 'spark.executor.cores', from: '7', to: '4' }),
    );
    const stored = seen.items.find(({ pk }) => pk === `cluster#${CLUSTER_ID}`);
    expect(stored).toMatchObject({ state: 'watching', pages: [] });
    expect(stored).not.toHaveProperty('lease');
  });

  test('is not even looked at in mode off, where only the heart beats', async () => {
    const seen = await watching({ ...briefScenario(), mode: 'off' }, at(40));
    expect(decisions(seen)).toMatchObject([{ action: 'wait', reason: 'off' }]);
    expect(metrics(seen).some(({ rest }) => rest.Heartbeat === 1)).toBe(true);
  });

  test('is acted upon after six hours only on the word of a person, and then once', async () => {
    const late: Scenario = { ...briefScenario(), mode: 'approve' };
    const seen = await watching(late, async ({ tick, moveTo, ledgerUrl }) => {
      moveTo(365);
      await tick();
      const client = clientsAt(ledgerUrl).dynamoDb();
      await client.send(
        new PutItemCommand({
          TableName: LEDGER_TABLE,
          Item: marshall({ pk: `approval#${CLUSTER_ID}#s-REHEARSAL0001`, approvedUntil: START_MS + 395 * MINUTE }),
        }),
      );
      client.destroy();
      for (const minute of [370, 375]) {
        moveTo(minute);
        await tick();
      }
    });
    const [first, second] = decisions(seen);
    expect(first).toMatchObject({ action: 'wait', refusals: [{ gate: 'mode' }] });
    expect(second).toMatchObject({ next: 'intent' });
    expect(writes(seen).map(({ call }) => call)).toEqual(['cancel', 'add']);
    expect(seen.items.find(({ pk }) => String(pk).startsWith('approval#'))).toHaveProperty('takenBy');
  });

  test('in cluster mode is cancelled and submitted again behind a guard, which ends what is left of it', async () => {
    const seen = await watching(
      withArgs((args) => args.map((arg) => (arg === 'client' ? 'cluster' : arg))),
      at(40, 45),
    );
    expect(writes(seen).map(({ call }) => call)).toEqual(['cancel', 'add']);
    const [root, attempt] = seen.world.steps;
    expect(attempt?.request.args.slice(0, 2)).toEqual(['bash', '-c']);
    expect(root?.state).toBe('CANCELLED');
    // One application of the two runs.
    expect(applicationSpan(root?.run)?.endMs).toBeLessThan(applicationSpan(attempt?.run)?.startMs ?? 0);
  });

  test('is left alone where figures are missing', async () => {
    const scenario = briefScenario();
    const gap: Scenario = {
      ...scenario,
      faults: { ...scenario.faults, metricGaps: [{ fromMinutes: 20, toMinutes: 26 }] },
    };
    const seen = await watching(gap, at(40));
    expect(writes(seen)).toEqual([]);
    expect(decisions(seen)[0]).toMatchObject({
      refusals: expect.arrayContaining([expect.objectContaining({ gate: 'no-data' })]),
    });
  });
});

describe('a finding', () => {
  const TOPIC = { AUTOTUNE_TOPIC_ARN: 'arn:aws:sns:eu-central-1:123456789012:pages' };
  const advise: Scenario = { ...briefScenario(), mode: 'advise' };

  test('is told once in mode advise, and the ledger owes nothing then', async () => {
    const seen = await watching(advise, at(40, 45, 50), TOPIC);
    expect(seen.published).toMatchObject([
      {
        subject: `emr-autotune: stranded-cores in step s-REHEARSAL0001 on ${CLUSTER_ID}`,
        message: expect.stringContaining('--conf spark.executor.cores=4'),
        attributes: { kind: 'finding' },
      },
    ]);
    expect(readFileSync('docs/remediation.md', 'utf8')).toContain(seen.published[0]?.message);
    expect(metrics(seen).filter(({ rest }) => rest.Notices === 1)).toHaveLength(1);
    // It asks for nobody.
    expect(metrics(seen).some(({ rest }) => rest.Pages === 1)).toBe(false);
    expect(seen.items.find(({ pk }) => pk === 'owed#pages')).toEqual({ pk: 'owed#pages' });
  });

  test('that the topic does not take stays owed, and is looked after at every tick', async () => {
    const seen = await watching(advise, at(40, 45), { AUTOTUNE_TOPIC_ARN: 'no-topic' });
    expect(seen.items.find(({ pk }) => pk === `cluster#${CLUSTER_ID}`)?.pages).toHaveLength(1);
    expect(seen.items.find(({ pk }) => pk === 'owed#pages')).toHaveProperty([CLUSTER_ID]);
    expect(metrics(seen).some(({ rest }) => Number(rest.OwedPageAge) >= 300)).toBe(true);
  });

  test('is told although its cluster has ended and is found by no tag any more', async () => {
    const gone = 'j-GONE';
    const page = { reason: 'finding:stranded-cores', root: 's-ONE', at: START_MS };
    const seen = await watching(
      advise,
      async ({ tick, ledgerUrl }) => {
        const client = clientsAt(ledgerUrl).dynamoDb();
        for (const item of [
          { pk: `cluster#${gone}`, ...emptyRow(gone), version: 1, nonce: 'n', pages: [page] },
          { pk: 'owed#pages', [gone]: START_MS },
        ]) {
          await client.send(new PutItemCommand({ TableName: LEDGER_TABLE, Item: marshall(item) }));
        }
        client.destroy();
        await tick();
      },
      { ...TOPIC, AUTOTUNE_CLUSTER_IDS: '', AUTOTUNE_TAG_KEY: 'team', AUTOTUNE_TAG_VALUE: 'nobody' },
    );
    expect(seen.published).toMatchObject([{ attributes: { clusterId: gone } }]);
    expect(seen.items.find(({ pk }) => pk === 'owed#pages')).toEqual({ pk: 'owed#pages' });
  });

  test('is told where the account has no budget left for its lineage', async () => {
    const spent = { AUTOTUNE_POLICY: JSON.stringify({ accountStartsPerDay: 1 }) };
    const seen = await watching(
      briefScenario(),
      async ({ tick, moveTo, ledgerUrl }) => {
        const client = clientsAt(ledgerUrl).dynamoDb();
        const day = { version: 1, roots: ['other'], open: {} };
        const item = { pk: `account#${new Date(START_MS).toISOString().slice(0, 10)}`, ...day };
        await client.send(new PutItemCommand({ TableName: LEDGER_TABLE, Item: marshall(item) }));
        client.destroy();
        moveTo(40);
        await tick();
      },
      { ...TOPIC, ...spent },
    );
    expect(writes(seen)).toEqual([]);
    expect(seen.published).toMatchObject([{ attributes: { kind: 'finding' } }]);
  });
});

describe('a tick', () => {
  test('looks only at the cluster that an event names, and only if it is ours', async () => {
    const examined: number[] = [];
    const seen = await watching(briefScenario(), async ({ tick }) => {
      for (const clusterId of [CLUSTER_ID, 'j-SOMEBODYELSE'])
        examined.push((await tick({ detail: { clusterId } })).examined);
    });
    expect(examined).toEqual([1, 0]);
    // The alarm on it asks whether the schedule lives.
    expect(metrics(seen).some(({ rest }) => rest.Heartbeat !== undefined)).toBe(false);
  });

  test('begins no cluster that it has no time to finish, and counts it as a failure', async () => {
    const seen = await watching(briefScenario(), async ({ tick, moveTo }) => {
      moveTo(40);
      await tick({}, { getRemainingTimeInMillis: () => 39_000 });
    });
    expect(decisions(seen)).toEqual([]);
    expect(metrics(seen).some(({ rest }) => rest.TickFailures === 1)).toBe(true);
    expect(metrics(seen).some(({ rest }) => rest.Heartbeat === 1)).toBe(true);
  });

  test('finds clusters by their tag', async () => {
    const found: number[] = [];
    for (const value of ['remediate:rehearsal', 'other']) {
      await watching(briefScenario(), async ({ tick }) => void found.push((await tick()).examined), {
        AUTOTUNE_CLUSTER_IDS: '',
        AUTOTUNE_TAG_KEY: 'emr-autotune',
        AUTOTUNE_TAG_VALUE: value,
      });
    }
    expect(found).toEqual([1, 0]);
  });

  test('writes nothing to EMR without a ledger, and says so', async () => {
    const seen = await watching(briefScenario(), at(40), { AUTOTUNE_TABLE: 'no-such-table' });
    expect(writes(seen)).toEqual([]);
    expect(decisions(seen)[0]).toMatchObject({ refusals: [{ gate: 'no-ledger' }], action: 'wait' });
    expect(metrics(seen).some(({ rest }) => rest.LedgerErrors === 1)).toBe(true);
  });

  test('counts refusals by reason in the metric format of CloudWatch, never by cluster', async () => {
    const seen = await watching({ ...briefScenario(), mode: 'advise' }, at(40));
    const refusal = metrics(seen).find(({ rest }) => rest.Refusals === 1);
    expect(refusal?.definition).toEqual({
      Namespace: 'EmrAutotune',
      Dimensions: [['reason']],
      Metrics: [{ Name: 'Refusals', Unit: 'Count' }],
    });
    expect(refusal?.rest.reason).toBe('mode');
    for (const { definition } of metrics(seen)) expect(definition.Dimensions.flat()).not.toContain('clusterId');
  });

  test('fails at once for an environment that contradicts itself', async () => {
    await expect(watching(briefScenario(), at(0), { AUTOTUNE_ACTOR_ROLE_ARN: '' })).rejects.toThrow(
      'AUTOTUNE_ACTOR_ROLE_ARN',
    );
  });
});
