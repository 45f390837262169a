import { grouped } from '../../numbers';
import { MIN_EXECUTOR_HEAP_MIB, MIN_JVM_HEAP_MIB } from '../../spark';
import { findMemoryMiB, type LintFacts, placeOf } from '../facts';
import type { PlacedFinding } from '../types';

const LIMITS = [
  { key: 'spark.executor.memory', minMiB: MIN_EXECUTOR_HEAP_MIB },
  { key: 'spark.driver.memory', minMiB: MIN_JVM_HEAP_MIB },
];

/** A heap with a unit that is smaller than Spark starts with; one without is a unit trap. */
export function heapTooSmall(facts: LintFacts): PlacedFinding[] {
  return LIMITS.flatMap(({ key, minMiB }): PlacedFinding[] => {
    const place = placeOf(facts, key);
    const heap = findMemoryMiB(facts, key);
    if (place === undefined || heap === undefined || heap >= minMiB) return [];
    if (!/[a-z]/i.test(facts.settings.get(key) ?? '')) return [];
    return [
      {
        id: 'heap-too-small',
        severity: 'error',
        key,
        ...place,
        message: `${grouped(heap)} MiB: Spark refuses to start with a heap of less than ${minMiB} MiB`,
        instead: `write ${key}=1g or more`,
        fix: [{ edit: 'set', key, value: '1g' }],
      },
    ];
  });
}
