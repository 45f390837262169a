import { InputError } from '../errors';

/** Thresholds and budgets; shares are 0 to 1. */
export interface Policy {
  readonly memoryEnter: number;
  readonly memoryLeave: number;
  readonly coresEnter: number;
  readonly coresLeave: number;
  /** Measured CPU above which idle cores are not believed. */
  readonly cpuIdleMax: number;
  /** Breaching points of the window, at 5-minute and at 1-minute metrics. */
  readonly breaches5: number;
  readonly window5: number;
  readonly breaches1: number;
  readonly window1: number;
  readonly warmUpMinutes: number;
  readonly resizeQuietMinutes: number;
  /** Periods after which the newest point is too old to find anything, and to act at the second look. */
  readonly stalePeriods: number;
  readonly intentPointPeriods: number;
  /** How far the admission model may be off a figure that it explains. */
  readonly explanationTolerance: number;
  readonly speedUpMin: number;
  readonly speedUpTrust: number;
  readonly overheadMinutes: number;
  readonly actWithoutHistoryMinutes: number;
  readonly intentExpiresMinutes: number;
  readonly idlePolicyMinMinutes: number;
  readonly startsPerClusterDay: number;
  readonly cooldownMinutes: number;
  readonly accountOpen: number;
  readonly accountStartsPerDay: number;
  readonly breakerShare: number;
  readonly breakerOutcomes: number;
  readonly cancelRepeatSeconds: number;
  readonly cancelPageMinutes: number;
  readonly cancelHeldMinutes: number;
  readonly clientDelaySeconds: number;
  readonly fencePageMinutes: number;
  readonly fenceHeldMinutes: number;
  readonly settleSeconds: number;
  readonly settleScanGapSeconds: number;
  readonly slotStuckMinutes: number;
  readonly verifyHours: number;
  readonly pollSeconds: number;
  readonly workSeconds: number;
  readonly timeoutSeconds: number;
  readonly leaseSeconds: number;
  readonly callReserveSeconds: number;
  /** The owner's word that later steps do not depend on earlier ones. */
  readonly successorsIndependent: boolean;
}

export const DEFAULT_POLICY: Policy = {
  memoryEnter: 0.95,
  memoryLeave: 0.85,
  coresEnter: 0.5,
  coresLeave: 0.7,
  cpuIdleMax: 0.5,
  breaches5: 4,
  window5: 5,
  breaches1: 10,
  window1: 12,
  warmUpMinutes: 10,
  resizeQuietMinutes: 15,
  stalePeriods: 2,
  intentPointPeriods: 1,
  explanationTolerance: 0.1,
  speedUpMin: 1.5,
  speedUpTrust: 0.75,
  overheadMinutes: 3,
  actWithoutHistoryMinutes: 60,
  intentExpiresMinutes: 30,
  idlePolicyMinMinutes: 30,
  startsPerClusterDay: 3,
  cooldownMinutes: 60,
  accountOpen: 2,
  accountStartsPerDay: 10,
  breakerShare: 0.6,
  breakerOutcomes: 5,
  cancelRepeatSeconds: 60,
  cancelPageMinutes: 10,
  cancelHeldMinutes: 30,
  clientDelaySeconds: 60,
  fencePageMinutes: 10,
  fenceHeldMinutes: 30,
  settleSeconds: 120,
  settleScanGapSeconds: 30,
  slotStuckMinutes: 15,
  verifyHours: 24,
  pollSeconds: 20,
  workSeconds: 150,
  timeoutSeconds: 180,
  leaseSeconds: 240,
  callReserveSeconds: 40,
  successorsIndependent: false,
};

/** Keys that are shares of one. */
const SHARES: ReadonlySet<string> = new Set([
  'memoryEnter',
  'memoryLeave',
  'coresEnter',
  'coresLeave',
  'cpuIdleMax',
  'explanationTolerance',
  'speedUpTrust',
  'breakerShare',
]);

/** Below these the protocol is no longer what was proven. */
const FLOORS: Partial<Record<keyof Policy, number>> = {
  clientDelaySeconds: 60,
  settleSeconds: 120,
  settleScanGapSeconds: 30,
  speedUpMin: 1.05,
  callReserveSeconds: 40,
  cancelRepeatSeconds: 20,
  pollSeconds: 5,
};

/** Counts of things; everything else may be a fraction. */
const COUNTS: ReadonlySet<string> = new Set([
  'breaches5',
  'window5',
  'breaches1',
  'window1',
  'startsPerClusterDay',
  'accountOpen',
  'accountStartsPerDay',
  'breakerOutcomes',
]);

/**
 * The defaults with overrides.
 *
 * @param overrides an object with keys of `Policy`, as read from AUTOTUNE_POLICY
 * @throws InputError for an unknown key, a value out of range or thresholds that contradict each other
 */
export function policyOf(overrides: unknown = {}): Policy {
  if (typeof overrides !== 'object' || overrides === null || Array.isArray(overrides)) {
    throw bad('policy must be an object of thresholds');
  }
  for (const [key, value] of Object.entries(overrides)) {
    if (!Object.hasOwn(DEFAULT_POLICY, key)) throw bad(`policy has no threshold "${key}"`);
    check(key as keyof Policy, value);
  }
  const policy = { ...DEFAULT_POLICY, ...overrides } as Policy;
  if (policy.memoryLeave >= policy.memoryEnter) throw bad('memoryLeave must be below memoryEnter');
  if (policy.coresLeave <= policy.coresEnter) throw bad('coresLeave must be above coresEnter');
  if (policy.breaches5 > policy.window5) throw bad('breaches5 must not exceed window5');
  if (policy.breaches1 > policy.window1) throw bad('breaches1 must not exceed window1');
  if (policy.cancelHeldMinutes < policy.cancelPageMinutes)
    throw bad('cancelHeldMinutes must not be below cancelPageMinutes');
  if (policy.fenceHeldMinutes < policy.fencePageMinutes)
    throw bad('fenceHeldMinutes must not be below fencePageMinutes');
  if (policy.workSeconds > policy.timeoutSeconds - 30) throw bad('workSeconds must leave 30 s of timeoutSeconds');
  if (policy.workSeconds < policy.callReserveSeconds + 20)
    throw bad('workSeconds must exceed callReserveSeconds by 20 s, or no call would ever be made');
  if (policy.leaseSeconds < policy.timeoutSeconds + 60) throw bad('leaseSeconds must exceed timeoutSeconds by 60 s');
  return policy;
}

function check(key: keyof Policy, value: unknown): void {
  if (typeof DEFAULT_POLICY[key] === 'boolean') {
    if (typeof value !== 'boolean') throw bad(`${key} must be true or false, got ${JSON.stringify(value)}`);
    return;
  }
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) {
    throw bad(`${key} must be a positive number, got ${JSON.stringify(value)}`);
  }
  if (SHARES.has(key) && value > 1) throw bad(`${key} is a share and must not exceed 1, got ${value}`);
  if (COUNTS.has(key) && !Number.isInteger(value)) throw bad(`${key} is a count and must be whole, got ${value}`);
  const floor = FLOORS[key];
  if (floor !== undefined && value < floor) throw bad(`${key} must be at least ${floor}, got ${value}`);
}

function bad(message: string): InputError {
  return new InputError('bad-policy', message);
}
