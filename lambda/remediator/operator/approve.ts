import { InputError } from '../../../lib/errors';
import { type Approval, approvalKey, findApproval, type Operator, WITHDRAWN } from '../../../lib/remedy';
import type { Clients } from '../adapters/clients';
import { withLedger } from './ledger-access';

/** DynamoDB deletes the item this long after the word has expired; until then it says what became of it. */
const KEPT_MS = 24 * 3_600_000;

/** The function takes no word for more than 30 minutes, and allows a minute for clocks; answers are dated to the second. */
const MAX_CLOCK_MS = 45_000;

/** Writes a person's word; one that is there is replaced, used or not. */
export function approver(clients: Clients, now: () => number): Operator['approve'] {
  return ({ table, clusterId, stepId, until }) =>
    withLedger(clients, table, async (ledger): Promise<Approval> => {
      const pk = approvalKey(clusterId, stepId);
      await ledger.read(pk);
      refuseWrongClock(ledger.clockAheadMs());
      const approval = { approvedAt: now(), approvedUntil: until };
      const expiresAt = Math.ceil((until + KEPT_MS) / 1000);
      await ledger.asked('PutItem', () => ledger.table.put({ pk, ...approval, expiresAt }));
      return approval;
    });
}

/** By a clock that is ahead the word would seem to hold for longer than a word may, and never count; by one behind it would be over at once. */
function refuseWrongClock(aheadMs: number): void {
  if (!(Math.abs(aheadMs) > MAX_CLOCK_MS)) return;
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const off = `${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} that of AWS`;
  throw new InputError('wrong-clock', `nothing was approved, as the clock of this machine is ${off}; set it`);
}

/** Marks a word as withdrawn where no lineage has taken it up; the two exclude each other. */
export function withdrawer(clients: Clients): Operator['withdraw'] {
  return ({ table, clusterId, stepId }) =>
    withLedger(clients, table, async (ledger) => {
      const pk = approvalKey(clusterId, stepId);
      const isWithdrawn = await ledger.asked('UpdateItem', () =>
        ledger.table.update(pk, {
          expression: 'SET #taken = :withdrawn',
          names: { '#until': 'approvedUntil', '#taken': 'takenBy' },
          values: { ':withdrawn': WITHDRAWN },
          where: 'attribute_exists(#until) AND attribute_not_exists(#taken)',
        }),
      );
      if (isWithdrawn) return 'withdrawn';
      const approval = findApproval(await ledger.read(pk));
      if (approval === undefined) return 'none';
      // Taken back before, or by the client library's first attempt, whose answer was lost.
      return approval.takenBy === WITHDRAWN ? 'withdrawn' : 'used';
    });
}
