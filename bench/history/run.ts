/** `npm run bench:history`: what the product concludes from earlier runs, before public tables of run times and memory. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFlags, runCommand, UsageError } from '../yarn-oracle/command';
import { safeMemory } from './memory';
import { toPage } from './page';
import { lowerBounds, otherDataAtOnce, otherDataByJob, promisedSpeedUps } from './run-times';
import { readMemoryRuns, readRunTimes } from './tables';

const HELP = `Judges what the remediator and analyze conclude from earlier runs by the public tables of C3O and Crispy.

  npm run bench:history -- --c3o DIR                        run times: the .tsv files of dos-group/c3o-experiments
  npm run bench:history -- --c3o DIR --crispy DIR           also memory: crispy_local_jobs.csv of dos-group/crispy
  npm run bench:history -- --c3o DIR --crispy DIR --docs    writes docs/history.md

Exit: 0 done, 1 more than 5 % of the lower bounds by one kind of history are above the truth by more than 5 %, 2 bad flags.
`;
const PAGE = join(__dirname, '..', '..', 'docs', 'history.md');
/** Share of the lower bounds of one kind of history that may be above the truth by more than 5 %. */
const MAX_WELL_ABOVE = 0.05;

async function main(): Promise<number> {
  const flags = readFlags({
    help: { type: 'boolean' },
    c3o: { type: 'string' },
    crispy: { type: 'string' },
    docs: { type: 'boolean' },
  });
  if (flags.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  if (flags.docs === true && flags.crispy === undefined) throw new UsageError('--docs needs --crispy');
  const configurations = readRunTimes(String(flags.c3o ?? ''));
  const bounds = lowerBounds(configurations);
  const memory = flags.crispy === undefined ? undefined : safeMemory(readMemoryRuns(String(flags.crispy)));
  const page = toPage({
    configurations,
    bounds,
    byJob: otherDataByJob(configurations),
    atOnce: otherDataAtOnce(configurations),
    speedUps: promisedSpeedUps(configurations),
    memory,
  });
  if (flags.docs === true) writeFileSync(PAGE, page.text);
  process.stdout.write(page.text);
  return page.summaries.every(({ given, wellAbove }) => wellAbove <= MAX_WELL_ABOVE * given) ? 0 : 1;
}

void runCommand('bench:history', main);
