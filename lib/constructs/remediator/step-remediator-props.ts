import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { RemediationMode } from './remediation-mode';
import type { RemediatorAlarms } from './remediator-alarms-props';
import type { RemediatorThresholds } from './remediator-thresholds';
import type { WatchTarget } from './watch-target';

/** The properties of a step remediator. */
export interface StepRemediatorProps {
  /** The clusters that it watches. */
  readonly target: WatchTarget;

  /**
   * What the remediator may do.
   *
   * @default RemediationMode.ADVISE
   */
  readonly mode?: RemediationMode;

  /**
   * How often it examines the clusters, 1 to 60 whole minutes. EMR publishes its metrics every five minutes.
   *
   * @default Duration.minutes(5)
   */
  readonly interval?: Duration;

  /**
   * Names of steps that can be cancelled at any moment and run again from the start, besides those with `--conf spark.emrautotune.allow=true`
   * (`repeatable` of a Spark step).
   *
   * @default - none
   */
  readonly allowedStepNames?: string[];

  /**
   * Whether the function asks the application of a suspicious step how far it is: through EMR's own web interfaces to Spark, without a VPC. It grants
   * four actions, three of which IAM counts among the writes; they change nothing on a cluster or its steps. Without it a step that has run for an
   * hour is restarted only where its earlier runs on the cluster say how long it takes, and nothing under the default calculator.
   *
   * @default true
   */
  readonly readsJobEvidence?: boolean;

  /**
   * Thresholds and budgets other than the defaults, for example `{ memoryEnter: 0.97, cooldownMinutes: 120 }`.
   *
   * @default - the defaults of `RemediatorThresholds`
   */
  readonly thresholds?: RemediatorThresholds;

  /**
   * Whether pending steps are independent of the step that is resubmitted, so that they can start before it.
   *
   * @default false
   */
  readonly successorsIndependent?: boolean;

  /**
   * Roles of people who may approve a remediation, release what is held and pull the emergency lever; they get permission to write the ledger and
   * to see what the function runs with.
   *
   * @default - none
   */
  readonly operators?: iam.IRole[];

  /**
   * E-mail addresses that are told of findings, pages and alarms. SNS asks each of them to confirm first; until then it is told nothing.
   *
   * @default - nobody is told; subscribe addresses, queues or functions to `topic` of the remediator
   */
  readonly emailAddresses?: string[];

  /**
   * The topic that findings, pages and alarms notify. The policy of a topic that is given is not changed: if it has one, that must let CloudWatch
   * publish.
   *
   * @default - a new topic that alarms of this account can publish to; it is `topic` of the remediator
   */
  readonly topic?: sns.ITopic;

  /**
   * Alarms to leave out, and thresholds other than the defaults.
   *
   * @default - every alarm of `RemediatorAlarms`, as described there
   */
  readonly alarms?: RemediatorAlarms;

  /**
   * How long the function's log is kept. It contains every decision.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What becomes of the ledger and the log when the stack is deleted. Unless it is DESTROY the ledger is also protected from deletion; a policy
   * that is set later, such as by `RemovalPolicies.of(stack)`, changes the protection with it.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Concurrent invocations to reserve. With 1, invocations cannot overlap; without it the ledger's lease lets only one of them act. Small
   * accounts have 10 in all.
   *
   * @default - none are reserved
   */
  readonly reservedConcurrentExecutions?: number;
}
