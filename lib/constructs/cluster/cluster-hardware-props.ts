import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { BootstrapAction } from './bootstrap-action';
import type { RootVolume } from './ebs-volumes';
import type { InstanceFleet, NodeHardware, PrimaryFleet } from './instance-fleet';
import type { ManagedScaling } from './managed-scaling';
import type { NodeCountRange } from './node-count';

/** Primary nodes beyond their type, which is `primaryInstanceType`. */
export interface PrimaryNodes extends NodeHardware {
  /**
   * The number of primary nodes, 1 or 3. Three survive the loss of one (5.23.0 and later): EMR spreads them over hardware, protects the
   * cluster from termination, and does not end it when it is idle.
   *
   * @default 1
   */
  readonly count?: number;
}

/** A choice among types of core nodes that is made at deployment. */
export interface CoreTypeParameter {
  /** The types that a deployment may choose besides `core.instanceType`, which is the default. */
  readonly alternatives: ec2.InstanceType[];

  /**
   * The name of the parameter: letters and digits.
   *
   * @default - from the path of the cluster in its stack, such as `ClusterCoreType`
   */
  readonly parameterName?: string;
}

/** The nodes of a tuned cluster: what they are made of, and what decides how many there are. */
export interface ClusterHardwareProps {
  /**
   * The types of which a deployment chooses that of the core nodes, by a parameter of the stack: one template for several environments. The template holds
   * the plan of each type in a mapping. On a running cluster another type is a new cluster, as everywhere.
   *
   * @default - none; the type is `core.instanceType`
   */
  readonly coreTypeParameter?: CoreTypeParameter;

  /**
   * The limits of EMR's managed scaling.
   *
   * @default - none; the number of nodes is that of the groups
   */
  readonly managedScaling?: ManagedScaling;

  /**
   * How many core and task nodes jobs are planned for, all groups or fleets together.
   *
   * Within it a task group that is added or removed, other limits of managed scaling and other capacities leave the steps of the cluster as they are; without
   * it they change the steps' arguments, and CloudFormation runs the steps again.
   *
   * @default - what the groups, fleets or limits of managed scaling allow
   */
  readonly plannedNodes?: NodeCountRange;

  /**
   * The core nodes as a fleet of several types, in place of `core`. A cluster has groups or fleets, never both.
   *
   * @default - none; `core` is a group
   */
  readonly coreFleet?: InstanceFleet;

  /**
   * The task nodes as a fleet; only beside `coreFleet`. It can be added to a running cluster and removed.
   *
   * @default - none
   */
  readonly taskFleet?: InstanceFleet;

  /**
   * The types of the primary nodes in a cluster of fleets; a driver in client mode is sized for the smallest.
   *
   * @default - `primaryInstanceType` on demand
   */
  readonly primaryFleet?: PrimaryFleet;

  /**
   * The number, disks, image and classifications of primary nodes.
   *
   * @default - one, as EMR makes it
   */
  readonly primaryNodes?: PrimaryNodes;

  /**
   * The role with which `automaticScaling` of groups works. The service role must be allowed to pass it on; one that is made here is.
   *
   * @default - a new one with AmazonElasticMapReduceforAutoScalingRole if a group has `automaticScaling`
   */
  readonly autoScalingRole?: iam.IRole;

  /**
   * The volume on which each node's system lies.
   *
   * @default - EMR's own
   */
  readonly rootVolume?: RootVolume;

  /**
   * The image of all nodes, made from Amazon Linux for EMR. Another one replaces the cluster, so name its id, not a parameter that follows the latest.
   *
   * @default - EMR's own for the release
   */
  readonly customAmi?: ec2.IMachineImage;

  /**
   * The release of Amazon Linux, for example `2023.3.20240312.0`.
   *
   * @default - the newest that EMR has for the release when the cluster starts
   */
  readonly osReleaseLabel?: string;

  /**
   * Whether EMR replaces core nodes that have become unhealthy.
   *
   * @default - EMR's own
   */
  readonly unhealthyNodeReplacement?: boolean;

  /**
   * Scripts that EMR runs on every node before applications start, in this order; at most 16.
   *
   * @default - none
   */
  readonly bootstrapActions?: BootstrapAction[];

  /**
   * The key pair for logging in to nodes with SSH, which also takes a rule in `connections`.
   *
   * @default - none; nobody can log in
   */
  readonly keyPair?: ec2.IKeyPair;

  /**
   * Further security groups of the primary nodes.
   *
   * @default - none
   */
  readonly additionalPrimarySecurityGroups?: ec2.ISecurityGroup[];

  /**
   * Further security groups of core and task nodes.
   *
   * @default - none
   */
  readonly additionalCoreSecurityGroups?: ec2.ISecurityGroup[];

  /**
   * The key with which EMR encrypts the logs that it writes to `logBucket` (5.30.0 and later, without 6.0.0). The nodes are allowed to use it if their
   * role is made here.
   *
   * @default - the encryption of the bucket
   */
  readonly logEncryptionKey?: kms.IKey;
}
