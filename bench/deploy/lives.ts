import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import {
  EmrRelease,
  type InstanceFleet,
  NodeCount,
  RemediationMode,
  SparkDeployMode,
  StepRemediator,
  type TaskGroup,
  TunedCluster,
  type TunedClusterProps,
  WatchTarget,
} from '../../lib';

type Props = Partial<TunedClusterProps>;

/** What EMR's API says of a cluster: nodes (of fleets, units) by role, and limits. */
export interface Figures {
  readonly MASTER: number;
  readonly CORE: number;
  readonly TASK?: number;
  /** Of managed scaling. */
  readonly maximum?: number;
  /** Steps at a time, where they are more than one. */
  readonly concurrency?: number;
}

/** A deployment, and what it is to leave behind. */
export interface Deployment {
  readonly name: string;
  readonly props: Props;
  /** Value of the parameter `ClusterCoreNodes`, where the size is one. */
  readonly coreNodes?: number;
  /** Stands for a new version of the library: the function is another. */
  readonly upgraded?: boolean;
  readonly figures: Figures;
  /** The property by whose change the cluster that was there before is to be replaced. */
  readonly replacedBy?: string;
}

/** Deployments of one stack, one over the other, before it is destroyed. */
export interface Life {
  readonly name: string;
  readonly deployments: readonly Deployment[];
}

/** A cluster that is made, resized, and so on. */
interface Kind {
  readonly name: string;
  /** What the resize changes, before and after. */
  readonly sizes: readonly [number, number];
  readonly props: (size: number) => Props;
  readonly figures: (size: number) => Figures;
  /** Whether the size is the value of a parameter. */
  readonly byParameter?: boolean;
  /** Props by which some task nodes are added; a task group if not given. */
  readonly withTaskNodes?: (props: Props, nodes: number) => Props;
  /** Props that replace the cluster, and the property by which they do. */
  readonly replacing: readonly [Props, string];
}

const R5 = new InstanceType('r5.4xlarge');
const count = (nodes: number): NodeCount => NodeCount.fixed(nodes, { min: 1, max: 200 });
const core = (nodes: number): Props => ({ core: { instanceType: R5, count: count(nodes) } });
const spotGroup = (name: string, nodes: number): TaskGroup => ({
  name,
  instanceType: R5,
  count: count(nodes),
  spot: true,
});
const fleet = (onDemand: number, spot: number): InstanceFleet => ({
  instanceTypes: [{ instanceType: R5 }, { instanceType: new InstanceType('r5.8xlarge'), weight: 2 }],
  onDemand: count(onDemand),
  spot: count(spot),
});

const KINDS: readonly Kind[] = [
  {
    name: 'size as a parameter',
    sizes: [40, 120],
    props: () => ({
      core: { instanceType: R5, count: NodeCount.parameter({ min: 10, max: 200, default: 40 }) },
    }),
    byParameter: true,
    figures: (size) => ({ MASTER: 1, CORE: size }),
    replacing: [{ release: EmrRelease.EMR_7_10_0 }, 'ReleaseLabel'],
  },
  {
    name: 'managed scaling',
    sizes: [10, 20],
    props: (maximum) => ({ managedScaling: { minimum: 2, maximum } }),
    figures: (maximum) => ({ MASTER: 1, CORE: 4, maximum }),
    replacing: [
      { core: { instanceType: new InstanceType('r5.2xlarge'), count: count(4) } },
      'Instances.CoreInstanceGroup.InstanceType',
    ],
  },
  {
    name: 'two task groups',
    sizes: [10, 20],
    props: (nodes) => ({ taskGroups: [spotGroup('Spot', nodes), { ...spotGroup('OnDemand', 2), spot: false }] }),
    figures: (nodes) => ({ MASTER: 1, CORE: 4, TASK: nodes + 2 }),
    replacing: [{ applications: ['Hive'] }, 'Applications'],
  },
  {
    name: 'fleets',
    sizes: [10, 20],
    props: (spot) => ({ core: undefined, coreFleet: fleet(4, spot) }),
    figures: (spot) => ({ MASTER: 1, CORE: 4 + spot }),
    withTaskNodes: (props, units) => ({ ...props, taskFleet: fleet(1, units - 1) }),
    replacing: [{ sparkConf: { 'spark.sql.shuffle.partitions': '999' } }, 'Configurations.ConfigurationProperties'],
  },
  {
    name: 'cluster mode, several steps at a time',
    sizes: [10, 20],
    props: (stepConcurrencyLevel) => ({ deployMode: SparkDeployMode.CLUSTER, stepConcurrencyLevel }),
    figures: (concurrency) => ({ MASTER: 1, CORE: 4, concurrency }),
    replacing: [{ logPrefix: 'elsewhere/' }, 'LogUri'],
  },
  {
    name: 'three primary nodes',
    sizes: [10, 20],
    props: (nodes) => ({ ...core(nodes), primaryNodes: { count: 3 }, terminationProtection: false }),
    figures: (nodes) => ({ MASTER: 3, CORE: nodes }),
    replacing: [{ securityConfigurationName: 'corporate' }, 'SecurityConfiguration'],
  },
  {
    name: 'EMR 6',
    sizes: [10, 20],
    props: (nodes) => ({ ...core(nodes), release: EmrRelease.EMR_6_15_0 }),
    figures: (nodes) => ({ MASTER: 1, CORE: nodes }),
    replacing: [{ primaryInstanceType: new InstanceType('m5.2xlarge') }, 'Instances.MasterInstanceGroup.InstanceType'],
  },
];

/** The lives of clusters of each kind. */
export const LIVES: readonly Life[] = KINDS.map(lifeOf);

function lifeOf(kind: Kind): Life {
  const [made, resized] = kind.sizes;
  const {
    withTaskNodes = (props, nodes) => ({
      ...props,
      taskGroups: [...(props.taskGroups ?? []), spotGroup('Extra', nodes)],
    }),
  } = kind;
  const at = (name: string, size: number, more: Partial<Deployment> = {}): Deployment => ({
    name,
    props: kind.props(size),
    coreNodes: kind.byParameter ? size : undefined,
    figures: kind.figures(size),
    ...more,
  });
  const withTasks = (name: string, nodes: number): Deployment => {
    const figures = kind.figures(resized);
    return at(name, resized, {
      props: withTaskNodes(kind.props(resized), nodes),
      figures: { ...figures, TASK: (figures.TASK ?? 0) + nodes },
    });
  };
  const [props, replacedBy] = kind.replacing;
  return {
    name: kind.name,
    deployments: [
      at('create', made),
      at('resize', resized),
      withTasks('add task nodes', 5),
      withTasks('resize the task nodes', 9),
      at('remove the task nodes', resized),
      at('upgrade the library', resized, { upgraded: true }),
      at('replace the cluster', resized, { upgraded: true, props: { ...kind.props(resized), ...props }, replacedBy }),
    ],
  };
}

/**
 * The cluster of a deployment with a step and a remediator, in any stack.
 *
 * @param fingerprintFile the committed file by which a replacement is announced
 */
export function build(scope: Construct, { props, upgraded }: Deployment, fingerprintFile: string): void {
  const cluster = new TunedCluster(scope, 'Cluster', {
    release: EmrRelease.EMR_7_9_0,
    ...core(4),
    plannedNodes: { min: 1, max: 1_000 },
    fingerprintFile,
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
