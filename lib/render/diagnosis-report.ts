import type { ClusterEvidence, Diagnosis } from '../diagnosis';
import type { DecisionEntry } from '../remedy';
import type { Retune } from '../sizing';
import type { DeployMode } from '../spark';
import type { JobReport } from './job-report';

/** What `diagnose` has to say, of a dashboard or of a live cluster. */
export interface DiagnosisReport {
  /** Undefined where a live cluster shows no figures. */
  readonly evidence?: ClusterEvidence;
  /** How each figure of a dashboard was read. */
  readonly readings: readonly string[];
  readonly diagnosis?: Diagnosis;
  readonly cure?: Retune;
  /** What the cure rests on or leaves out, one sentence each. */
  readonly notes: readonly string[];
  readonly deployMode: DeployMode;
  /** The command that plans the same nodes, with the reason of every number. */
  readonly planCommand?: string;
  /** Undefined for a dashboard. */
  readonly live?: LiveLook;
}

/** One look at a live cluster by the remediator's own code, without a ledger. */
export interface LiveLook {
  readonly decision: DecisionEntry;
  /** Data that could not be read. */
  readonly unread: readonly string[];
  /** Gates that refuse; whether a stack may act is no question at a terminal. */
  readonly refusals: DecisionEntry['refusals'];
  readonly restart: Restart;
  /** What the running step's job says about itself; undefined where no step was asked. */
  readonly job?: JobReport;
}

/** The way to the settings of the cure. */
export interface Restart {
  /**
   * `cancel`: the step ends with its cancellation. `kill`: its application outlives it and YARN ends it. `next-run`: a gate speaks against
   * ending this run. `none`: no cure is known.
   */
  readonly kind: 'cancel' | 'kill' | 'next-run' | 'none';
  /** One sentence for people. */
  readonly reason: string;
  /** Nothing runs them. */
  readonly commands: readonly string[];
  /** More than these minutes must remain at today's speed for a restart to pay; undefined where it is not known. */
  readonly paysAboveMinutes?: number;
}
