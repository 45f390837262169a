import type { Dice, Trace } from './trace';

/** Traces of one kind, drawn by dice. */
export interface TraceClass {
  readonly name: string;
  readonly make: (dice: Dice) => Trace;
  /** Whether metrics and looks come every minute; default every five. */
  readonly isMinutely?: boolean;
}
