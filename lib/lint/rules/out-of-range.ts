import { brokenRange, knownKey, OLD_NAMES } from '../../spark';
import { type LintFacts, placed, settingsInLayers } from '../facts';
import { shownValue } from '../shown-value';
import type { PlacedFinding } from '../types';

/** Values that Spark can read and refuses all the same. */
export function outOfRange(facts: LintFacts): PlacedFinding[] {
  const { release, dynamicAllocation } = facts;
  return settingsInLayers(facts).flatMap((setting): PlacedFinding[] => {
    const { key, value } = setting;
    const present = OLD_NAMES.get(key) ?? knownKey(key)?.deprecated?.renamedTo ?? key;
    const broken = brokenRange(present, value, { sparkVersion: release.sparkVersion, dynamicAllocation });
    if (broken === undefined) return [];
    return [
      {
        id: 'out-of-range',
        severity: 'error',
        key,
        ...placed(setting),
        message: `${shownValue(key, value.trim())} is out of range: Spark refuses to start`,
        instead: `write a value that is ${broken.allowed}, or leave it out`,
        fix: [{ edit: 'remove', key }],
      },
    ];
  });
}
