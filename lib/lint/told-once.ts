import type { LintFinding } from './types';

/** Findings without repetitions: what several commands share, such as a setting of the cluster beneath them, is told once, with its line where one has it and with the releases of all. */
export function toldOnce(findings: readonly LintFinding[]): LintFinding[] {
  const same = new Map<string, { finding: LintFinding; content: string }>();
  const placed = new Set<string>();
  for (const finding of findings) {
    const content = contentOf(finding);
    const key = `${finding.line ?? ''} ${content}`;
    same.set(key, { finding: withReleases(finding, same.get(key)?.finding), content });
    if (finding.line !== undefined) placed.add(content);
  }
  return [...same.values()].flatMap(({ finding, content }) =>
    finding.line === undefined && placed.has(content) ? [] : [finding],
  );
}

/** All that a finding says, without its line. */
const contentOf = ({ id, severity, key, where, file, message, instead, fix }: LintFinding): string =>
  JSON.stringify([id, severity, key, where, file, message, instead, fix]);

function withReleases(finding: LintFinding, earlier: LintFinding | undefined): LintFinding {
  if (earlier === undefined || finding.release === undefined) return earlier ?? finding;
  return { ...earlier, release: [...new Set(`${earlier.release}, ${finding.release}`.split(', '))].join(', ') };
}
