import type { Rehearsal, TimelineEntry } from '../rehearsal';
import { decisionText, heading, nodesInWords, type TextStyle, tableRows, tone, wrap } from '../render';
import type { Scenario } from '../simulator';
import { clockTime } from './virtual-time';

/** One line of the story: when, who, what, and the lines that belong to it. */
interface Line {
  readonly atMs: number;
  readonly source: string;
  readonly key: string;
  readonly text: string;
  readonly below: readonly string[];
}

/** A rehearsal for a terminal: who runs where, then what happened, repeated looks of the remediator in one line. No newline at the end. */
export function rehearsalToText(scenario: Scenario, rehearsal: Rehearsal, style: TextStyle): string {
  const nodes = scenario.nodes.map(({ instanceType, count }) => ({ instanceType, min: count, max: count }));
  const title = `${nodesInWords(nodes)}, ${scenario.release}, ${scenario.calculator} calculator, mode ${scenario.mode}`;
  return [
    ...heading(style, `Rehearsal: ${scenario.name}`, title),
    '',
    ...timelineLines(rehearsal.timeline, style),
    ...rehearsal.failures.map(({ atMs, message }) =>
      tone(style, 'red', `  ${clockTime(atMs)}   the function failed: ${message}`),
    ),
    ...(rehearsal.settled
      ? []
      : ['', `  not settled after ${clockTime(rehearsal.endedMs)}: something still runs or waits for a person`]),
  ].join('\n');
}

function timelineLines(timeline: readonly TimelineEntry[], style: TextStyle): string[] {
  const lines = withoutRepeats(timeline.map(toLine));
  const table = tableRows(
    [{ align: 'right' }, {}, {}],
    lines.map(({ atMs, source, text }) => [
      clockTime(atMs),
      tone(style, source === 'remediator' ? 'cyan' : 'dim', source),
      text,
    ]),
    { width: style.width },
  );
  const indent = ' '.repeat(28);
  return lines.flatMap(({ below }, i) => [
    ...(table[i] ?? []),
    ...below.flatMap((text) => wrap(style, text, indent).map((line) => tone(style, 'dim', line))),
  ]);
}

function toLine(entry: TimelineEntry): Line {
  if (entry.source !== 'remediator') return { ...entry, key: '', below: [] };
  return { atMs: entry.atMs, source: entry.source, ...decisionText(entry.detail) };
}

/** Looks that say the same as the one before are left out; the reader sees when something changes. */
function withoutRepeats(lines: readonly Line[]): Line[] {
  let last = '';
  return lines.filter(({ source, key }) => {
    if (source !== 'remediator') return true;
    const repeated = key === last;
    last = key;
    return !repeated;
  });
}
