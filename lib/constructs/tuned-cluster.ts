import { Arn, ArnFormat, Names, RemovalPolicy, Resource, Stack, Tags, Token } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as emr from 'aws-cdk-lib/aws-emr';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { EmrRelease } from '../catalog';
import { CURRENT_SIZING_VERSION, type JobLayer, planJobLayer, type Workload } from '../sizing';
import { wholeNumberWithin } from './checks';
import { clusterMetric, memoryUtilisation } from './cluster-metrics';
import { ClusterNetwork, MANAGED_POLICY_TAG } from './cluster-network';
import { agentRuns, applicationsOf, autoTerminationOf, checkTaskGroups } from './cluster-options';
import { type ClusterPlan, planCluster } from './cluster-plan';
import { ClusterRoles } from './cluster-roles';
import { ClusterSecurityGroups } from './cluster-security-groups';
import { newDiskKey, newLogBucket, newSecurityConfiguration } from './cluster-storage';
import { toCloudFormation } from './emr-configuration';
import type { ExecutorPlan } from './executor-plan';
import { type SparkApplicationProps, sparkSubmitArguments } from './spark-application';
import { SparkStep, type SparkStepOptions } from './spark-step';
import { type NodeGroup, SparkDeployMode, type TaskGroup, type TunedClusterProps } from './tuned-cluster-props';

/** EMR's limit (API reference, RunJobFlow). */
const MOST_CONCURRENT_STEPS = 256;

/**
 * An EMR cluster on EC2 whose Spark configuration fits its hardware.
 *
 * Its classifications follow from node types alone. Resizing changes a count and nothing else, where any change of a classification would
 * make CloudFormation replace the cluster. What depends on counts or data travels with the jobs: `addSparkStep`, `sparkSubmitArgs`.
 */
export class TunedCluster extends Resource implements emr.IClusterRef, iam.IGrantable {
  /** The id of the cluster, `j-…`. */
  public readonly clusterId: string;

  /** The ARN of the cluster. */
  public readonly clusterArn: string;

  /** The cluster as other constructs refer to it. */
  public readonly clusterRef: emr.ClusterReference;

  /** The DNS name of the primary node. */
  public readonly primaryPublicDns: string;

  /** The release. */
  public readonly release: EmrRelease;

  /** The network. */
  public readonly vpc: ec2.IVpc;

  /** The subnet of all nodes. */
  public readonly subnet: ec2.ISubnet;

  /** The group of the primary node. */
  public readonly primarySecurityGroup: ec2.ISecurityGroup;

  /** The group of core and task nodes. */
  public readonly coreSecurityGroup: ec2.ISecurityGroup;

  /** The group by which EMR reaches nodes in a private subnet. */
  public readonly serviceAccessSecurityGroup: ec2.ISecurityGroup;

  /** Where the cluster writes its logs. */
  public readonly logBucket: s3.IBucket;

  /** The role by which EMR manages nodes. */
  public readonly serviceRole: iam.IRole;

  /** The role of the nodes, and so of every job. */
  public readonly instanceRole: iam.IRole;

  /** The profile that carries `instanceRole`. */
  public readonly instanceProfile: iam.IInstanceProfile;

  /** The key of the nodes' disks; none where a security configuration was given. */
  public readonly diskKey?: kms.IKey;

  /** Grants to the cluster are grants to its nodes: every job has them. */
  public readonly grantPrincipal: iam.IPrincipal;

  /** The executors that the cluster's Spark configuration asks for. */
  public readonly executors: ExecutorPlan;

  /** The spark-defaults of the cluster. */
  public readonly sparkConf: { [key: string]: string };

  /** Version of the sizing numbers that the cluster was planned with. */
  public readonly sizingVersion: string;

  /** Where drivers run. */
  public readonly deployMode: SparkDeployMode;

  /** Steps that run at the same time. */
  public readonly stepConcurrencyLevel: number;

  private readonly plan: ClusterPlan;
  private readonly groups: readonly (NodeGroup & { readonly label: string })[];

