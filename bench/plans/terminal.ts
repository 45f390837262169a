import { percent } from '../../lib/numbers';
import { textTable } from '../../lib/render';
import { CLUSTERS } from './clusters';
import { CALCULATOR_NAMES } from './document';
import type { Judged } from './judge';
import { summaries } from './summary';

/** The summary table for a terminal. */
export function summaryText(all: readonly Judged[]): string {
  const right = (heading: string) => ({ heading, align: 'right' as const });
  const rows = summaries(all).map((row) => [
    row.peer.name,
    CALCULATOR_NAMES[row.calculator],
    `${row.clusters} of ${CLUSTERS.length}`,
    String(row.refused),
    row.broken === undefined ? '-' : String(row.broken),
    row.kept === undefined ? '-' : percent(row.kept),
    percent(row.oneTask),
    percent(row.severalTasks),
    percent(row.idle),
    row.slotsPerVcpu.toFixed(2),
    percent(row.strandedMemory),
    row.memoryPerSlot.toFixed(2),
  ]);
  const table = textTable(
    [
      { heading: 'plan' },
      { heading: 'calculator' },
      right('clusters'),
      right('refused'),
      right('never start'),
      right('kept'),
      right('one task'),
      right('several'),
      right('no task'),
      right('slots/vCPU'),
      right('stranded'),
      right('MB/slot'),
    ],
    rows,
  );
  return `${table.join('\n')}\n\n  one task, several, no task: shares of vCPUs; never start, kept: clusters where promised executors wait for ever, share of promises kept; MB/slot against this project's\n`;
}
