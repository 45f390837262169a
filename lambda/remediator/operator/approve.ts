import { type Approval, approvalKey, findApproval, type Operator, WITHDRAWN } from '../../../lib/remedy';
import type { Clients } from '../adapters/clients';
import { withLedger } from './ledger-access';

/** DynamoDB deletes the item this long after the word has expired; until then it says what became of it. */
const KEPT_MS = 24 * 3_600_000;

/** Writes a person's word; one that is there is replaced, used or not. */
export function approver(clients: Clients, now: () => number): Operator['approve'] {
  return ({ table, clusterId, stepId, until }) =>
    withLedger(clients, table, async (ledger): Promise<Approval> => {
      const approval = { approvedAt: now(), approvedUntil: until };
      const expiresAt = Math.ceil((until + KEPT_MS) / 1000);
      await ledger.asked('PutItem', () =>
        ledger.table.put({ pk: approvalKey(clusterId, stepId), ...approval, expiresAt }),
      );
      return approval;
    });
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
