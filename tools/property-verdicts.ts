/** What becomes of a property of CloudFormation in the constructs. */
export type Verdict =
  /** A prop gives it. */
  | { readonly prop: string }
  /** The construct always writes it; why so. */
  | { readonly always: string }
  /** It is never written, with all that it holds; the reason. */
  | { readonly refused: string };

type Verdicts = Readonly<Record<string, Verdict>>;

const prop = (name: string): Verdict => ({ prop: name });
const always = (reason: string): Verdict => ({ always: reason });
const refused = (reason: string): Verdict => ({ refused: reason });

/** The same verdicts below another property. */
function below(parent: string, verdicts: Verdicts): Verdicts {
  return Object.fromEntries(Object.entries(verdicts).map(([path, verdict]) => [`${parent}.${path}`, verdict]));
}

const configurations = (of: string): Verdicts => ({
  'Configurations.Classification': prop(`${of}configurations`),
  'Configurations.ConfigurationProperties': prop(`${of}configurations`),
  'Configurations.Configurations': prop(`${of}configurations`),
});

/** What groups and types of fleets have in common. */
const hardware = (of: string): Verdicts => ({
  ...configurations(of),
  CustomAmiId: prop(`${of}customAmi`),
  'EbsConfiguration.EbsOptimized': prop(`${of}ebsOptimized`),
  ...below('EbsConfiguration.EbsBlockDeviceConfigs', {
    VolumesPerInstance: prop(`${of}ebsVolumes.count`),
    'VolumeSpecification.Iops': prop(`${of}ebsVolumes.iops`),
    'VolumeSpecification.SizeInGB': prop(`${of}ebsVolumes.size`),
    'VolumeSpecification.Throughput': prop(`${of}ebsVolumes.throughputMiBps`),
    'VolumeSpecification.VolumeType': prop(`${of}ebsVolumes.volumeType`),
  }),
});

const automaticScaling = (of: string): Verdicts => ({
  'Constraints.MaxCapacity': prop(`${of}automaticScaling.maximum`),
  'Constraints.MinCapacity': prop(`${of}automaticScaling.minimum`),
  'Rules.Name': prop(`${of}automaticScaling.rules.name`),
  'Rules.Description': prop(`${of}automaticScaling.rules.description`),
  'Rules.Action.Market': refused('EMR does not take it for instance groups, which have a market of their own'),
  ...below('Rules.Action.SimpleScalingPolicyConfiguration', {
    AdjustmentType: prop(`${of}automaticScaling.rules.adjustmentType`),
    CoolDown: prop(`${of}automaticScaling.rules.coolDown`),
    ScalingAdjustment: prop(`${of}automaticScaling.rules.adjustment`),
  }),
  ...below('Rules.Trigger.CloudWatchAlarmDefinition', {
    ComparisonOperator: prop(`${of}automaticScaling.rules.comparisonOperator`),
    'Dimensions.Key': prop(`${of}automaticScaling.rules.dimensions`),
    'Dimensions.Value': prop(`${of}automaticScaling.rules.dimensions`),
    EvaluationPeriods: prop(`${of}automaticScaling.rules.evaluationPeriods`),
    MetricName: prop(`${of}automaticScaling.rules.metricName`),
    Namespace: prop(`${of}automaticScaling.rules.namespace`),
    Period: prop(`${of}automaticScaling.rules.period`),
    Statistic: prop(`${of}automaticScaling.rules.statistic`),
    Threshold: prop(`${of}automaticScaling.rules.threshold`),
    Unit: prop(`${of}automaticScaling.rules.unit`),
  }),
});

const GROUP_NAME = 'the role of the group, or the name of a task group: people and metrics tell groups apart by it';

