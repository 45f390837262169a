import type { Environment, RemediatorHandler } from '../built-function';
import { isOpenState, LEVER, type Mode, mayWrite } from '../remedy';
import type { Clock } from '../simulator/clock';
import { ACCOUNT, CLUSTER_ID, REGION } from '../simulator/world/create';
import { LEDGER_TABLE, type LedgerItem } from './ledger';

/** How the deployed function is configured and called, for a rehearsal or a bench that runs it against local services. */

/** Of its schedule. */
export const TICK_MS = 5 * 60_000;
/** The function's own timeout. */
export const TIMEOUT_MS = 180_000;

/** The owner in the cluster's opt-in tag: `emr-autotune=remediate:rehearsal`. */
const REHEARSAL_REMEDIATOR_ID = 'rehearsal';
export const ACTOR_ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/emr-autotune-actor`;

/** The emergency lever of a rehearsal. */
export const LEVER_PARAMETER = 'emr-autotune-lever';
export const parametersWithLever = (): Record<string, string> => ({ [LEVER_PARAMETER]: LEVER.run });

/** Where its pages go. */
const TOPIC_ARN = `arn:aws:sns:${REGION}:${ACCOUNT}:emr-autotune-pages`;

/**
 * The function's own environment, with every endpoint on loopback.
 *
 * @param url of everything but DynamoDB
 */
export function functionEnvironment(mode: Mode, url: string, ledgerUrl: string): Environment {
  return {
    AUTOTUNE_TABLE: LEDGER_TABLE,
    AUTOTUNE_MODE: mode,
    AUTOTUNE_REMEDIATOR_ID: REHEARSAL_REMEDIATOR_ID,
    AUTOTUNE_CLUSTER_IDS: CLUSTER_ID,
    AUTOTUNE_ACTOR_ROLE_ARN: mayWrite(mode) ? ACTOR_ROLE_ARN : undefined,
    AUTOTUNE_LEVER_PARAMETER: LEVER_PARAMETER,
    AUTOTUNE_TOPIC_ARN: TOPIC_ARN,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'rehearsal',
    AWS_SECRET_ACCESS_KEY: 'rehearsal',
    AWS_ENDPOINT_URL_EMR: url,
    AWS_ENDPOINT_URL_CLOUDWATCH: url,
    AWS_ENDPOINT_URL_STS: url,
    AWS_ENDPOINT_URL_SSM: url,
    AWS_ENDPOINT_URL_SNS: url,
    AWS_ENDPOINT_URL_DYNAMODB: ledgerUrl,
  };
}

/** One call by the schedule, at the clock's time. */
export async function invoke(handler: RemediatorHandler, clock: Pick<Clock, 'now'>): Promise<void> {
  const startedMs = clock.now();
  const event = { source: 'aws.events', 'detail-type': 'Scheduled Event', time: new Date(startedMs).toISOString() };
  await handler(event, { getRemainingTimeInMillis: () => Math.max(0, startedMs + TIMEOUT_MS - clock.now()) });
}

/** When the schedule calls next: it does not wait for a long invocation, but never fires twice at once. */
export function nextTick(at: number, nowMs: number): number {
  let next = at + TICK_MS;
  while (next < nowMs) next += TICK_MS;
  return next;
}

/** The item of the ledger that says how the cluster's lineage stands. */
export const findClusterRow = (items: readonly LedgerItem[]): LedgerItem | undefined =>
  items.find((item) => item.pk === `cluster#${CLUSTER_ID}`);

/** Whether a lineage is under way; one that is held waits for a person, whom a rehearsal does not have. */
export function isUnderWay(row: LedgerItem | undefined): boolean {
  return typeof row?.state === 'string' && isOpenState(row.state);
}
