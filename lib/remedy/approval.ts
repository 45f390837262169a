import { MINUTE_MS } from './time';

/** A person's word for one step, as the ledger's item `approval#<cluster>#<step>` has it. Epoch ms. */
export interface Approval {
  readonly approvedAt: number;
  readonly approvedUntil: number;
  /** The look whose lineage has taken it up, or WITHDRAWN; from then on it is used, whatever becomes of that lineage. */
  readonly takenBy?: string;
}

/** A person's word holds for as long as the intent that it opens: what was seen when it was given is no older than that. */
export const APPROVAL_MS = 30 * MINUTE_MS;

/** In place of a look: the person has taken the word back. */
export const WITHDRAWN = 'withdrawn';

/** The item as a word; undefined for one that is missing or says something else. */
export function findApproval(item: Readonly<Record<string, unknown>> | undefined): Approval | undefined {
  const { approvedAt, approvedUntil, takenBy } = item ?? {};
  if (typeof approvedUntil !== 'number') return undefined;
  return {
    approvedAt: typeof approvedAt === 'number' ? approvedAt : approvedUntil,
    approvedUntil,
    ...(takenBy === undefined ? {} : { takenBy: String(takenBy) }),
  };
}
