import type { Approval } from './approval';
import type { Lever, Mode, StepState } from './contract';
import type { LastLineage } from './last-lineage';
import type { KeptNextRun } from './next-run';
import type { JobHistory } from './observation';
import type { Policy } from './policy';
import type { Listing, Row } from './row';

/** What people do and see with their own credentials, beside the function: the command line calls it, the function's code does it. */

/** What the ledger holds of a cluster's row. */
export type StoredRow =
  | { readonly kind: 'none' }
  | { readonly kind: 'row'; readonly row: Row }
  /** Written by another version. */
  | { readonly kind: 'other-schema'; readonly schema: unknown }
  /** Of this schema, and not what this version writes. */
  | { readonly kind: 'not-understood' };

/** A datum that could not be read, and what reading it needs. */
export interface Unread {
  /** `elasticmapreduce:DescribeStep`. */
  readonly action: string;
  /** What was asked for: the id of a step, the key of an item. */
  readonly of: string;
  /** The error's name. */
  readonly reason: string;
}

/** A step of a lineage, as EMR has it. */
interface LineageStep {
  readonly stepId: string;
  readonly state: StepState;
  readonly role: StepRole;
}

/** `same-work`: a later step with the root step's arguments, by whomever; `same-job`: one with its name and application, and other arguments. */
export type StepRole = 'root' | 'resubmission' | 'same-work' | 'same-job';

/** What is known of a cluster: the ledger's items and, where EMR may be asked, the states of the lineage's steps. */
export interface LedgerRecords {
  readonly clusterId: string;
  readonly stored: StoredRow;
  /** What the index of open lineages says; undefined where it names no lineage of this cluster. */
  readonly listing?: Listing;
  /** Of the lineage's job, or of the one that was asked for. */
  readonly job?: JobHistory;
  /** What the job should be given the next time it runs. */
  readonly nextRun?: KeptNextRun;
  /** A person's word for the root step, or for the step that was asked for. */
  readonly approval?: Approval & { readonly stepId: string };
  /** Undefined where one is under way, or none is remembered. */
  readonly last?: LastLineage;
  /** EMR's word on the root step, on every step that carries its marker, whether or not the ledger knows of it, and on later runs of its job. */
  readonly steps: readonly LineageStep[];
  readonly unread: readonly Unread[];
}

/** What was held on a cluster, and whether it is released now. */
export interface Released {
  readonly clusterId: string;
  readonly root: string;
  readonly reason: string;
  /** Steps that were submitted in its place. */
  readonly steps: readonly string[];
  readonly done: boolean;
}

/** The emergency lever as Systems Manager has it. */
export interface LeverStanding {
  /** Name of the parameter. */
  readonly parameter: string;
  readonly lever: Lever;
  /** What the parameter says; undefined where it was set and could not be read back. */
  readonly value?: string;
  /** Since when, epoch ms. */
  readonly changedAt?: number;
  /** The error for which it could not be read back. */
  readonly unread?: string;
}

/** What a remediator's function runs with, as far as it decides what may be done. */
export interface RemediatorSettings {
  readonly mode: Mode;
  readonly remediatorId: string;
  readonly allowedStepNames: readonly string[];
  readonly policy: Policy;
  /** Its ledger. */
  readonly table: string;
  /** Name of the emergency lever's parameter; undefined in modes that write nothing. */
  readonly leverParameter?: string;
}

/** What became of a withdrawal: `used` where a lineage was faster, `none` where there was nothing to withdraw. */
export type Withdrawal = 'withdrawn' | 'used' | 'none';

interface OnCluster {
  /** The remediator's table. */
  readonly table: string;
  readonly clusterId: string;
}

/** Everything throws an InputError, in one line and by kind, where AWS refuses or cannot be reached. */
export interface Operator {
  /**
   * Reads alone.
   *
   * `stepId` and `jobKey` say whose approval and history is read where no lineage is under way.
   */
  readonly explain: (
    request: OnCluster & { readonly stepId?: string; readonly jobKey?: string },
  ) => Promise<LedgerRecords>;
  /** Gives a person's word for a step: one write. */
  readonly approve: (request: OnCluster & { readonly stepId: string; readonly until: number }) => Promise<Approval>;
  /** Takes it back, unless a lineage has taken it up; what is withdrawn is never used. */
  readonly withdraw: (request: OnCluster & { readonly stepId: string }) => Promise<Withdrawal>;
  /** Ends what is held on a cluster: one read of the ledger and, unless it is a dry run, one conditional write. */
  readonly release: (request: OnCluster & { readonly dryRun: boolean }) => Promise<Released>;
  readonly lever: (request: { readonly parameter: string }) => Promise<LeverStanding>;
  /** Lets a remediator write to EMR, or stops it. */
  readonly setLever: (request: { readonly parameter: string; readonly lever: Lever }) => Promise<LeverStanding>;
  /** What the function of this name is configured with. */
  readonly settings: (request: { readonly functionName: string }) => Promise<RemediatorSettings>;
  /** The value of an output of a remediator's stack, such as `LedgerName`. */
  readonly stackOutput: (request: { readonly stack: string; readonly output: string }) => Promise<string>;
}
