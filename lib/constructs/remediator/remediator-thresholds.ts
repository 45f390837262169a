/**
 * Thresholds and budgets of a remediator, where they differ from the defaults. The page `docs/policy.md` has them in one table, with what
 * must hold between them.
 */
export interface RemediatorThresholds {
  /**
   * Memory allocated from which a point breaches, where the executors do not explain it. Share, 0.5 to 1.
   *
   * @default 0.95
   */
  readonly memoryEnter?: number;

  /**
   * Cores held by executors up to which a point breaches, where they do not explain it. Share, 0.1 to 0.9.
   *
   * @default 0.5
   */
  readonly coresEnter?: number;

  /**
   * Measured CPU above which idle cores are not believed. Share, 0.1 to 0.9.
   *
   * @default 0.5
   */
  readonly cpuIdleMax?: number;

  /**
   * Points of the window that must breach, with metrics every 5 minutes. Whole number, 1 to 12.
   *
   * @default 4
   */
  readonly breaches5?: number;

  /**
   * Points of the window, with metrics every 5 minutes. Whole number, 1 to 12.
   *
   * @default 5
   */
  readonly window5?: number;

  /**
   * Points of the window that must breach, with metrics every minute. Whole number, 1 to 60.
   *
   * @default 10
   */
  readonly breaches1?: number;

  /**
   * Points of the window, with metrics every minute. Whole number, 1 to 60.
   *
   * @default 12
   */
  readonly window1?: number;

  /**
   * Time after the start of a step whose points do not count. Minutes, 5 to 60.
   *
   * @default 10
   */
  readonly warmUpMinutes?: number;

  /**
   * Time without a new node after which figures count. Minutes, 5 to 120.
   *
   * @default 15
   */
  readonly resizeQuietMinutes?: number;

  /**
   * Age of the newest point from which nothing is found. Periods of the metrics, 1 to 4.
   *
   * @default 2
   */
  readonly stalePeriods?: number;

  /**
   * Age of the newest figures from which a lineage is dropped before its cancel. Minutes, 5 to 30.
   *
   * @default 20
   */
  readonly intentPointMinutes?: number;

  /**
   * How far the admission model may be off a figure that it explains. Share, 0.01 to 0.2.
   *
   * @default 0.1
   */
  readonly explanationTolerance?: number;

  /**
   * Expected speed-up from which a restart is considered. Factor, 1.05 to 10.
   *
   * @default 1.5
   */
  readonly speedUpMin?: number;

  /**
   * Share of the predicted speed-up that is expected. Share, 0.25 to 1.
   *
   * @default 0.75
   */
  readonly speedUpTrust?: number;

  /**
   * What a restart itself takes. Minutes, 1 to 60.
   *
   * @default 3
   */
  readonly overheadMinutes?: number;

  /**
   * Time that a step has run after which it is left alone unless its length is known. Minutes, 15 to 360.
   *
   * @default 60
   */
  readonly actWithoutHistoryMinutes?: number;

  /**
   * Time after which a lineage without a cancel is dropped. Minutes, 5 to 60.
   *
   * @default 30
   */
  readonly intentExpiresMinutes?: number;

  /**
   * Idle time that the auto-termination of the cluster must allow. Minutes, 10 to 1440.
   *
   * @default 30
   */
  readonly idlePolicyMinMinutes?: number;

  /**
   * Lineages that one cluster may start on a UTC day. Whole number, 1 to 24.
   *
   * @default 3
   */
  readonly startsPerClusterDay?: number;

  /**
   * Rest of a cluster after a lineage. Minutes, 10 to 1440.
   *
   * @default 60
   */
  readonly cooldownMinutes?: number;

  /**
   * Lineages that may be between intent and resubmission at once, in one ledger. Whole number, 1 to 100.
   *
   * @default 2
   */
  readonly accountOpen?: number;

  /**
   * Lineages that may start on a UTC day, in one ledger. Whole number, 1 to 1000.
   *
   * @default 10
   */
  readonly accountStartsPerDay?: number;

  /**
   * Share of the last outcomes that must have improved. Share, 0.1 to 1.
   *
   * @default 0.6
   */
  readonly breakerShare?: number;

  /**
   * Last outcomes of which that share must have improved. Whole number, 1 to 10.
   *
   * @default 5
   */
  readonly breakerOutcomes?: number;

  /**
   * Time between two requests to cancel. Seconds, 20 to 300.
   *
   * @default 60
   */
  readonly cancelRepeatSeconds?: number;

  /**
   * Time after which a cancel that has not ended pages. Minutes, 5 to 30.
   *
   * @default 10
   */
  readonly cancelPageMinutes?: number;

  /**
   * Time after which a cancel that has not ended is held for a person. Minutes, 10 to 60.
   *
   * @default 30
   */
  readonly cancelHeldMinutes?: number;

  /**
   * Time for executors to notice that their driver is gone. Seconds, 120 to 900.
   *
   * @default 120
   */
  readonly clientDelaySeconds?: number;

  /**
   * Time after which an owed resubmission pages. Minutes, 5 to 30.
   *
   * @default 10
   */
  readonly fencePageMinutes?: number;

  /**
   * Time after which an owed resubmission is held for a person. Minutes, 15 to 60.
   *
   * @default 30
   */
  readonly fenceHeldMinutes?: number;

  /**
   * How far EMR's clock and those of two invocations may be apart. Seconds, 60 to 300.
   *
   * @default 60
   */
  readonly clockMarginSeconds?: number;

  /**
   * Time in which a submission without an answer may still arrive. Seconds, 120 to 600.
   *
   * @default 120
   */
  readonly settleSeconds?: number;

  /**
   * Time between the two scans that find no submission. Seconds, 30 to 300.
   *
   * @default 30
   */
  readonly settleScanGapSeconds?: number;

  /**
   * Time after which a resubmission that waits on an idle cluster pages. Minutes, 5 to 120.
   *
   * @default 15
   */
  readonly slotStuckMinutes?: number;

  /**
   * Time for which a resubmission is watched. Hours, 1 to 168.
   *
   * @default 24
   */
  readonly verifyHours?: number;

  /**
   * Time between two looks of one invocation. Seconds, 5 to 60.
   *
   * @default 20
   */
  readonly pollSeconds?: number;

  /**
   * Time in which an invocation begins new looks. Seconds, 60 to 840.
   *
   * @default 150
   */
  readonly workSeconds?: number;

  /**
   * Time after which Lambda ends the invocation. Seconds, 90 to 900.
   *
   * @default 180
   */
  readonly timeoutSeconds?: number;

  /**
   * Time for which an invocation has a row to itself. Seconds, 150 to 1200.
   *
   * @default 240
   */
  readonly leaseSeconds?: number;

  /**
   * Time that must be left for a write call. Seconds, 40 to 120.
   *
   * @default 40
   */
  readonly callReserveSeconds?: number;
}
