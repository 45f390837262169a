import type { Scenario } from '../../lib/simulator';
import type { FaultKind } from './fault-kinds';

/** What a life can dwell on, so that what is rare meets what it matters for. */
export const FOCUS_NAMES = ['anything', 'crossing', 'answers', 'slow', 'ends', 'ledger', 'people'] as const;

export type FocusName = (typeof FOCUS_NAMES)[number];

/** When somebody acts: at a time of the life, or so long after the function's first request of a kind has taken effect, or its first finding was told. */
export type Moment =
  | { readonly kind: 'at'; readonly ms: number }
  | { readonly kind: 'after'; readonly call: 'CancelSteps' | 'AddJobFlowSteps' | 'finding'; readonly ms: number };

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
  'restore-fencing',
  'end-attempt',
  'approve',
] as const;

export type ActKind = (typeof ACTS)[number];

export interface Act {
  readonly kind: ActKind;
  readonly moment: Moment;
}

/** Requests that a storm can be about: all, those that change the cluster, those to the ledger, or those that ask for permission before a change. */
export type StormTarget = 'everything' | 'writes' | 'ledger' | 'permission';

/** A time in which requests fail. */
export interface Storm {
  readonly target: StormTarget;
  readonly fromMs: number;
  readonly toMs: number;
  /** Share of its requests that meet a fault, (0, 1]. */
  readonly rate: number;
  /** One of these, each as likely as the others. */
  readonly kinds: readonly FaultKind[];
}

/** Everything that is decided before a life begins. Plain data; times are virtual ms after its start. */
export interface Plan {
  readonly seed: number;
  /** What it dwells on. */
  readonly focus: FocusName;
  readonly scenario: Scenario;
  /** Whether a guard can work on its clusters; where none can, an attempt waits for some time instead. */
  readonly hasGuard: boolean;
  /** Further clusters that the function watches. */
  readonly neighbours: readonly Scenario[];
  /** Whether it finds its clusters by their tag, and is not told of them. */
  readonly watchesTag: boolean;
  /** From then on nothing goes wrong any more. */
  readonly calmFromMs: number;
  readonly endMs: number;
  /** The function is deployed then. */
  readonly firstTickMs: number;
  /** How many invocations may run side by side. */
  readonly sandboxes: number;
  /** The clock of each sandbox less EMR's, in the order in which they start; then from the beginning again. */
  readonly skewsMs: readonly number[];
  /** Shares of the ticks, [0, 1]. */
  readonly lostTicks: number;
  readonly doubleTicks: number;
  /** The second of two ticks comes within this. */
  readonly doubleWithinMs: number;
  /** Share of the invocations that are killed, [0, 1]. */
  readonly kills: number;
  readonly storms: readonly Storm[];
  readonly acts: readonly Act[];
  /** Whether an orchestrator submits its job again when it sees it cancelled or failed, and how often it looks. */
  readonly orchestratorPollMs?: number;
  /** Whether another stack watches the same cluster. */
  readonly hasSecondStack: boolean;
  /** In every argument of an application, and in every step's name. */
  readonly canary: string;
}
