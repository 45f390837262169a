import type { Fence, Mode } from '../../lib/remedy';
import type { DeployMode } from '../../lib/spark';
import type { Left } from './steps';
import type { Budgets } from './world';

/** What people and other programs may do, each once. */
export type PersonMove =
  | 'adds-successor'
  | 'cancels-root'
  | 'cancels-attempt'
  | 'clones-attempt'
  | 'reruns-root'
  | 'spoofs-marker'
  | 'opts-out'
  | 'pulls-lever';

/** How other hands may change the row, each once. */
export type Tamper =
  | 'delete'
  | 'restore'
  | 'restore-fencing'
  | 'forge-fencing'
  | 'forge-submitting'
  | 'forge-verifying'
  | 'forge-root'
  | 'forge-closed'
  | 'forge-held';

/** A set of moves that the environment may make; each scenario is searched on its own. */
export interface Scenario {
  readonly name: string;
  /** What may happen in it, for people. */
  readonly tells: string;
  readonly mode: Mode;
  readonly budgets: Partial<Budgets>;
  /** What may go wrong in the long form. */
  readonly longBudgets: Partial<Budgets>;
  /** Invocations that may run at once. */
  readonly atOnce: 1 | 2 | 3;
  /** Clocks of invocations less the true one; the first is the usual one. */
  readonly skewsMs: readonly number[];
  /** EMR's clock less the true one. */
  readonly emrSkewMs: number;
  readonly people: readonly PersonMove[];
  readonly tampers: readonly Tamper[];
  /** How the root step may end by itself. */
  readonly rootEnds: readonly ('COMPLETED' | 'FAILED')[];
  /** How the attempt may end by itself. */
  readonly attemptEnds: readonly ('COMPLETED' | 'FAILED')[];
  /** How a cancelled root step may end. */
  readonly cancelEnds: readonly ('CANCELLED' | 'FAILED' | 'unseen' | 'never')[];
  /** Whether EMR may show CANCEL_PENDING. */
  readonly showsPending: boolean;
  /** Whether a list may lack the steps of the last minute. */
  readonly stale: boolean;
  /** What the metrics of a running attempt may show. */
  readonly executors: readonly ('unknown' | 'tuned' | 'overridden')[];
  readonly stepConcurrency: 1 | 2;
  /** What keeps the applications of the lineage apart. */
  readonly fence: Fence;
  /** Where the drivers of the lineage run. */
  readonly deployMode: DeployMode;
  /** What a step that does not complete may leave on YARN for a guard to find; empty: what ends within its delay. */
  readonly leftBehind: readonly Left[];
  /** Whether a guard may fail to tell which application is a step's. */
  readonly guardMayRefuse: boolean;
  /** Whether the ResourceManager says that an attempt had no application. */
  readonly asksAttempts: boolean;
  /** Time between two ticks. */
  readonly tickMinutes: number;
  /** For how long the attempt is watched at most; what comes later is not looked at. */
  readonly verifyMinutes: number;
}

const NONE: Budgets = {
  crashes: 0,
  losses: 0,
  refusals: 0,
  slow: 0,
  delays: 0,
  lostTicks: 0,
  rivals: 0,
  tampers: 0,
};

export const budgetsOf = ({ budgets }: Scenario): Budgets => ({ ...NONE, ...budgets });
