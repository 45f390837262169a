import type { Dice } from '../yarn-oracle/dice';
import type { FaultKind } from './fault-kinds';
import type { Plan, Storm, StormTarget } from './plan';
import { isWrite, type Operation } from './requests';

export interface Fault {
  readonly kind: FaultKind;
  /** How late, where it is late. */
  readonly ms: number;
}

/** Requests that a proxy may send twice without another step: DynamoDB's are conditional, a cancel is idempotent, a page is sent at least once. */
const REPEATABLE: ReadonlySet<string> = new Set(['CancelSteps', 'PutItem', 'UpdateItem', 'DeleteItem', 'Publish']);
/** Lists that EMR may show as they were. */
const LISTS: ReadonlySet<string> = new Set(['ListSteps', 'ListInstances', 'ListInstanceGroups']);

/** Beyond the patience of every client. */
const LATE_ANSWER_MS = 30_000;
/** How long a request may be on its way. */
export const MAX_IN_FLIGHT_MS = 60_000;

/** The fault that this request meets at this moment, if any: of the storms that it is in, from the one that spoils most. */
export function drawFault(roll: Dice, plan: Plan, operation: Operation, atMs: number): Fault | undefined {
  const { name } = operation;
  if (atMs >= plan.calmFromMs) return undefined;
  let storm: Storm | undefined;
  for (const one of plan.storms) {
    const isIn = atMs >= one.fromMs && atMs < one.toMs && isTarget(one.target, operation);
    if (isIn && (storm === undefined || one.rate > storm.rate)) storm = one;
  }
  if (storm === undefined || !roll.chance(storm.rate)) return undefined;
  const kind = roll.pick(storm.kinds);
  if (kind === 'repeated' && !REPEATABLE.has(name)) return undefined;
  if (kind === 'stale' && !LISTS.has(name)) return undefined;
  return { kind, ms: roll.logInt(1000, kind === 'late effect' ? MAX_IN_FLIGHT_MS : LATE_ANSWER_MS) };
}

function isTarget(target: StormTarget, operation: Operation): boolean {
  switch (target) {
    case 'everything':
      return true;
    case 'writes':
      return isWrite(operation);
    case 'ledger':
      return operation.service === 'dynamodb';
    case 'permission':
      return operation.service === 'ssm' || operation.service === 'sts';
  }
}
