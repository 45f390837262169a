/** `npm run check:series`: public series of real machines through the shipped detection; writes `docs/series.md`. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFlags, runCommand, UsageError, wholeNumber } from '../yarn-oracle/command';
import { judgeSource } from './judge-source';
import { toPage } from './page';

const HELP = `Judges healthy steps on clusters that show what real machines were measured at.

  npm run check:series -- --folder DIR            a folder in DIR for each source; writes docs/series.md
  npm run check:series -- --folder DIR --max 100  so many series and steps of each source, evenly drawn; the page stays

Exit: 0 nothing cut, 1 otherwise, 2 bad flags.
`;
const USUAL_SERIES = 100;
const PAGE = join(__dirname, '..', '..', 'docs', 'series.md');

async function main(): Promise<number> {
  const flags = readFlags({ help: { type: 'boolean' }, folder: { type: 'string' }, max: { type: 'string' } });
  if (flags.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const folder = String(flags.folder ?? '');
  if (folder === '' || !existsSync(folder)) throw new UsageError(`--folder must name a folder, got '${folder}'`);
  const max = wholeNumber('max', String(flags.max ?? USUAL_SERIES), 1, 1_000_000);
  const sources = readdirSync(folder)
    .sort()
    .map((name) => judgeSource(folder, name, max));
  if (sources.every(({ series }) => series === 0)) throw new UsageError(`--folder has no series, got '${folder}'`);
  const page = toPage(sources);
  if (flags.max === undefined) writeFileSync(PAGE, page);
  process.stdout.write(page);
  return sources.every(({ judged }) => judged.every(({ cut }) => cut === 0)) ? 0 : 1;
}

void runCommand('check:series', main);
