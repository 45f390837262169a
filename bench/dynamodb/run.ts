import { startLedger } from '../../lib/rehearsal/ledger';
import { readFlags, runCommand, UsageError } from '../yarn-oracle/command';
import { checked } from './checks';
import { startMoto } from './moto';

const PORT = 4599;

const HELP = `Holds the ledger's adapter and what people do to the ledger to a DynamoDB: races of many writers, throttles, lost answers, a table that is missing.

  npm run check:dynamodb -- [--url URL] [--or-skip]

  --url URL   a DynamoDB that you run, such as DynamoDB Local (its vendor's own terms); it gets tables of its own, which are deleted again
  --or-skip   where Python 3.9 is missing: say so in one line and exit with 0, not 2

Without --url it asks dynalite, which the tests and rehearsals use, and moto, which it installs below bench/dynamodb/target.
Exit: 0 every check holds on each, 1 one does not, 2 bad flags, a missing tool, or a server that does not run.
`;

void runCommand('check:dynamodb', async () => {
  const { url, help } = readFlags({
    url: { type: 'string' },
    'or-skip': { type: 'boolean' },
    help: { type: 'boolean' },
  });
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (typeof url === 'string') {
    if (!URL.canParse(url)) throw new UsageError(`--url takes an address such as http://127.0.0.1:8000, got "${url}"`);
    return report(url, url);
  }
  const dynalite = await startLedger();
  const first = await report('dynalite', dynalite.url).finally(dynalite.close);
  const moto = await startMoto(PORT);
  const second = await report('moto', moto.url).finally(moto.stop);
  return Math.max(first, second);
});

async function report(name: string, url: string): Promise<number> {
  let [held, failed] = [0, 0];
  for await (const { name: check, failure } of checked(url)) {
    if (failure === undefined) held += 1;
    else {
      failed += 1;
      process.stdout.write(`${name}: ${check}: ${failure}\n`);
    }
  }
  process.stdout.write(`${name}: ${held} of ${held + failed} checks hold\n`);
  return failed === 0 ? 0 : 1;
}
