import type { Outcome } from '../../../lambda/remediator/effects';
import type { Setting } from '../invocations';
import type { Scenario } from '../scenario';
import type { Move } from '../search';
import type { BudgetName, World } from '../world';

/** Where the world itself departs from what is promised of it: only mutants do. */
export interface Environment {
  /** The ledger forgets leases. */
  readonly noLease?: true;
  /** A read after a lost answer takes every row of the right version for one's own. */
  readonly noNonce?: true;
  /** A list of steps shows only those that are active. */
  readonly filteredScan?: true;
  /** Commands run without their guard. */
  readonly noGuard?: true;
  /** A guard ends the application of the root step, and of no other. */
  readonly fencesRootOnly?: true;
  /** Nothing keeps an attempt from running twice. */
  readonly noToken?: true;
  /** Where a guard takes the job for done by an application that reports success; default: in cluster mode. */
  readonly succeededCounts?: 'never' | 'always';
  /** The client library repeats a call whose answer is lost. */
  readonly clientRetries?: true;
}

/** What one search runs with. */
export interface Lab {
  readonly scenario: Scenario;
  readonly setting: Setting;
  readonly environment: Environment;
}

export type WorldMove = Move<World>;

/** An effect as it may go: what becomes of the world, and what the invocation hears of it. */
export interface Course {
  readonly says: string;
  readonly world: World;
  readonly outcome: Outcome;
  /** What it costs of the budgets of faults. */
  readonly costs?: BudgetName;
}
