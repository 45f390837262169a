import { type LintFacts, placed } from '../facts';
import type { PlacedFinding } from '../types';

/** A `--conf` without an equals sign, with which spark-submit stops. Its text is not repeated: it may be a secret. */
export function malformedConf({ subject }: LintFacts): PlacedFinding[] {
  return subject.options
    .filter(({ name }) => name === '--conf')
    .map(
      (option): PlacedFinding => ({
        id: 'conf-without-equals',
        severity: 'error',
        ...placed(option),
        message: 'it has no equals sign; spark-submit stops with an error',
        instead: 'write --conf key=value, in quotes where the value has spaces',
        fix: [{ edit: 'remove', key: '--conf', where: option.where }],
      }),
    );
}
