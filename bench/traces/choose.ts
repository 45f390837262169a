import { UsageError } from '../yarn-oracle/command';
import type { TraceClass } from './classes';
import { FAT } from './fat';
import { HEALTHY, INDISTINCT } from './healthy';
import { HOSTILE } from './hostile';

/**
 * The classes whose names have this in them, by what is expected of them.
 *
 * @throws UsageError where there is none, as nothing would be judged
 */
export function classesNamed(part: string) {
  const named = (classes: readonly TraceClass[]) => classes.filter(({ name }) => name.includes(part));
  const chosen = { healthy: named(HEALTHY), hostile: named(HOSTILE), fat: named(FAT), indistinct: named(INDISTINCT) };
  if (Object.values(chosen).every(({ length }) => length === 0))
    throw new UsageError(`--class must be part of a name in docs/detection.md, got '${part}'`);
  return chosen;
}
