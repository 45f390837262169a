import { InputError } from '../errors';
import { isTrue, parseMemoryMiB } from '../spark';
import { OLD_NAMES } from '../steps';

/** Settings by key, as a user or a cluster's spark-defaults hold them. */
export type Conf = Readonly<Record<string, string>>;

/** The settings under their present names; an old name counts only where the present one is not set, as in Spark. */
export function withPresentNames(conf: Conf): Conf {
  const current = Object.entries(conf).filter(([key]) => !OLD_NAMES.has(key));
  const old = Object.entries(conf).flatMap(([key, value]) => {
    const present = OLD_NAMES.get(key);
    return present === undefined ? [] : [[present, value] as const];
  });
  return { ...Object.fromEntries(old), ...Object.fromEntries(current) };
}

/** A whole number from `least` on; undefined where it is not set. */
export function countIn(conf: Conf, key: string, least = 1): number | undefined {
  const text = conf[key];
  if (text === undefined) return undefined;
  const value = /^\s*\d+\s*$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < least) {
    const what = least === 0 ? 'a whole number' : 'a positive whole number';
    throw new InputError('bad-count', `${key} must be ${what}, got "${text}"`);
  }
  return value;
}

/**
 * MiB; undefined where it is not set.
 *
 * @param unit what a number without suffix means, as in `parseMemoryMiB`
 */
export function memoryOf(conf: Conf, key: string, unit: 'm' | 'b' = 'm'): number | undefined {
  const text = conf[key];
  if (text === undefined) return undefined;
  try {
    return parseMemoryMiB(text, unit);
  } catch (error) {
    if (error instanceof InputError) throw new InputError(error.code, `${key}: ${error.message}`);
    throw error;
  }
}

/** `spark.task.cpus`: the cores that one task takes. */
export function taskCpusIn(conf: Conf): number {
  return countIn(conf, 'spark.task.cpus') ?? 1;
}

/** EMR turns dynamic allocation on where nobody says otherwise. */
export function allocatesDynamically(conf: Conf): boolean {
  const text = conf['spark.dynamicAllocation.enabled'];
  return text === undefined || isTrue(text);
}
