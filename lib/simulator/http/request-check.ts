import { ServiceError } from '../errors';
import { own } from '../own';
import { brokenBy, constraintsOf, lengthBroken } from './request-constraints';
import type { ServiceShapes, Shape } from './request-shape';
import { REQUEST_SHAPES } from './request-shapes.generated';
import type { Json, Operation } from './wire';

type CheckedService = keyof typeof REQUEST_SHAPES;

/** EMR and Systems Manager speak JSON and name it so; the services that began with forms, without "Exception" and in another case. */
const REFUSAL: Readonly<Record<CheckedService, string>> = {
  emr: 'ValidationException',
  ssm: 'ValidationException',
  cloudwatch: 'ValidationError',
  sts: 'ValidationError',
};

/** Operations that first hold their request against the service's own model. */
export function checked(
  service: CheckedService,
  operations: Readonly<Record<string, Operation>>,
): Readonly<Record<string, Operation>> {
  const entries = Object.entries(operations).map(([name, operation]): [string, Operation] => [
    name,
    async (request) => {
      checkRequest(service, name, request);
      return operation(request);
    },
  ]);
  return Object.fromEntries(entries);
}

/**
 * Holds a request against the service's model: types, required members, lengths, patterns, enumerations.
 *
 * @throws ServiceError in the words that AWS has for all its services
 */
export function checkRequest(service: CheckedService, operation: string, request: Json): void {
  const model: ServiceShapes = REQUEST_SHAPES[service];
  const input = own(model.operations, operation);
  if (input === undefined) return;
  const violations: string[] = [];
  for (const one of violationsIn(model, input, request, [])) {
    violations.push(one);
    if (violations.length === MAX_VIOLATIONS) break;
  }
  if (violations.length === 0) return;
  const counted = violations.length === 1 ? '1 validation error' : `${violations.length} validation errors`;
  throw new ServiceError(REFUSAL[service], `${counted} detected: ${violations.join('; ')}`);
}

/** More than these are not looked for. */
const MAX_VIOLATIONS = 10;

function* violationsIn(
  model: ServiceShapes,
  name: string,
  value: unknown,
  path: readonly string[],
): Generator<string, void> {
  const shape = model.shapes[name] as Shape;
  switch (shape.kind) {
    case 'structure':
      return yield* structureViolations(model, shape, requireStructure(value), path);
    case 'list':
      return yield* listViolations(model, shape, value, path);
    case 'map':
      for (const one of Object.values(requireStructure(value))) yield* violationsIn(model, shape.value, one, path);
      return;
    default:
      for (const constraint of brokenBy(shape, value)) yield violation(value, path, constraint);
  }
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

function* structureViolations(
  model: ServiceShapes,
  { members, required = [] }: Shape & { kind: 'structure' },
  value: Json,
  path: readonly string[],
): Generator<string, void> {
  for (const member of required) {
    if (!isGiven(own(value, member))) yield violation(null, [...path, member], 'Member must not be null');
  }
  for (const [member, of] of Object.entries(members)) {
    if (isGiven(own(value, member))) yield* violationsIn(model, of, value[member], [...path, member]);
  }
}

function* listViolations(
  model: ServiceShapes,
  { member, min, max }: Shape & { kind: 'list' },
  value: unknown,
  path: readonly string[],
): Generator<string, void> {
  if (!Array.isArray(value)) throw serialization('Expected list or null');
  for (const constraint of lengthBroken(value.length, min, max)) yield violation(value, path, constraint);
  const of = model.shapes[member] as Shape;
  if (of.kind === 'structure' || of.kind === 'list' || of.kind === 'map') {
    for (const [i, one] of value.entries()) yield* violationsIn(model, member, one, [...path, String(i + 1), 'member']);
  } else if (value.some((one) => brokenBy(of, one).length > 0)) {
    yield violation(value, path, `Member must satisfy constraint: [${constraintsOf(of).join(', ')}]`);
  }
}

/** What a refusal repeats of a value. */
const MAX_SHOWN = 1024;

function violation(value: unknown, path: readonly string[], constraint: string): string {
  const text = Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
  const shown = value === null ? 'null' : `'${text.slice(0, MAX_SHOWN)}'`;
  const at = path.map((name) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`).join('.');
  return `Value ${shown} at '${at}' failed to satisfy constraint: ${constraint}`;
}

function requireStructure(value: unknown): Json {
  if (Array.isArray(value)) throw serialization('Start of list found where not expected');
  if (typeof value !== 'object' || value === null) throw serialization('Expected structure or null');
  return value as Json;
}

const serialization = (message: string): ServiceError => new ServiceError('SerializationException', message);
