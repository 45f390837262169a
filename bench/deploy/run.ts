import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EMRClient } from '@aws-sdk/client-emr';
import { pythonEnvironment } from '../python';
import { readFlags, runCommand, UsageError } from '../yarn-oracle/command';
import { cdk } from './cdk';
import { startFakeAws } from './fake-aws';
import { LIVES } from './lives';
import { pageOf } from './page';
import { type Rehearsed, rehearse } from './rehearse';

const PACKAGES = ['moto[server]==5.2.5'];
const PAGE = join(__dirname, '..', '..', 'docs', 'deployment.md');

const HELP = `Deploys clusters with \`cdk deploy\` against a fake AWS and asks EMR's API what is there after each deployment.

  npm run check:deploy -- [--only NAME] [--docs] [--or-skip]

  --only     the clusters whose name begins so: ${LIVES.map(({ name }) => `'${name}'`).join(', ')}
  --docs     writes docs/deployment.md
  --or-skip  where Python 3.9 is missing: say so in one line and exit with 0, not 2

The fake is moto; what of an EMR resource a change replaces is CloudFormation's own resource specification. What the fake does not show stands
on docs/deployment.md.
Installs moto below bench/deploy/target (320 MB). Takes about ten minutes.
Exit: 0 all is as it should be, 1 something is not, 2 bad flags, missing tools, or a program does not run.
`;

void runCommand('check:deploy', async () => {
  const { only, docs, help } = readFlags({
    only: { type: 'string' },
    docs: { type: 'boolean' },
    'or-skip': { type: 'boolean' },
    help: { type: 'boolean' },
  });
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const lives = LIVES.filter(({ name }) => name.startsWith(String(only ?? '')));
  if (lives.length === 0) throw new UsageError(`--only: no cluster is called '${only}'`);
  if (docs && only !== undefined) throw new UsageError('--docs needs all clusters; leave out --only');
  const bin = pythonEnvironment(join(__dirname, 'target', 'venv'), PACKAGES);
  const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
  const aws = await startFakeAws(join(bin, 'python'), folder);
  const emr = new EMRClient({
    endpoint: aws.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'rehearsal', secretAccessKey: 'rehearsal' },
  });
  try {
    cdk(aws, ['bootstrap', 'aws://123456789012/us-east-1']);
    const rehearsed: Rehearsed[] = [];
    for (const [i, life] of lives.entries()) {
      rehearsed.push(await rehearse({ aws, emr, folder, stack: `Life${i}` }, life));
    }
    const faults = rehearsed.flatMap(({ life, outcomes }) =>
      outcomes.flatMap((outcome) => outcome.faults.map((fault) => `${life}: ${outcome.name}: ${fault}`)),
    );
    for (const fault of faults) process.stdout.write(`FAULT ${fault}\n`);
    process.stdout.write(`${faults.length === 0 ? 'all is as it should be' : `${faults.length} faults`}\n`);
    if (docs) writeFileSync(PAGE, pageOf(rehearsed));
    return faults.length === 0 ? 0 : 1;
  } finally {
    aws.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
