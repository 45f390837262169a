import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as emr from 'aws-cdk-lib/aws-emr';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as ssm from 'aws-cdk-lib/aws-ssm';
import type { Construct, IDependable } from 'constructs';
import type { EmrRelease } from '../../catalog';
import { InputError, isInputError } from '../../errors';
import type { JobLayer, Workload } from '../../sizing';
import { oneOf, warn, wholeNumberWithin } from '../checks';
import { ClusterStep, type ClusterStepOptions } from '../step/cluster-step';
import type { PlannedCluster, StepLogs } from '../step/planned-cluster';
import type { SparkApplicationProps } from '../step/spark-application';
import { SparkStep, type SparkStepOptions } from '../step/spark-step';
import { newSubmitParameter, type SparkSubmitParameterOptions } from '../step/submit-parameter';
import { ClusterFoundation } from './cluster-foundation';
import { clusterArn } from './cluster-grants';
import { addTaskNodes, checkGroupsOrFleets } from './cluster-instances';
import { ClusterJobs } from './cluster-jobs';
import { agentRuns, applicationNames, checkClusterName, checkRelease, checkTaskGroups } from './cluster-options';
import { planCluster } from './cluster-plan';
import { newClusterResource } from './cluster-resource';
import type { ClusterRoles } from './cluster-roles';
import { checkTags } from './cluster-tags';
import { CoreTypeChoice } from './core-type-choice';
import type { ExecutorPlan } from './executor-plan';
import { ImportedCluster, type TunedClusterAttributes } from './imported-cluster';
import { checkNodeCount } from './node-count';
import { warnOfMissingPassRole } from './pass-role-check';
import { checkReplacement } from './replacement-check';
import { type ITunedCluster, TunedClusterBase } from './tuned-cluster-base';
import { SparkDeployMode, type TunedClusterProps } from './tuned-cluster-props';

/** EMR's limit (API reference, RunJobFlow). */
const MAX_CONCURRENT_STEPS = 256;

/**
 * An EMR cluster on EC2 whose Spark configuration fits its hardware.
 *
 * Its classifications follow from node types alone, so that a resize changes nothing but a count: on any change of a classification,
 * CloudFormation replaces the cluster. Settings that depend on counts or data are arguments of the jobs: `addSparkStep`, `sparkSubmitArgs`.
 */
export class TunedCluster extends TunedClusterBase implements ITunedCluster, PlannedCluster, iam.IGrantable {
  /** A cluster that was made elsewhere, by its attributes. It has no plan: its steps have the settings that you give. */
  public static fromClusterAttributes(scope: Construct, id: string, attributes: TunedClusterAttributes): ITunedCluster {
    return new ImportedCluster(scope, id, attributes);
  }

  /** A cluster that was made elsewhere, by its id. */
  public static fromClusterId(scope: Construct, id: string, clusterId: string): ITunedCluster {
    return new ImportedCluster(scope, id, { clusterId });
  }

  /** The id of the cluster, `j-…`. */
  public readonly clusterId: string;

  /** The ARN of the cluster. */
  public readonly clusterArn: string;

  /** The cluster as other constructs refer to it. */
  public readonly clusterRef: emr.ClusterReference;

  /** The CloudFormation resource of the cluster. */
  public readonly cfnCluster: emr.CfnCluster;

  /** The CloudFormation resources of the task groups, by the name of the group. */
  public readonly cfnTaskGroups: { [name: string]: emr.CfnInstanceGroupConfig };

  /** The CloudFormation resource of the task fleet, if there is one. */
  public readonly cfnTaskFleet?: emr.CfnInstanceFleetConfig;

  /** The CloudFormation resource of the security configuration; undefined if `securityConfigurationName` is given. */
  public readonly cfnSecurityConfiguration?: emr.CfnSecurityConfiguration;

  /** The role of automatic scaling, if a group has `automaticScaling`. */
  public readonly autoScalingRole?: iam.IRole;

  /** The DNS name of the primary node. */
  public readonly primaryPublicDns: string;

  /** The EMR release. */
  public readonly release: EmrRelease;

  /** The VPC of the nodes. */
  public readonly vpc: ec2.IVpc;

  /** The subnet of all nodes; with `emrChoosesSubnet` the first of those that EMR chooses among. */
  public readonly subnet: ec2.ISubnet;

