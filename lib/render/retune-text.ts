import type { PlannedAdmission, Retune } from '../sizing';
import { grouped, mib, percent } from './numbers';
import { type TextStyle, tone, wrap } from './style';
import { tableRows } from './text-table';

/** A recomputed configuration for a terminal: before and after, then each setting that changes. No newline at the end. */
export function retuneToText(retune: Retune, style: TextStyle & { readonly explain?: boolean } = {}): string {
  const right = { align: 'right' as const };
  const side = (name: string, a: PlannedAdmission): string[] => [
    name,
    grouped(a.executors),
    grouped(a.taskSlots),
    percent(a.coreUtilisation),
    mib(a.allocatedMB),
    percent(a.memoryUtilisation),
  ];
  const [headings = [], ...sides] = tableRows(
    [
      {},
      { ...right, heading: 'executors' },
      { ...right, heading: 'task slots' },
      { ...right, heading: 'of vcores' },
      { ...right, heading: 'memory' },
      { ...right, heading: 'of YARN' },
    ],
    [side('now', retune.before), side('proposed', retune.after)],
    { width: style.width },
  );
  const rows = retune.changes.map(({ key, from, to }) =>
    from === undefined
      ? [tone(style, 'green', '+'), key, '', to]
      : [tone(style, 'yellow', '~'), key, from, `${tone(style, 'dim', '→')} ${to}`],
  );
  const lines = tableRows([{}, {}, right, {}], rows, { width: style.width });
  const changes = retune.changes.flatMap(({ reason }, i) => [
    ...(lines[i] ?? []),
    ...(style.explain ? wrap(style, reason, '        ').map((line) => tone(style, 'dim', line)) : []),
  ]);
  return [
    ...headings.map((line) => tone(style, 'dim', line)),
    ...sides.flat(),
    ...wrap(
      style,
      `${retune.slotRatio.toFixed(2)} times the task slots: the most to be gained where nothing spills. ${slotMemory(retune.memoryCut)}`,
      '  ',
    ),
    '',
    ...(changes.length > 0 ? changes : ['  no setting changes']),
    ...(retune.refused === undefined ? [] : ['', ...wrap(style, `Advice only: ${retune.refused}`, '  ')]),
  ].join('\n');
}

/** What becomes of the memory of a task slot, of which there is less where more tasks share a node. */
function slotMemory(cut: number): string {
  return cut < 1
    ? `A slot has ${(1 / cut).toFixed(2)} times the memory.`
    : `A slot's memory is divided by ${cut.toFixed(2)}.`;
}
