import type { LintFinding } from './types';

/** Findings without repetitions: what several commands share, such as a setting of the cluster beneath them, is told once, with its line where one has it and with the releases of all. */
export function toldOnce(findings: readonly LintFinding[]): LintFinding[] {
  const whole = ({ release: _release, ...rest }: LintFinding): string => JSON.stringify(Object.entries(rest).sort());
  const content = ({ line: _line, ...rest }: LintFinding): string => whole(rest);
  const same = new Map<string, LintFinding>();
  for (const finding of findings) {
    const first = same.get(whole(finding));
    const releases = [...new Set([first, finding].flatMap((one) => one?.release?.split(', ') ?? []))].join(', ');
    same.set(whole(finding), { ...(first ?? finding), ...(releases === '' ? {} : { release: releases }) });
  }
  const once = [...same.values()];
  const placed = new Set(once.filter(({ line }) => line !== undefined).map(content));
  return once.filter((finding) => finding.line !== undefined || !placed.has(content(finding)));
}
