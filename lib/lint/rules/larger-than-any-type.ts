import { instanceFacts, instanceTypeNames } from '../../catalog';
import { grouped } from '../../numbers';
import { findCount, findMemoryMiB, type LintFacts, placeOf } from '../facts';
import type { PlacedFinding } from '../types';

/** Executors and drivers larger than the largest instance type that EMR has: no cluster runs them, whatever its nodes. */
export function largerThanAnyType(facts: LintFacts): PlacedFinding[] {
  if (facts.hardware !== undefined) return [];
  const types = instanceTypeNames().map(instanceFacts);
  const memory = Math.max(...types.map(({ yarnMemoryMiB }) => yarnMemoryMiB));
  const vcores = Math.max(...types.map(({ yarnVcores }) => yarnVcores));
  return [
    ...['spark.executor.memory', 'spark.driver.memory'].flatMap((key) =>
      larger(facts, key, findMemoryMiB(facts, key), memory, 'MiB'),
    ),
    ...['spark.executor.cores', 'spark.driver.cores'].flatMap((key) =>
      larger(facts, key, findCount(facts, key), vcores, 'vcores'),
    ),
  ];
}

function larger(facts: LintFacts, key: string, value: number | undefined, most: number, unit: string): PlacedFinding[] {
  const place = placeOf(facts, key);
  const isBare = unit === 'MiB' && !/[a-z]/i.test(facts.settings.get(key) ?? '');
  if (place === undefined || value === undefined || value <= most || isBare) return [];
  return [
    {
      id: 'larger-than-any-type',
      severity: 'error',
      key,
      ...place,
      message: `${grouped(value)} ${unit}: the largest instance type of EMR has ${grouped(most)} ${unit} for YARN, so that no cluster runs it`,
      instead: unit === 'MiB' ? `check the unit; write ${key} in g, such as 16g` : `write ${key} of 4 or 5`,
    },
  ];
}
