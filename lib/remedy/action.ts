import type { StepConfigInput } from '../steps';
import type { NextRunItem } from './next-run';
import type { Report } from './report';
import type { Claim, Lineage, Listing, PastRun, Row } from './row';

/** A write call to EMR; made once, never repeated by a client library. */
export type EmrCall =
  | { readonly kind: 'cancel'; readonly clusterId: string; readonly stepId: string; readonly n: number }
  | { readonly kind: 'add'; readonly clusterId: string; readonly step: StepConfigInput; readonly n: number };

/** What is done before the row is written; each may be repeated without harm. */
export type SideWrite =
  /**
   * Take one unit of the budgets of account and job and list the lineage; refused where none is left, taken once for each root step. Fails
   * where the index says that a cancel may have been sent: the row that knows of it is gone.
   */
  | { readonly kind: 'reserve'; readonly clusterId: string; readonly root: string; readonly jobKey?: string }
  /** Give back the cluster's place in the account; `unspent`: the units of account and job as well, as if the lineage had not been opened. */
  | {
      readonly kind: 'release';
      readonly clusterId: string;
      readonly unspent?: { readonly root: string; readonly jobKey?: string };
    }
  /** Say in the index of open lineages how far this one has come; `firstCancel`: fails where the index says that already. */
  | { readonly kind: 'list'; readonly clusterId: string; readonly listing: Listing; readonly firstCancel?: true }
  /**
   * Name a submission in the index, after the row and before the call. Refused where the index does not have this lineage as cancelling, or
   * names a submission that the row does not know of: the row was deleted, restored or forged.
   */
  | { readonly kind: 'claim'; readonly clusterId: string; readonly root: string; readonly claim: Claim }
  /** Say in the index how the lineage ends, before the row does. */
  | { readonly kind: 'closing'; readonly clusterId: string; readonly root: string; readonly outcome: string }
  /** Take the lineage out of the index, if it is the one that stands there. */
  | { readonly kind: 'unlist'; readonly clusterId: string; readonly root: string }
  | { readonly kind: 'archive'; readonly clusterId: string; readonly lineage: Lineage; readonly outcome: string }
  | { readonly kind: 'next-run'; readonly jobKey: string; readonly item: NextRunItem }
  /** The history server that EMR makes for a cluster, to be asked about this job later. */
  | { readonly kind: 'persistent-ui'; readonly jobKey: string; readonly clusterId: string; readonly id: string }
  /** What was seen of a run of this job; kept once for each step. */
  | { readonly kind: 'run'; readonly jobKey: string; readonly run: PastRun }
  /** The job sets its own configuration. */
  | { readonly kind: 'overridden'; readonly jobKey: string }
  /** What became of a lineage of this job; kept once for each root step. */
  | { readonly kind: 'job-outcome'; readonly jobKey: string; readonly root: string; readonly outcome: string }
  /** The cluster is looked at until its row owes no page, whether or not it is still watched. */
  | { readonly kind: 'owe'; readonly clusterId: string; readonly at: number }
  /** Its row owes none any more, unless another was owed since. */
  | { readonly kind: 'paid'; readonly clusterId: string; readonly at: number }
  /** A person's word was taken up by a lineage and holds for no other. */
  /** A person's word that holds until then (epoch ms) is used from now on, by the look of this nonce. */
  | {
      readonly kind: 'take-approval';
      readonly clusterId: string;
      readonly stepId: string;
      readonly until: number;
      readonly nonce: string;
    };

interface Considered {
  /** Done first, in order; a crash in between repeats them. */
  readonly first?: readonly SideWrite[];
  readonly report: Report;
}

export type Action =
  | (Considered & {
      readonly kind: 'wait';
      readonly until: number;
      readonly reason: string;
      /** Written before: the same row, which now owes a notice. */
      readonly row?: Row;
    })
  | (Considered & { readonly kind: 'move'; readonly row: Row; readonly reason: string })
  | (Considered & {
      readonly kind: 'call';
      readonly before: Row;
      readonly call: EmrCall;
      readonly reason: string;
      /** When what it rests on is too old; a call that has not begun by then is not made. Epoch ms. */
      readonly freshUntil: number;
      /** Done between the write of the row and the call, which is made only if it is done. */
      readonly claim?: SideWrite & { readonly kind: 'claim' };
    });

/** What is known of a call once it has been made. */
export type CallResult =
  /** EMR answered; `accepted` false: it answered that this step will not be cancelled. */
  | { readonly kind: 'done'; readonly stepId?: string; readonly accepted?: boolean }
  /** Certainly nothing happened. */
  | { readonly kind: 'noEffect'; readonly code: string }
  | { readonly kind: 'unknown' };