const PRIMARY_GROUP: Verdicts = {
  AutoScalingPolicy: refused('EMR scales core and task groups, never the primary nodes'),
  BidPrice: refused('primary nodes are on demand: the cluster ends with one that is reclaimed'),
  InstanceCount: prop('primaryNodes.count'),
  InstanceType: prop('primaryInstanceType'),
  Market: always(
    'ON_DEMAND: the cluster ends with a primary node that is reclaimed; `primaryFleet.spot` takes the risk',
  ),
  Name: always(GROUP_NAME),
  ...hardware('primaryNodes.'),
};

const CORE_GROUP: Verdicts = {
  ...below('AutoScalingPolicy', automaticScaling('core.')),
  BidPrice: refused('core nodes of a group are on demand'),
  InstanceCount: prop('core.count'),
  InstanceType: prop('core.instanceType`, `coreTypeParameter'),
  Market: always('ON_DEMAND: HDFS loses blocks with core nodes that are reclaimed; `coreFleet.spot` takes the risk'),
  Name: always(GROUP_NAME),
  ...hardware('core.'),
};

const capacityReservation = (of: string): Verdicts =>
  below('CapacityReservationOptions', {
    UsageStrategy: prop(`${of}capacityReservation`),
    CapacityReservationPreference: prop(`${of}capacityReservation.avoid`),
    CapacityReservationResourceGroupArn: prop(`${of}capacityReservation.resourceGroupArn`),
  });

const fleetTypes = (of: string): Verdicts => ({
  BidPrice: prop(`${of}instanceTypes.spotMaxPriceUsd`),
  BidPriceAsPercentageOfOnDemandPrice: prop(`${of}instanceTypes.spotMaxPricePercentage`),
  InstanceType: prop(`${of}instanceTypes.instanceType`),
  Priority: prop(`${of}instanceTypes.priority`),
  WeightedCapacity: prop(`${of}instanceTypes.weight`),
  ...hardware(`${of}instanceTypes.`),
});

const fleetLaunch = (of: string): Verdicts => ({
  ...below('InstanceTypeConfigs', fleetTypes(of)),
  ...below('LaunchSpecifications.OnDemandSpecification', {
    AllocationStrategy: prop(`${of}onDemandAllocationStrategy`),
    ...capacityReservation(of),
  }),
  ...below('LaunchSpecifications.SpotSpecification', {
    AllocationStrategy: prop(`${of}spotAllocationStrategy`),
    BlockDurationMinutes: refused('EC2 has given up spot blocks'),
    TimeoutAction: prop(`${of}spotTimeoutAction`),
    TimeoutDurationMinutes: prop(`${of}spotTimeout`),
  }),
  Name: always('the role of the fleet'),
});

const fleet = (of: string): Verdicts => ({
  ...fleetLaunch(of),
  TargetOnDemandCapacity: prop(`${of}onDemand`),
  TargetSpotCapacity: prop(`${of}spot`),
  ...below('ResizeSpecifications.OnDemandResizeSpecification', {
    AllocationStrategy: prop(`${of}onDemandAllocationStrategy`),
    TimeoutDurationMinutes: prop(`${of}onDemandResizeTimeout`),
    ...capacityReservation(of),
  }),
  ...below('ResizeSpecifications.SpotResizeSpecification', {
    AllocationStrategy: prop(`${of}spotAllocationStrategy`),
    TimeoutDurationMinutes: prop(`${of}spotResizeTimeout`),
  }),
});

const PRIMARY_FLEET: Verdicts = {
  ...fleetLaunch('primaryFleet.'),
  TargetOnDemandCapacity: prop('primaryFleet.spot'),
  TargetSpotCapacity: prop('primaryFleet.spot'),
  ResizeSpecifications: refused('EMR does not resize primary nodes'),
};

const SEPARATE_TASKS =
  'task nodes are resources of their own, which come and go without the cluster being replaced: `taskGroups`, `taskFleet`';

