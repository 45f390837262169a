import type { LintFinding, LintNotice, LintReport } from '../lint';
import { countsOf } from './lint-json';
import { type TextStyle, type Tone, tone, wrap } from './style';

const TONES: Readonly<Record<LintFinding['severity'], Tone>> = { error: 'red', warning: 'yellow', note: 'cyan' };
const INDENT = '         ';

/** The report for a terminal: each finding with its place and what to write instead, a summary last. No newline at the end. */
export function lintToText(report: LintReport, style: TextStyle = {}): string {
  const [defaults, others] = [report.findings.filter(isDefault), report.findings.filter((one) => !isDefault(one))];
  const blocks = others.map((finding) => findingLines(style, finding).join('\n'));
  if (defaults.length > 0) blocks.push(defaultLines(style, defaults).join('\n'));
  for (const [name, notices] of [
    ['not read', report.unread],
    ['passed over', report.passedOver],
  ] as const) {
    if (notices.length > 0) blocks.push(noticeLines(style, name, notices).join('\n'));
  }
  return [...blocks, summaryLine(report, style)].join('\n\n');
}

/** Ten of them in a row would hide what counts: they share one block at the end. */
const isDefault = ({ id }: LintFinding): boolean => id === 'already-default';

function defaultLines(style: TextStyle, defaults: readonly LintFinding[]): string[] {
  const each = defaults.map((one) => `${one.key} (${positionOf(one)}${one.where})`).join(', ');
  return [
    `${tone(style, TONES.note, 'note'.padEnd(INDENT.length))}${tone(style, 'bold', counted(defaults.length, 'setting'))}  ${tone(style, 'dim', 'already-default')}`,
    ...wrap(style, `These say what holds anyway, and may be left out: ${each}`, INDENT),
  ];
}

/** What was not judged: one line for each place. */
function noticeLines(style: TextStyle, name: string, notices: readonly LintNotice[]): string[] {
  return [
    tone(style, name === 'not read' ? 'yellow' : 'dim', name),
    ...notices.flatMap((notice) => wrap(style, `${positionOf(notice)}${notice.where}: ${notice.reason}`, INDENT)),
  ];
}

/** `job.sh:12: `, where there is a file. */
function positionOf({ file, line }: { readonly file?: string; readonly line?: number }): string {
  return file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
}

function findingLines(style: TextStyle, finding: LintFinding): string[] {
  const { id, severity, key, where, message, instead } = finding;
  const subject = `${positionOf(finding)}${key === undefined || key === where ? where : `${where}: ${key}`}`;
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
  const unread = report.unread.length === 0 ? '' : `, ${counted(report.unread.length, 'part')} not read`;
  if (parts.length > 0) return `${parts.join(', ')}${unread} (${judged})`;
  return tone(style, unread === '' ? 'green' : 'yellow', `nothing wrong was found${unread} (${judged})`);
}

const counted = (count: number, what: string): string =>
  count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`;
