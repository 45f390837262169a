import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { OracleFailure } from '../tools';
import { readFlags, runCommand, UsageError, wholeNumber } from '../yarn-oracle/command';
import { checkJoin } from './join-checks';
import { checkPage } from './page-checks';
import { checkRefusals } from './refusal-checks';
import { cleanUp, PYSPARK, preparePySpark, WORK, withShuffleService } from './tools';
import { Verdicts } from './verdicts';

const HELP = `Runs examples/join on real PySpark ${PYSPARK} with the flags of a plan, and every snippet of docs/cannot-restart.md.

  npm run bench:pyspark -- [--rows N] [--only join|page] [--or-skip]

  --rows N     rows of the left table, 20000 to 5000000 (default 100000)
  --only WHAT  the join or the page alone
  --or-skip    where Python 3.9 or Java 17 is missing: say so in one line and exit with 0, not 2

Needs Python 3.9 or later and Java 17; installs PySpark below bench/pyspark/target, and writes nowhere else. Takes about four
minutes on two cores. The plan is one for a small cluster; of its command only the master is replaced, as this machine has no YARN.
Exit: 0 every check holds, 1 one does not, 2 bad flags, missing tools, or Spark does not run.
`;
const ROOT = join(__dirname, '..', '..');
const PLAN = ['plan', '--core', 'c5.xlarge:3', '--python', '--shuffle-bytes', '2GB', '--format', 'spark-submit'];

void runCommand('bench:pyspark', async () => {
  const flags = readFlags({
    rows: { type: 'string' },
    only: { type: 'string' },
    'or-skip': { type: 'boolean' },
    help: { type: 'boolean' },
  });
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const rows = wholeNumber('rows', (flags.rows as string) ?? '100000', 20_000, 5_000_000);
  const only = flags.only as string | undefined;
  if (only !== undefined && only !== 'join' && only !== 'page') {
    throw new UsageError(`--only takes join or page, got '${only}'`);
  }
  preparePySpark();
  cleanUp();
  mkdirSync(WORK, { recursive: true });

  const verdicts = new Verdicts();
  try {
    await withShuffleService((port) => {
      if (only !== 'page') {
        const plan = printedPlan();
        process.stdout.write(`emr-autotune ${PLAN.join(' ')}: ${plan.match(/--conf/g)?.length} settings\n`);
        checkJoin(plan, rows, port, verdicts);
        checkRefusals(verdicts);
      }
      if (only !== 'join') checkPage(port, verdicts);
    });
  } finally {
    cleanUp();
  }
  process.stdout.write(`PySpark ${PYSPARK}: ${verdicts.made - verdicts.failed} of ${verdicts.made} checks hold\n`);
  return verdicts.failed > 0 ? 1 : 0;
});

function printedPlan(): string {
  const done = spawnSync(process.execPath, ['--import', 'tsx', join(ROOT, 'bin', 'emr-autotune.ts'), ...PLAN], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new OracleFailure(`emr-autotune plan fails: ${done.stderr.trim()}`);
  return done.stdout;
}