  /** The security group of the primary node. */
  public readonly primarySecurityGroup: ec2.ISecurityGroup;

  /** The security group of core and task nodes. */
  public readonly coreSecurityGroup: ec2.ISecurityGroup;

  /** The security group through which EMR reaches nodes in a private subnet; undefined in a public one. */
  public readonly serviceAccessSecurityGroup?: ec2.ISecurityGroup;

  /** The security groups of all nodes, primary, core and task: rules made through it apply wherever a driver or an executor runs. */
  public readonly connections: ec2.Connections;

  /** The bucket of the cluster's logs. */
  public readonly logBucket: s3.IBucket;

  /** The role with which EMR manages nodes. */
  public readonly serviceRole: iam.IRole;

  /** The role of the nodes, and therefore of every job. */
  public readonly instanceRole: iam.IRole;

  /** The instance profile of `instanceRole`. */
  public readonly instanceProfile: iam.IInstanceProfile;

  /** The key of the nodes' disks; undefined if `securityConfigurationName` is given without `diskKey`. */
  public readonly diskKey?: kms.IKey;

  /** The principal of grants to the cluster: its nodes, and therefore every job. */
  public readonly grantPrincipal: iam.IPrincipal;

  /** The executor size that the cluster's Spark configuration asks for; with `coreTypeParameter` that of the default. */
  public readonly executors: ExecutorPlan;

  /** The spark-defaults of the cluster. */
  public readonly sparkConf: { [key: string]: string };

  /** The version of the sizing numbers that the cluster was planned with. */
  public readonly sizingVersion: string;

  /** The deploy mode of the cluster's jobs: where their drivers run. */
  public readonly deployMode: SparkDeployMode;

  /** The number of steps that can run at the same time. */
  public readonly stepConcurrencyLevel: number;

  /** @internal */
  public readonly _applications: string[];

  private readonly jobs: ClusterJobs;
  private readonly roles: ClusterRoles;
  private nodesOnCluster?: iam.Policy;

  constructor(scope: Construct, id: string, props: TunedClusterProps) {
    super(scope, id);
    checkProps(props);
    const coreType = new CoreTypeChoice(this, props);
    const plans = coreType.alternatives.map((one) => planCluster(this, one));
    const plan = coreType.planOf(plans);
    const { layer } = plan;
    this.release = props.release;
    this.deployMode = oneOf('deployMode', props.deployMode ?? SparkDeployMode.CLIENT, SparkDeployMode);
    this.stepConcurrencyLevel = wholeNumberWithin(
      'stepConcurrencyLevel',
      props.stepConcurrencyLevel ?? 1,
      1,
      MAX_CONCURRENT_STEPS,
    );
    this.executors = { ...layer.executor, perNode: { ...layer.perNode } };
    this.sparkConf = { ...layer.sparkConf };
    this.sizingVersion = layer.sizingVersion;
    this.jobs = new ClusterJobs(plans, coreType, this.deployMode, props);
    warnOfRoom(this, this.jobs);
    const applications = applicationNames(this, props, agentRuns(props));
    this._applications = applications;

    const foundation = new ClusterFoundation(this, props, applications);
    this.vpc = foundation.network.vpc;
    this.subnet = foundation.network.subnet;
    this.primarySecurityGroup = foundation.securityGroups.primary;
    this.coreSecurityGroup = foundation.securityGroups.core;
    this.serviceAccessSecurityGroup = foundation.securityGroups.serviceAccess;
    this.connections = new ec2.Connections({ securityGroups: [this.primarySecurityGroup, this.coreSecurityGroup] });
    this.logBucket = foundation.logBucket;
    this.diskKey = foundation.diskKey;
    this.cfnSecurityConfiguration = foundation.cfnSecurityConfiguration;
    this.roles = foundation.roles;
    this.serviceRole = this.roles.serviceRole;
    this.instanceRole = this.roles.instanceRole;
    this.instanceProfile = this.roles.instanceProfile;
    this.autoScalingRole = this.roles.autoScalingRole;
    this.grantPrincipal = this.instanceRole.grantPrincipal;

    const resource = newClusterResource(this, {
      props,
      plan,
      foundation,
      applications,
      coreType: coreType.instanceType,
      stepConcurrencyLevel: this.stepConcurrencyLevel,
    });
    this.cfnCluster = resource;
    checkTags(this, resource);
    warnOfMissingPassRole(this, props.serviceRole);
    if (props.fingerprintFile !== undefined) checkReplacement(this, resource, coreType, props.fingerprintFile);
    this.clusterId = resource.ref;
    this.clusterRef = { clusterId: this.clusterId };
    this.clusterArn = clusterArn(this);
    this.primaryPublicDns = resource.attrMasterPublicDns;
    const taskNodes = addTaskNodes(this, this.clusterId, props);
    this.cfnTaskGroups = taskNodes.groups;
    this.cfnTaskFleet = taskNodes.fleet;
  }

