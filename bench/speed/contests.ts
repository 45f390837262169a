import { spawnSync } from 'node:child_process';
import { EmrRelease } from '../../lib/catalog';
import { plan } from '../../lib/sizing';
import { AS_MANY_AS_FIT, admit, type NodeGroup } from '../../lib/yarn';
import type { Contest } from './measure';

/** As an instance fleet of five types, the most without an allocation strategy. */
const FLEET = ['m5.4xlarge', 'r5.4xlarge', 'c5.12xlarge', 'r5.12xlarge', 'm5.8xlarge'];
const NODES = 10_000;
/** Turns after which V8 has compiled what it runs; the first run is shown apart. */
const WARM_UP = 100;

/** @param commandLine path of the built command line */
export function contests(commandLine: string): Contest[] {
  return [
    {
      name: 'emr-autotune plan --core r5.4xlarge:82, the whole process',
      baseline: 'node -e 0',
      turns: 15,
      warmUp: 2,
      work: () => node(commandLine, 'plan', '--core', 'r5.4xlarge:82'),
      baselineWork: () => node('-e', '0'),
      goal: { timesBaseline: 2.5 },
    },
    planContest(),
    ...admissionContests(),
  ];
}

function planContest(): Contest {
  const planFleet = () =>
    plan({
      release: EmrRelease.EMR_7_9_0,
      nodes: FLEET.map((instanceType) => ({ instanceType, min: 10, max: 200 })),
      primaryInstanceType: 'm5.xlarge',
    });
  const fleetPlan = planFleet();
  return {
    name: `plan of a fleet of ${FLEET.length} types`,
    baseline: 'that plan to JSON and back',
    turns: 51,
    warmUp: WARM_UP,
    work: planFleet,
    baselineWork: () => JSON.parse(JSON.stringify(fleetPlan)),
    goal: { ms: 5 },
  };
}

function admissionContests(): Contest[] {
  const oneGroup: NodeGroup[] = [{ count: NODES, memoryMiB: 122_880, vcores: 16 }];
  const manyGroups: NodeGroup[] = Array.from({ length: NODES }, (_, i) => ({
    count: 1,
    memoryMiB: 57_344 + 32 * (i % 1_000),
    vcores: 16,
  }));
  const admitOn = (nodes: readonly NodeGroup[]) => () => {
    const { executors } = admit({
      nodes,
      calculator: 'dominant',
      applicationMaster: { memoryMiB: 896, vcores: 1 },
      executor: { memoryMiB: 14_336, vcores: 4 },
      requested: AS_MANY_AS_FIT,
    });
    if (executors === 0) throw new Error('nothing was admitted');
  };
  const sumOver = (nodes: readonly NodeGroup[]) => () => {
    let memoryMiB = 0;
    for (const node of nodes) for (let i = 0; i < node.count; i++) memoryMiB += node.memoryMiB;
    if (memoryMiB === 0) throw new Error('nothing was summed');
  };
  return [
    {
      name: '10,000 nodes admitted, one group',
      baseline: 'their memory added up node by node',
      turns: 51,
      warmUp: WARM_UP,
      work: admitOn(oneGroup),
      baselineWork: sumOver(oneGroup),
      goal: { ms: 10 },
    },
    {
      name: '10,000 nodes admitted, 10,000 groups',
      baseline: 'their memory added up node by node',
      turns: 51,
      warmUp: WARM_UP,
      work: admitOn(manyGroups),
      baselineWork: sumOver(manyGroups),
      goal: { ms: 10 },
    },
  ];
}

function node(...args: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
}
