import type { LintFacts } from '../facts';
import type { PlacedFinding } from '../types';

/** A `--conf` without an equals sign, with which spark-submit stops. Its text is not repeated: it may be a secret. */
export function malformedConf({ subject }: LintFacts): PlacedFinding[] {
  return subject.options
    .filter(({ name }) => name === '--conf')
    .map(({ where, at }) => ({
      id: 'conf-without-equals',
      severity: 'error',
      where,
      at,
      message: 'it has no equals sign; spark-submit stops with an error',
      instead: 'write --conf key=value, in quotes where the value has spaces',
    }));
}
