export const MINUTE_MS = 60_000;
/** Aligned to CloudWatch's five minutes. */
export const EPOCH = Date.UTC(2026, 0, 5, 6, 0, 0);

/** How a trace is seen: when what is published, and when somebody looks. Minutes. */
export interface Seen {
  /** Spacing of YARN's points and of the looks: 5, or 1. */
  readonly period: 1 | 5;
  /** From a period's end to its publication. */
  readonly lag: number;
  readonly cpuLag: number;
  /** When the step starts after a period's start. */
  readonly startPhase: number;
  /** When the looks come after it. */
  readonly tickPhase: number;
  /** Whether a point of YARN is the mean of its minutes, else the first of them. */
  readonly means: boolean;
}

/** Epoch ms of a minute after the step's start. */
export const timeOf = ({ startPhase }: Seen, minute: number): number => EPOCH + (startPhase + minute) * MINUTE_MS;
