import type { LintFinding } from './types';

/** Findings without repetitions: what several commands share, such as a setting of the cluster beneath them, is told once, with its line where one has it. */
export function toldOnce(findings: readonly LintFinding[]): LintFinding[] {
  const once = [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
  const content = ({ line: _line, ...rest }: LintFinding): string => JSON.stringify(Object.entries(rest).sort());
  const placed = new Set(once.filter(({ line }) => line !== undefined).map(content));
  return once.filter((finding) => finding.line !== undefined || !placed.has(content(finding)));
}
