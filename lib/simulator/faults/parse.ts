import { REQUEST_SHAPES } from '../http/request-shapes.generated';
import { FieldReader, ScenarioError } from '../scenario/fields';
import {
  type ApiFault,
  DEFAULT_FAULT_PLAN,
  EFFECTS,
  FAULTY_SERVICES,
  type FaultKind,
  type FaultPlan,
  type FaultyService,
  MALFORMED_FORMS,
} from './types';

const DAY_MS = 24 * 3600 * 1000;
const MAX_SEED = 2 ** 32 - 1;

/** The remediator's own request timeout. */
const DEFAULT_PATIENCE_MS = 20_000;
const DEFAULT_MAX_AGE_MS = 60_000;
/** EMR's bucket for steps: 10 at once, one more every two seconds. */
const DEFAULT_BURST = 10;
const DEFAULT_PER_SECOND = 0.5;

/** Of the services that can be spoiled, so that a misspelt one is not ignored. */
const OPERATIONS: readonly string[] = [
  ...Object.values(REQUEST_SHAPES).flatMap(({ operations }) => Object.keys(operations)),
  'Publish',
  ...['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
];

const AIM = ['kind', 'services', 'operations', 'fromMinutes', 'toMinutes', 'probability', 'times'];
const OWN_FIELDS = {
  throttled: [],
  'rate-limit': ['burst', 'perSecond'],
  'internal-error': ['effect'],
  unavailable: ['effect'],
  lost: ['effect', 'delayMs'],
  late: ['effect', 'delayMs', 'patienceMs'],
  duplicated: [],
  stale: ['maxAgeMs'],
  malformed: ['form'],
} as const satisfies Record<FaultKind['kind'], readonly string[]>;

/** The seed and the faults of the API, from a scenario's `faults`. */
export function parseFaultPlan(faults: FieldReader): FaultPlan {
  return {
    seed: faults.number('seed', { min: 0, max: MAX_SEED, whole: true }, DEFAULT_FAULT_PLAN.seed),
    api: faults.list('api', parseApiFault, DEFAULT_FAULT_PLAN.api),
  };
}

/** @throws ScenarioError naming the field, its value and what is allowed */
export function parseApiFault(value: unknown, at: string): ApiFault {
  const kind = FieldReader.of(value, at, Object.keys(value ?? {})).oneOf(
    'kind',
    Object.keys(OWN_FIELDS) as FaultKind['kind'][],
  );
  const f = FieldReader.of(value, at, [...AIM, ...OWN_FIELDS[kind]]);
  const fromMinutes = f.number('fromMinutes', { min: 0 }, 0);
  const optional = (key: string, range: Parameters<FieldReader['number']>[1]): number | undefined =>
    f.raw(key) === undefined ? undefined : f.number(key, range);
  return {
    services: f.raw('services') === undefined ? undefined : f.list('services', parseService),
    operations: f.raw('operations') === undefined ? undefined : f.list('operations', parseOperation),
    fromMinutes,
    toMinutes: optional('toMinutes', { min: fromMinutes, above: true }),
    probability: f.number('probability', { min: 0, max: 1, above: true }, 1),
    times: optional('times', { min: 1, whole: true }),
    ...parseKind(kind, f),
  };
}

function parseService(value: unknown, at: string): FaultyService {
  const found = FAULTY_SERVICES.find((one) => one === value);
  if (found === undefined) throw new ScenarioError(`\`${at}\` must be one of ${FAULTY_SERVICES.join(', ')}`);
  return found;
}

function parseOperation(value: unknown, at: string): string {
  const known = OPERATIONS.find((one) => one === value);
  if (known === undefined)
    throw new ScenarioError(
      `\`${at}\` must be the name of an operation, such as DescribeStep, got ${JSON.stringify(value)}`,
    );
  return known;
}

function parseKind(kind: FaultKind['kind'], f: FieldReader): FaultKind {
  const delayMs = (): number => f.number('delayMs', { min: 0, max: DAY_MS }, 0);
  switch (kind) {
    case 'throttled':
    case 'duplicated':
      return { kind };
    case 'rate-limit':
      return {
        kind,
        burst: f.number('burst', { min: 1, max: 10_000, whole: true }, DEFAULT_BURST),
        perSecond: f.number('perSecond', { min: 0, max: 10_000 }, DEFAULT_PER_SECOND),
      };
    case 'internal-error':
    case 'unavailable':
      return { kind, effect: f.oneOf('effect', ['none', 'done'], 'none') };
    case 'lost':
      return { kind, effect: f.oneOf('effect', EFFECTS, 'none'), delayMs: delayMs() };
    case 'late':
      return {
        kind,
        effect: f.oneOf('effect', ['done', 'late'], 'done'),
        delayMs: delayMs(),
        patienceMs: f.number('patienceMs', { min: 1, max: DAY_MS }, DEFAULT_PATIENCE_MS),
      };
    case 'stale':
      return { kind, maxAgeMs: f.number('maxAgeMs', { min: 1, max: DAY_MS }, DEFAULT_MAX_AGE_MS) };
    case 'malformed':
      return { kind, form: f.oneOf('form', MALFORMED_FORMS) };
  }
}
