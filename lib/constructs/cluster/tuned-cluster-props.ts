import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { EmrRelease } from '../../catalog';
import type { ClusterSize, SizingVersion } from '../../sizing';
import type { AutomaticScaling } from './automatic-scaling';
import type { ClusterHardwareProps } from './cluster-hardware-props';
import type { ManagedSecurityGroups } from './cluster-security-groups';
import type { ClusterSecurityProps } from './cluster-security-props';
import type { EmrConfiguration } from './emr-configuration';
import type { NodeHardware } from './instance-fleet';
import type { NodeCount } from './node-count';

/** Where the driver of a Spark application runs. */
export enum SparkDeployMode {
  /** On the primary node; EMR's default. */
  CLIENT = 'client',
  /** In the application master, on a core or task node. */
  CLUSTER = 'cluster',
}

/** Nodes of one type. */
export interface NodeGroup extends NodeHardware {
  /** The EC2 type. Executors are sized for it, so it must be known at synthesis, and another type replaces the cluster. See `coreTypeParameter`. */
  readonly instanceType: ec2.InstanceType;

  /** The number of nodes; a change resizes the running cluster. */
  readonly count: NodeCount;

  /**
   * EMR's automatic scaling of this group by rules of your own; `count` is then what it starts with.
   *
   * @default - none
   */
  readonly automaticScaling?: AutomaticScaling;
}

/** Task nodes of one type: they run executors and hold no HDFS data, and there may be none. */
export interface TaskGroup extends NodeGroup {
  /** The name of the group, unique in the cluster: letters and digits. */
  readonly name: string;

  /**
   * Whether to use spot capacity.
   *
   * @default false
   */
  readonly spot?: boolean;

  /**
   * The most that a spot node may cost in an hour, in US dollars.
   *
   * @default - the on-demand price
   */
  readonly spotMaxPriceUsd?: number;
}

/** Containers of another application that must find room while a job runs. */
export interface ReservedContainers {
  /** The memory of one container, heap and overhead together; at most that of an executor. */
  readonly memory: Size;

  /** The vcores of one container; at most those of an executor. */
  readonly vcores: number;

  /**
   * The number of containers.
   *
   * @default 1
   */
  readonly containers?: number;
}

/** The properties of a tuned cluster. */
export interface TunedClusterProps extends ClusterHardwareProps, ClusterSecurityProps {
  /** The EMR release, such as `EmrRelease.EMR_7_9_0`; another one replaces the cluster. */
  readonly release: EmrRelease;

  /**
   * The core nodes.
   *
   * @default - none; then `coreFleet` is required
   */
  readonly core?: NodeGroup;

  /**
   * Groups of task nodes. A group of a type that the cluster was not planned for changes its executors, and CloudFormation replaces it: name
   * types that may come in `plannedFor`.
   *
   * @default - none
   */
  readonly taskGroups?: TaskGroup[];

  /**
   * Types that task nodes may have later: executors are sized for them too, so that such a group can be added, and removed, without another
   * configuration.
   *
   * @default - none; executors are sized for the types that the cluster has
   */
  readonly plannedFor?: ec2.InstanceType[];

  /**
   * The type of the primary node; in client mode the driver must fit on it.
   *
   * @default m5.xlarge
   */
  readonly primaryInstanceType?: ec2.InstanceType;

  /**
   * The name of the cluster; another one replaces it.
   *
   * @default - from the path of this construct
   */
  readonly clusterName?: string;

  /**
   * The VPC of the nodes.
   *
   * @default - a new VPC in two zones: private subnets with one NAT gateway, an S3 gateway endpoint, a log of rejected flows
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnet: all nodes are in the first that is selected, unless `emrChoosesSubnet`. Nodes in an isolated one reach AWS only through endpoints of the VPC: S3, EMR, KMS
   * and CloudWatch.
   *
   * @default - private subnets with a route out
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Whether EMR chooses among all subnets that are selected, when the cluster starts: the one with the best capacity for its fleets. Only with
   * `coreFleet`. All nodes are in the chosen one; which it is CloudFormation does not learn.
   *
   * @default false
   */
  readonly emrChoosesSubnet?: boolean;

  /**
   * Whether the subnet may be a public one, whose nodes have public addresses. EMR's block of public access, on in every account by default,
   * refuses the cluster while a security group of it lets the internet in by any port but 22.
   *
   * @default false
   */
  readonly allowPublicSubnet?: boolean;

  /**
   * The security groups of the cluster, where others make them. They are not changed, but EMR adds to them every rule that they lack, and these stay when
   * the stack is deleted.
   *
   * @default - new ones with every rule that EMR needs
   */
  readonly securityGroups?: ManagedSecurityGroups;

  /**
   * The deploy mode of the cluster's jobs: where their drivers run.
   *
   * @default SparkDeployMode.CLIENT
   */
  readonly deployMode?: SparkDeployMode;

  /**
   * The driver's heap.
   *
   * @default - from the type of the primary node, or in cluster mode from the executors
   */
  readonly driverMemory?: Size;

  /**
   * Off-heap memory of an executor; it counts in the container.
   *
   * @default - none
   */
  readonly offHeapMemory?: Size;

  /**
   * Memory set aside for Python workers of an executor; it counts in the container.
   *
   * @default - none; they live in the overhead
   */
  readonly pysparkMemory?: Size;

