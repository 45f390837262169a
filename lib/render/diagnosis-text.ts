import type { Diagnosis, Finding, NextFigure, ReproducingSize } from '../diagnosis';
import type { Retune } from '../sizing';
import { CURE_FORMATS, cureToPaste } from './cure-formats';
import { liveBlocks, liveHeading, restartLines } from './diagnosis-live-text';
import type { DiagnosisReport } from './diagnosis-report';
import { jobBlocks } from './job-text';
import { grouped, mib, percent } from './numbers';
import { retuneToText } from './retune-text';
import { type TextStyle, type Tone, tone, wrap } from './style';
import { tableRows } from './text-table';

const TONES: Readonly<Record<Finding['severity'], Tone>> = { critical: 'red', warning: 'yellow', info: 'cyan' };

/** So many sizes are printed; the JSON form has all. */
const MAX_SIZES = 12;

/**
 * The diagnosis for a terminal: how the figures were read, each finding with its arithmetic and remedy, the sizes that give the figures, the
 * figure that decides; then the cure and what to paste. No newline at the end.
 */
export function diagnosisToText(report: DiagnosisReport, style: TextStyle = {}): string {
  const { readings, diagnosis, cure, live } = report;
  const blocks = [
    ...(live === undefined ? [] : [liveHeading(style, live)]),
    ...(readings.length > 0 ? [section(style, 'Read as', readings)] : []),
    ...(diagnosis === undefined ? [] : diagnosisBlocks(style, report, diagnosis)),
    ...(live === undefined ? [] : liveBlocks(style, live)),
    ...(live?.job === undefined ? [] : jobBlocks(live.job, style)),
    ...(cure === undefined ? [] : cureBlocks(style, report, cure)),
    ...(live === undefined ? [] : [restartLines(style, live)]),
    ...(report.planCommand === undefined
      ? []
      : [commands(style, 'The plan for these nodes', [`  ${report.planCommand}`])]),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

const section = (style: TextStyle, title: string, sentences: readonly string[]): string[] =>
  sentences.length === 0
    ? []
    : [tone(style, 'bold', title), ...sentences.flatMap((sentence) => wrap(style, sentence, '  '))];

/** Commands are not broken: they are to be pasted. */
const commands = (style: TextStyle, title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [tone(style, 'bold', title), ...lines];

function diagnosisBlocks(
  style: TextStyle,
  { evidence }: DiagnosisReport,
  { findings, sizes, next }: Diagnosis,
): string[][] {
  // Of memory alone they would be arbitrary.
  const isMemoryAlone =
    evidence !== undefined && (evidence.allocatedVcores ?? evidence.containersAllocated) === undefined;
  return [
    ...(findings.length > 0
      ? findings.map((finding) => findingLines(style, finding))
      : [[tone(style, 'green', 'nothing wrong was found')]]),
    ...(next === undefined ? [] : [nextLines(style, next)]),
    ...(sizes.length > 0 && !isMemoryAlone ? [sizeLines(style, sizes)] : []),
  ];
}

function nextLines(style: TextStyle, { flag, reason, where }: NextFigure): string[] {
  return [
    `${tone(style, 'bold', 'The figure that decides:')} ${flag}`,
    ...wrap(style, reason, '  '),
    ...where.flatMap((screen) => hanging(style, screen)),
  ];
}

/** A list item. */
function hanging(style: TextStyle, text: string): string[] {
  const [first = '', ...rest] = wrap(style, text, '    ');
  return [`  - ${first.trimStart()}`, ...rest];
}

function cureBlocks(style: TextStyle, report: DiagnosisReport, cure: Retune): string[][] {
  const { notes, deployMode, diagnosis } = report;
  const calculator = diagnosis?.calculator;
  const lines = [
    tone(style, 'bold', 'Cure'),
    retuneToText(cure, { ...style, explain: true }),
    ...notes.flatMap((note) => wrap(style, note, '  ')),
  ];
  if (cure.changes.length === 0) return [lines];
  const others = CURE_FORMATS.filter((format) => format !== 'spark-submit').join(', ');
  const paste = cureToPaste({ changes: cure.changes, deployMode, calculator }, 'spark-submit');
  return [lines, commands(style, `To paste (other forms: --format ${others})`, [paste])];
}

function findingLines(style: TextStyle, finding: Finding): string[] {
  const [first = '', ...rest] = wrap(style, `Remedy: ${finding.remedy}`, '  ');
  return [
    `${tone(style, TONES[finding.severity], finding.severity)}  ${tone(style, 'bold', finding.id)}`,
    ...wrap(style, finding.summary, '  '),
    ...(finding.arithmetic.length > 0 ? [''] : []),
    ...finding.arithmetic.flatMap((line) => wrap(style, line, '    ').map((one) => tone(style, 'dim', one))),
    ...(finding.remedy === '' ? [] : ['', first, ...rest]),
  ];
}

function sizeLines(style: TextStyle, sizes: readonly ReproducingSize[]): string[] {
  const columns = [
    { heading: 'calculator' },
    { heading: 'a node', align: 'right' as const },
    { heading: 'cores', align: 'right' as const },
    { heading: 'container', align: 'right' as const },
    { heading: 'executors', align: 'right' as const },
    { heading: 'memory', align: 'right' as const },
    { heading: 'vcores shown', align: 'right' as const },
    { heading: 'task slots', align: 'right' as const },
    { heading: 'off by', align: 'right' as const },
    { heading: '' },
  ];
  const rows = sizes
    .slice(0, MAX_SIZES)
    .map((size) => [
      size.calculator,
      grouped(size.perNode),
      size.executorCores === undefined ? 'any' : grouped(size.executorCores),
      mib(size.containerMiB),
      grouped(size.executors),
      percent(size.memoryUtilisation),
      grouped(size.shownVcores),
      size.taskSlots === undefined ? 'any' : grouped(size.taskSlots),
      percent(size.error),
      size.saturated ? 'full' : '',
    ]);
  const [headings = [], ...lines] = tableRows(columns, rows, { width: style.width });
  const left = sizes.length - rows.length;
  return [
    tone(style, 'bold', 'Executor sizes that would show these figures'),
    ...headings.map((line) => tone(style, 'dim', line)),
    ...lines.flat(),
    ...(left > 0 ? [tone(style, 'dim', `  and ${grouped(left)} more in the JSON output`)] : []),
  ];
}
