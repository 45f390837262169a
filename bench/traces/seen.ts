export const MINUTE_MS = 60_000;
/** Aligned to CloudWatch's five minutes. */
export const EPOCH = Date.UTC(2026, 0, 5, 6, 0, 0);

/** How a trace is seen: when what is published, and when somebody looks. Minutes. */
export interface Seen {
  /** Between two looks. */
  readonly tick: 1 | 5;
  /** Whether the CloudWatch agent publishes YARN's figures and the CPU every minute. */
  readonly hasAgent: boolean;
  /** Whether EC2 measures the CPU every minute: detailed monitoring. */
  readonly isDetailed: boolean;
  /** From a period's end to the publication of EMR's figures, of EC2's and of the agent's. */
  readonly lag: number;
  readonly cpuLag: number;
  readonly agentLag: number;
  /** When the step starts after a period's start. */
  readonly startPhase: number;
  /** When the looks come after it. */
  readonly tickPhase: number;
  /** Whether a point of EMR is the mean of its minutes, else the first of them. */
  readonly means: boolean;
}

/** Epoch ms of a minute after the step's start. */
export const timeOf = ({ startPhase }: Seen, minute: number): number => EPOCH + (startPhase + minute) * MINUTE_MS;
