import type { SettingChange } from '../sizing';
import type { DeployMode } from '../spark';
import { isOpenState, type RowState } from './contract';

/** A call that may have been made: written to the row before it, and its answer after it. */
export interface PendingCall {
  readonly kind: 'cancel' | 'add';
  readonly n: number;
  readonly nonce: string;
  /** Time of the write-ahead, epoch ms. */
  readonly at: number;
  /** When its sender is certainly dead, epoch ms. */
  readonly deadline: number;
  readonly answer?: CallAnswer;
  readonly answeredAt?: number;
}

export type CallAnswer = 'accepted' | 'rejected' | 'throttled' | 'refused' | 'unknown';

/** A number or switch that a resubmission changes, as the ledger keeps it. */
export type ChangedSetting = Omit<SettingChange, 'reason'>;

export interface Submission {
  readonly n: number;
  readonly stepId?: string;
  readonly at: number;
}

/** What is expected of an attempt, and what it is measured by. MiB. */
export interface Prediction {
  readonly containerMiB: number;
  readonly applicationMasterMiB: number;
  readonly executors: number;
  readonly executorCores: number;
  readonly memoryUtilisation: number;
  readonly coreUtilisation: number;
  readonly slotRatio: number;
}

export interface Lineage {
  /** Id of the root step. */
  readonly root: string;
  readonly attempt: 1 | 2;
  readonly openedAt: number;
  /** 32 random bytes in hex: the HMAC tells change and hides values. */
  readonly hmacKey: string;
  readonly fingerprint: string;
  readonly jobKey?: string;
  readonly deployMode: DeployMode;
  readonly fence: 'delay';
  readonly changes: readonly ChangedSetting[];
  readonly predicted: Prediction;
  /** A person's word, where the mode asks for it. */
  readonly approvedUntil?: number;
  /** When CancelSteps was first written ahead. */
  readonly cancelFirstAt?: number;
  readonly cancelRequests: number;
  /** Whether a cancel before the one in `call` may have taken effect: false while every answer said that nothing happened. */
  readonly cancelMayHaveTakenEffect: boolean;
  /** Submissions that EMR throttled, for the back-off. */
  readonly throttled: number;
  /** When DescribeStep first said CANCELLED. */
  readonly seenCancelledAt?: number;
  readonly submissions: readonly Submission[];
  /** Complete scans without the marker since the call's sender was certainly silent. */
  readonly misses: readonly number[];
  readonly runningSince?: number;
  /** What `applied` and `improved` were judged by. */
  readonly measured?: Measured;
  readonly applied?: boolean;
  readonly improved?: boolean;
  /** Reasons for which a person was already paged. */
  readonly paged: readonly string[];
}

/** Figures of an attempt while it ran. MiB; shares 0 to 1. */
export interface Measured {
  readonly containerMiB?: number;
  readonly memoryUtilisation?: number;
  readonly coreUtilisation?: number;
}

export interface Outcome {
  readonly at: number;
  readonly root: string;
  readonly outcome: string;
}

/** The item `cluster#<id>`: everything one conditional write has to cover. */
export interface Row {
  readonly clusterId: string;
  readonly version: number;
  readonly state: RowState;
  /** When the state was entered, epoch ms. */
  readonly since: number;
  readonly lease?: { readonly holder: string; readonly until: number };
  /** Of the last write; a lost answer is settled by reading it back. */
  readonly nonce?: string;
  readonly lineage?: Lineage;
  readonly call?: PendingCall;
  /** Why the lineage was closed or is held. */
  readonly reason?: string;
  readonly notBefore?: number;
  readonly cooldownUntil?: number;
  /** Lineages started on a UTC day. */
  readonly day?: { readonly date: string; readonly started: number };
  /** The newest ten; of those that judge a resubmission none is dropped for one that does not. */
  readonly outcomes: readonly Outcome[];
  /** Written by a person; consumed when the lineage opens. */
  readonly approval?: { readonly stepId: string; readonly expiresAt: number };
}

/** The row of a cluster that was never written. */
export function emptyRow(clusterId: string, now: number): Row {
  return { clusterId, version: 0, state: 'watching', since: now, outcomes: [] };
}

/** Whether a lineage is under way. */
export function isOpen(row: Row): boolean {
  return isOpenState(row.state);
}

export function utcDay(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}
