import type { Diagnosis, Finding, ReproducingSize } from '../diagnosis';
import { grouped, mib, percent } from './numbers';
import { type TextStyle, type Tone, tone, wrap } from './style';
import { tableRows } from './text-table';

const TONES: Readonly<Record<Finding['severity'], Tone>> = { critical: 'red', warning: 'yellow', info: 'cyan' };

/** So many sizes are printed; the JSON form has all. */
const MAX_SIZES = 12;

/** The diagnosis for a terminal: each finding with its arithmetic and remedy, then the sizes that give the figures. No newline at the end. */
export function diagnosisToText(diagnosis: Diagnosis, style: TextStyle = {}): string {
  const findings = diagnosis.findings.map((finding) => findingLines(style, finding));
  const blocks = findings.length > 0 ? findings : [[tone(style, 'green', 'nothing wrong was found')]];
  if (diagnosis.sizes.length > 0) blocks.push(sizeLines(style, diagnosis.sizes));
  return blocks.map((lines) => lines.join('\n')).join('\n\n');
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
