/**
 * Readers of JSON that a stranger sent: each takes a value and the place where it stands, and gives what was wanted of it or fails with a
 * reason that names the place, never the value. Fields that nobody asks for are not looked at.
 */
export type Reader<T> = (value: unknown, place: string) => T;

/** A document without the form that it should have. */
class FormError extends Error {}

/** What was read, or why nothing was. */
export type Read<T> = { readonly value: T } | { readonly reason: string };

/** Reads a whole document. */
export function readForm<T>(reader: Reader<T>, json: unknown, name: string): Read<T> {
  try {
    return { value: reader(json, name) };
  } catch (error) {
    if (error instanceof FormError) return { reason: error.message };
    throw error;
  }
}

const wrong = (place: string, wanted: string): FormError => new FormError(`${place} is not ${wanted}`);

/** A whole number of any sign, such as a time or a figure that Spark gives as −1 where it has none. */
export const whole: Reader<number> = (value, place) => {
  if (Number.isSafeInteger(value)) return value as number;
  throw wrong(place, 'a whole number');
};

export const count: Reader<number> = (value, place) => {
  const number = whole(value, place);
  if (number >= 0) return number;
  throw wrong(place, 'a whole number of 0 or more');
};

/** Java's largest long. */
const MAX_LONG = 2 ** 63;

/**
 * A sum that Spark keeps while tasks run. Its corrections put it below 0 for a moment (seen of the GC time of a stage), and nanoseconds of a large job go
 * beyond what a JavaScript number holds exactly: neither makes it unusable.
 */
export const sum: Reader<number> = (value, place) => {
  if (Number.isInteger(value) && Math.abs(value as number) <= MAX_LONG) return Math.max(0, value as number);
  throw wrong(place, 'a whole number');
};

/** A quantile: Spark gives them as decimals. */
export const amount: Reader<number> = (value, place) => {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= Number.MAX_SAFE_INTEGER)
    return value;
  throw wrong(place, 'a number of 0 or more');
};

export const flag: Reader<boolean> = (value, place) => {
  if (typeof value === 'boolean') return value;
  throw wrong(place, 'true or false');
};

export const text =
  (maxLength: number): Reader<string> =>
  (value, place) => {
    if (typeof value === 'string' && value.length <= maxLength) return value;
    throw wrong(place, `a string of at most ${maxLength} characters`);
  };

export const matching =
  (pattern: RegExp, wanted: string): Reader<string> =>
  (value, place) => {
    if (typeof value === 'string' && value.length <= 200 && pattern.test(value)) return value;
    throw wrong(place, wanted);
  };

/** The beginning of a string of any length. */
export const beginning =
  (length: number): Reader<string> =>
  (value, place) => {
    if (typeof value === 'string') return value.slice(0, length);
    throw wrong(place, 'a string');
  };

/** A time as Spark writes it, such as `2026-11-28T10:12:13.070GMT`, as epoch ms. */
export const time: Reader<number> = (value, place) => {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}GMT$/.test(value)) {
    const at = Date.parse(value.replace('GMT', 'Z'));
    if (!Number.isNaN(at)) return at;
  }
  throw wrong(place, 'a time');
};

export const optional =
  <T>(reader: Reader<T>): Reader<T | undefined> =>
  (value, place) =>
    value === undefined || value === null ? undefined : reader(value, place);

export const listOf =
  <T>(reader: Reader<T>, maxLength: number): Reader<readonly T[]> =>
  (value, place) => {
    if (!Array.isArray(value)) throw wrong(place, 'a list');
    if (value.length > maxLength) throw wrong(place, `a list of at most ${maxLength} entries`);
    return value.map((one, i) => reader(one, `${place}[${i}]`));
  };

export const objectOf =
  <T extends object>(fields: { readonly [K in keyof T]: Reader<T[K]> }): Reader<T> =>
  (value, place) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(place, 'an object');
    const own = new Map(Object.entries(value));
    const names = Object.keys(fields) as (keyof T & string)[];
    return Object.fromEntries(
      names.map((name) => [name, fields[name](own.get(name), `${place}.${name}`)]),
    ) as unknown as T;
  };