  /**
   * The share of YARN's memory that executors may take, above 0 and at most 1.
   *
   * @default 1
   */
  readonly memoryTarget?: number;

  /**
   * Room that jobs leave for another application, such as Livy or a notebook, by running fewer executors.
   *
   * @default - none
   */
  readonly reserve?: ReservedContainers;

  /**
   * Task slots for each vcore, 1 to 4; more than 1 for jobs that wait for I/O.
   *
   * @default 1
   */
  readonly cpuOversubscription?: number;

  /**
   * The container memory that a task needs: no executor gives a task less. If no executor size can then use all cores, a warning names
   * instance types that could.
   *
   * @default - nothing is known; memory and cores of the nodes are shared out evenly
   */
  readonly taskMemory?: Size;

  /**
   * The heap that a task needs, such as the executor's peak in the Spark UI divided by the executor's cores.
   *
   * @default - nothing is known
   */
  readonly taskHeap?: Size;

  /**
   * The class of a cluster that never has more than a few nodes: executors are sized so that the application master's place counts. More
   * nodes than the class has are an error, and another class is a new configuration, for which CloudFormation replaces the cluster.
   *
   * @default - none; sizes do not count the application master
   */
  readonly clusterSize?: ClusterSize;

  /**
   * The version of the sizing numbers. Another version may change classifications, and then CloudFormation replaces the cluster.
   *
   * @default SizingVersion.V2026_1
   */
  readonly sizingVersion?: SizingVersion;

  /**
   * A file, committed with the app, that describes the deployed cluster: `cdk synth` and `cdk diff` then warn before a change that replaces
   * it, naming the property and the way to avoid it. One file serves all clusters of an app. It is written by
   * `cdk synth -c cdk-emr-autotune:write-fingerprints=true`.
   *
   * @default - none; a replacement shows only in `cdk diff`, as "may be replaced"
   */
  readonly fingerprintFile?: string;

  /**
   * Your own spark-defaults. They win over what is computed; the rest is computed around them. Values that nothing is computed from may be
   * tokens, such as the address of a bucket.
   *
   * @default - none
   */
  readonly sparkConf?: { [key: string]: string };

  /**
   * Further classifications. Those that are also planned are merged; your settings win.
   *
   * @default - none
   */
  readonly configurations?: EmrConfiguration[];

  /**
   * Applications besides Spark, Hadoop and the CloudWatch agent. HBase is an error: it takes YARN memory that executors are sized for.
   *
   * @default - none
   */
  readonly applications?: string[];

  /**
   * Whether the CloudWatch agent publishes YARN's vcores and the CPU in use (7.1.0 and later; metrics in CWAgent are billed).
   *
   * @default - on releases that have it
   */
  readonly cloudWatchAgent?: boolean;

  /**
   * The number of steps that can run at the same time, 1 to 256.
   *
   * @default 1
   */
  readonly stepConcurrencyLevel?: number;

  /**
   * Whether the cluster is protected from termination.
   *
   * @default false
   */
  readonly terminationProtection?: boolean;

  /**
   * Whether an idle cluster ends by itself.
   *
   * CloudFormation does not learn that it ended: the stack then holds a cluster that is gone, and the next resize or step fails. Another
   * `clusterName` makes a new one. It suits clusters whose stack goes with them.
   *
   * @default - true if `idleTimeout` is given, else false
   */
  readonly autoTermination?: boolean;

  /**
   * How long a cluster must be idle before it ends, 1 minute to 7 days. Below 30 minutes a remediator will not act on the cluster, as it
   * could end between a job's cancellation and its new start.
   *
   * @default - Duration.hours(1) if `autoTermination` is true
   */
  readonly idleTimeout?: Duration;

  /**
   * The bucket of the cluster's logs.
   *
   * @default - a new bucket: encrypted, private, kept when the stack is deleted
   */
  readonly logBucket?: s3.IBucket;

  /**
   * What becomes of the log bucket and the disk key that are made here when the stack is deleted. DESTROY empties the bucket first, without which
   * its deletion fails.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * The prefix of the logs' keys.
   *
   * @default 'emr/'
   */
  readonly logPrefix?: string;

  /**
   * The key of the nodes' disks. Roles that are made here are allowed to use it; the key's policy must let IAM policies of this account do so.
   *
   * @default - a new key that is kept when the stack is deleted
   */
  readonly diskKey?: kms.IKey;

  /**
   * The name of an EMR security configuration to use in place of the one made here (encryption at rest, instance metadata version 2).
   *
   * @default - a new one
   */
  readonly securityConfigurationName?: string;

  /**
   * The role with which EMR manages nodes. A role that is given is not changed.
   *
   * @default - a new one with AmazonEMRServicePolicy_v2
   */
  readonly serviceRole?: iam.IRole;

  /**
   * The role of the nodes, and therefore of every job. A role that is given gets no permissions other than those of grants.
   *
   * @default - a new one that can write its logs and publish metrics, nothing else
   */
  readonly instanceRole?: iam.IRole;

  /**
   * The instance profile of the nodes, where the deployment may not make one. One that is imported by its name needs `instanceRole` beside it.
   *
   * @default - a new one with the role of the nodes
   */
  readonly instanceProfile?: iam.IInstanceProfile;
}
