import type { Effect, Outcome } from '../../lambda/remediator/effects';
import type { MachineState } from '../../lambda/remediator/machine-state';
import type { EmrCall, RowState } from '../../lib/remedy';
import type { LedgerItems } from './ledger-items';
import type { WorldStep } from './steps';

/** How often something may still go wrong, so that the space stays finite. */
export interface Budgets {
  /** Invocations that die between two effects. */
  readonly crashes: number;
  /** Answers that are lost, with and without their effect, and reads that fail. */
  readonly losses: number;
  /** Requests that EMR turns away, throttled or refused. */
  readonly refusals: number;
  /** Effects that take 20 or 40 s, in which everything else goes on. */
  readonly slow: number;
  /** Answers that come after other invocations have gone on. */
  readonly delays: number;
  /** Schedules that do not fire, for 5, 11 or 31 minutes. */
  readonly lostTicks: number;
  /** Invocations that begin while another one runs. */
  readonly rivals: number;
  /** Changes of the row by other hands. */
  readonly tampers: number;
}

export type BudgetName = keyof Budgets;

/** One running invocation: the shipped machine, the effect that it asked for, and an answer that is under way to it. */
export interface Invocation {
  readonly name: string;
  /** Its clock less the true one. */
  readonly skewMs: number;
  /** On the true clock. */
  readonly startedAt: number;
  readonly machine: MachineState;
  readonly effect: Effect;
  readonly answer?: Outcome;
  /** When it last looked, on the true clock. */
  readonly sawAt?: number;
  /** When its pause ends, on the true clock. */
  readonly wakesAt?: number;
  /** Whether anything went wrong in it: promises about time hold only where nothing did. */
  readonly disturbed?: true;
  /** Whether the row was changed by other hands while it ran. */
  readonly tampered?: true;
}

/** A request that was sent and has not arrived. */
export interface Wire {
  readonly call: EmrCall;
  readonly sentAt: number;
}

/** What happened so far, as far as a promise asks for it later. */
export interface Told {
  readonly begun: boolean;
  readonly paged: boolean;
  /** When a cancel was first named in the ledger, on the true clock. */
  readonly firstAheadAt?: number;
  readonly cancelSent: boolean;
  /** When the ledger first said so, on the true clock. */
  readonly entered: Readonly<Partial<Record<Phase, number>>>;
}

/** The states of an open lineage that have a limit in common. */
export type Phase = 'intent' | 'cancelling' | 'fencing' | 'none';

export function phaseOf(state: RowState | undefined): Phase {
  if (state === 'submitting') return 'fencing';
  return state === 'intent' || state === 'cancelling' || state === 'fencing' ? state : 'none';
}

/** Everything there is: EMR, the ledger, the invocations, the requests between them, the switches of people. */
export interface World {
  /** The true clock, epoch ms. */
  readonly now: number;
  readonly emrSkewMs: number;
  /** In the order of their creation. */
  readonly steps: readonly WorldStep[];
  readonly wires: readonly Wire[];
  readonly ledger: LedgerItems;
  readonly invocations: readonly Invocation[];
  readonly leverPulledAt?: number;
  readonly optedOutAt?: number;
  readonly left: Budgets;
  /** What people have done, each once. */
  readonly done: readonly string[];
  readonly told: Told;
}

export function spent(world: World, name: BudgetName): World {
  return { ...world, left: { ...world.left, [name]: world.left[name] - 1 } };
}

export function withStep(world: World, changed: WorldStep): World {
  return { ...world, steps: world.steps.map((step) => (step.id === changed.id ? changed : step)) };
}

export function withInvocation(world: World, changed: Invocation): World {
  const invocations = world.invocations.map((one) => (one.name === changed.name ? changed : one));
  return { ...world, invocations };
}

export function without(world: World, name: string): World {
  return { ...world, invocations: world.invocations.filter((one) => one.name !== name) };
}

export function stepOf(world: World, id: string): WorldStep | undefined {
  return world.steps.find((step) => step.id === id);
}

export const isAsleep = ({ wakesAt }: Invocation): boolean => wakesAt !== undefined;
