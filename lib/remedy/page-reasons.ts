/** What people are paged for, and where they read what to do about it. */

/** Why a lineage is held, as its row says it, and its page with `held:` before it. */
const HELD_REASONS = [
  'cancel-stuck',
  'cancel-unexplained',
  'opt-out-midway',
  'not-cancelled',
  'arguments-changed',
  'submit-refused',
  'submit-stuck',
  'submit-ambiguous',
  'foreign-copy',
  'two-submissions',
  'guard-refused',
  'unreadable',
  'row-lost',
  'row-broken',
] as const;

/** `broken:<rule>` where a decision would have broken one of the protocol's rules; people are told of it as of `row-broken`. */
export type HeldReason = (typeof HELD_REASONS)[number] | `broken:${string}`;

/** Outcomes of a lineage of which a person has to know at once: the page says the same. */
export const PAGED_OUTCOMES = [
  'failed',
  'cancelled-by-other',
  'replaced-by-other',
  'lost:cluster-gone',
  'aborted:failed-after-cancel',
  'aborted:cancel-refused',
] as const;

/** What a person is paged for while a lineage goes on, or when it is archived. */
const WARNING_PAGES = [
  'cancel-slow',
  'submit-slow',
  'slot-stuck',
  'unknown:still-running',
  'order-broken',
  'breaker',
] as const;

/** A page by the section of the runbook that is about it. */
export type PageKind =
  | `held:${(typeof HELD_REASONS)[number]}`
  | (typeof PAGED_OUTCOMES)[number]
  | (typeof WARNING_PAGES)[number];

export const PAGE_KINDS: readonly PageKind[] = [
  ...HELD_REASONS.map((reason) => `held:${reason}` as const),
  ...PAGED_OUTCOMES,
  ...WARNING_PAGES,
];

/** Why a person is paged; what follows `held:` is the row's own reason, which other hands may have written. */
export type PageReason = `held:${string}` | (typeof PAGED_OUTCOMES)[number] | (typeof WARNING_PAGES)[number];

/** The kind of a page; undefined for a reason that this version does not know. */
export function findPageKind(reason: string): PageKind | undefined {
  const kind = reason.replace(/^held:broken:.*$/, 'held:row-broken');
  return PAGE_KINDS.find((one) => one === kind);
}

/** Where people read what a notification or an alarm means, and what to do. */
export const RUNBOOK_URL = 'https://github.com/cdk-emr-autotune/cdk-emr-autotune/blob/main/docs/runbook.md';

/** The runbook's section about a page or a finding, or the runbook where it has none. */
export function runbookFor(reason: string): string {
  if (reason.startsWith('finding:')) return `${RUNBOOK_URL}#findings`;
  const kind = findPageKind(reason);
  return kind === undefined ? RUNBOOK_URL : `${RUNBOOK_URL}#${kind.replace(':', '-')}`;
}
