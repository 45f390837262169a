import type { Dice, Trace } from './trace';

/** Traces of one kind, drawn by dice. */
export interface TraceClass {
  readonly name: string;
  /** Why its steps are healthy, where they are built against a rule. */
  readonly reason?: string;
  readonly make: (dice: Dice) => Trace;
  /** Whether looks come every minute, and figures where they can, or both every five; default either. */
  readonly isMinutely?: boolean;
  /** Of a fat one: the minutes after the start and beside the lag within which it is to be cut. */
  readonly limitMinutes?: number;
}
