/** What a threshold counts: shares are 0 to 1, counts are whole, periods are those of the cluster's metrics. */
export type ThresholdUnit = 'share' | 'count' | 'factor' | 'periods' | 'seconds' | 'minutes' | 'hours';

/** One number of the policy. Outside its bounds the protocol is not what was tested, or a slip of the pen. */
export interface Threshold {
  readonly default: number;
  readonly unit: ThresholdUnit;
  readonly min: number;
  readonly max: number;
  /** What it decides, as a sentence without full stop. */
  readonly meaning: string;
}

/** Every number of the policy, by name. */
export const THRESHOLDS = {
  memoryEnter: {
    default: 0.95,
    unit: 'share',
    min: 0.5,
    max: 1,
    meaning: 'Memory allocated from which a point breaches, where the executors do not explain it',
  },
  coresEnter: {
    default: 0.5,
    unit: 'share',
    min: 0.1,
    max: 0.9,
    meaning: 'Cores held by executors up to which a point breaches, where they do not explain it',
  },
  cpuIdleMax: {
    default: 0.5,
    unit: 'share',
    min: 0.1,
    max: 0.9,
    meaning: 'Measured CPU above which idle cores are not believed',
  },
  breaches5: {
    default: 4,
    unit: 'count',
    min: 1,
    max: 12,
    meaning: 'Points of the window that must breach, with metrics every 5 minutes',
  },
  window5: {
    default: 5,
    unit: 'count',
    min: 1,
    max: 12,
    meaning: 'Points of the window, with metrics every 5 minutes',
  },
  breaches1: {
    default: 10,
    unit: 'count',
    min: 1,
    max: 60,
    meaning: 'Points of the window that must breach, with metrics every minute',
  },
  window1: { default: 12, unit: 'count', min: 1, max: 60, meaning: 'Points of the window, with metrics every minute' },
  warmUpMinutes: {
    default: 10,
    unit: 'minutes',
    min: 5,
    max: 60,
    meaning: 'Time after the start of a step whose points do not count',
  },
  resizeQuietMinutes: {
    default: 15,
    unit: 'minutes',
    min: 5,
    max: 120,
    meaning: 'Time without a new node after which figures count',
  },
  stalePeriods: {
    default: 2,
    unit: 'periods',
    min: 1,
    max: 4,
    meaning: 'Age of the newest point from which nothing is found',
  },
  intentPointMinutes: {
    default: 20,
    unit: 'minutes',
    min: 5,
    max: 30,
    meaning: 'Age of the newest figures from which a lineage is dropped before its cancel',
  },
  explanationTolerance: {
    default: 0.1,
    unit: 'share',
    min: 0.01,
    max: 0.2,
    meaning: 'How far the admission model may be off a figure that it explains',
  },
  speedUpMin: {
    default: 1.5,
    unit: 'factor',
    min: 1.05,
    max: 10,
    meaning: 'Expected speed-up from which a restart is considered',
  },
  speedUpTrust: {
    default: 0.75,
    unit: 'share',
    min: 0.25,
    max: 1,
    meaning: 'Share of the predicted speed-up that is expected',
  },
  overheadMinutes: { default: 3, unit: 'minutes', min: 1, max: 60, meaning: 'What a restart itself takes' },
  actWithoutHistoryMinutes: {
    default: 60,
    unit: 'minutes',
    min: 15,
    max: 360,
    meaning: 'Time that a step has run after which it is left alone unless its length is known',
  },
  intentExpiresMinutes: {
    default: 30,
    unit: 'minutes',
    min: 5,
    max: 60,
    meaning: 'Time after which a lineage without a cancel is dropped',
  },
  idlePolicyMinMinutes: {
    default: 30,
    unit: 'minutes',
    min: 10,
    max: 1440,
    meaning: 'Idle time that the auto-termination of the cluster must allow',
  },
  startsPerClusterDay: {
    default: 3,
    unit: 'count',
    min: 1,
    max: 24,
    meaning: 'Lineages that one cluster may start on a UTC day',
  },
  cooldownMinutes: { default: 60, unit: 'minutes', min: 10, max: 1440, meaning: 'Rest of a cluster after a lineage' },
  accountOpen: {
    default: 2,
    unit: 'count',
    min: 1,
    max: 100,
    meaning: 'Lineages that may be between intent and resubmission at once, in one ledger',
  },
  accountStartsPerDay: {
    default: 10,
    unit: 'count',
    min: 1,
    max: 1000,
    meaning: 'Lineages that may start on a UTC day, in one ledger',
  },
  breakerShare: {
    default: 0.6,
    unit: 'share',
    min: 0.1,
    max: 1,
    meaning: 'Share of the last outcomes that must have improved',
  },
  breakerOutcomes: {
    default: 5,
    unit: 'count',
    min: 1,
    max: 10,
    meaning: 'Last outcomes of which that share must have improved',
  },
  cancelRepeatSeconds: {
    default: 60,
    unit: 'seconds',
    min: 20,
    max: 300,
    meaning: 'Time between two requests to cancel',
  },
  cancelPageMinutes: {
    default: 10,
    unit: 'minutes',
    min: 5,
    max: 30,
    meaning: 'Time after which a cancel that has not ended pages',
  },
  cancelHeldMinutes: {
    default: 30,
    unit: 'minutes',
    min: 10,
    max: 60,
    meaning: 'Time after which a cancel that has not ended is held for a person',
  },
  clientDelaySeconds: {
    default: 120,
    unit: 'seconds',
    min: 120,
    max: 900,
    meaning: 'Time for executors to notice that their driver is gone',
  },
  fencePageMinutes: {
    default: 10,
    unit: 'minutes',
    min: 5,
    max: 30,
    meaning: 'Time after which an owed resubmission pages',
  },
  fenceHeldMinutes: {
    default: 30,
    unit: 'minutes',
    min: 15,
    max: 60,
    meaning: 'Time after which an owed resubmission is held for a person',
  },
  clockMarginSeconds: {
    default: 60,
    unit: 'seconds',
    min: 60,
    max: 300,
    meaning: "How far EMR's clock and those of two invocations may be apart",
  },
  settleSeconds: {
    default: 120,
    unit: 'seconds',
    min: 120,
    max: 600,
    meaning: 'Time in which a submission without an answer may still arrive',
  },
  settleScanGapSeconds: {
    default: 30,
    unit: 'seconds',
    min: 30,
    max: 300,
    meaning: 'Time between the two scans that find no submission',
  },
  slotStuckMinutes: {
    default: 15,
    unit: 'minutes',
    min: 5,
    max: 120,
    meaning: 'Time after which a resubmission that waits on an idle cluster pages',
  },
  verifyHours: { default: 24, unit: 'hours', min: 1, max: 168, meaning: 'Time for which a resubmission is watched' },
  pollSeconds: { default: 20, unit: 'seconds', min: 5, max: 60, meaning: 'Time between two looks of one invocation' },
  workSeconds: {
    default: 150,
    unit: 'seconds',
    min: 60,
    max: 840,
    meaning: 'Time in which an invocation begins new looks',
  },
  timeoutSeconds: {
    default: 180,
    unit: 'seconds',
    min: 90,
    max: 900,
    meaning: 'Time after which Lambda ends the invocation',
  },
  leaseSeconds: {
    default: 240,
    unit: 'seconds',
    min: 150,
    max: 1200,
    meaning: 'Time for which an invocation has a row to itself',
  },
  callReserveSeconds: {
    default: 40,
    unit: 'seconds',
    min: 40,
    max: 120,
    meaning: 'Time that must be left for a write call',
  },
} as const satisfies Readonly<Record<string, Threshold>>;

export type ThresholdName = keyof typeof THRESHOLDS;
