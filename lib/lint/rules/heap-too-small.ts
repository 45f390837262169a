import { grouped } from '../../numbers';
import { SMALLEST_HEAP_MIB } from '../../spark';
import { findMemoryMiB, type LintFacts, placeOf } from '../facts';
import type { PlacedFinding } from '../types';

/** `UnifiedMemoryManager`: 1.5 times its reserve of 300 MiB. The JVM reports less than the driver's -Xmx, so that this needs more. */
const LIMITS = [
  { key: 'spark.executor.memory', leastMiB: 450 },
  { key: 'spark.driver.memory', leastMiB: SMALLEST_HEAP_MIB },
];

/** A heap with a unit that is smaller than Spark starts with; one without is a unit trap. */
export function heapTooSmall(facts: LintFacts): PlacedFinding[] {
  return LIMITS.flatMap(({ key, leastMiB }): PlacedFinding[] => {
    const place = placeOf(facts, key);
    const heap = findMemoryMiB(facts, key);
    if (place === undefined || heap === undefined || heap >= leastMiB) return [];
    if (!/[a-z]/i.test(facts.settings.get(key) ?? '')) return [];
    return [
      {
        id: 'heap-too-small',
        severity: 'error',
        key,
        ...place,
        message: `${grouped(heap)} MiB: Spark refuses to start with a heap of less than ${leastMiB} MiB`,
        instead: `write ${key}=1g or more`,
        fix: [{ edit: 'set', key, value: '1g' }],
      },
    ];
  });
}
