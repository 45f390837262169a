import { InputError } from '../../errors';

/** A scenario that cannot be simulated: the message names the field, its value and what is allowed. */
export class ScenarioError extends InputError {
  constructor(message: string) {
    super('bad-scenario', message);
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** A reader of one object of a scenario, field by field; an unknown key is an error, so that a misspelt one is not ignored. */
export class FieldReader {
  private constructor(
    private readonly at: string,
    private readonly fields: Fields,
  ) {}

  static of(value: unknown, at: string, known: readonly string[]): FieldReader {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ScenarioError(`${at === '' ? 'a scenario' : `\`${at}\``} must be an object, got ${shown(value)}`);
    }
    for (const key of Object.keys(value)) {
      if (!known.includes(key)) {
        throw new ScenarioError(`unknown field \`${path(at, key)}\`; known here are ${known.join(', ')}`);
      }
    }
    return new FieldReader(at, value as Fields);
  }

  /** The raw value, undefined where absent. */
  raw(key: string): unknown {
    return this.fields[key];
  }

  pathOf(key: string): string {
    return path(this.at, key);
  }

  text(key: string, fallback?: string): string {
    const value = this.fields[key] ?? fallback;
    if (typeof value !== 'string' || value === '') return this.fail(key, 'a text that is not empty', value);
    return value;
  }

  oneOf<T extends string | number>(key: string, allowed: readonly T[], fallback?: T): T {
    const value = this.fields[key] ?? fallback;
    const found = allowed.find((one) => one === value);
    return found ?? this.fail(key, `one of ${allowed.join(', ')}`, value);
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.fields[key] ?? fallback;
    return typeof value === 'boolean' ? value : this.fail(key, 'true or false', value);
  }

  number(
    key: string,
    range: { min: number; max?: number; whole?: boolean; above?: boolean },
    fallback?: number,
  ): number {
    const value = this.fields[key] ?? fallback;
    const { min, max = Number.MAX_SAFE_INTEGER, whole = false, above = false } = range;
    const fits =
      typeof value === 'number' &&
      Number.isFinite(value) &&
      (above ? value > min : value >= min) &&
      value <= max &&
      (!whole || Number.isInteger(value));
    if (fits) return value;
    const kind = whole ? 'a whole number' : 'a number';
    const upper = range.max === undefined ? '' : ` and at most ${range.max}`;
    return this.fail(key, `${kind} ${above ? `above ${min}` : `of at least ${min}`}${upper}`, value);
  }

  list<T>(key: string, read: (value: unknown, at: string) => T, fallback?: readonly unknown[]): T[] {
    const value = this.fields[key] ?? fallback;
    if (!Array.isArray(value)) return this.fail(key, 'a list', value);
    return value.map((one: unknown, i) => read(one, `${this.pathOf(key)}[${i}]`));
  }

  texts(key: string): Record<string, string> {
    const value = this.fields[key] ?? {};
    if (typeof value !== 'object' || Array.isArray(value)) return this.fail(key, 'an object of texts', value);
    for (const [name, one] of Object.entries(value as object)) {
      if (typeof one !== 'string')
        throw new ScenarioError(`\`${path(this.pathOf(key), name)}\` must be a string, got ${shown(one)}`);
    }
    return { ...(value as Record<string, string>) };
  }

  /** An object whose members are not looked at. */
  object(key: string): Fields {
    const value = this.fields[key];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.fail(key, 'an object', value);
    return value as Fields;
  }

  fail(key: string, wanted: string, got: unknown): never {
    throw new ScenarioError(`\`${this.pathOf(key)}\` must be ${wanted}, got ${shown(got)}`);
  }
}

const path = (at: string, key: string): string => (at === '' ? key : `${at}.${key}`);

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return JSON.stringify(value);
}
