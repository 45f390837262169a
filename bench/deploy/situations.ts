import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import {
  EmrRelease,
  NodeCount,
  RemediationMode,
  StepRemediator,
  TunedCluster,
  type TunedClusterProps,
  WatchTarget,
} from '../../lib';

const R5 = new InstanceType('r5.4xlarge');
const count = (nodes: number): NodeCount => NodeCount.fixed(nodes, { min: 1, max: 200 });

/** What a deployment is to leave behind. */
export interface Situation {
  readonly name: string;
  readonly props?: Partial<TunedClusterProps>;
  /** Value of the parameter `ClusterCoreNodes`, where the size is one. */
  readonly coreNodes?: number;
  /** Stands for a new version of the library: the function is another. */
  readonly upgraded?: boolean;
  /** Nodes by role, by what EMR's API says; of fleets moto has none. */
  readonly nodes: Readonly<Record<string, number>>;
  /** Whether the cluster that was there before is to be replaced. */
  readonly replaces?: boolean;
}

const extra = { name: 'Extra', instanceType: R5, count: count(5), spot: true };
const size: Partial<TunedClusterProps> = {
  core: { instanceType: R5, count: NodeCount.parameter({ min: 10, max: 200, default: 40 }) },
  plannedNodes: { min: 10, max: 400 },
};
const fleet = { instanceTypes: [{ instanceType: R5 }, { instanceType: new InstanceType('r5.8xlarge'), weight: 2 }] };

/** The life of one cluster, one deployment after the other. */
export const LIFE: readonly Situation[] = [
  { name: 'create', props: size, coreNodes: 40, nodes: { MASTER: 1, CORE: 40 } },
  { name: 'resize', props: size, coreNodes: 120, nodes: { MASTER: 1, CORE: 120 } },
  {
    name: 'add a task group',
    props: { ...size, taskGroups: [extra] },
    coreNodes: 120,
    nodes: { MASTER: 1, CORE: 120, TASK: 5 },
  },
  {
    name: 'resize the task group',
    props: { ...size, taskGroups: [{ ...extra, count: count(9) }] },
    coreNodes: 120,
    nodes: { MASTER: 1, CORE: 120, TASK: 9 },
  },
  { name: 'remove the task group', props: size, coreNodes: 120, nodes: { MASTER: 1, CORE: 120 } },
  { name: 'upgrade the library', props: size, coreNodes: 120, upgraded: true, nodes: { MASTER: 1, CORE: 120 } },
  {
    name: 'another release, which replaces',
    props: { ...size, release: EmrRelease.EMR_7_10_0 },
    coreNodes: 120,
    upgraded: true,
    replaces: true,
    nodes: { MASTER: 1, CORE: 120 },
  },
];

/** Clusters of other kinds: each is made, changed in place and destroyed. */
export const OTHERS: readonly (readonly [made: Situation, changed: Situation])[] = [
  pair('managed scaling', (most) => ({
    props: { managedScaling: { minimum: 2, maximum: most } },
    nodes: { MASTER: 1, CORE: 4 },
  })),
  pair('two task groups', (tasks) => ({
    props: {
      taskGroups: [
        { ...extra, count: count(tasks) },
        { ...extra, name: 'OnDemand', spot: false, count: count(2) },
      ],
    },
    nodes: { MASTER: 1, CORE: 4, TASK: tasks + 2 },
  })),
  pair('fleets', (units) => ({
    props: { core: undefined, coreFleet: { ...fleet, onDemand: count(4), spot: count(units) } },
    nodes: {},
  })),
  pair('cluster in cluster mode with several steps at a time', (level) => ({
    props: { stepConcurrencyLevel: level },
    nodes: { MASTER: 1, CORE: 4 },
  })),
  pair('three primary nodes', (core) => ({
    props: { primaryNodes: { count: 3 }, terminationProtection: false, core: { instanceType: R5, count: count(core) } },
    nodes: { MASTER: 3, CORE: core },
  })),
  pair('EMR 6', (core) => ({
    props: { release: EmrRelease.EMR_6_15_0, core: { instanceType: R5, count: count(core) } },
    nodes: { MASTER: 1, CORE: core },
  })),
];

function pair(name: string, of: (size: number) => Omit<Situation, 'name'>): readonly [Situation, Situation] {
  return [
    { name, ...of(10) },
    { name: `${name}, changed`, ...of(20) },
  ];
}

/** The cluster of a situation with a step and a remediator, in any stack. */
export function build(scope: Construct, { props, upgraded }: Situation): void {
  const cluster = new TunedCluster(scope, 'Cluster', {
    release: EmrRelease.EMR_7_9_0,
    core: { instanceType: R5, count: count(4) },
    plannedNodes: { min: 1, max: 500 },
    ...props,
  });
  cluster.addSparkStep('Join', { application: 's3://bucket/join.py', repeatable: true });
  const remediator = new StepRemediator(scope, 'Remediator', {
    target: WatchTarget.cluster(cluster),
    mode: RemediationMode.REMEDIATE,
  });
  if (!upgraded) return;
  (remediator.handler.node.defaultChild as CfnFunction).description = 'of another version';
}
