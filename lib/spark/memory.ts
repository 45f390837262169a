import { InputError } from '../errors';

const MIB_PER_UNIT: Readonly<Record<string, number>> = {
  b: 1 / (1024 * 1024),
  k: 1 / 1024,
  kb: 1 / 1024,
  m: 1,
  mb: 1,
  g: 1024,
  gb: 1024,
  t: 1024 * 1024,
  tb: 1024 * 1024,
  p: 1024 * 1024 * 1024,
  pb: 1024 * 1024 * 1024,
};

const SIZE = /^(\d+)([a-z]*)$/;

/**
 * A Spark memory string in whole MiB, as `JavaUtils.byteStringAs(…, MiB)` reads it: `20g`, `101053m`, a bare number in `unit`.
 *
 * @param unit what a number without suffix means; MiB for `spark.executor.memory` and the overheads, bytes for off-heap and read-split sizes
 * @throws InputError for anything else, fractions included (Spark refuses them too)
 */
export function parseMemoryMiB(text: string, unit: 'm' | 'b' = 'm'): number {
  const match = SIZE.exec(text.trim().toLowerCase());
  const factor = match === null ? undefined : MIB_PER_UNIT[match[2] === '' ? unit : (match[2] ?? '')];
  const mib = Math.floor(Number(match?.[1]) * (factor ?? Number.NaN));
  if (!Number.isSafeInteger(mib)) {
    throw new InputError(
      'bad-memory',
      `"${text}" is not a memory size; write a whole number with k, m, g or t, such as 20g`,
    );
  }
  return mib;
}

/** MiB as Spark reads them back: `16384` → `16384m`. */
export function formatMemory(mib: number): string {
  return `${mib}m`;
}
