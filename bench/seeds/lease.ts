import type { Attributes } from '../../test/lambda/world/memory-table';

/** The promise that a lease is for; the search of states has the calls that it keeps apart. */
export const LEASED = 'the row is written while another invocation holds its lease';

/**
 * Whether a row is written by another invocation than that whose lease stood on it.
 *
 * @param now by the clock of the one that writes, epoch ms: an earlier look at it saw the lease as longer still
 */
export function isUnderOthersLease(item: Attributes, before: Attributes | undefined, now: number): boolean {
  const { holder, until } = before?.lease?.M ?? {};
  if (holder?.S === undefined || Number(until?.N) <= now) return false;
  // The nonce of each write begins with its holder.
  return !item.nonce?.S?.startsWith(`${holder.S}#`);
}
