import type { SettingChange } from '../sizing';
import type { DeployMode } from '../spark';
import { isOpenState, type RowState } from './contract';
import type { FindingNotice } from './finding-notice';
import { DAY_MS } from './time';

/** The version of the row's format; a row of another version is held, untouched. */
export const ROW_SCHEMA = 3;

/** The version before: it differs in what the HMACs of a lineage cover, so that a row without a lineage is read as it is. */
export const EARLIER_ROW_SCHEMA = 2;

/** A call that may have been made: written to the row before it, and its answer after it. */
export interface PendingCall {
  readonly kind: 'cancel' | 'add';
  readonly n: number;
  readonly nonce: string;
  /** When its sender is certainly silent, epoch ms: when it recorded an answer, until then when it is killed at the latest. */
  readonly silentAt: number;
  /** When another request of this kind may follow at the earliest, epoch ms. */
  readonly repeatAt: number;
  readonly answer?: CallAnswer;
}

export type CallAnswer = 'accepted' | 'rejected' | 'throttled' | 'refused' | 'unknown';

/** A number or switch that a resubmission changes, as the ledger keeps it. */
export type ChangedSetting = Omit<SettingChange, 'reason'>;

interface Submission {
  readonly n: number;
  readonly stepId: string;
}

/** What is expected of an attempt, and what it is measured by. MiB. */
interface Prediction {
  readonly containerMiB: number;
  readonly applicationMasterMiB: number;
  readonly executors: number;
  readonly executorCores: number;
  readonly memoryUtilisation: number;
  readonly coreUtilisation: number;
  readonly slotRatio: number;
}

/** What the root step had when it was found. */
interface FoundWith {
  /** Tasks that its executors could run at once. */
  readonly taskSlots: number;
  /** vCPUs of the nodes that ran. */
  readonly vcpus: number;
}

/** Figures of an attempt while it ran. MiB; shares 0 to 1. */
export interface Measured {
  readonly containerMiB?: number;
  readonly memoryUtilisation?: number;
  readonly coreUtilisation?: number;
  /** As Spark counts them: tasks that ran at once, and those that its executors could run. */
  readonly runningTasks?: number;
  readonly taskSlots?: number;
}

/** Where the evidence was found on which a lineage was opened, so that the second look finds it again. */
interface AskedBefore {
  readonly applicationId: string;
  /** When the root step began, epoch ms. */
  readonly startedAtMs: number;
  readonly persistentUiId?: string;
}

/** What a lineage carries for those who observe, report and resubmit; the reducer hands it on and decides nothing by it. */
export interface Payload {
  /** When the lineage was opened, epoch ms. */
  readonly openedAt: number;
  readonly changes: readonly ChangedSetting[];
  readonly predicted: Prediction;
  readonly before: FoundWith;
  /** Undefined where it was opened without evidence of the job. */
  readonly asked?: AskedBefore;
  /** How long the job takes at least by its earlier runs, ms: no more than the shortest (`remainingByHistory`); undefined where there are too few. */
  readonly shortestRunMs?: number;
  /** What `applied` and `improved` were judged by. */
  readonly measured?: Measured;
}

/** The parts of the protocol that have a time limit; fencing includes submitting. */
export type Phase = 'intent' | 'cancelling' | 'fencing' | 'verifying';

/** By when a phase has to be over, counted from its first entry in the attempt. Epoch ms. */
export interface Deadline {
  /** From then on somebody is told. */
  readonly pageAt: number;
  /** From then on the phase ends. */
  readonly endAt: number;
}

/**
 * What keeps the applications of earlier steps from running beside a resubmission: time, in which those of a client-mode step notice that it was
 * cancelled, or a guard on the primary node, which finds and ends them.
 */
export type Fence = 'delay' | 'guard';

export interface Lineage {
  /** Id of the root step. */
  readonly root: string;
  /** 1: with the changed settings; 2: the rollback, as the root step was submitted. */
  readonly attempt: 1 | 2;
  /** 32 random bytes in hex: the HMAC tells change and hides values. */
  readonly hmacKey: string;
  /** HMAC of what the root step runs. */
  readonly fingerprint: string;
  /** HMAC of the first attempt as it was built before the first cancel, without marker and tag. */
  readonly attemptFingerprint?: string;
  /** The same of the rollback, as it was built before it was submitted. */
  readonly rollbackFingerprint?: string;
  /** The changes that the executor size makes in one line, to compare two looks by; those that follow from the data move while the job runs. */
  readonly plan: string;
  readonly jobKey?: string;
  readonly deployMode: DeployMode;
  readonly fence: Fence;
  /** A person's word, where the mode asks for it. */
  readonly approvedUntil?: number;
  readonly deadlines: Readonly<Partial<Record<Phase, Deadline>>>;
  /** When CancelSteps was first written ahead, of the requests that may have taken effect. */
  readonly cancelFirstAt?: number;
  readonly cancelRequests: number;
  /** Whether a cancel before the one in `call` may have been sent: false while every answer said that nothing happened. */
  readonly maybeSent: boolean;
  /** When the last of those requests has taken effect or never will. */
  readonly earlierSettledAt?: number;
  /** Submissions that EMR turned away, for the back-off. */
  readonly throttled: number;
  /** When executors have noticed that the root step is CANCELLED. */
  readonly fencedAt?: number;
  readonly submissions: readonly Submission[];
  /** The number of a submission of this attempt that was never answered, and is certainly not there: one more follows, no third. */
  readonly unansweredN?: number;
  /** After a first complete scan without the marker: when a second one counts. */
  readonly secondScanAt?: number;
  /** Whether the attempt was seen running, and the account's place given back. */
  readonly seenRunning: boolean;
  /** While the attempt cannot be read: when that has lasted too long. */
  readonly unreadableUntil?: number;
  readonly applied?: boolean;
  readonly improved?: boolean;
  /** Reasons for which a person was already paged. */
  readonly paged: readonly string[];
  readonly payload: Payload;
}

