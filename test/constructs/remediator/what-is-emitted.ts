import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { loadBundle } from '../../../lib/built-function';
import { LEDGER_TABLE } from '../../../lib/rehearsal/ledger';
import type { Row } from '../../../lib/remedy';
import type { Scenario } from '../../../lib/simulator/scenario/types';
import { briefScenario } from '../../../lib/simulator/scenarios';
import { CLUSTER_ID, START_MS } from '../../../lib/simulator/world/create';
import { clientsAt } from '../../lambda/stub-aws';
import { type Control, watching } from '../../lambda/virtual-cluster';
import { lineage, row } from '../../remedy/support';

type Line = Readonly<Record<string, unknown>>;

const TOPIC = { AUTOTUNE_TOPIC_ARN: 'arn:aws:sns:eu-central-1:123456789012:pages' };

async function linesOf(
  scenario: Scenario,
  drive: (control: Control) => Promise<void>,
  changed: Readonly<Record<string, string>> = TOPIC,
): Promise<readonly Line[]> {
  const { lines } = await watching(scenario, drive, changed, { create: loadBundle().createHandler });
  return lines.map((line) => JSON.parse(line) as Line);
}

const ticksAt =
  (...minutes: readonly number[]) =>
  async ({ tick, moveTo }: Control) => {
    for (const minute of minutes) {
      moveTo(minute);
      await tick();
    }
  };

/** The function finds this row in its ledger. */
const withRow =
  (changed: Partial<Row>, minutes: readonly number[]) =>
  async (control: Control): Promise<void> => {
    const client = clientsAt(control.ledgerUrl).dynamoDb();
    const stored = { pk: `cluster#${CLUSTER_ID}`, ...row({ clusterId: CLUSTER_ID, nonce: 'n', ...changed }) };
    const Item = marshall(stored, { removeUndefinedValues: true });
    await client.send(new PutItemCommand({ TableName: LEDGER_TABLE, Item }));
    client.destroy();
    await ticksAt(...minutes)(control);
  };

const ROOT = 's-REHEARSAL0001';
const owed = (reason: string) => ({ reason, root: ROOT, at: START_MS });

/** Every kind of line that the built function writes, in lives in which everything happens once. */
export async function everyLine(): Promise<readonly Line[]> {
  const scenario = briefScenario();
  const settledAt = START_MS - 60 * 60_000;
  const lives = await Promise.all([
    linesWithoutEmr(),
    linesOf(scenario, ticksAt(0, 40, 45, 50, 55, 60, 65, 300)),
    linesOf({ ...scenario, mode: 'advise' }, ticksAt(40, 45), { AUTOTUNE_TOPIC_ARN: 'no-topic' }),
    linesOf(scenario, ticksAt(40), { AUTOTUNE_TABLE: 'no-such-table' }),
    linesOf(scenario, ({ tick }) => tick({}, { getRemainingTimeInMillis: () => 39_000 }).then(() => undefined)),
    linesOf(
      scenario,
      withRow(
        {
          state: 'held',
          reason: 'cancel-stuck',
          lineage: lineage({ root: ROOT }),
          pages: [owed('order-broken'), owed('breaker')],
        },
        [0],
      ),
    ),
    // A cancel that takes long, and a second submission of which nobody ever heard again.
    linesOf({ ...scenario, timing: { ...scenario.timing, cancelSignalMs: 600_000 } }, ticksAt(40, 45, 50)),
    linesOf(
      { ...scenario, steps: scenario.steps.map((step) => ({ ...step, endsAtMinutes: 0 })) },
      withRow(
        {
          state: 'submitting',
          lineage: lineage({
            root: ROOT,
            cancelFirstAt: settledAt,
            secondScanAt: settledAt,
            unansweredN: 1,
            deadlines: FAR,
          }),
          call: { kind: 'add', n: 2, nonce: 'x', silentAt: settledAt, repeatAt: 0, answer: 'unknown' },
        },
        [0],
      ),
    ),
  ]);
  return lives.flat();
}

const FAR = { fencing: { pageAt: START_MS + 1e9, endAt: START_MS + 1e9 } };

/** Neither EMR nor CloudWatch answers. */
export async function linesWithoutEmr(): Promise<readonly Line[]> {
  const nobody = 'http://127.0.0.1:1';
  return linesOf(briefScenario(), ticksAt(40), { AWS_ENDPOINT_URL_EMR: nobody, AWS_ENDPOINT_URL_CLOUDWATCH: nobody });
}
