import type { Rehearsal, RunSummary } from '../rehearsal';
import { grouped, mib, percent, type TextStyle, tableRows, tone, wrap } from '../render';
import type { Scenario } from '../simulator';
import { duration } from './virtual-time';

export interface BeforeAfter {
  readonly before: RunSummary;
  readonly after: RunSummary;
  /** From the first submission to the cured result, ms: detection, cancel and restart included. */
  readonly totalMs: number;
  /** What the first run takes if it is not interrupted, ms. */
  readonly undisturbedMs: number;
}

/** The run that was cancelled and the one that replaced it; undefined where nothing was replaced. */
export function beforeAfter(rehearsal: Rehearsal): BeforeAfter | undefined {
  const before = rehearsal.runs.find((run) => run.state === 'CANCELLED');
  const after = rehearsal.runs.find(
    (run) => run.state === 'COMPLETED' && run.startedMs >= (before?.endedMs ?? Number.POSITIVE_INFINITY),
  );
  if (before?.uninterruptedMs === undefined || after?.endedMs === undefined) return undefined;
  const submitted = rehearsal.steps.find((step) => step.id === before.stepId)?.submittedMs ?? before.startedMs;
  return { before, after, totalMs: after.endedMs - submitted, undisturbedMs: before.uninterruptedMs };
}

/** The figures of both runs side by side. No newline at the end. */
export function beforeAfterToText(pair: BeforeAfter, scenario: Scenario, style: TextStyle): string {
  const { before, after } = pair;
  const modelled = scenario.steps.some((step) => step.work.workingSet !== undefined);
  const spill = (run: RunSummary): string => (!modelled ? 'not modelled' : run.spilled ? 'yes' : 'none');
  const cores = (run: RunSummary): string =>
    `${grouped(run.taskSlots)} of ${grouped(run.vcpus)} (${percent(run.coreRatio)})`;
  const row = (name: string, of: (run: RunSummary) => string): string[] => [name, of(before), of(after)];
  const [headings = [], ...lines] = tableRows(
    [{}, { heading: 'before', align: 'right' }, { heading: 'after', align: 'right' }],
    [
      row('executor memory', (r) => mib(r.executorMemoryMiB)),
      row('executor container', (r) => mib(r.containerMiB)),
      row('executors running', (r) => grouped(r.executors)),
      row('cores used', cores),
      row('memory used', (r) => percent(r.memoryRatio)),
      row('partitions', (r) => grouped(r.partitions)),
      row('spilling', spill),
      ['runtime', `${duration(pair.undisturbedMs)} if left alone`, duration(after.runtimeMs ?? 0)],
      [
        'from submission to result',
        duration(pair.undisturbedMs),
        `${duration(pair.totalMs)} with detection and restart`,
      ],
    ],
    { width: style.width },
  );
  const faster = (pair.undisturbedMs / (after.runtimeMs ?? 1)).toFixed(2);
  const bound = (after.taskSlots / before.taskSlots).toFixed(2);
  return [
    ...headings.map((line) => tone(style, 'dim', line)),
    ...lines.flat(),
    '',
    ...wrap(
      style,
      `${faster} times faster; task slots bound it at ${grouped(after.taskSlots)} ÷ ${grouped(before.taskSlots)} = ${bound} where nothing spills.`,
      '  ',
    ),
  ].join('\n');
}
