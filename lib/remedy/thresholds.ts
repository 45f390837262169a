/** What a threshold counts: shares are 0 to 1, counts are whole, periods are those of the cluster's metrics. */
export type ThresholdUnit = 'share' | 'count' | 'factor' | 'periods' | 'seconds' | 'minutes' | 'hours';

/** One number of the policy. All are positive; shares are at most 1. */
export interface Threshold {
  readonly default: number;
  readonly unit: ThresholdUnit;
  /** Below this the protocol is not what was proven. */
  readonly min?: number;
  /** What it decides, as a sentence without full stop. */
  readonly meaning: string;
}

/** Every number of the policy, by name. */
export const THRESHOLDS = {
  memoryEnter: { default: 0.95, unit: 'share', meaning: 'Memory allocated from which a point breaches' },
  memoryLeave: { default: 0.85, unit: 'share', meaning: 'Memory allocated up to which a resubmission has improved' },
  coresEnter: { default: 0.5, unit: 'share', meaning: 'Cores held by executors up to which a point breaches' },
  coresLeave: {
    default: 0.7,
    unit: 'share',
    meaning: 'Cores held by executors from which a resubmission has improved',
  },
  cpuIdleMax: { default: 0.5, unit: 'share', meaning: 'Measured CPU above which idle cores are not believed' },
  breaches5: {
    default: 4,
    unit: 'count',
    meaning: 'Points of the window that must breach, with metrics every 5 minutes',
  },
  window5: { default: 5, unit: 'count', meaning: 'Points of the window, with metrics every 5 minutes' },
  breaches1: {
    default: 10,
    unit: 'count',
    meaning: 'Points of the window that must breach, with metrics every minute',
  },
  window1: { default: 12, unit: 'count', meaning: 'Points of the window, with metrics every minute' },
  warmUpMinutes: { default: 10, unit: 'minutes', meaning: 'Time after the start of a step whose points do not count' },
  resizeQuietMinutes: { default: 15, unit: 'minutes', meaning: 'Time without a new node after which figures count' },
  stalePeriods: { default: 2, unit: 'periods', meaning: 'Age of the newest point from which nothing is found' },
  intentPointMinutes: {
    default: 20,
    unit: 'minutes',
    meaning: 'Age of the newest figures from which a lineage is dropped before its cancel',
  },
  explanationTolerance: {
    default: 0.1,
    unit: 'share',
    meaning: 'How far the admission model may be off a figure that it explains',
  },
  speedUpMin: {
    default: 1.5,
    unit: 'factor',
    min: 1.05,
    meaning: 'Expected speed-up from which a restart is considered',
  },
  speedUpTrust: { default: 0.75, unit: 'share', meaning: 'Share of the predicted speed-up that is expected' },
  overheadMinutes: { default: 3, unit: 'minutes', meaning: 'What a restart itself takes' },
  actWithoutHistoryMinutes: {
    default: 60,
    unit: 'minutes',
    meaning: 'Time that a step has run after which it is left alone unless its length is known',
  },
  intentExpiresMinutes: {
    default: 30,
    unit: 'minutes',
    meaning: 'Time after which a lineage without a cancel is dropped',
  },
  idlePolicyMinMinutes: {
    default: 30,
    unit: 'minutes',
    meaning: 'Idle time that the auto-termination of the cluster must allow',
  },
  startsPerClusterDay: { default: 3, unit: 'count', meaning: 'Lineages that one cluster may start on a UTC day' },
  cooldownMinutes: { default: 60, unit: 'minutes', meaning: 'Rest of a cluster after a lineage' },
  accountOpen: {
    default: 2,
    unit: 'count',
    meaning: 'Lineages that may be between intent and resubmission at once, in one ledger',
  },
  accountStartsPerDay: { default: 10, unit: 'count', meaning: 'Lineages that may start on a UTC day, in one ledger' },
  breakerShare: { default: 0.6, unit: 'share', meaning: 'Share of the last outcomes that must have improved' },
  breakerOutcomes: { default: 5, unit: 'count', meaning: 'Last outcomes of which that share must have improved' },
  cancelRepeatSeconds: { default: 60, unit: 'seconds', min: 20, meaning: 'Time between two requests to cancel' },
  cancelPageMinutes: { default: 10, unit: 'minutes', meaning: 'Time after which a cancel that has not ended pages' },
  cancelHeldMinutes: {
    default: 30,
    unit: 'minutes',
    meaning: 'Time after which a cancel that has not ended is held for a person',
  },
  clientDelaySeconds: {
    default: 120,
    unit: 'seconds',
    min: 120,
    meaning: 'Time for executors to notice that their driver is gone',
  },
  fencePageMinutes: { default: 10, unit: 'minutes', meaning: 'Time after which an owed resubmission pages' },
  fenceHeldMinutes: {
    default: 30,
    unit: 'minutes',
    meaning: 'Time after which an owed resubmission is held for a person',
  },
  clockMarginSeconds: {
    default: 60,
    unit: 'seconds',
    min: 60,
    meaning: "How far EMR's clock and those of two invocations may be apart",
  },
  settleSeconds: {
    default: 120,
    unit: 'seconds',
    min: 120,
    meaning: 'Time in which a submission without an answer may still arrive',
  },
  settleScanGapSeconds: {
    default: 30,
    unit: 'seconds',
    min: 30,
    meaning: 'Time between the two scans that find no submission',
  },
  slotStuckMinutes: {
    default: 15,
    unit: 'minutes',
    meaning: 'Time after which a resubmission that waits on an idle cluster pages',
  },
  verifyHours: { default: 24, unit: 'hours', meaning: 'Time for which a resubmission is watched' },
  pollSeconds: { default: 20, unit: 'seconds', min: 5, meaning: 'Time between two looks of one invocation' },
  workSeconds: { default: 150, unit: 'seconds', meaning: 'Time in which an invocation begins new looks' },
  timeoutSeconds: { default: 180, unit: 'seconds', meaning: 'Time after which Lambda ends the invocation' },
  leaseSeconds: { default: 240, unit: 'seconds', meaning: 'Time for which an invocation has a row to itself' },
  callReserveSeconds: { default: 40, unit: 'seconds', min: 40, meaning: 'Time that must be left for a write call' },
} as const satisfies Readonly<Record<string, Threshold>>;

export type ThresholdName = keyof typeof THRESHOLDS;
