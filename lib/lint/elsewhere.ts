import type { LintId } from './ids';
import type { PlacedFinding } from './types';

/** Findings that rest on Spark alone, whatever runs it: on no default of EMR, no node and no limit of YARN. */
const OF_SPARK: ReadonlySet<LintId> = new Set<LintId>([
  'bad-value',
  'beaten-by-flag',
  'beaten-by-later',
  'beaten-by-new-name',
  'classification-twice',
  'cluster-mode-only',
  'conf-without-equals',
  'deprecated-key',
  'dropped-key',
  'heap-in-java-options',
  'heap-too-small',
  'heartbeat-over-timeout',
  'incomplete-command',
  'initial-out-of-bounds',
  'key-twice',
  'kryo-buffer-too-large',
  'legacy-memory-key',
  'min-above-max',
  'misspelt-flag',
  'misspelt-key',
  'off-heap-half-set',
  'option-after-application',
  'out-of-range',
  'parallelism-is-for-rdds',
  'pasted-dash',
  'property-not-text',
  'removed-key',
  'renamed-key',
  'task-larger-than-executor',
  'too-new-key',
  'unit-trap',
  'unknown-flag',
  'unknown-key',
]);

/** Whether a finding holds where Spark does not run on YARN of EMR on EC2. */
export function holdsElsewhere({ id }: PlacedFinding): boolean {
  return OF_SPARK.has(id);
}
