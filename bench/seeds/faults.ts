import type { Dice } from '../yarn-oracle/dice';
import type { Plan } from './plan';
import { isWrite, type Operation } from './requests';

/** What a request may meet, in the order of the table that counts them. */
export const FAULTS = [
  'throttled',
  'error',
  'error after effect',
  'unavailable',
  'lost before effect',
  'lost after effect',
  'late answer',
  'late effect',
  'repeated',
  'stale',
  'malformed',
] as const;

export type FaultKind = (typeof FAULTS)[number];

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

/** The fault that this request meets at this moment, if any. */
export function drawFault(roll: Dice, plan: Plan, operation: Operation, atMs: number): Fault | undefined {
  const { name } = operation;
  if (atMs >= plan.calmFromMs) return undefined;
  const least = isWrite(operation) ? plan.writeFaults : 0;
  const rate = Math.max(least, ...plan.storms.filter((s) => atMs >= s.fromMs && atMs < s.toMs).map((s) => s.rate));
  if (rate === 0 || !roll.chance(rate)) return undefined;
  const kind = roll.pick(FAULTS);
  if (kind === 'repeated' && !REPEATABLE.has(name)) return undefined;
  if (kind === 'stale' && !LISTS.has(name)) return undefined;
  return { kind, ms: roll.logInt(1000, kind === 'late effect' ? MAX_IN_FLIGHT_MS : LATE_ANSWER_MS) };
}