  constructor(scope: Construct, id: string, props: TunedClusterProps) {
    super(scope, id);
    const taskGroups = props.taskGroups ?? [];
    checkTaskGroups(taskGroups);
    this.plan = planCluster(this, props);
    const { layer } = this.plan;
    this.release = props.release;
    this.groups = [
      { ...props.core, label: 'core.count' },
      ...taskGroups.map((group) => ({ ...group, label: `taskGroups.${group.name}.count` })),
    ];
    this.deployMode = props.deployMode ?? SparkDeployMode.CLIENT;
    this.stepConcurrencyLevel = wholeNumberWithin(
      'stepConcurrencyLevel',
      props.stepConcurrencyLevel ?? 1,
      1,
      MOST_CONCURRENT_STEPS,
    );
    this.executors = { ...layer.executor, perNode: { ...layer.perNode } };
    this.sparkConf = { ...layer.sparkConf };
    this.sizingVersion = CURRENT_SIZING_VERSION;
    const agent = agentRuns(props);

    const network = new ClusterNetwork(this, 'Network', { vpc: props.vpc, vpcSubnets: props.vpcSubnets });
    this.vpc = network.vpc;
    this.subnet = network.subnet;
    const securityGroups = new ClusterSecurityGroups(this, 'SecurityGroups', { vpc: this.vpc, release: this.release });
    this.primarySecurityGroup = securityGroups.primary;
    this.coreSecurityGroup = securityGroups.core;
    this.serviceAccessSecurityGroup = securityGroups.serviceAccess;
    this.logBucket = props.logBucket ?? newLogBucket(this, 'LogBucket');
    const logPrefix = props.logPrefix ?? 'emr/';
    let securityConfiguration = props.securityConfigurationName;
    if (securityConfiguration === undefined) {
      this.diskKey = props.diskKey ?? newDiskKey(this, 'DiskKey');
      securityConfiguration = newSecurityConfiguration(this, 'SecurityConfiguration', {
        release: this.release,
        diskKey: this.diskKey,
      }).ref;
    } else {
      this.diskKey = props.diskKey;
    }
    const roles = new ClusterRoles(this, 'Roles', {
      release: this.release,
      vpc: this.vpc,
      subnet: this.subnet,
      serviceAccessGroup: this.serviceAccessSecurityGroup,
      logBucket: this.logBucket,
      logPrefix,
      encryptionKey: this.diskKey,
      agent,
      serviceRole: props.serviceRole,
      instanceRole: props.instanceRole,
    });
    this.serviceRole = roles.serviceRole;
    this.instanceRole = roles.instanceRole;
    this.instanceProfile = roles.instanceProfile;
    this.grantPrincipal = this.instanceRole.grantPrincipal;

    const resource = new emr.CfnCluster(this, 'Resource', {
      name: props.clusterName ?? Names.uniqueResourceName(this, { maxLength: 128, separator: '-' }),
      releaseLabel: this.release.label,
      applications: applicationsOf(props, agent).map((name) => ({ name })),
      configurations: toCloudFormation(this.plan.classifications),
      instances: {
        masterInstanceGroup: {
          name: 'primary',
          instanceCount: 1,
          instanceType: layer.primaryInstanceType,
          market: 'ON_DEMAND',
        },
        coreInstanceGroup: {
          name: 'core',
          instanceCount: props.core.count._bind(this, 'CoreNodes'),
          instanceType: props.core.instanceType.toString(),
          market: 'ON_DEMAND',
        },
        ec2SubnetId: this.subnet.subnetId,
        emrManagedMasterSecurityGroup: this.primarySecurityGroup.securityGroupId,
        emrManagedSlaveSecurityGroup: this.coreSecurityGroup.securityGroupId,
        serviceAccessSecurityGroup: this.serviceAccessSecurityGroup.securityGroupId,
        // Off, a cluster without steps ends at once and the deployment fails.
        keepJobFlowAliveWhenNoSteps: true,
        terminationProtected: props.terminationProtection ?? false,
      },
      jobFlowRole: this.instanceProfile.instanceProfileName,
      serviceRole: this.serviceRole.roleName,
      securityConfiguration,
      logUri: this.logBucket.s3UrlForObject(logPrefix),
      scaleDownBehavior: 'TERMINATE_AT_TASK_COMPLETION',
      stepConcurrencyLevel: this.stepConcurrencyLevel,
      autoTerminationPolicy: autoTerminationOf(props),
    });
    // Not a property of the construct any more, yet CloudFormation's default still hides the cluster from other people of the account.
    resource.addPropertyOverride('VisibleToAllUsers', true);
    // A cluster that outlives its stack is paid for and managed by nobody; what must last is in S3.
    resource.applyRemovalPolicy(RemovalPolicy.DESTROY);
    Tags.of(resource).add(MANAGED_POLICY_TAG.key, MANAGED_POLICY_TAG.value);
    // What EMR needs must be there before the nodes start and until they have ended.
    resource.node.addDependency(...securityGroups.rules, this.subnet.internetConnectivityEstablished);
    if (props.serviceRole !== undefined) resource.node.addDependency(props.serviceRole);
    this.clusterId = resource.ref;
    this.clusterRef = { clusterId: this.clusterId };
    this.clusterArn = Arn.format(
      {
        service: 'elasticmapreduce',
        resource: 'cluster',
        resourceName: this.clusterId,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      },
      Stack.of(this),
    );
    this.primaryPublicDns = resource.attrMasterPublicDns;
    for (const group of taskGroups) this.addTaskGroup(group);
  }

