import { InputError } from '../errors';
import { type ByteUnit, parseBytes } from './parse';

const BYTES_PER_MIB = 2 ** 20;

/**
 * A Spark memory string in whole MiB, as `JavaUtils.byteStringAs(…, MiB)` reads it: `20g`, `101053m`, a bare number in `unit`.
 *
 * @param unit what a number without suffix means; MiB for `spark.executor.memory` and the overheads, bytes for off-heap and read-split sizes
 * @throws InputError `bad-setting` for anything else, fractions and negative sizes included
 */
export function parseMemoryMiB(text: string, unit: ByteUnit = 'm'): number {
  const bytes = parseBytes(text, unit) ?? Number.NaN;
  const mib = Math.floor(bytes / BYTES_PER_MIB);
  if (!(bytes >= 0) || !Number.isSafeInteger(mib)) {
    throw new InputError(
      'bad-setting',
      `"${text}" is not a memory size; write a whole number with k, m, g or t, such as 20g`,
    );
  }
  return mib;
}

/** MiB as Spark reads them back: `16384` → `16384m`. */
export function formatMemory(mib: number): string {
  return `${mib}m`;
}
