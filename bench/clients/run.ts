import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFlags, runCommand, UsageError } from '../yarn-oracle/command';
import { CLIENTS, type Client, type Outcome } from './clients';
import { toPage } from './page';
import { LIES, type Server, startCommand, startLiar } from './server';
import { prepareClients } from './tools';

const PAGE = join(__dirname, '..', '..', 'docs', 'clients.md');

const HELP = `Drives emr-autotune serve with boto3, the AWS command line, Airflow's operators and the AWS SDK for Java 2, and writes docs/clients.md.

  npm run check:clients -- [--only NAME] [--broken] [--or-skip]

  --only NAME  clients whose name contains this; the page is not written
  --broken     servers that answer wrongly: each client has to notice each that it asks
  --or-skip    where Python 3.9, Java 17 or Maven is missing: say so in one line and exit with 0, not 2

Installs the clients below bench/clients/target (about 900 MB), and writes nowhere else but to the page. Takes about eight minutes.
Exit: 0 every answer is as it should be, 1 one is not, 2 bad flags, missing tools, or the server does not run.
`;

void runCommand('check:clients', async () => {
  const flags = readFlags({
    only: { type: 'string' },
    broken: { type: 'boolean' },
    'or-skip': { type: 'boolean' },
    help: { type: 'boolean' },
  });
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const only = (flags.only as string | undefined)?.toLowerCase();
  const clients = CLIENTS.filter(({ name }) => name.toLowerCase().includes(only ?? ''));
  if (clients.length === 0)
    throw new UsageError(`--only takes part of a name: ${CLIENTS.map(({ name }) => name).join(', ')}`);
  prepareClients();
  if (flags.broken) return meetLiars(clients);
  const runs = [];
  for (const client of clients) runs.push({ name: client.name, outcome: await meet(client, await startCommand()) });
  for (const { name, outcome } of runs) report(name, outcome);
  const failed = runs.filter(({ outcome }) => outcome.failure !== undefined).length;
  process.stdout.write(`${runs.length - failed} of ${runs.length} clients got the answers that they should\n`);
  if (failed === 0 && only === undefined) writeFileSync(PAGE, toPage(runs));
  return failed > 0 ? 1 : 0;
});

async function meet(client: Client, server: Server): Promise<Outcome> {
  try {
    return await client.run(server.url);
  } finally {
    await server.close();
  }
}

function report(name: string, { transcript, failure }: Outcome): void {
  process.stdout.write(
    `${name}: ${transcript.length} lines${failure === undefined ? '' : ', the last of which fails'}\n`,
  );
  if (failure !== undefined) process.stdout.write(`${transcript.slice(-2).join('\n')}\n  ${failure}\n`);
}

/** Whether every client notices every lie that it should. */
async function meetLiars(clients: readonly Client[]): Promise<number> {
  let unnoticed = 0;
  for (const client of clients) {
    for (const [what, lie] of Object.entries(LIES)) {
      if (!client.notices.includes(what)) continue;
      const { failure, transcript } = await meet(client, await startLiar(lie));
      if (failure === undefined) unnoticed += 1;
      const verdict = failure === undefined ? 'NOT NOTICED' : `noticed at "${transcript.at(-1)}"`;
      process.stdout.write(`${client.name}, ${what}: ${verdict}\n`);
    }
  }
  process.stdout.write(`${unnoticed} lies went unnoticed\n`);
  return unnoticed > 0 ? 1 : 0;
}
