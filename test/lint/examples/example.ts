import type { LintFinding, LintId, LintSeverity } from '../../../lib/lint';
import { type LintOptions, lintConfigurations, lintLine } from '../support';

/** For each finding: what has it, what is nearest and has it not. */
export interface Example {
  readonly id: LintId;
  readonly severity: LintSeverity;
  readonly wrong: Input;
  readonly right: Input;
}

/** What is linted, as far as a file could hold it. */
export interface Input {
  readonly findings: () => readonly LintFinding[];
  /** Options of spark-submit, and the application where it matters. */
  readonly line?: string;
  readonly configurations?: readonly unknown[];
  readonly options?: LintOptions;
}

export const NODES = 'r5.4xlarge:82';
export const SIZED = '--executor-memory 25870m --executor-cores 4 --conf spark.executor.memoryOverhead=4850m';

export const line = (text: string, options: LintOptions = {}): Input => ({
  findings: () => lintLine(text, options),
  line: text,
  options,
});

/** `{ 'spark-defaults': {…} }`, or the list itself. */
export function configurations(
  given: Readonly<Record<string, Record<string, unknown>>> | readonly unknown[],
  options: LintOptions = {},
): Input {
  const list = Array.isArray(given)
    ? (given as readonly unknown[])
    : Object.entries(given).map(([Classification, Properties]) => ({ Classification, Properties }));
  return { findings: () => lintConfigurations(list, options), configurations: list, options };
}

export const defaults = (properties: Record<string, unknown>, options: LintOptions = {}): Input =>
  configurations({ 'spark-defaults': properties }, options);

/** Findings of what no file holds in this way. */
export const only = (findings: () => readonly LintFinding[]): Input => ({ findings });