const INSTANCES: Verdicts = {
  AdditionalMasterSecurityGroups: prop('additionalPrimarySecurityGroups'),
  AdditionalSlaveSecurityGroups: prop('additionalCoreSecurityGroups'),
  ...below('CoreInstanceFleet', fleet('coreFleet.')),
  ...below('CoreInstanceGroup', CORE_GROUP),
  Ec2KeyName: prop('keyPair'),
  Ec2SubnetId: prop('vpcSubnets'),
  Ec2SubnetIds: prop('emrChoosesSubnet'),
  EmrManagedMasterSecurityGroup: prop('securityGroups.primary'),
  EmrManagedSlaveSecurityGroup: prop('securityGroups.core'),
  HadoopVersion: refused('it is for releases before 4.0'),
  KeepJobFlowAliveWhenNoSteps: always('true: a cluster that ends without steps makes its deployment fail'),
  ...below('MasterInstanceFleet', PRIMARY_FLEET),
  ...below('MasterInstanceGroup', PRIMARY_GROUP),
  Placement: refused('the subnet decides the zone'),
  ServiceAccessSecurityGroup: prop('securityGroups.serviceAccess'),
  TaskInstanceFleets: refused(SEPARATE_TASKS),
  TaskInstanceGroups: refused(SEPARATE_TASKS),
  TerminationProtected: prop('terminationProtection'),
  UnhealthyNodeReplacement: prop('unhealthyNodeReplacement'),
};

const CLUSTER: Verdicts = {
  AdditionalInfo: refused('it is reserved: EMR does not document a use'),
  'Applications.AdditionalInfo': refused('EMR takes it from third parties only'),
  'Applications.Args': refused('EMR takes it for MapR alone, which is no longer there'),
  'Applications.Name': prop('applications'),
  'Applications.Version': refused('the release decides the version'),
  AutoScalingRole: prop('autoScalingRole'),
  'AutoTerminationPolicy.IdleTimeout': prop('idleTimeout'),
  'BootstrapActions.Name': prop('bootstrapActions.name'),
  'BootstrapActions.ScriptBootstrapAction.Args': prop('bootstrapActions.args'),
  'BootstrapActions.ScriptBootstrapAction.Path': prop('bootstrapActions.script'),
  ...configurations(''),
  CustomAmiId: prop('customAmi'),
  EbsRootVolumeIops: prop('rootVolume.iops'),
  EbsRootVolumeSize: prop('rootVolume.size'),
  EbsRootVolumeThroughput: prop('rootVolume.throughputMiBps'),
  ...below('Instances', INSTANCES),
  JobFlowRole: prop('instanceRole'),
  ...below('KerberosAttributes', {
    ADDomainJoinPassword: prop('kerberos.adDomainJoinPassword'),
    ADDomainJoinUser: prop('kerberos.adDomainJoinUser'),
    CrossRealmTrustPrincipalPassword: prop('kerberos.crossRealmTrust.password'),
    KdcAdminPassword: prop('kerberos.kdcAdminPassword'),
    Realm: prop('kerberos.realm'),
  }),
  LogEncryptionKmsKeyId: prop('logEncryptionKey'),
  LogUri: prop('logBucket'),
  ...below('ManagedScalingPolicy', {
    'ComputeLimits.MaximumCapacityUnits': prop('managedScaling.maximum'),
    'ComputeLimits.MaximumCoreCapacityUnits': prop('managedScaling.maximumCore'),
    'ComputeLimits.MaximumOnDemandCapacityUnits': prop('managedScaling.maximumOnDemand'),
    'ComputeLimits.MinimumCapacityUnits': prop('managedScaling.minimum'),
    'ComputeLimits.UnitType': prop('managedScaling.unit'),
    ScalingStrategy: prop('managedScaling.utilizationPerformanceIndex'),
    UtilizationPerformanceIndex: prop('managedScaling.utilizationPerformanceIndex'),
  }),
  Name: prop('clusterName'),
  OSReleaseLabel: prop('osReleaseLabel'),
  'PlacementGroupConfigs.InstanceRole': prop('primaryNodes.count'),
  'PlacementGroupConfigs.PlacementStrategy': prop('primaryNodes.count'),
  ReleaseLabel: prop('release'),
  ScaleDownBehavior: always('TERMINATE_AT_TASK_COMPLETION: the other choice is by hours, in which EC2 no longer bills'),
  SecurityConfiguration: prop('securityConfigurationName'),
  ServiceRole: prop('serviceRole'),
  StepConcurrencyLevel: prop('stepConcurrencyLevel'),
  Steps: refused(
    'a step here would replace the cluster when it changes; `addSparkStep` and `addStep` add resources of their own',
  ),
  Tags: always('the tag that AmazonEMRServicePolicy_v2 asks for; your own by `Tags.of(cluster)`'),
  VisibleToAllUsers: always('true, as everywhere but in CloudFormation; IAM decides who sees a cluster'),
};

