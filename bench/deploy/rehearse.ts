import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { EMRClient } from '@aws-sdk/client-emr';
import { App, Stack } from 'aws-cdk-lib';
import { FLAGS } from '../../test/constructs/synth';
import { cdk } from './cdk';
import type { FakeAws, ResourceEvent } from './fake-aws';
import { build, type Deployment, type Life } from './lives';
import { look, type Seen } from './look';

const PARAMETER = 'ClusterCoreNodes';
/** The warning by which `cdk synth`, `cdk diff` and `cdk deploy` announce a replacement. */
const ANNOUNCED = '@cdk-emr-autotune:replacement';

export interface Stage {
  readonly aws: FakeAws;
  readonly emr: EMRClient;
  readonly folder: string;
  readonly stack: string;
}

/** What became of a deployment, and what of it is not as it should be. */
export interface Outcome {
  readonly name: string;
  readonly seen: Seen;
  /** What happened to resources of EMR: `update Cluster Instances.CoreInstanceGroup.InstanceCount`. */
  readonly events: readonly string[];
  readonly faults: readonly string[];
}

export interface Rehearsed {
  readonly life: string;
  readonly outcomes: readonly Outcome[];
}

/** Deploys the stack of a life again and again, then destroys it. */
export async function rehearse(stage: Stage, life: Life): Promise<Rehearsed> {
  const { aws, emr, stack } = stage;
  const outcomes: Outcome[] = [];
  const add = (outcome: Outcome): void => {
    outcomes.push(outcome);
    const { name, seen, events } = outcome;
    process.stdout.write(
      `${life.name}: ${name}: ${[...seen.clusterIds, ...shownFigures(seen), ...events].join(', ')}\n`,
    );
  };
  let before: Seen | undefined;
  let assembly = '';
  for (const [i, deployment] of life.deployments.entries()) {
    assembly = synthesise(stage, deployment, i);
    // What a user reads before the cluster is gone.
    const diff = deployment.replacedBy === undefined ? '' : cdk(aws, ['--app', assembly, 'diff', stack]);
    const said = deploy(aws, assembly, deployment.coreNodes);
    const seen = await look(emr);
    const events = aws.events();
    const faults = [...faultsOfAnnouncement(deployment, diff, said), ...faultsOf(deployment, before, seen, events)];
    add({ name: deployment.name, seen, events: shownEvents(events), faults });
    before = seen;
  }
  cdk(aws, ['--app', assembly, 'destroy', '--force']);
  const left = await look(emr);
  const faults = left.clusterIds.map((id) => `${id} is still there`);
  add({ name: 'destroy', seen: left, events: shownEvents(aws.events()), faults });
  return { life: life.name, outcomes };
}

/** The first synthesis writes the fingerprint, with which the later ones compare. */
function synthesise({ folder, stack }: Stage, deployment: Deployment, index: number): string {
  const assembly = join(folder, `${stack}-${index}`);
  const context = index === 0 ? { ...FLAGS, 'cdk-emr-autotune:write-fingerprints': 'true' } : FLAGS;
  const app = new App({ outdir: assembly, context });
  build(new Stack(app, stack), deployment, join(folder, `${stack}.json`));
  app.synth();
  return assembly;
}

function deploy(aws: FakeAws, assembly: string, coreNodes: number | undefined): string {
  const size = coreNodes === undefined ? [] : ['--parameters', `${PARAMETER}=${coreNodes}`];
  const flags = ['--method', 'direct', '--no-previous-parameters', '--require-approval', 'never'];
  return cdk(aws, ['--app', assembly, 'deploy', ...flags, ...size]);
}

function faultsOfAnnouncement({ replacedBy }: Deployment, diff: string, said: string): string[] {
  const faults = said.includes('(no changes)') ? ['nothing was deployed'] : [];
  if (replacedBy === undefined) return said.includes(ANNOUNCED) ? [...faults, 'a replacement was announced'] : faults;
  const [name = replacedBy] = replacedBy.split('.');
  for (const [command, output] of [
    ['cdk diff', diff],
    ['cdk deploy', said],
  ] as const) {
    if (!output.includes(ANNOUNCED) || !output.includes(name))
      faults.push(`${command} does not announce the replacement by ${replacedBy}`);
  }
  return faults;
}

function faultsOf(
  { figures, replacedBy }: Deployment,
  before: Seen | undefined,
  seen: Seen,
  events: readonly ResourceEvent[],
): string[] {
  const faults: string[] = [];
  const expect = (what: string, found: unknown, wanted: unknown): void => {
    if (!isDeepStrictEqual(found, wanted)) {
      faults.push(`${what} ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
    }
  };
  const replaced = events.filter(({ action }) => action === 'replace');
  expect('clusters', seen.clusterIds.length, 1);
  expect('steps', seen.stepIds.length, 1);
  expect('figures', seen.figures, figures);
  if (replacedBy === undefined)
    expect(
      'replaced',
      replaced.map(({ type }) => type),
      [],
    );
  if (before === undefined) return faults;
  if (replacedBy === undefined) {
    expect('cluster', seen.clusterIds, before.clusterIds);
    expect('steps', seen.stepIds, before.stepIds);
    return faults;
  }
  const paths = replaced.filter(({ type }) => type === 'AWS::EMR::Cluster').map((event) => event.paths ?? []);
  expect(
    `replaced by ${replacedBy}`,
    paths.map((changed) => changed.includes(replacedBy)),
    [true],
  );
  expect(
    'the same cluster',
    before.clusterIds.some((id) => seen.clusterIds.includes(id)),
    false,
  );
  return faults;
}

export function shownFigures({ figures, stepIds }: Seen): string[] {
  return [...Object.entries(figures).map(([name, figure]) => `${name} ${figure}`), `steps ${stepIds.length}`];
}

function shownEvents(events: readonly ResourceEvent[]): string[] {
  const ofEmr = events.filter(({ type }) => type.startsWith('AWS::EMR::'));
  return ofEmr.map(({ action, type, paths = [] }) => [action, type.slice('AWS::EMR::'.length), ...paths].join(' '));
}
