import { Annotations, type Duration, type Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { instanceFacts } from '../catalog';
import { InputError, isInputError, shown } from '../errors';

/** Adds a warning that users can acknowledge by its id; ids are contract. */
export function warn(scope: IConstruct, id: string, text: string): void {
  Annotations.of(scope).addWarningV2(`@cdk-emr-autotune:${id}`, text);
}

/** What a function gives; an error that it throws for an input begins with the prop that the input came from. */
export function forProp<T>(prop: string, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (!isInputError(error)) throw error;
    throw new InputError(error.code, `\`${prop}\`: ${error.message}`);
  }
}

/** A string that is not empty, for what EMR or CloudFormation would take for something that is not given; undefined stays undefined. */
export function nonEmpty<T extends string | undefined>(prop: string, value: T): T {
  if (value !== '') return value;
  throw new InputError('empty', `\`${prop}\` must not be empty; give it a value`);
}

/** The name of an instance type that EMR lists, known at synthesis. */
export function instanceTypeName(prop: string, type: ec2.InstanceType): string {
  const name = type.toString();
  if (Token.isUnresolved(name)) {
    throw new InputError(
      'unresolved',
      `\`${prop}\` must be known at synthesis, as executors are sized for it; name the type, such as new ec2.InstanceType('r5.4xlarge'); a deployment chooses the number by NodeCount.parameter, and the type of core nodes out of a list by \`coreTypeParameter\``,
    );
  }
  return forProp(prop, () => instanceFacts(name)).name;
}

/** A number that is known at synthesis. */
export function resolvedNumber(prop: string, value: number): number {
  if (Token.isUnresolved(value)) {
    throw new InputError(
      'unresolved',
      `\`${prop}\` must be known at synthesis; write the number itself instead of a token`,
    );
  }
  return value;
}

/** A size in MiB that is known at synthesis; undefined stays undefined. */
export function optionalMebibytes(prop: string, size: Size | undefined): number | undefined {
  return size === undefined ? undefined : mebibytes(prop, size);
}

/** A size in MiB that is known at synthesis. */
export function mebibytes(prop: string, size: Size): number {
  if (size.isUnresolved()) {
    throw new InputError(
      'unresolved',
      `\`${prop}\` must be known at synthesis; write the size itself instead of a token`,
    );
  }
  const value = size.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InputError('out-of-range', `\`${prop}\` must be a positive whole number of MiB, got ${value}`);
  }
  return value;
}

/** A list of names that is known at synthesis. */
export function resolvedNames(prop: string, names: readonly string[]): readonly string[] {
  if (Token.isUnresolved(names) || names.some((name) => Token.isUnresolved(name))) {
    throw new InputError(
      'unresolved',
      `\`${prop}\` must be known at synthesis; write the names themselves instead of tokens`,
    );
  }
  return names;
}

/** A whole number within limits. */
export function wholeNumberWithin(prop: string, value: number, min: number, max: number): number {
  resolvedNumber(prop, value);
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    throw new InputError('out-of-range', `\`${prop}\` must be a whole number from ${min} to ${max}, got ${value}`);
  }
  return value;
}

/** A whole number of 1 or more. */
export function positiveWholeNumber(prop: string, value: number): number {
  resolvedNumber(prop, value);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InputError('not-positive', `\`${prop}\` must be a positive whole number, got ${value}`);
  }
  return value;
}

/** A finite number that is known at synthesis. */
export function finiteNumber(prop: string, value: number): number {
  resolvedNumber(prop, value);
  if (Number.isFinite(value)) return value;
  throw new InputError('out-of-range', `\`${prop}\` must be a finite number, got ${value}`);
}

/** A price or share: a finite number above 0, and at most `max`. */
export function positiveNumber(prop: string, value: number, max = Number.POSITIVE_INFINITY): number {
  resolvedNumber(prop, value);
  if (Number.isFinite(value) && value > 0 && value <= max) return value;
  const limits = Number.isFinite(max) ? `above 0 and at most ${max}` : 'a number above 0';
  throw new InputError('out-of-range', `\`${prop}\` must be ${limits}, got ${value}`);
}

/** A duration of whole seconds that is known at synthesis. */
export function wholeSeconds(prop: string, duration: Duration, min: number, max: number): number {
  if (duration.isUnresolved()) {
    throw new InputError(
      'unresolved',
      `\`${prop}\` must be known at synthesis; write the duration itself instead of a token`,
    );
  }
  return wholeNumberWithin(`${prop} (seconds)`, duration.toSeconds({ integral: false }), min, max);
}

/** A finite number within limits. */
export function numberWithin(prop: string, value: number, min: number, max?: number): number {
  resolvedNumber(prop, value);
  if (!Number.isFinite(value) || value < min || (max !== undefined && value > max)) {
    const limits = max === undefined ? `of ${min} or more` : `from ${min} to ${max}`;
    throw new InputError('out-of-range', `\`${prop}\` must be a number ${limits}, got ${value}`);
  }
  return value;
}

/**
 * Settings whose keys are known at synthesis, and of whose values those that matter.
 *
 * @param isRead whether something is computed from the value of a key; all others may be tokens
 */
export function resolvedSettings(
  prop: string,
  settings: { readonly [key: string]: string },
  isRead: (key: string) => boolean,
): Record<string, string> {
  if (Token.isUnresolved(settings)) {
    throw new InputError(
      'unresolved',
      `\`${prop}\` must be known at synthesis; write the settings themselves instead of a token, their values may be tokens`,
    );
  }
  for (const [key, value] of Object.entries(settings)) {
    if (Token.isUnresolved(key)) {
      throw new InputError('unresolved', `\`${prop}\` must have keys known at synthesis; write the key itself`);
    }
    if (typeof value !== 'string') {
      throw new InputError(
        'bad-setting',
        `\`${prop}\` must have strings for values, got ${typeof value} ${String(value)} for ${key}; write it in quotes`,
      );
    }
    if (Token.isUnresolved(value) && isRead(key)) {
      throw new InputError(
        'unresolved',
        `\`${prop}\` must be known at synthesis, got a token for ${key}, from which the plan is computed; write the value itself`,
      );
    }
  }
  return { ...settings };
}

/** One of an enum's values: plain JavaScript lets any string through. */
export function oneOf<T extends string>(prop: string, value: T, allowed: Readonly<Record<string, T>>): T {
  const values = Object.values(allowed);
  if (!values.includes(value)) {
    throw new InputError('bad-choice', `\`${prop}\` must be one of ${values.join(', ')}, got ${shown(String(value))}`);
  }
  return value;
}

/** An object of a class: plain JavaScript lets anything through. */
export function requiredInstance<T>(prop: string, value: T, type: { readonly prototype: T }, example: string): T {
  if (Object.prototype.isPrototypeOf.call(type.prototype as object, value as object)) return value;
  throw new InputError('bad-choice', `\`${prop}\` must be such as ${example}, got ${shown(String(value))}`);
}

/** An object of a class, where one is given. */
export function optionalInstance<T>(
  prop: string,
  value: T | undefined,
  type: { readonly prototype: T },
  example: string,
): T | undefined {
  return value === undefined ? undefined : requiredInstance(prop, value, type, example);
}
