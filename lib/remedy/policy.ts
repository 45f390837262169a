import { closestWords } from '../close-words';
import { InputError } from '../errors';
import { THRESHOLDS, type Threshold, type ThresholdName, type ThresholdUnit } from './thresholds';

/** Thresholds and budgets of a remediator; `THRESHOLDS` says what each is and what bounds it. */
export interface Policy extends Readonly<Record<ThresholdName, number>> {
  /** The owner's word that later steps do not depend on earlier ones. */
  readonly successorsIndependent: boolean;
}

const names = Object.keys(THRESHOLDS) as ThresholdName[];

export const DEFAULT_POLICY: Policy = {
  ...(Object.fromEntries(names.map((name) => [name, THRESHOLDS[name].default])) as Record<ThresholdName, number>),
  successorsIndependent: false,
};

/** What must hold between thresholds. */
export const RELATIONS: readonly { readonly rule: string; readonly holds: (policy: Policy) => boolean }[] = [
  { rule: 'breaches5 must not exceed window5', holds: (p) => p.breaches5 <= p.window5 },
  { rule: 'breaches1 must not exceed window1', holds: (p) => p.breaches1 <= p.window1 },
  {
    rule: 'cancelHeldMinutes must not be below cancelPageMinutes',
    holds: (p) => p.cancelHeldMinutes >= p.cancelPageMinutes,
  },
  {
    rule: 'fenceHeldMinutes must not be below fencePageMinutes',
    holds: (p) => p.fenceHeldMinutes >= p.fencePageMinutes,
  },
  {
    rule: 'clientDelaySeconds must leave 45 s beside clockMarginSeconds, which an application may live on',
    holds: (p) => p.clientDelaySeconds >= p.clockMarginSeconds + 45,
  },
  { rule: 'workSeconds must leave 30 s of timeoutSeconds', holds: (p) => p.workSeconds <= p.timeoutSeconds - 30 },
  {
    rule: 'workSeconds must exceed callReserveSeconds by 20 s, or no call would ever be made',
    holds: (p) => p.workSeconds >= p.callReserveSeconds + 20,
  },
  {
    rule: 'leaseSeconds must exceed timeoutSeconds by clockMarginSeconds',
    holds: (p) => p.leaseSeconds >= p.timeoutSeconds + p.clockMarginSeconds,
  },
];

/**
 * The defaults with overrides.
 *
 * @param overrides an object with keys of `Policy`, as read from AUTOTUNE_POLICY; undefined values are not given
 * @throws InputError for an unknown key, a value out of range or thresholds that contradict each other
 */
export function policyOf(overrides: unknown = {}): Policy {
  if (typeof overrides !== 'object' || overrides === null || Array.isArray(overrides)) {
    throw bad('policy must be an object of thresholds');
  }
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
  for (const [key, value] of given) {
    if (!Object.hasOwn(DEFAULT_POLICY, key)) throw bad(`policy has no threshold "${key}"; ${meantBy(key)}`);
    if (key === 'successorsIndependent') checkSwitch(key, value);
    else checkThreshold(key as ThresholdName, value);
  }
  const policy: Policy = { ...DEFAULT_POLICY, ...Object.fromEntries(given) };
  const broken = RELATIONS.find(({ holds }) => !holds(policy));
  if (broken !== undefined) throw bad(broken.rule);
  return policy;
}

const MAX_ERRORS_IN_NAME = 2;

/** The thresholds that an unknown one may mean, whatever its case and underscores; all of them where it resembles none. */
function meantBy(key: string): string {
  const known = Object.keys(DEFAULT_POLICY);
  const close = closestWords(key.replaceAll('_', ''), known, MAX_ERRORS_IN_NAME);
  return close.length > 0 ? `did you mean ${close.join(', ')}?` : `it has ${known.join(', ')}`;
}

/** Units as a message names them. */
const UNIT_WORDS: Readonly<Record<ThresholdUnit, string>> = {
  share: '(a share)',
  count: '(a count)',
  factor: '(a factor)',
  seconds: 'seconds',
  minutes: 'minutes',
  hours: 'hours',
};

function checkSwitch(key: string, value: unknown): void {
  if (typeof value !== 'boolean') throw bad(`${key} must be true or false, got ${JSON.stringify(value)}`);
}

function checkThreshold(name: ThresholdName, value: unknown): void {
  const { unit, min, max }: Threshold = THRESHOLDS[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw bad(`${name} must be a number, got ${JSON.stringify(value)}`);
  }
  if (unit === 'count' && !Number.isInteger(value)) throw bad(`${name} is a count and must be whole, got ${value}`);
  if (value < min || value > max) throw bad(`${name} must be ${min} to ${max} ${UNIT_WORDS[unit]}, got ${value}`);
}

function bad(message: string): InputError {
  return new InputError('bad-policy', message);
}
