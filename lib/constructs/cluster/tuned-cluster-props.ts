import type { Duration, Size } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { EmrRelease } from '../../catalog';
import type { SizingVersion } from '../../sizing';
import type { EmrConfiguration } from './emr-configuration';
import type { NodeCount } from './node-count';

/** Where the driver of a Spark application runs. */
export enum SparkDeployMode {
  /** On the primary node; EMR's default. */
  CLIENT = 'client',
  /** In the application master, on a core or task node. */
  CLUSTER = 'cluster',
}

/** Nodes of one type. */
export interface NodeGroup {
  /** The EC2 type. Executors are sized for it, so it must be known at synthesis, and another type replaces the cluster. */
  readonly instanceType: ec2.InstanceType;

  /** How many nodes; a change resizes the running cluster. */
  readonly count: NodeCount;
}

/** Task nodes of one type: they run executors and hold no HDFS data. */
export interface TaskGroup extends NodeGroup {
  /** The name of the group, unique in the cluster: letters and digits. */
  readonly name: string;

  /**
   * Whether to use spot capacity.
   *
   * @default false
   */
  readonly spot?: boolean;
}

/** Containers of another application that find room while a job runs. */
export interface ReservedContainers {
  /** Of one container, heap and overhead together; no more than an executor has. */
  readonly memory: Size;

  /** Cores of one container; no more than an executor has. */
  readonly vcores: number;

  /**
   * How many.
   *
   * @default 1
   */
  readonly containers?: number;
}

/** What a tuned cluster is made of. */
export interface TunedClusterProps {
  /** The EMR release. */
  readonly release: EmrRelease;

  /** The core nodes. */
  readonly core: NodeGroup;

  /**
   * Groups of task nodes.
   *
   * @default - none
   */
  readonly taskGroups?: TaskGroup[];

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
   * The network.
   *
   * @default - a new VPC over two zones: private subnets with one NAT gateway, an S3 gateway endpoint, a log of rejected flows
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Which subnet; all nodes live in the first that is selected, which must be private.
   *
   * @default - private subnets with a route out
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Where drivers run.
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
   * Share of YARN's memory that executors may take, above 0 and at most 1.
   *
   * @default 1
   */
  readonly memoryTarget?: number;

  /**
   * Room that the jobs of this cluster leave to another application, such as Livy or a notebook: their executors are limited to fewer.
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
   * Memory of its container that a task needs: no executor gives a task less. Where no executor uses the cores with that, a warning names
   * types that would.
   *
   * @default - nothing is known; memory and cores of the nodes are shared out evenly
   */
  readonly taskMemory?: Size;

  /**
   * Heap that a task needs, such as the peak that the Spark UI shows for its executor divided by the executor's cores.
   *
   * @default - nothing is known
   */
  readonly taskHeap?: Size;

  /**
   * Which numbers. Another version may change the cluster's classifications, on which CloudFormation replaces the cluster.
   *
   * @default SizingVersion.V2026_1
   */
  readonly sizingVersion?: SizingVersion;

  /**
   * Your own spark-defaults. They win over what is computed; the rest is computed around them.
   *
   * @default - none
   */
  readonly sparkConf?: { [key: string]: string };

  /**
   * Further classifications. One that is planned too is merged with it, your settings winning.
   *
   * @default - none
   */
  readonly configurations?: EmrConfiguration[];

  /**
   * Applications besides Spark, Hadoop and the CloudWatch agent. HBase is refused: it takes memory from YARN that executors are sized for.
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
   * Steps that run at the same time, 1 to 256.
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
   * @default - true on releases that can (5.30, 6.1 and later)
   */
  readonly autoTermination?: boolean;

  /**
   * How long a cluster must be idle before it ends, 1 minute to 7 days. Below 30 minutes a remediator will not act on the cluster, as it
   * could end between a job's cancellation and its new start.
   *
   * @default Duration.hours(1)
   */
  readonly idleTimeout?: Duration;

  /**
   * Where the cluster writes its logs.
   *
   * @default - a new bucket: encrypted, private, kept when the stack is deleted
   */
  readonly logBucket?: s3.IBucket;

  /**
   * The start of the logs' keys.
   *
   * @default 'emr/'
   */
  readonly logPrefix?: string;

  /**
   * The key of the nodes' disks. The roles that are made here may use it; its own policy must let this account's roles do so.
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
   * The role by which EMR manages nodes. A role that is given is not changed.
   *
   * @default - a new one with AmazonEMRServicePolicy_v2
   */
  readonly serviceRole?: iam.IRole;

  /**
   * The role of the nodes, and so of every job. A role that is given gets no rights beyond those of grants.
   *
   * @default - a new one that may write its logs and publish metrics, nothing else
   */
  readonly instanceRole?: iam.IRole;
}
