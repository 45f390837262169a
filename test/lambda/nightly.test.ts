import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import type { EmrReader } from '../../lambda/remediator/adapters/emr';
import { DynamoLedger } from '../../lambda/remediator/adapters/ledger';
import { observer } from '../../lambda/remediator/observe';
import { run } from '../../lambda/remediator/runner';
import { type EmrCall, LEVER, type Mode } from '../../lib/remedy';
import { CLUSTER_FACTS, detail, FAT_ARGS, FAT_POINT, MINUTE, POLICY, points, SECOND, START } from '../remedy/support';
import { MemoryTable, type TableCommand } from './world/memory-table';

const DAY_MINUTES = 24 * 60;

/** One night: a cluster of its own, which runs the job and ends with it. Minutes after its start. */
interface Night {
  readonly minutes: number;
  /** When the remediator looks. */
  readonly looks: readonly number[];
  readonly mode?: Mode;
  readonly nodes?: number;
  readonly ends?: 'COMPLETED' | 'FAILED';
  readonly own?: readonly string[];
}

/** Nights of one job over one ledger, no two on the same cluster; what was asked of EMR in the last one, and what the ledger has of the job. */
async function nights(list: readonly Night[]) {
  const table = new MemoryTable();
  const calls: EmrCall[] = [];
  const reasons: string[] = [];
  for (const [i, night] of list.entries()) {
    calls.length = 0;
    reasons.length = 0;
    for (const minute of night.looks) await look(night, i, minute, { table, calls, reasons });
  }
  const job = [...table.items].find(([key]) => key.startsWith('job#'))?.[1];
  return { calls: calls.map(({ kind }) => kind), gates: reasons, job: job && unmarshall(job) };
}

interface Outside {
  readonly table: MemoryTable;
  readonly calls: EmrCall[];
  readonly reasons: string[];
}

async function look(night: Night, i: number, minute: number, { table, calls, reasons }: Outside): Promise<void> {
  const start = START + i * 3 * DAY_MINUTES * MINUTE;
  let now = start + minute * MINUTE;
  const clusterId = `j-NIGHT${i}`;
  const client = { send: async (command: TableCommand) => table.answer(command) } as unknown as DynamoDBClient;
  const ledger = new DynamoLedger({ client, table: 'ledger', policy: POLICY, now: () => now, log: () => {} });
  const observe = observer({
    emr: emrOf(night, `s-NIGHT${i}`, start, () => now),
    metrics: async () => ({ periodMs: 5 * MINUTE, points: points(now, 12, FAT_POINT) }),
    ledger,
    lever: async () => LEVER.run,
    job: undefined,
    policy: POLICY,
    mode: night.mode ?? 'advise',
    remediatorId: 'one',
    allowedStepNames: [],
    now: () => now,
    freshKey: () => '22'.repeat(32),
    log: () => {},
  });
  const endsAt = now + POLICY.timeoutSeconds * SECOND;
  const ports = {
    ledger,
    observe,
    clock: {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms;
      },
    },
    remainingMs: () => endsAt - now,
    call: async (call: EmrCall) => {
      calls.push(call);
      return { kind: 'done', accepted: true } as const;
    },
    page: async () => 'taken' as const,
    log: (line: object) => {
      const { refusals = [] } = line as { refusals?: readonly { gate: string }[] };
      reasons.push(...refusals.map(({ gate }) => gate));
    },
  };
  await run(ports, clusterId, `${clusterId}.${minute}`, POLICY);
}

function emrOf(
  { minutes, nodes = 82, ends = 'COMPLETED', own = [] }: Night,
  id: string,
  start: number,
  now: () => number,
): EmrReader {
  const step = () => {
    const endedAt = start + minutes * MINUTE;
    const state = now() >= endedAt ? ({ state: ends, endedAt } as const) : ({ state: 'RUNNING' } as const);
    const args = [...FAT_ARGS, ...own];
    return detail({ id, args, createdAt: start - MINUTE, startedAt: start, ...state });
  };
  const workers = Array.from({ length: nodes }, (_, i) => ({
    instanceType: 'r5.4xlarge',
    ec2InstanceId: `i-${i + 1}`,
    readyAt: start - 60 * MINUTE,
  }));
  return {
    runningClusters: async function* () {},
    // It ends with its last step.
    cluster: async () => ({ ...CLUSTER_FACTS, state: step().state === 'RUNNING' ? 'RUNNING' : 'TERMINATING' }),
    security: async () => undefined,
    groups: async () => [
      { role: 'CORE', instanceType: 'r5.4xlarge', requested: nodes, running: nodes, state: 'RUNNING' },
    ],
    primaries: async () => [{ instanceType: 'm5.xlarge', ec2InstanceId: 'i-0' }],
    workers: async () => workers,
    idleSeconds: async () => undefined,
    scaling: async () => 'none',
    steps: async () => ({ steps: [step()] }),
    step: async () => step(),
  };
}

/** 26 hours, seen once while it runs and once when it has ended. */
const LONG: Night = { minutes: 1560, looks: [40, 1562] };
/** The night in which the remediator may act, and looks after six hours; Spark does not answer. */
const TONIGHT: Night = { minutes: 1560, looks: [365], mode: 'remediate' };

test('a job that runs on a new cluster every night is restarted by what three earlier nights took', async () => {
  const { calls, gates, job } = await nights([LONG, { ...LONG, minutes: 1570, looks: [60, 1571] }, LONG, TONIGHT]);
  expect(new Set(calls)).toEqual(new Set(['cancel']));
  expect(gates).toEqual([]);
  expect(job?.runs).toHaveLength(4);
  expect(job?.runs[0]).toEqual({
    clusterId: 'j-NIGHT0',
    stepId: 's-NIGHT0',
    startedAt: START,
    endedAt: START + 1560 * MINUTE,
    work: expect.stringMatching(/^[0-9a-f]{4}$/),
    taskSlots: 574,
  });
});

test.each<[string, readonly Night[]]>([
  ['two nights are no history', [LONG, LONG]],
  ['nor are three of which one failed', [LONG, { ...LONG, ends: 'FAILED' }, LONG]],
  ['nor three of which one ran with other arguments', [LONG, { ...LONG, own: ['--full'] }, LONG]],
  ['nor three of which one had fewer nodes, and may have taken longer for that', [LONG, { ...LONG, nodes: 41 }, LONG]],
  ['nor three of which one was not seen to end', [LONG, { ...LONG, looks: [40] }, LONG]],
])('%s', async (_, before) => {
  const { calls, gates } = await nights([...before, TONIGHT]);
  expect(calls).toEqual([]);
  expect(gates).toEqual(['outside-window']);
});

test('a job whose earlier nights were short is left alone', async () => {
  const short = { ...LONG, minutes: 390, looks: [40, 200, 391] };
  const { calls, gates } = await nights([short, short, short, TONIGHT]);
  expect(calls).toEqual([]);
  expect(gates).toEqual(['not-worth-it']);
});

test('a night is kept once, however often it is looked at', async () => {
  const { job } = await nights([{ ...LONG, looks: [40, 45, 50, 1561, 1565, 1570] }]);
  expect(job).toMatchObject({ version: 2, runs: [{ endedAt: START + 1560 * MINUTE }] });
});
