import { readFlags, runCommand } from '../yarn-oracle/command';
import { JOBS, PLAIN } from './jobs';
import { holds, publishDocs, type Row, toLine, toPage } from './page';
import { rowFor } from './row';

const HELP = `Rehearses stuck jobs of many kinds, found at once and late, through the built function: which are cured, and which restarts pay.

  npm run bench:found-late              prints the table
  npm run bench:found-late -- --plain   only the plain jobs, in either deploy mode
  npm run bench:found-late -- --docs    then writes docs/found-late.md; what was not run stays as it was published

Exit: 0 enough of the jobs for which a restart pays are cured and no restart is in vain, 1 otherwise, 2 bad flags.
`;

void runCommand('bench:found-late', async () => {
  const flags = readFlags({ docs: { type: 'boolean' }, help: { type: 'boolean' }, plain: { type: 'boolean' } });
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const rows: Row[] = [];
  const jobs = flags.plain ? JOBS.filter(({ name }) => PLAIN.includes(name)) : JOBS;
  for (const job of jobs) {
    const row = await rowFor(job);
    rows.push(row);
    process.stderr.write(`${rows.length} of ${jobs.length}: ${toLine(row)}\n`);
  }
  process.stdout.write(toPage(rows));
  if (flags.docs) publishDocs(rows);
  return holds(rows) ? 0 : 1;
});
