/**
 * Spark's own readers of a setting's value, as `ConfigBuilder` and `JavaUtils` have them. Each gives undefined where Spark refuses the text; what
 * a single key allows beyond its type is not known here.
 */

/** Units of a size, in bytes. */
const BYTES_PER_UNIT = { b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40, p: 2 ** 50 } as const;
export type ByteUnit = keyof typeof BYTES_PER_UNIT;

/** Units of a duration, in milliseconds. */
const MS_PER_UNIT = { us: 0.001, ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;
export type TimeUnit = keyof typeof MS_PER_UNIT;

/** Java's largest long, which Spark holds sizes in. */
const MAX_BYTES = 2 ** 63;

/** `toBoolean`: in any case, spaces around it allowed. */
export function parseBoolean(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}

/** `toInt` and `toLong`, whatever their range: digits with an optional sign. */
export function parseWhole(text: string): number | undefined {
  return /^\s*[-+]?\d+\s*$/.test(text) ? Number(text) : undefined;
}

/** What `toDouble` of a JVM takes, less what nobody writes (hexadecimal, infinity). */
export function parseDouble(text: string): number | undefined {
  const [, digits] = /^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)[df]?\s*$/i.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * `byteStringAs`, in bytes: digits and a unit, in any case and with nothing between; a minus sign is `ConfigBuilder.bytesConf`'s.
 *
 * @param unit what a number without a unit means
 */
export function parseBytes(text: string, unit: ByteUnit): number | undefined {
  const [, digits, byte, larger] = /^(-?\d+)(?:(b)|([kmgtp])b?)?$/.exec(text.trim().toLowerCase()) ?? [];
  const bytes = Number(digits) * BYTES_PER_UNIT[(byte ?? larger ?? unit) as ByteUnit];
  return Math.abs(bytes) < MAX_BYTES ? bytes : undefined;
}

/**
 * `timeStringAs`, in milliseconds and not yet truncated to the unit that the setting is held in.
 *
 * @param unit what a number without a unit means; where it is left out, such a number is refused
 */
export function parseDurationMs(text: string, unit?: TimeUnit): number | undefined {
  const [, digits, suffix = unit] = /^(-?\d+)(us|ms|s|m|min|h|d)?$/.exec(text.trim().toLowerCase()) ?? [];
  return digits === undefined || suffix === undefined ? undefined : Number(digits) * MS_PER_UNIT[suffix as TimeUnit];
}

export const isTimeUnit = (text: string): text is TimeUnit => Object.hasOwn(MS_PER_UNIT, text);

/** Milliseconds of a unit. */
export function msPer(unit: TimeUnit): number {
  return MS_PER_UNIT[unit];
}
