import type { Scenario } from '../../lib/simulator';

/** When somebody acts: at a time of the life, or so long after the function's first request of a kind has taken effect. */
export type Moment =
  | { readonly kind: 'at'; readonly ms: number }
  | { readonly kind: 'after'; readonly call: 'CancelSteps' | 'AddJobFlowSteps'; readonly ms: number };

/** What people, orchestrators and those who keep the ledger do. */
export const ACTS = [
  'cancel-running',
  'cancel-attempt',
  'add-successor',
  'clone-root',
  'clone-attempt',
  'pull-lever',
  'free-lever',
  'release',
  'opt-out',
  'end-cluster',
  'resize',
  'delete-row',
  'restore-row',
] as const;

export type ActKind = (typeof ACTS)[number];

export interface Act {
  readonly kind: ActKind;
  readonly moment: Moment;
}

/** A time in which requests fail. */
export interface Storm {
  readonly fromMs: number;
  readonly toMs: number;
  /** Share of the requests that meet a fault, (0, 1]. */
  readonly rate: number;
}

/** Everything that is decided before a life begins. Plain data; times are virtual ms after its start. */
export interface Plan {
  readonly seed: number;
  readonly scenario: Scenario;
  /** From then on nothing goes wrong any more. */
  readonly calmFromMs: number;
  readonly endMs: number;
  /** How many invocations may run side by side. */
  readonly sandboxes: number;
  /** The clock of each sandbox less EMR's, in the order in which they start; then from the beginning again. */
  readonly skewsMs: readonly number[];
  /** Shares of the ticks, [0, 1]. */
  readonly lostTicks: number;
  readonly doubleTicks: number;
  /** Share of the invocations that are killed, [0, 1]. */
  readonly kills: number;
  readonly storms: readonly Storm[];
  /** Share of the requests that change the cluster which meet a fault outside storms too, [0, 1]. */
  readonly writeFaults: number;
  readonly acts: readonly Act[];
  /** Whether an orchestrator submits its job again when it sees it cancelled or failed, and how often it looks. */
  readonly orchestratorPollMs?: number;
  /** Whether another stack watches the same cluster. */
  readonly hasSecondStack: boolean;
  /** In every argument of an application, and in every step's name. */
  readonly canary: string;
}
