import type { LintFacts } from '../facts';
import type { PlacedFinding } from '../types';

/** Keys that stand twice in one object: readers of JSON and YAML take the last and say nothing. */
export function repeatedKeys({ subject }: LintFacts): PlacedFinding[] {
  return (subject.repeated ?? []).map(({ key, where, at, lastLine }) => ({
    id: 'key-twice',
    severity: 'warning',
    key,
    where,
    at,
    message: `the key stands again in the same object; the last one wins${lastLine === undefined ? '' : ` (line ${lastLine})`}`,
    instead: 'leave this one out',
  }));
}
