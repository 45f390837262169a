import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EMRClient, ListClustersCommand, ListInstanceGroupsCommand, ListStepsCommand } from '@aws-sdk/client-emr';
import { App, Stack } from 'aws-cdk-lib';
import { FLAGS } from '../../test/constructs/synth';
import { pythonEnvironment } from '../python';
import { OracleFailure } from '../tools';
import { readFlags, runCommand } from '../yarn-oracle/command';
import { type FakeAws, type ResourceEvent, startFakeAws } from './fake-aws';
import { build, LIFE, OTHERS, type Situation } from './situations';

const PACKAGES = ['moto[server]==5.2.5'];
const CDK = join(__dirname, '..', '..', 'node_modules', '.bin', 'cdk');
const PARAMETER = 'ClusterCoreNodes';

const HELP = `Deploys clusters with \`cdk deploy\` against a fake AWS and asks EMR's API what is there after each deployment.

  npm run check:deploy -- [--life] [--or-skip]

  --life     the life of one cluster only, not those of other kinds
  --or-skip  where Python 3.9 is missing: say so in one line and exit with 0, not 2

The fake is moto; what of an EMR resource a change replaces is CloudFormation's own resource specification. It does not show what CloudFormation
validates, how long EMR takes and whether it has capacity, rollbacks, instance fleets beyond their resources, that a step follows a cluster which
was replaced, nor IAM.
Installs moto below bench/deploy/target (250 MB). Takes about ten minutes.
Exit: 0 all is as it should be, 1 something is not, 2 bad flags, missing tools, or a program does not run.
`;

/** What EMR's API says is there. */
interface Seen {
  readonly clusterIds: readonly string[];
  readonly nodes: Readonly<Record<string, number>>;
  readonly stepIds: readonly string[];
}

void runCommand('check:deploy', async () => {
  const flags = readFlags({ life: { type: 'boolean' }, 'or-skip': { type: 'boolean' }, help: { type: 'boolean' } });
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
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
    const faults = await rehearse({ aws, emr, folder, stack: 'Life' }, LIFE);
    if (!flags.life) {
      for (const [i, situations] of OTHERS.entries()) {
        faults.push(...(await rehearse({ aws, emr, folder, stack: `Other${i}` }, situations)));
      }
    }
    for (const fault of faults) process.stdout.write(`FAULT ${fault}\n`);
    process.stdout.write(`${faults.length === 0 ? 'all is as it should be' : `${faults.length} faults`}\n`);
    return faults.length === 0 ? 0 : 1;
  } finally {
    aws.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

interface Stage {
  readonly aws: FakeAws;
  readonly emr: EMRClient;
  readonly folder: string;
  readonly stack: string;
}

/** Deploys situations over each other, then destroys the stack; what is not as it should be. */
async function rehearse(stage: Stage, situations: readonly Situation[]): Promise<string[]> {
  const { aws, stack } = stage;
  const faults: string[] = [];
  let before: Seen | undefined;
  let assembly = '';
  for (const [i, situation] of situations.entries()) {
    assembly = join(stage.folder, `${stack}-${i}`);
    const app = new App({ outdir: assembly, context: FLAGS });
    build(new Stack(app, stack), situation);
    app.synth();
    const size = situation.coreNodes === undefined ? [] : ['--parameters', `${PARAMETER}=${situation.coreNodes}`];
    cdk(aws, [
      '--app',
      assembly,
      'deploy',
      '--method',
      'direct',
      '--no-previous-parameters',
      '--require-approval',
      'never',
      ...size,
    ]);
    const seen = await look(stage.emr);
    const events = aws.events();
    process.stdout.write(`${situation.name}: ${described(seen, events)}\n`);
    faults.push(...faultsOf(situation, before, seen, events).map((fault) => `${situation.name}: ${fault}`));
    before = seen;
  }
  cdk(aws, ['--app', assembly, 'destroy', '--force']);
  const left = await look(stage.emr);
  process.stdout.write(`destroy: ${described(left, aws.events())}\n`);
  if (left.clusterIds.length > 0) faults.push(`destroy: ${left.clusterIds.join(', ')} is still there`);
  return faults;
}

function faultsOf(
  situation: Situation,
  before: Seen | undefined,
  seen: Seen,
  events: readonly ResourceEvent[],
): string[] {
  const faults: string[] = [];
  const expect = (what: string, found: unknown, wanted: unknown): void => {
    if (JSON.stringify(found) !== JSON.stringify(wanted)) {
      faults.push(`${what} ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
    }
  };
  expect('clusters', seen.clusterIds.length, 1);
  expect('nodes', seen.nodes, situation.nodes);
  if (before === undefined) return faults;
  const replaced = events.filter(({ action, type }) => action === 'replace' && type === 'AWS::EMR::Cluster');
  expect('replaced clusters', replaced.length, situation.replaces ? 1 : 0);
  if (situation.replaces) return faults;
  expect('cluster', seen.clusterIds, before.clusterIds);
  expect('steps', seen.stepIds, before.stepIds);
  return faults;
}

const GONE: ReadonlySet<string> = new Set(['TERMINATED', 'TERMINATED_WITH_ERRORS', 'TERMINATING']);

async function look(emr: EMRClient): Promise<Seen> {
  const { Clusters = [] } = await emr.send(new ListClustersCommand({}));
  const clusterIds = Clusters.filter(({ Status }) => !GONE.has(Status?.State ?? '')).flatMap(({ Id }) => Id ?? []);
  const nodes: Record<string, number> = {};
  const stepIds: string[] = [];
  for (const ClusterId of clusterIds) {
    const { InstanceGroups = [] } = await emr.send(new ListInstanceGroupsCommand({ ClusterId }));
    for (const { InstanceGroupType: role = '', RequestedInstanceCount = 0 } of InstanceGroups) {
      nodes[role] = (nodes[role] ?? 0) + RequestedInstanceCount;
    }
    const { Steps = [] } = await emr.send(new ListStepsCommand({ ClusterId }));
    stepIds.push(...Steps.flatMap(({ Id }) => Id ?? []));
  }
  const ordered = ['MASTER', 'CORE', 'TASK'].flatMap((role) =>
    nodes[role] === undefined ? [] : [[role, nodes[role]]],
  );
  return { clusterIds, nodes: Object.fromEntries(ordered), stepIds };
}

function described({ clusterIds, nodes, stepIds }: Seen, events: readonly ResourceEvent[]): string {
  const counts = Object.entries(nodes).map(([role, number]) => `${number} ${role}`);
  const happened = events
    .filter(({ type }) => type.startsWith('AWS::EMR::'))
    .map(({ action, type, paths = [] }) => [action, type.slice('AWS::EMR::'.length), ...paths].join(' '));
  return [...clusterIds, ...counts, `${stepIds.length} steps`, ...happened].join(', ');
}

function cdk({ env, errors }: FakeAws, args: readonly string[]): void {
  const done = spawnSync(CDK, [...args, '--no-notices'], { env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (done.status === 0) return;
  process.stderr.write(
    `${done.stdout}${done.stderr}${errors()
      .split('\n')
      .filter((line) => !/ "(GET|POST|PUT|HEAD|DELETE) /.test(line))
      .slice(-40)
      .join('\n')}\n`,
  );
  throw new OracleFailure(`cdk ${args.join(' ')} failed; it says why above`);
}