const TASK_GROUP: Verdicts = {
  ...below('AutoScalingPolicy', automaticScaling('taskGroups.')),
  BidPrice: prop('taskGroups.spotMaxPriceUsd'),
  ...hardware('taskGroups.'),
  InstanceCount: prop('taskGroups.count'),
  InstanceRole: always('TASK: the cluster has its core group from the start'),
  InstanceType: prop('taskGroups.instanceType'),
  JobFlowId: always('the cluster'),
  Market: prop('taskGroups.spot'),
  Name: prop('taskGroups.name'),
};

const TASK_FLEET: Verdicts = {
  ...fleet('taskFleet.'),
  ClusterId: always('the cluster'),
  InstanceFleetType: always('TASK: the cluster has its core fleet from the start'),
};

const STEP: Verdicts = {
  ActionOnFailure: prop('actionOnFailure'),
  EncryptionKeyArn: prop('logEncryptionKey'),
  'HadoopJarStep.Args': prop('application` and its options, `command'),
  'HadoopJarStep.Jar': prop('command'),
  'HadoopJarStep.MainClass': prop('command'),
  'HadoopJarStep.StepProperties.Key': prop('command'),
  'HadoopJarStep.StepProperties.Value': prop('command'),
  JobFlowId: prop('cluster'),
  LogUri: prop('logBucket'),
  Name: prop('stepName'),
};

const SECURITY_CONFIGURATION: Verdicts = {
  Name: refused('every change makes a new one, and a name would collide with the old one'),
  SecurityConfiguration: prop(
    'diskKey`, `s3EncryptionKey`, `inTransitEncryption`, `kerberos`, `runtimeRoles`, `lakeFormationSessionTag',
  ),
};

/** The resource types of EMR on EC2 that the constructs make, the construct of each, and what becomes of every property. */
export const RESOURCE_VERDICTS: readonly {
  readonly type: string;
  readonly madeBy: string;
  readonly verdicts: Verdicts;
}[] = [
  { type: 'AWS::EMR::Cluster', madeBy: 'props of `TunedCluster`', verdicts: CLUSTER },
  { type: 'AWS::EMR::InstanceGroupConfig', madeBy: 'task groups of `TunedCluster`', verdicts: TASK_GROUP },
  { type: 'AWS::EMR::InstanceFleetConfig', madeBy: 'the task fleet of `TunedCluster`', verdicts: TASK_FLEET },
  { type: 'AWS::EMR::Step', madeBy: 'props of `SparkStep` and `ClusterStep`', verdicts: STEP },
  { type: 'AWS::EMR::SecurityConfiguration', madeBy: 'props of `TunedCluster`', verdicts: SECURITY_CONFIGURATION },
];

/** The path of the verdict on a property: its own, or that of a parent which is refused as a whole. */
export function verdictPath(verdicts: Verdicts, path: string): string | undefined {
  if (verdicts[path] !== undefined) return path;
  const parts = path.split('.');
  for (let n = parts.length - 1; n > 0; n--) {
    const parent = parts.slice(0, n).join('.');
    const verdict = verdicts[parent];
    if (verdict !== undefined) return 'prop' in verdict ? undefined : parent;
  }
  return undefined;
}
