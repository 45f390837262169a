import type { LintFinding } from './types';

/** Findings without repetitions: what several commands share, such as a setting of the cluster beneath them, is told once, with its line where one has it. */
export function toldOnce(findings: readonly LintFinding[]): LintFinding[] {
  const whole = (finding: object): string => JSON.stringify(Object.entries(finding).sort());
  const content = ({ line: _line, ...rest }: LintFinding): string => whole(rest);
  const once = [...new Map(findings.map((finding) => [whole(finding), finding])).values()];
  const placed = new Set(once.filter(({ line }) => line !== undefined).map(content));
  return once.filter((finding) => finding.line !== undefined || !placed.has(content(finding)));
}
