import type { Calculator } from '../yarn';
import type { GateName } from './gates';

export interface Refusal {
  readonly gate: GateName;
  /** For people; holds figures, never argument values, names or tags. */
  readonly detail: string;
}

export type Tier = 'T0' | 'T1' | 'T2';

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

export interface NextRunChange {
  readonly key: string;
  readonly from?: string;
  readonly to: string;
  readonly because: string;
}

/** Why an action was chosen: the part of the decision line that the reducer knows. */
export interface Report {
  readonly root?: string;
  readonly refusals: readonly Refusal[];
  readonly tier?: Tier;
  readonly finding?: string;
  readonly observed?: Figures;
  readonly predicted?: Figures;
  /** As the cluster's description names it. */
  readonly calculator?: Calculator;
  /** Three quarters of the predicted speed-up. */
  readonly s?: number;
  /** Minutes that R has run. */
  readonly tMinutes?: number;
  /** Minutes that remain; undefined without a history. */
  readonly rMinutes?: number;
  readonly budgets?: { readonly clusterDay: number; readonly clusterDayLimit: number };
  readonly arithmetic: readonly string[];
  readonly nextRun?: {
    readonly changes: readonly NextRunChange[];
    readonly executors: number;
    readonly partitions: number;
    readonly slotRatio: number;
    readonly refused?: string;
  };
  readonly orderBroken?: boolean;
}

export const EMPTY_REPORT: Report = { refusals: [], arithmetic: [] };
