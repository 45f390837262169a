import type { StepConfigInput } from '../steps';
import type { Report } from './report';
import type { Lineage, Row } from './row';

/** A write call to EMR; made once, never repeated by a client library. */
export type EmrCall =
  | { readonly kind: 'cancel'; readonly clusterId: string; readonly stepId: string; readonly n: number }
  | { readonly kind: 'add'; readonly clusterId: string; readonly step: StepConfigInput; readonly n: number };

/** What is done before the row is written; each may be repeated without harm. */
export type SideWrite =
  /** Take one unit of the account's budget; refused where none is left. */
  | { readonly kind: 'reserve'; readonly clusterId: string }
  | { readonly kind: 'release'; readonly clusterId: string }
  | { readonly kind: 'archive'; readonly clusterId: string; readonly lineage: Lineage; readonly outcome: string }
  | { readonly kind: 'next-run'; readonly jobKey: string; readonly item: Readonly<Record<string, unknown>> }
  | { readonly kind: 'overridden'; readonly jobKey: string }
  /** A person has to look. */
  | { readonly kind: 'page'; readonly reason: string };

interface Considered {
  /** Done first, in order; a crash in between repeats them. */
  readonly first?: readonly SideWrite[];
  readonly report: Report;
}

export type Action =
  | (Considered & { readonly kind: 'wait'; readonly until: number; readonly reason: string })
  | (Considered & { readonly kind: 'move'; readonly row: Row; readonly reason: string })
  | (Considered & { readonly kind: 'call'; readonly before: Row; readonly call: EmrCall; readonly reason: string });

/** What is known of a call once it has been made. */
export type CallResult =
  /** EMR answered; `accepted` false: it answered that this step will not be cancelled. */
  | { readonly kind: 'done'; readonly stepId?: string; readonly accepted?: boolean }
  /** Certainly nothing happened. */
  | { readonly kind: 'noEffect'; readonly code: string }
  | { readonly kind: 'unknown' };
