import type { Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { RemediationMode } from './remediation-mode';
import type { RemediatorThresholds } from './remediator-thresholds';
import type { WatchTarget } from './watch-target';

/** What a remediator watches and what it may do. */
export interface StepRemediatorProps {
  /** The clusters to watch. */
  readonly target: WatchTarget;

  /**
   * What the remediator may do.
   *
   * @default RemediationMode.ADVISE
   */
  readonly mode?: RemediationMode;

  /**
   * How often it looks, in whole minutes. EMR publishes its figures every five.
   *
   * @default Duration.minutes(5)
   */
  readonly interval?: Duration;

  /**
   * Names of steps that may be cut at any instant and run again from the start. A step says so itself with
   * `--conf spark.emrautotune.allow=true` (`repeatable` of a Spark step).
   *
   * @default - none
   */
  readonly allowedStepNames?: string[];

  /**
   * Thresholds and budgets other than the defaults, for example `{ memoryEnter: 0.97, cooldownMinutes: 120 }`.
   *
   * @default - the defaults of `RemediatorThresholds`
   */
  readonly thresholds?: RemediatorThresholds;

  /**
   * Your word that steps which wait do not depend on the one that is resubmitted, and may start before it.
   *
   * @default false
   */
  readonly successorsIndependent?: boolean;

  /**
   * Roles of people who may approve a remediation; they may write the ledger.
   *
   * @default - none
   */
  readonly operators?: iam.IRole[];

  /**
   * Where alarms go. A topic that is given is not changed: if it has a policy of its own, that must let CloudWatch publish.
   *
   * @default - a new topic that alarms of this account may publish to
   */
  readonly topic?: sns.ITopic;

  /**
   * How long the function's log is kept. It holds every decision.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Concurrent invocations to reserve; 1 is a belt over the ledger's lease. Small accounts have 10 in all, so none is reserved unasked.
   *
   * @default - none
   */
  readonly reservedConcurrentExecutions?: number;
}