  /** Adds a job that runs once, when the stack is deployed. */
  public addSparkStep(id: string, options: SparkStepOptions): SparkStep {
    this.checkStepId(id);
    return new SparkStep(this, id, { cluster: this, ...options });
  }

  /** Adds a step that is not a Spark job: Hive, a jar, a script. It runs once, when the stack is deployed. */
  public addStep(id: string, options: ClusterStepOptions): ClusterStep {
    this.checkStepId(id);
    return new ClusterStep(this, id, { cluster: this, ...options });
  }

  /**
   * `spark-submit` and its arguments for a job that is submitted elsewhere, by an orchestrator or on the command line.
   *
   * They include the settings that depend on the declared ranges of node counts and on the workload.
   */
  public sparkSubmitArgs(props: SparkApplicationProps): string[] {
    return this.jobs.submitArguments(props);
  }

  /**
   * A value of Parameter Store with the arguments of a job that is submitted elsewhere: `spark-submit` and what follows, as a JSON list.
   *
   * Whoever submits reads them at that moment, so that a job follows what was deployed last:
   * `aws ssm get-parameter --query Parameter.Value --output text --name …`.
   */
  public addSparkSubmitParameter(id: string, options: SparkSubmitParameterOptions): ssm.StringParameter {
    return newSubmitParameter(this, id, this.sparkSubmitArgs(options), options);
  }

  /** @internal */
  public _planJob(workload: Workload | undefined): JobLayer[] {
    return this.jobs.planFor(workload);
  }

  /** @internal */
  public get _groupsWithoutRange(): string[] {
    return this.jobs.groupsWithoutRange;
  }

  /**
   * A given role of the nodes gets a policy of its own: the cluster waits for its other permissions, and would wait for itself.
   *
   * @internal
   */
  protected override _granteeFor(grantee: iam.IGrantable): iam.IGrantable {
    const { ownInstanceRole, instanceRole } = this.roles;
    if (ownInstanceRole || grantee.grantPrincipal !== instanceRole.grantPrincipal) return grantee;
    this.nodesOnCluster ??= new iam.Policy(this, 'NodesOnCluster', { roles: [instanceRole] });
    return this.nodesOnCluster;
  }

  /** @internal */
  public _grantStep(step: Construct, files: readonly string[], logs: StepLogs): IDependable[] {
    return this.roles.grantStep(step, files, logs);
  }

  private checkStepId(id: string): void {
    if (this.node.tryFindChild(id) === undefined) return;
    throw new InputError(
      'bad-name',
      `the id of a step must be new in its cluster, got "${id}"; choose another id, and \`stepName\` for the name that EMR shows`,
    );
  }
}

/** @throws InputError for props that EMR refuses, whatever is planned */
function checkProps(props: TunedClusterProps): void {
  const { core, taskGroups = [] } = props;
  checkRelease(props.release);
  checkTaskGroups(taskGroups);
  checkClusterName(props.clusterName);
  checkGroupsOrFleets(props);
  if (core !== undefined) checkNodeCount('core.count', core.count, 1);
  for (const { name, count } of taskGroups) checkNodeCount(`taskGroups.${name}.count`, count, 0);
}

/** Says at once what every Spark step would fail with; a cluster for other applications may be meant. */
function warnOfRoom(cluster: TunedCluster, jobs: ClusterJobs): void {
  try {
    jobs.planFor(undefined);
  } catch (error) {
    if (!isInputError(error)) throw error;
    warn(cluster, error.code, `no Spark job can run: ${error.message}`);
  }
}