/** How long the ledger remembers a closed lineage, and of a job its outcomes and runs; a choice. */
export const KEPT_MS = 90 * DAY_MS;

export interface Outcome {
  readonly at: number;
  readonly root: string;
  readonly outcome: string;
}

/** A page that the topic has not taken yet. */
export interface OwedPage {
  readonly reason: string;
  readonly root?: string;
  /** Since when it is owed, epoch ms. */
  readonly at: number;
  /** What was found, where it asks for nobody and only tells: a notice. */
  readonly finding?: FindingNotice;
}

/** What became of a root step, for the orchestrator that submitted it; owed until the topic has taken it. */
export interface StepNews {
  readonly kind: 'cancelled' | 'resubmitted' | 'closed';
  readonly root: string;
  /** Epoch ms. */
  readonly at: number;
  /** The step by which the job runs, or has run, in place of the root step. */
  readonly newStepId?: string;
  /** How the lineage ended. */
  readonly outcome?: string;
}

/** What people were told of findings on a cluster, so that they are not told the same again. */
export interface Told {
  /** Notices of a UTC day. */
  readonly day: { readonly date: string; readonly sent: number };
  /** Of each job the findings that were told, oldest first; a step's id stands for a job that has no key. */
  readonly findings: readonly { readonly job: string; readonly said: string }[];
}

/** A run of a job as the ledger keeps it, over all clusters. Times in epoch ms. */
export interface PastRun {
  readonly clusterId: string;
  readonly stepId: string;
  readonly startedAt: number;
  /** Undefined while it runs, and where it did not complete. */
  readonly endedAt?: number;
  /** What it had to do, on which types of nodes and with which executors, as a digest that is too short to test guesses at arguments by. */
  readonly work: string;
  /** The most task slots of its executors that the nodes were seen to have room for. */
  readonly taskSlots: number;
}

/** A run of the root step's job that this cluster lists as completed, with the same work. Times in epoch ms. */
export type ListedRun = Pick<PastRun, 'stepId' | 'startedAt'> & { readonly endedAt: number };

/** The item `cluster#<id>`: everything one conditional write has to cover. */
export interface Row {
  readonly schema: number;
  readonly clusterId: string;
  readonly version: number;
  readonly state: RowState;
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
  readonly pages: readonly OwedPage[];
  /** Undefined where none is owed. */
  readonly news?: readonly StepNews[];
  readonly told?: Told;
}

/** Which write of a row: a row that was deleted or restored may come to the same version again, but never with the same nonce. */
export type Written = Pick<Row, 'version' | 'nonce'>;

/** What `open#lineages` says of a cluster: raised before the row is written, dropped after the lineage is archived. */
export interface Listing {
  readonly root: string;
  /** Whether a cancel may have been sent. */
  readonly cancelling: boolean;
  /** When such a cancel has taken effect or never will, epoch ms. */
  readonly settledAt: number;
  /** The submission that may have been sent; while it stands here, no other is sent that does not know of it. */
  readonly claim?: Claim;
  /** How the lineage ends, if a cancel may have been sent; a row that says so without it was not written by the remediator. */
  readonly closing?: string;
}

/** A submission of a lineage, as the index of open lineages names it. */
export interface Claim {
  /** Counts every AddJobFlowSteps that was written ahead, those that EMR throttled included; an older row counts fewer. */
  readonly count: number;
  /** Of the call that was written ahead. */
  readonly nonce: string;
}

/** What the index says of a lineage of which no cancel may have been sent. */
export const untouchedListing = (root: string): Listing => ({ root, cancelling: false, settledAt: 0 });

/** The row of a cluster that was never written. */
export function emptyRow(clusterId: string): Row {
  return { schema: ROW_SCHEMA, clusterId, version: 0, state: 'watching', outcomes: [], pages: [] };
}

/** Whether a lineage is under way. */
export function isOpen(row: Row): boolean {
  return isOpenState(row.state);
}

export function utcDay(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}
