import type { EvidenceSource } from '../evidence';
import type { SettingChange } from '../sizing';
import type { Calculator } from '../yarn';
import type { GateName, Tier } from './contract';

/** A gate that refuses. */
export interface Refusal {
  readonly gate: GateName;
  /** For people; holds figures, never argument values, names or tags. */
  readonly reason: string;
}

/** Figures of a cluster at one moment, observed or predicted. Memory in MiB, shares 0 to 1. */
export interface Figures {
  readonly memoryMB?: number;
  readonly memoryTotalMB?: number;
  readonly memoryUtilisation?: number;
  readonly containers?: number;
  readonly containersPending?: number;
  /** Cores that executors hold: containers beside the application master × cores of one. */
  readonly cores?: number;
  readonly vcores?: number;
  readonly coreUtilisation?: number;
  readonly cpu?: number;
  readonly at?: number;
}

/** The configuration that the job should be given the next time it runs. */
export interface NextRun {
  readonly changes: readonly SettingChange[];
  readonly executors: number;
  readonly partitions: number;
  readonly slotRatio: number;
  readonly refused?: string;
}

/** Why an action was chosen: the part of a decision's log entry that the reducer knows. */
export interface Report {
  readonly root?: string;
  readonly refusals: readonly Refusal[];
  readonly tier?: Tier;
  readonly finding?: string;
  readonly observed?: Figures;
  /** From the end of the period of what was observed to the look. */
  readonly dataAgeMinutes?: number;
  readonly predicted?: Figures;
  /** As the cluster's description names it. */
  readonly calculator?: Calculator;
  /** Three quarters of what the task slots promise. */
  readonly expectedSpeedUp?: number;
  /** Minutes that the root step has run. */
  readonly elapsedMinutes?: number;
  /** Minutes that remain at least; undefined where neither the job nor its history says. */
  readonly remainingMinutes?: number;
  /** Of the elapsed minutes, those in which tasks filled the slots. */
  readonly busyMinutes?: number;
  /** A restart pays where more than this remains. */
  readonly paysAboveMinutes?: number;
  /** What a restart takes, if no more remains than is certain. */
  readonly restartMinutes?: number;
  /** Where the job's own figures come from. */
  readonly jobSource?: EvidenceSource;
  /** Why the job, which was asked, gave no figures of its own. */
  readonly jobSilent?: string;
  readonly budgets?: { readonly clusterDay: number; readonly clusterDayLimit: number };
  readonly arithmetic: readonly string[];
  readonly nextRun?: NextRun;
  /** Cores that the executors of a running resubmission hold, as last measured, of the vCPUs that the nodes have. */
  readonly attemptCores?: {
    /** Of all its executors, in cores. */
    readonly held: number;
    /** Of all core and task nodes. */
    readonly vcpus: number;
  };
  readonly orderBroken?: boolean;
  /** Whether a notice of the finding has to wait, because enough were sent or are owed. */
  readonly noticeDeferred?: boolean;
}

export const EMPTY_REPORT: Report = { refusals: [], arithmetic: [] };