  /** Adds a job that runs once, when the stack is deployed. */
  public addSparkStep(id: string, options: SparkStepOptions): SparkStep {
    return new SparkStep(this, id, { cluster: this, ...options });
  }

  /**
   * The arguments of `spark-submit`, itself included, for a job that is submitted elsewhere: an orchestrator's step, the command line.
   *
   * They carry what depends on the declared ranges of node counts and on the workload.
   */
  public sparkSubmitArgs(props: SparkApplicationProps): string[] {
    const { jobConf } = this._planJob(props.workload);
    const own = this.plan.given;
    const computed = Object.fromEntries(Object.entries(jobConf).filter(([key]) => own[key] === undefined));
    return sparkSubmitArguments(props, this.deployMode, computed);
  }

  /** Lets someone see the cluster and its steps. Steps show their arguments in clear text. */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(
      grantee,
      'elasticmapreduce:DescribeCluster',
      'elasticmapreduce:DescribeStep',
      'elasticmapreduce:ListInstanceGroups',
      'elasticmapreduce:ListInstances',
      'elasticmapreduce:ListSteps',
    );
  }

  /** Lets someone add steps, which is to run code with the rights of the nodes. */
  public grantSubmitSteps(grantee: iam.IGrantable): iam.Grant {
    return this.grant(
      grantee,
      'elasticmapreduce:AddJobFlowSteps',
      'elasticmapreduce:DescribeCluster',
      'elasticmapreduce:DescribeStep',
      'elasticmapreduce:ListSteps',
    );
  }

  /** Lets someone cancel steps. */
  public grantCancelSteps(grantee: iam.IGrantable): iam.Grant {
    return this.grant(
      grantee,
      'elasticmapreduce:CancelSteps',
      'elasticmapreduce:DescribeStep',
      'elasticmapreduce:ListSteps',
    );
  }

  /** A metric that EMR publishes for this cluster, every five minutes. */
  public metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return clusterMetric(this.clusterId, metricName, options);
  }

  /** Memory of running containers, MiB (YARN's "MB"). */
  public metricMemoryAllocated(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('MemoryAllocatedMB', options);
  }

  /** Memory of all node managers, MiB (YARN's "MB"). */
  public metricMemoryTotal(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('MemoryTotalMB', options);
  }

  /** Memory in use of what YARN has, in per cent. */
  public metricMemoryUtilisation(options?: cloudwatch.MathExpressionOptions): cloudwatch.MathExpression {
    return memoryUtilisation(this.clusterId, options);
  }

  /** Running containers. */
  public metricContainersAllocated(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ContainerAllocated', options);
  }

  /** Containers that wait for room. */
  public metricContainersPending(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ContainerPending', options);
  }

  /** Core nodes that run. */
  public metricCoreNodesRunning(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('CoreNodesRunning', options);
  }

  /** 1 while the cluster has nothing to do. */
  public metricIsIdle(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('IsIdle', options);
  }

  /** @internal */
  public _planJob(workload: Workload | undefined): JobLayer {
    return planJobLayer({
      cluster: this.plan.layer,
      nodes: this.groups.map(({ instanceType, count }) => ({
        instanceType: instanceType.toString(),
        min: count.min,
        max: count.max,
      })),
      workload,
    });
  }

  /** @internal */
  public get _groupsWithoutRange(): string[] {
    return this.groups.filter(({ count }) => !count.hasRange).map(({ label }) => label);
  }

  /**
   * Lets the nodes read one file of S3 that a step names; other places need a grant of the caller's.
   *
   * @internal
   */
  public _grantReadFile(uri: string): void {
    const match = Token.isUnresolved(uri) ? null : /^s3[an]?:\/\/([^/]+)\/(.+)$/.exec(uri);
    if (match === null) return;
    this.instanceRole.addToPrincipalPolicy(
      new iam.PolicyStatement({
        actions: ['s3:GetObject'],
        resources: [
          Stack.of(this).formatArn({ service: 's3', region: '', account: '', resource: `${match[1]}/${match[2]}` }),
        ],
      }),
    );
  }

  private grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.clusterArn] });
  }

  /** A resource of its own: a group inside the cluster's properties could not be added or changed without replacing the cluster. */
  private addTaskGroup(group: TaskGroup): void {
    new emr.CfnInstanceGroupConfig(this, `Task${group.name}`, {
      name: group.name,
      jobFlowId: this.clusterId,
      instanceRole: 'TASK',
      instanceType: group.instanceType.toString(),
      instanceCount: group.count._bind(this, `Task${group.name}Nodes`),
      market: group.spot ? 'SPOT' : 'ON_DEMAND',
    });
  }
}
