/** `npm run check:traces`: drawn traces of healthy and fat steps through the pure detection; writes `docs/detection.md`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFlags, runCommand, wholeNumber } from '../yarn-oracle/command';
import { classesNamed } from './choose';
import type { TraceClass } from './classes';
import { judge, type Row } from './judge';
import { holds, MIN_CAUGHT, type Table, toPage } from './page';

const HELP = `Judges drawn traces of healthy and fat steps by the shipped detection.

  npm run check:traces                   165 traces of each class of healthy steps, half as many of fat ones; writes docs/detection.md
  npm run check:traces -- --traces 4     as many as that of each class; the page stays
  npm run check:traces -- --seed 7       other traces; the page stays
  npm run check:traces -- --class skew   the classes whose name says so; the page stays

Exit: 0 no healthy trace cut and ${100 * MIN_CAUGHT} % of the fat ones cut in time, 1 otherwise, 2 bad flags.
`;
const USUAL_TRACES = 165;
const PAGE = join(__dirname, '..', '..', 'docs', 'detection.md');

function judgeAll(classes: readonly TraceClass[], traces: number, seed: number): Row[] {
  return classes.map((one) => {
    const row = judge(one, traces, seed);
    process.stderr.write(`${row.name}: ${row.actedAt.length} of ${row.traces} cut, ${row.inTime} in time\n`);
    return row;
  });
}

async function main(): Promise<number> {
  const flags = readFlags({
    help: { type: 'boolean' },
    traces: { type: 'string' },
    seed: { type: 'string' },
    class: { type: 'string' },
  });
  if (flags.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const traces = wholeNumber('traces', String(flags.traces ?? USUAL_TRACES), 1, 100_000);
  const seed = wholeNumber('seed', String(flags.seed ?? 1), 1, 1_000_000);
  const name = String(flags.class ?? '');
  const { healthy, hostile, fat, indistinct } = classesNamed(name);
  const table: Table = {
    healthy: judgeAll(healthy, traces, seed),
    hostile: judgeAll(hostile, traces, seed),
    fat: judgeAll(fat, Math.ceil(traces / 2), seed),
    indistinct: judgeAll(indistinct, traces, seed),
  };
  const page = toPage(table);
  if (name === '' && flags.seed === undefined && traces === USUAL_TRACES) writeFileSync(PAGE, page);
  process.stdout.write(page);
  return holds(table) ? 0 : 1;
}

void runCommand('check:traces', main);
