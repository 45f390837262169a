import { grouped } from '../../numbers';
import { findMemoryMiB, type LintFacts, placeOf } from '../facts';
import type { PlacedFinding } from '../types';

const LIMIT = 'spark.driver.maxResultSize';
const HEAP = 'spark.driver.memory';
const DEFAULT_LIMIT_MIB = 1024;

/** A limit on collected results that the driver's heap never lives to see. */
export function resultSize(facts: LintFacts): PlacedFinding[] {
  const place = placeOf(facts, LIMIT);
  const limit = findMemoryMiB(facts, LIMIT);
  const { driver, defaults, maximizesResources } = facts.effective.spark;
  const heap = driver.heapMiB?.value;
  if (place === undefined || limit === undefined || heap === undefined || maximizesResources?.value) return [];
  const giver = defaults === 'emr' ? 'EMR' : 'Spark';
  const heapInWords = `${grouped(heap)} MiB of heap${facts.settings.has(HEAP) ? '' : ` that ${giver} gives it`}`;
  if (limit === 0) {
    return [
      {
        id: 'result-size-above-driver',
        severity: 'note',
        key: LIMIT,
        ...place,
        message: `0 means no limit: a driver with the ${heapInWords} dies of a large collect() instead of refusing it`,
        instead: `set it below ${HEAP}, or leave it out: the default is 1g`,
      },
    ];
  }
  if (limit <= heap) return [];
  return [
    {
      id: 'result-size-above-driver',
      severity: 'warning',
      key: LIMIT,
      ...place,
      message: `results of ${grouped(limit)} MiB do not fit the ${heapInWords}: the driver runs out of memory before this limit is reached`,
      instead: `set ${HEAP} to more than twice as much, or this to half of ${HEAP}`,
      fix: [{ edit: 'set', key: LIMIT, value: `${Math.max(1, Math.floor(Math.min(DEFAULT_LIMIT_MIB, heap / 2)))}m` }],
    },
  ];
}
