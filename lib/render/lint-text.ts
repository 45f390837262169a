import type { LintFinding, LintReport } from '../lint';
import { countsOf } from './lint-json';
import { type TextStyle, type Tone, tone, wrap } from './style';

const TONES: Readonly<Record<LintFinding['severity'], Tone>> = { error: 'red', warning: 'yellow', note: 'cyan' };
const INDENT = '         ';

/** The report for a terminal: each finding with its place and what to write instead, a summary last. No newline at the end. */
export function lintToText(report: LintReport, style: TextStyle = {}): string {
  const [defaults, others] = [report.findings.filter(isDefault), report.findings.filter((one) => !isDefault(one))];
  const blocks = others.map((finding) => findingLines(style, finding).join('\n'));
  if (defaults.length > 0) blocks.push(defaultLines(style, defaults).join('\n'));
  return [...blocks, summaryLine(report, style)].join('\n\n');
}

/** Ten of them in a row would hide what counts: they share one block at the end. */
const isDefault = ({ id }: LintFinding): boolean => id === 'already-default';

function defaultLines(style: TextStyle, defaults: readonly LintFinding[]): string[] {
  const each = defaults.map(({ where, key }) => `${key} (${where})`).join(', ');
  return [
    `${tone(style, TONES.note, 'note'.padEnd(INDENT.length))}${tone(style, 'bold', counted(defaults.length, 'setting'))}  ${tone(style, 'dim', 'already-default')}`,
    ...wrap(style, `These say what holds anyway, and may be left out: ${each}`, INDENT),
  ];
}

function findingLines(style: TextStyle, { id, severity, key, where, message, instead }: LintFinding): string[] {
  const subject = key === undefined || key === where ? where : `${where}: ${key}`;
  return [
    `${tone(style, TONES[severity], severity.padEnd(INDENT.length))}${tone(style, 'bold', subject)}  ${tone(style, 'dim', id)}`,
    ...wrap(style, message, INDENT),
    ...wrap(style, `Instead: ${instead}`, INDENT),
  ];
}

function summaryLine(report: LintReport, style: TextStyle): string {
  const { errors, warnings, notes } = countsOf(report);
  const parts = [counted(errors, 'error'), counted(warnings, 'warning'), counted(notes, 'note')].filter(
    (one) => one !== '',
  );
  const judged = `${report.release}, Spark ${report.sparkVersion}`;
  if (parts.length === 0) return tone(style, 'green', `nothing wrong was found (${judged})`);
  return `${parts.join(', ')} (${judged})`;
}

const counted = (count: number, what: string): string =>
  count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`;
