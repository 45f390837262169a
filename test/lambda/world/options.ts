import type { Reducer } from '../../../lambda/remediator/machine';
import type { Lever, Mode, Policy } from '../../../lib/remedy';

export interface WorldOptions {
  readonly mode?: Mode;
  readonly tags?: Readonly<Record<string, string>>;
  /** Whether the cluster uses Kerberos, so that no guard can ask its ResourceManager. */
  readonly kerberos?: boolean;
  /** How long R would run if nobody cancelled it. */
  readonly rootMinutes?: number;
  readonly attemptMinutes?: number;
  /** How the attempt ends if nobody cancels it. Default COMPLETED. */
  readonly attemptEnds?: 'COMPLETED' | 'FAILED';
  /** Whether the attempt's containers have R's size: the application sets its own configuration. */
  readonly attemptOverridden?: boolean;
  /** From CancelSteps to CANCELLED in DescribeStep. */
  readonly cancelMs?: number;
  /** How long R's application lives on after CANCELLED was reported. */
  readonly exitLagMs?: number;
  /** How long ListSteps does not show a new step. */
  readonly staleMs?: number;
  /** Whether the client library repeats a call whose answer is lost. */
  readonly clientRetries?: boolean;
  /** Whether the ledger forgets to compare versions and to keep leases. */
  readonly blindLedger?: boolean;
  /** A step that waits behind R from the start. */
  readonly successor?: boolean;
  /** When it is added, if not at the start. */
  readonly successorAt?: number;
  readonly policy?: Policy;
  readonly reducer?: Reducer;
  /** What the clock of each invocation shows beyond EMR's, in their order; the last one counts for all that follow. */
  readonly clocksMs?: readonly number[];
  /** An orchestrator that reruns R as soon as it is CANCELLED: after how long, and how long its copy runs. */
  readonly copy?: { readonly afterMs: number; readonly minutes: number };
  /** A person who cancels R: when, and how long DescribeStep goes on saying RUNNING. */
  readonly person?: { readonly at: number; readonly hiddenMs: number };
  /** What the write-ahead of the cancel takes. */
  readonly cancelWriteMs?: number;
  readonly lever?: Lever;
  /** Whether each read of a look is an effect of its own, where a crash can come or an answer be lost. */
  readonly everyRead?: boolean;
  /** Whether the topic takes pages. */
  readonly topicDown?: boolean;
}

/**
 * A crash, or an answer that never arrives, at the n-th effect of a life.
 *
 * - `retried`: its answer is lost, and the client library asks again.
 * - `restored`: the invocation dies, and ten minutes later the ledger is back as it was before anything was submitted.
 * - `throttled`: EMR turns the call away.
 * - `deleted`, `rolledBack`: the invocation dies after the effect, and the row is gone, or as it was when the lineage was opened.
 */
export type Fault =
  | 'before'
  | 'after'
  | 'lost'
  | 'refused'
  | 'retried'
  | 'rival'
  | 'restored'
  | 'throttled'
  | 'deleted'
  | 'rolledBack';

/** By the index of the effect that each of them hits. */
export type Faults = ReadonlyMap<number, Fault>;
