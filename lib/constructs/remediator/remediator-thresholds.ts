/**
 * Thresholds and budgets of a remediator, where they differ from the defaults. The page `docs/policy.md` has them in one table, with what
 * must hold between them.
 */
export interface RemediatorThresholds {
  /**
   * Memory allocated from which a point breaches. Share, more than 0 to 1.
   *
   * @default 0.95
   */
  readonly memoryEnter?: number;

  /**
   * Memory allocated up to which a resubmission has improved. Share, more than 0 to 1.
   *
   * @default 0.85
   */
  readonly memoryLeave?: number;

  /**
   * Cores held by executors up to which a point breaches. Share, more than 0 to 1.
   *
   * @default 0.5
   */
  readonly coresEnter?: number;

  /**
   * Cores held by executors from which a resubmission has improved. Share, more than 0 to 1.
   *
   * @default 0.7
   */
  readonly coresLeave?: number;

  /**
   * Measured CPU above which idle cores are not believed. Share, more than 0 to 1.
   *
   * @default 0.5
   */
  readonly cpuIdleMax?: number;

  /**
   * Points of the window that must breach, with metrics every 5 minutes. Whole number, 1 or more.
   *
   * @default 4
   */
  readonly breaches5?: number;

  /**
   * Points of the window, with metrics every 5 minutes. Whole number, 1 or more.
   *
   * @default 5
   */
  readonly window5?: number;

  /**
   * Points of the window that must breach, with metrics every minute. Whole number, 1 or more.
   *
   * @default 10
   */
  readonly breaches1?: number;

  /**
   * Points of the window, with metrics every minute. Whole number, 1 or more.
   *
   * @default 12
   */
  readonly window1?: number;

  /**
   * Time after the start of a step whose points do not count. Minutes.
   *
   * @default 10
   */
  readonly warmUpMinutes?: number;

  /**
   * Time without a new node after which figures count. Minutes.
   *
   * @default 15
   */
  readonly resizeQuietMinutes?: number;

  /**
   * Age of the newest point from which nothing is found. Periods of the metrics.
   *
   * @default 2
   */
  readonly stalePeriods?: number;

  /**
   * Age of the newest point up to which a cancel is sent. Periods of the metrics.
   *
   * @default 1
   */
  readonly intentPointPeriods?: number;

  /**
   * How far the admission model may be off a figure that it explains. Share, more than 0 to 1.
   *
   * @default 0.1
   */
  readonly explanationTolerance?: number;

  /**
   * Expected speed-up from which a restart is considered. Factor, at least 1.05.
   *
   * @default 1.5
   */
  readonly speedUpMin?: number;

  /**
   * Share of the predicted speed-up that is expected. Share, more than 0 to 1.
   *
   * @default 0.75
   */
  readonly speedUpTrust?: number;

  /**
   * What a restart itself takes. Minutes.
   *
   * @default 3
   */
  readonly overheadMinutes?: number;

  /**
   * Time that a step has run after which it is left alone unless its length is known. Minutes.
   *
   * @default 60
   */
  readonly actWithoutHistoryMinutes?: number;

  /**
   * Time after which a lineage without a cancel is dropped. Minutes.
   *
   * @default 30
   */
  readonly intentExpiresMinutes?: number;

  /**
   * Idle time that the auto-termination of the cluster must allow. Minutes.
   *
   * @default 30
   */
  readonly idlePolicyMinMinutes?: number;

  /**
   * Lineages that one cluster may start on a UTC day. Whole number, 1 or more.
   *
   * @default 3
   */
  readonly startsPerClusterDay?: number;

  /**
   * Rest of a cluster after a lineage. Minutes.
   *
   * @default 60
   */
  readonly cooldownMinutes?: number;

  /**
   * Lineages that may be between intent and resubmission at once, in one ledger. Whole number, 1 or more.
   *
   * @default 2
   */
  readonly accountOpen?: number;

  /**
   * Lineages that may start on a UTC day, in one ledger. Whole number, 1 or more.
   *
   * @default 10
   */
  readonly accountStartsPerDay?: number;

  /**
   * Share of the last outcomes that must have improved. Share, more than 0 to 1.
   *
   * @default 0.6
   */
  readonly breakerShare?: number;

  /**
   * Last outcomes of which that share must have improved. Whole number, 1 or more.
   *
   * @default 5
   */
  readonly breakerOutcomes?: number;

  /**
   * Time between two requests to cancel. Seconds, at least 20.
   *
   * @default 60
   */
  readonly cancelRepeatSeconds?: number;

  /**
   * Time after which a cancel that has not ended pages. Minutes.
   *
   * @default 10
   */
  readonly cancelPageMinutes?: number;

  /**
   * Time after which a cancel that has not ended is held for a person. Minutes.
   *
   * @default 30
   */
  readonly cancelHeldMinutes?: number;

  /**
   * Time for executors to notice that their driver is gone. Seconds, at least 60.
   *
   * @default 60
   */
  readonly clientDelaySeconds?: number;

  /**
   * Time after which an owed resubmission pages. Minutes.
   *
   * @default 10
   */
  readonly fencePageMinutes?: number;

  /**
   * Time after which an owed resubmission is held for a person. Minutes.
   *
   * @default 30
   */
  readonly fenceHeldMinutes?: number;

  /**
   * Time in which a submission without an answer may still arrive. Seconds, at least 120.
   *
   * @default 120
   */
  readonly settleSeconds?: number;

  /**
   * Time between the two scans that find no submission. Seconds, at least 30.
   *
   * @default 30
   */
  readonly settleScanGapSeconds?: number;

  /**
   * Time after which a resubmission that waits on an idle cluster pages. Minutes.
   *
   * @default 15
   */
  readonly slotStuckMinutes?: number;

  /**
   * Time for which a resubmission is watched. Hours.
   *
   * @default 24
   */
  readonly verifyHours?: number;

  /**
   * Time between two looks of one invocation. Seconds, at least 5.
   *
   * @default 20
   */
  readonly pollSeconds?: number;

  /**
   * Time in which an invocation begins new looks. Seconds.
   *
   * @default 150
   */
  readonly workSeconds?: number;

  /**
   * Time after which Lambda ends the invocation. Seconds.
   *
   * @default 180
   */
  readonly timeoutSeconds?: number;

  /**
   * Time for which an invocation has a row to itself. Seconds.
   *
   * @default 240
   */
  readonly leaseSeconds?: number;

  /**
   * Time that must be left for a write call. Seconds, at least 40.
   *
   * @default 40
   */
  readonly callReserveSeconds?: number;
}
