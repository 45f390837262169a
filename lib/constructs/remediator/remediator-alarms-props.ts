/** One alarm of a remediator. A period is the remediator's `interval`. */
export interface RemediatorAlarmOptions {
  /**
   * Whether the alarm is made.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * The threshold, in the unit that the alarm names.
   *
   * @default - the one that the alarm names
   */
  readonly threshold?: number;

  /**
   * How many of the latest periods are evaluated.
   *
   * @default - the number that the alarm names
   */
  readonly evaluationPeriods?: number;

  /**
   * In how many of those periods the threshold must be breached, at most `evaluationPeriods`.
   *
   * @default - the number that the alarm names, or `evaluationPeriods` if that is less; for `heartbeatMissing` all `evaluationPeriods`
   */
  readonly datapointsToAlarm?: number;
}

/**
 * The alarms of a remediator.
 *
 * Those that ask for a person are raised by the first period that breaches. Those on the remediator's own health need a second one, so that
 * one failed call or one slow answer notifies nobody.
 */
export interface RemediatorAlarms {
  /**
   * The remediator has not completed a tick. The threshold is the number of heartbeats that a period must have.
   *
   * @default - fewer than 1 in 3 of 3 periods; a period without data counts
   */
  readonly heartbeatMissing?: RemediatorAlarmOptions;

  /**
   * Findings were made: steps whose executors leave cores idle, with figures that are explained. The threshold is a number of them in a period; each
   * counts at every tick while it lasts.
   *
   * @default - more than 0 in 1 of 3 periods, so that a tick that finds nothing does not raise the alarm a second time
   */
  readonly findings?: RemediatorAlarmOptions;

  /**
   * Lineages are held until a person releases them. The threshold is a number of them in a period.
   *
   * @default - more than 0 in 1 of 3 periods, so that a tick that could not read the ledger does not raise the alarm a second time
   */
  readonly held?: RemediatorAlarmOptions;

  /**
   * It is unknown whether EMR added a step. The threshold is a number of such submissions in a period. Each is reported once.
   *
   * @default - more than 0 in 1 of 1 period
   */
  readonly ambiguousSubmits?: RemediatorAlarmOptions;

  /**
   * A step may run before the resubmission of the one that it waited for. The threshold is a number of such lineages in a period. Each is reported once.
   *
   * @default - more than 0 in 1 of 1 period
   */
  readonly orderBroken?: RemediatorAlarmOptions;

  /**
   * The breaker of a cluster or job tripped: resubmissions did not improve. The threshold is a number of them in a period. Each is reported once.
   *
   * @default - more than 0 in 1 of 1 period
   */
  readonly breaker?: RemediatorAlarmOptions;

  /**
   * The remediator asks for a person. The threshold is a number of requests in a period. Each is reported once.
   *
   * @default - more than 0 in 1 of 1 period
   */
  readonly pages?: RemediatorAlarmOptions;

  /**
   * The ledger could not be read or written. The threshold is a number of such errors in a period.
   *
   * @default - more than 0 in 2 of 3 periods
   */
  readonly ledgerErrors?: RemediatorAlarmOptions;

  /**
   * The topic does not take a page of the remediator. The threshold is the age of the oldest one in minutes.
   *
   * @default - more than 10 minutes in 2 of 3 periods
   */
  readonly owedPages?: RemediatorAlarmOptions;

  /**
   * A lineage has come to no resubmission for a long time. The threshold is its age in minutes.
   *
   * @default - more than 10 minutes in 2 of 3 periods
   */
  readonly openLineages?: RemediatorAlarmOptions;

  /**
   * Clusters are refused for want of figures, so that nothing is found there. The threshold is a share of the clusters that are watched, 0 to 1.
   *
   * @default - more than 0.5 in 6 of 6 periods, as a cluster and a step that have just begun have no figures yet
   */
  readonly missingFigures?: RemediatorAlarmOptions;

  /**
   * Clusters could not be examined. The threshold is a number of them in a period.
   *
   * @default - more than 0 in 2 of 3 periods
   */
  readonly tickFailures?: RemediatorAlarmOptions;

  /**
   * Invocations of the function failed. The threshold is a number of them in a period.
   *
   * @default - more than 0 in 2 of 3 periods
   */
  readonly errors?: RemediatorAlarmOptions;

  /**
   * Invocations of the function came close to its timeout, at which Lambda ends them between a call and its record. The threshold is a share
   * of the timeout, 0 to 1.
   *
   * @default - more than 0.95 in 2 of 3 periods
   */
  readonly nearTimeout?: RemediatorAlarmOptions;
}
