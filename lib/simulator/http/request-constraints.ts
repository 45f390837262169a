import { ServiceError } from '../errors';
import type { Scalar } from './request-shape';

/** The constraints that a value breaks. */
export function brokenBy(shape: Scalar, value: unknown): readonly string[] {
  const expected = shape.kind;
  if (typeof value !== expected) throw new ServiceError('SerializationException', conversionRefused(value, expected));
  if (shape.kind === 'boolean') return [];
  if (shape.kind === 'number') {
    const size = value as number;
    return [
      ...(shape.max !== undefined && size > shape.max ? [atMost(shape.max)] : []),
      ...(shape.min !== undefined && size < shape.min ? [atLeast(shape.min)] : []),
    ];
  }
  const text = value as string;
  const { min, max, pattern, values } = shape;
  return [
    ...lengthBroken(text.length, min, max),
    ...(pattern !== undefined && !expressionFor(pattern).test(text) ? [matches(pattern)] : []),
    ...(values !== undefined && !values.includes(text) ? [isOneOf(values)] : []),
  ];
}

export function constraintsOf(shape: Scalar): readonly string[] {
  if (shape.kind === 'boolean') return [];
  const { min, max } = shape;
  if (shape.kind === 'number')
    return [...(max === undefined ? [] : [atMost(max)]), ...(min === undefined ? [] : [atLeast(min)])];
  const { pattern, values } = shape;
  return [
    ...(max === undefined ? [] : [shorter(max)]),
    ...(min === undefined ? [] : [longer(min)]),
    ...(pattern === undefined ? [] : [matches(pattern)]),
    ...(values === undefined ? [] : [isOneOf(values)]),
  ];
}

export function lengthBroken(length: number, min: number | undefined, max: number | undefined): readonly string[] {
  return [
    ...(max !== undefined && length > max ? [shorter(max)] : []),
    ...(min !== undefined && length < min ? [longer(min)] : []),
  ];
}

const shorter = (max: number): string => `Member must have length less than or equal to ${max}`;
const longer = (min: number): string => `Member must have length greater than or equal to ${min}`;
const atMost = (max: number): string => `Member must have value less than or equal to ${max}`;
const atLeast = (min: number): string => `Member must have value greater than or equal to ${min}`;
const matches = (pattern: string): string => `Member must satisfy regular expression pattern: ${pattern}`;
const isOneOf = (values: readonly string[]): string => `Member must satisfy enum value set: [${values.join(', ')}]`;

function conversionRefused(value: unknown, expected: Scalar['kind']): string {
  if (Array.isArray(value)) return 'Start of list found where not expected';
  if (typeof value === 'object') return 'Start of structure or map found where not expected.';
  const names = { string: 'String', number: 'Number', boolean: 'Boolean' };
  const found = typeof value === 'boolean' ? `${value}_VALUE` : `${typeof value}_VALUE`;
  return `${found.toUpperCase()} cannot be converted to ${names[expected]}`;
}

const expressions = new Map<string, RegExp>();

/** Java writes characters beyond the first 65,536 as two; JavaScript's ranges need them as one. */
function expressionFor(pattern: string): RegExp {
  const known = expressions.get(pattern);
  if (known !== undefined) return known;
  const source = pattern
    .replaceAll('\\uD800\\uDC00-\\uDBFF\\uDFFF', '\\u{10000}-\\u{10FFFF}')
    .replaceAll('\\u10000-\\u10FFFF', '\\u{10000}-\\u{10FFFF}');
  const expression = new RegExp(`^(?:${source})$`, 'u');
  expressions.set(pattern, expression);
  return expression;
}
