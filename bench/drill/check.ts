import { join } from 'node:path';
import { PAGE_KINDS } from '../../lib/remedy';
import { pythonEnvironment } from '../python';
import { readFlags, runCommand, UsageError, wholeNumber } from '../yarn-oracle/command';
import { walk } from './walk';

const HELP = `Follows docs/runbook.md word for word: brings each page about on a local EMR and DynamoDB, and runs the page's own lines in bash, with the built
emr-autotune and an unmodified AWS command line. At the end the job has to run once, and nothing may be held.

  npm run check:runbook -- [--page held:opt-out-midway] [--every 5] [--or-skip]

  --every N   each Nth page of the list that "npm run drill" prints

  --or-skip   where Python 3.9 is missing: say so in one line and exit with 0, not 2

Installs the AWS command line below bench/drill/target.
Exit: 0 every page leads to its end, 1 one does not, 2 bad flags or a missing tool.
`;

async function main(): Promise<number> {
  const {
    help,
    page,
    every = '1',
  } = readFlags({
    help: { type: 'boolean' },
    page: { type: 'string' },
    every: { type: 'string' },
    'or-skip': { type: 'boolean' },
  });
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const step = wholeNumber('every', String(every), 1, PAGE_KINDS.length);
  const kinds = PAGE_KINDS.filter((kind, i) => (page === undefined ? i % step === 0 : kind === page));
  if (kinds.length === 0)
    throw new UsageError(`--page takes a page of the list that "npm run drill" prints, got '${page}'`);
  const aws = pythonEnvironment(join(__dirname, 'target', 'venv'), ['awscli==1.46.3']);
  let failed = 0;
  for (const kind of kinds) {
    const { failures, blocks } = await walk(kind, aws);
    if (failures.length > 0) failed += 1;
    process.stdout.write(
      `${kind}: ${failures.length === 0 ? `holds, ${blocks} blocks of lines run` : failures.join('; ')}\n`,
    );
  }
  process.stdout.write(`${kinds.length - failed} of ${kinds.length} pages lead to their end\n`);
  return failed === 0 ? 0 : 1;
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
void runCommand('check:runbook', main);
