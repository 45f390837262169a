import { like } from './wildcards';

type Operator = (given: string, wanted: string) => boolean;

const isNumber = (compare: (given: number, wanted: number) => boolean): Operator => {
  return (given, wanted) => compare(Number(given), Number(wanted));
};
const isDate = (compare: (given: number, wanted: number) => boolean): Operator => {
  return (given, wanted) => compare(Date.parse(given), Date.parse(wanted));
};

const equals: Operator = (given, wanted) => given === wanted;
const equalsIgnoringCase: Operator = (given, wanted) => given.toLowerCase() === wanted.toLowerCase();
const isLike: Operator = (given, wanted) => like(wanted, given);
/** Each of an ARN's six parts by itself. */
const isArnLike: Operator = (given, wanted) => {
  const [these, those] = [arnParts(given), arnParts(wanted)];
  return those.every((part, i) => like(part, these[i] ?? ''));
};

/** The operators of IAM's policy language but for those on binary data and IP addresses; `Not` ones are negations. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: equalsIgnoringCase,
  StringLike: isLike,
  ArnEquals: isArnLike,
  ArnLike: isArnLike,
  NumericEquals: isNumber((a, b) => a === b),
  NumericLessThan: isNumber((a, b) => a < b),
  NumericLessThanEquals: isNumber((a, b) => a <= b),
  NumericGreaterThan: isNumber((a, b) => a > b),
  NumericGreaterThanEquals: isNumber((a, b) => a >= b),
  DateEquals: isDate((a, b) => a === b),
  DateLessThan: isDate((a, b) => a < b),
  DateLessThanEquals: isDate((a, b) => a <= b),
  DateGreaterThan: isDate((a, b) => a > b),
  DateGreaterThanEquals: isDate((a, b) => a >= b),
  Bool: equalsIgnoringCase,
};

const NEGATIONS: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
};

interface ParsedOperator {
  readonly name: string;
  readonly quantifier?: 'ForAllValues' | 'ForAnyValue';
  readonly ifExists: boolean;
}

/** Whether it is a condition that can be evaluated: operators, and under each its keys with one value or several. */
export function isCondition(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(([operator, keys]) => {
    const { name, ifExists } = parseOperator(operator);
    const isKnown = Object.hasOwn(OPERATORS, name) || Object.hasOwn(NEGATIONS, name) || (name === 'Null' && !ifExists);
    if (!isKnown || typeof keys !== 'object' || keys === null || Array.isArray(keys)) return false;
    return Object.values(keys).every((one) =>
      valuesOf(one).every((v) => ['string', 'boolean', 'number'].includes(typeof v)),
    );
  });
}

/**
 * Whether every condition holds; within one key, one of its values is enough.
 *
 * @param context values by key in lower case; every key here has at most one
 */
export function conditionsHold(condition: object, context: Readonly<Record<string, string>>): boolean {
  return Object.entries(condition as Record<string, Record<string, unknown>>).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const given = Object.hasOwn(context, key.toLowerCase()) ? context[key.toLowerCase()] : undefined;
      return holds(parseOperator(operator), given, valuesOf(wanted).map(String));
    }),
  );
}

function holds(
  { name, quantifier, ifExists }: ParsedOperator,
  given: string | undefined,
  wanted: readonly string[],
): boolean {
  if (name === 'Null') return wanted.some((one) => (one.toLowerCase() === 'true') === (given === undefined));
  const negated = NEGATIONS[name];
  if (given === undefined)
    return ifExists || quantifier === 'ForAllValues' || (negated !== undefined && quantifier === undefined);
  const compare = OPERATORS[negated ?? name];
  const isEqual = compare !== undefined && wanted.some((one) => compare(given, one));
  return negated === undefined ? isEqual : !isEqual;
}

function parseOperator(text: string): ParsedOperator {
  const [, quantifier, base = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(text) ?? [];
  return { name: base, quantifier: quantifier as ParsedOperator['quantifier'], ifExists: ifExists !== undefined };
}

const valuesOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** An ARN's last part may hold colons. */
function arnParts(arn: string): readonly string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}
