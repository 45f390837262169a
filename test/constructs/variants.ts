import { App, Duration, SecretValue, Size, Stack } from 'aws-cdk-lib';
import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  type AutomaticScaling,
  BootstrapScript,
  EmrRelease,
  type InstanceFleet,
  ManagedScalingUnit,
  NodeCount,
  type NodeHardware,
  OnDemandAllocationStrategy,
  RemediationMode,
  ScalingAdjustmentType,
  ScalingStatistic,
  SparkDeployMode,
  SpotAllocationStrategy,
  SpotTimeoutAction,
  StepCommand,
  StepFailureAction,
  StepRemediator,
  TunedCluster,
  type TunedClusterProps,
  WatchTarget,
  Workload,
} from '../../lib';
import type { TemplateJson } from './synth';

/** A cluster that a user might ask for, by a name that says what is particular about it. */
interface Variant {
  readonly name: string;
  /** The props that differ from the plain cluster's. */
  readonly props?: (stack: Stack) => Partial<TunedClusterProps>;
  /** What is added to the cluster. */
  readonly more?: (cluster: TunedCluster, stack: Stack) => void;
}

const type = (name: string): ec2.InstanceType => new ec2.InstanceType(name);
const RANGE = { min: 2, max: 40 };
const core = { instanceType: type('r5.4xlarge'), count: NodeCount.fixed(4, RANGE) };

const HARDWARE: NodeHardware = {
  ebsOptimized: true,
  ebsVolumes: [
    { size: Size.gibibytes(256), count: 2, iops: 4_000, throughputMiBps: 250 },
    { size: Size.gibibytes(100), volumeType: ec2.EbsDeviceVolumeType.IO1, iops: 1_000 },
  ],
  customAmi: ec2.MachineImage.genericLinux({ 'us-east-1': 'ami-0abcdef1234567890' }),
  configurations: [
    { classification: 'hadoop-env', configurations: [{ classification: 'export', properties: { A: '1' } }] },
  ],
};

const SCALING: AutomaticScaling = {
  minimum: 2,
  maximum: 20,
  rules: [
    {
      name: 'Grow',
      description: 'When memory runs short',
      metricName: 'YARNMemoryAvailablePercentage',
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 15,
      period: Duration.minutes(5),
      evaluationPeriods: 2,
      statistic: ScalingStatistic.AVERAGE,
      unit: 'PERCENT',
      adjustment: 2,
      coolDown: Duration.minutes(5),
    },
    {
      name: 'Shrink',
      metricName: 'JobsWaiting',
      namespace: 'Team',
      dimensions: { Queue: 'risk' },
      comparisonOperator: ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 0,
      period: Duration.minutes(5),
      adjustment: -10,
      adjustmentType: ScalingAdjustmentType.PERCENT_CHANGE_IN_CAPACITY,
    },
  ],
};

const fleet: InstanceFleet = {
  instanceTypes: [
    { instanceType: type('r5.4xlarge'), weight: 16 },
    { instanceType: type('r5.8xlarge'), weight: 32 },
    { instanceType: type('r6i.4xlarge'), weight: 16 },
  ],
  onDemand: NodeCount.fixed(64, { min: 32, max: 320 }),
};

/** A fleet with everything that a fleet can have. */
const fullFleet: InstanceFleet = {
  instanceTypes: [
    { instanceType: type('r5.4xlarge'), weight: 16, priority: 0, spotMaxPriceUsd: 0.9, ...HARDWARE },
    { instanceType: type('r5.8xlarge'), weight: 32, priority: 1, spotMaxPricePercentage: 80 },
  ],
  onDemand: NodeCount.fixed(32, { min: 32, max: 320 }),
  spot: NodeCount.fixed(64, { min: 32, max: 640 }),
  onDemandAllocationStrategy: OnDemandAllocationStrategy.LOWEST_PRICE,
  capacityReservation: {
    resourceGroupArn: 'arn:aws:resource-groups:us-east-1:111122223333:group/spark',
  },
  spotAllocationStrategy: SpotAllocationStrategy.CAPACITY_OPTIMIZED_PRIORITIZED,
  spotTimeout: Duration.minutes(20),
  spotTimeoutAction: SpotTimeoutAction.TERMINATE_CLUSTER,
  onDemandResizeTimeout: Duration.minutes(30),
  spotResizeTimeout: Duration.minutes(30),
};

const avoiding: InstanceFleet = { ...fullFleet, capacityReservation: { avoid: true } };

const remediated = (mode: RemediationMode) => (cluster: TunedCluster, stack: Stack) => {
  new StepRemediator(stack, 'Remediator', { target: WatchTarget.cluster(cluster), mode });
};

const VARIANTS: readonly Variant[] = [
  { name: 'plain' },
  { name: 'EMR 5', props: () => ({ release: EmrRelease.EMR_5_36_0 }) },
  { name: 'EMR 6.0, without managed scaling', props: () => ({ release: EmrRelease.EMR_6_0_0 }) },
  { name: 'EMR 6.15', props: () => ({ release: EmrRelease.EMR_6_15_0 }) },
  { name: 'the newest EMR 7', props: () => ({ release: EmrRelease.EMR_7_14_0 }) },
  { name: 'Spark-only release', props: () => ({ release: EmrRelease.SPARK_8_0_0 }) },
  {
    name: 'size as a parameter',
    props: () => ({ core: { ...core, count: NodeCount.parameter({ ...RANGE, default: 4 }) } }),
  },
  {
    name: 'size and type as parameters, with a job',
    props: () => ({
      core: { ...core, count: NodeCount.parameter({ ...RANGE, default: 4 }) },
      coreTypeParameter: { alternatives: [type('m5.2xlarge'), type('r6g.8xlarge')] },
    }),
    more: (cluster) => {
      cluster.addSparkStep('Join', { application: 's3://bucket/join.py', workload: Workload.rows(641_000_000, 1_000) });
    },
  },
  {
    name: 'task group',
    props: () => ({ taskGroups: [{ name: 'Extra', instanceType: type('r5.4xlarge'), count: NodeCount.fixed(5) }] }),
  },
  {
    name: 'two spot task groups with a price, disks, an image and classifications',
    props: () => ({
      taskGroups: [
        { name: 'One', instanceType: type('r5.4xlarge'), count: NodeCount.fixed(5, RANGE), spot: true, ...HARDWARE },
        { name: 'Two', instanceType: type('m5.4xlarge'), count: NodeCount.fixed(5), spot: true, spotMaxPriceUsd: 0.5 },
      ],
    }),
  },
  { name: 'managed scaling', props: () => ({ managedScaling: { minimum: 2, maximum: 500 } }) },
  {
    name: 'managed scaling with every limit and Advanced Scaling',
    props: () => ({
      managedScaling: {
        minimum: 2,
        maximum: 500,
        maximumCore: 10,
        maximumOnDemand: 0,
        unit: ManagedScalingUnit.INSTANCES,
        utilizationPerformanceIndex: 75,
      },
      taskGroups: [{ name: 'Spot', instanceType: type('r5.4xlarge'), count: NodeCount.fixed(1), spot: true }],
    }),
  },
  {
    name: 'managed scaling by vCPUs',
    props: () => ({ managedScaling: { minimum: 32, maximum: 3_200, unit: ManagedScalingUnit.VCPU } }),
  },
  { name: 'automatic scaling of the core group', props: () => ({ core: { ...core, automaticScaling: SCALING } }) },
  {
    name: 'automatic scaling of a task group by a role that is given',
    props: (stack) => ({
      autoScalingRole: iam.Role.fromRoleName(stack, 'Scaler', 'scaler'),
      taskGroups: [
        { name: 'Extra', instanceType: type('r5.4xlarge'), count: NodeCount.fixed(5), automaticScaling: SCALING },
      ],
    }),
  },
  { name: 'fleet', props: () => ({ core: undefined, coreFleet: fleet }) },
  {
    name: 'fleet in a subnet that EMR chooses',
    props: () => ({ core: undefined, coreFleet: fleet, emrChoosesSubnet: true }),
  },
  { name: 'fleet with everything', props: () => ({ core: undefined, coreFleet: fullFleet, taskFleet: fullFleet }) },
  {
    name: 'fleets that avoid reservations',
    props: () => ({ core: undefined, coreFleet: avoiding, taskFleet: avoiding }),
  },
  {
    name: 'fleet of primary nodes on demand',
    props: () => ({
      core: undefined,
      coreFleet: fleet,
      primaryFleet: {
        instanceTypes: [
          { instanceType: type('m5.xlarge'), priority: 0, ...HARDWARE },
          { instanceType: type('m6i.xlarge'), priority: 1 },
        ],
        onDemandAllocationStrategy: OnDemandAllocationStrategy.PRIORITIZED,
        capacityReservation: { avoid: true },
      },
    }),
  },
  {
    name: 'fleet of primary nodes with a reservation',
    props: () => ({
      core: undefined,
      coreFleet: fleet,
      primaryFleet: {
        instanceTypes: [{ instanceType: type('m5.xlarge') }],
        capacityReservation: { resourceGroupArn: 'arn:aws:resource-groups:us-east-1:111122223333:group/spark' },
      },
    }),
  },
  {
    name: 'fleet of primary spot nodes',
    props: () => ({
      core: undefined,
      coreFleet: fleet,
      primaryFleet: {
        instanceTypes: [
          { instanceType: type('m5.xlarge'), spotMaxPriceUsd: 0.1 },
          { instanceType: type('m6i.xlarge'), spotMaxPricePercentage: 90 },
        ],
        spot: true,
      },
    }),
  },
  {
    name: 'fleets under managed scaling, sized by parameters',
    props: () => ({
      core: undefined,
      coreFleet: { ...fleet, onDemand: NodeCount.parameter({ min: 32, max: 320, default: 64 }) },
      taskFleet: { ...fleet, onDemand: undefined, spot: NodeCount.parameter({ min: 16, max: 640, default: 64 }) },
      managedScaling: { minimum: 64, maximum: 960, maximumCore: 320, maximumOnDemand: 320 },
    }),
  },
  { name: 'three primary nodes', props: () => ({ autoTermination: false, primaryNodes: { count: 3 } }) },
  { name: 'primary nodes with disks, an image and classifications', props: () => ({ primaryNodes: HARDWARE }) },
  { name: 'core nodes with disks, an image and classifications', props: () => ({ core: { ...core, ...HARDWARE } }) },
  {
    name: 'root volume and image for all nodes',
    props: () => ({
      rootVolume: { size: Size.gibibytes(80), iops: 4_000, throughputMiBps: 250 },
      customAmi: ec2.MachineImage.genericLinux({ 'us-east-1': 'ami-0abcdef1234567890' }),
    }),
  },
  { name: 'release of the operating system', props: () => ({ osReleaseLabel: '2023.3.20240312.0' }) },
  { name: 'unhealthy nodes are replaced', props: () => ({ unhealthyNodeReplacement: true }) },
  {
    name: 'bootstrap actions',
    props: (stack) => ({
      bootstrapActions: [
        { name: 'install tools', script: BootstrapScript.fromUri('s3://scripts/tools.sh'), args: ['--quiet'] },
        {
          name: 'configure',
          script: BootstrapScript.fromBucket(s3.Bucket.fromBucketName(stack, 'Own', 'own'), 'c.sh'),
        },
        { name: 'own-file', script: BootstrapScript.fromAsset(__filename) },
      ],
    }),
  },
  {
    name: 'key pair and further security groups',
    props: (stack) => {
      const group = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Further', 'sg-0abcdef1234567890');
      return {
        keyPair: ec2.KeyPair.fromKeyPairName(stack, 'Key', 'team'),
        additionalPrimarySecurityGroups: [group],
        additionalCoreSecurityGroups: [group],
      };
    },
  },
  {
    name: 'security groups that are given',
    props: (stack) => {
      const group = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Given', 'sg-0abcdef1234567890');
      return { securityGroups: { primary: group, core: group, serviceAccess: group } };
    },
  },
  {
    name: 'logs in a bucket that is given, encrypted with a key',
    props: (stack) => ({
      logBucket: new s3.Bucket(stack, 'Logs', { encryption: s3.BucketEncryption.KMS }),
      logPrefix: 'team/emr/',
      logEncryptionKey: new kms.Key(stack, 'LogKey'),
    }),
  },
  {
    name: 'roles that are given',
    props: (stack) => ({
      serviceRole: iam.Role.fromRoleArn(stack, 'Service', 'arn:aws:iam::111122223333:role/emr'),
      instanceRole: iam.Role.fromRoleArn(stack, 'Nodes', 'arn:aws:iam::111122223333:role/nodes'),
    }),
  },
  {
    name: 'roles of the app, the service role with the permission to pass the other',
    props: (stack) => {
      const serviceRole = new iam.Role(stack, 'Service', {
        assumedBy: new iam.ServicePrincipal('elasticmapreduce.amazonaws.com'),
        managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonEMRServicePolicy_v2')],
      });
      const instanceRole = new iam.Role(stack, 'Nodes', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
      instanceRole.grantPassRole(serviceRole);
      return { serviceRole, instanceRole };
    },
  },
  {
    name: 'public subnet',
    props: (stack) => ({
      vpc: new ec2.Vpc(stack, 'Own', { maxAzs: 1, natGateways: 0 }),
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
      allowPublicSubnet: true,
    }),
  },
  {
    name: 'isolated subnet with endpoints',
    props: (stack) => {
      const vpc = new ec2.Vpc(stack, 'Own', {
        maxAzs: 1,
        subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
        gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
      });
      const { EMR: emr, KMS: kmsService, CLOUDWATCH_MONITORING: metrics } = ec2.InterfaceVpcEndpointAwsService;
      for (const [id, service] of Object.entries({ emr, kmsService, metrics }))
        vpc.addInterfaceEndpoint(id, { service });
      return { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } };
    },
  },
  {
    name: 'encryption in transit and of objects',
    props: (stack) => ({
      inTransitEncryption: { bucket: s3.Bucket.fromBucketName(stack, 'Own', 'own'), key: 'certificates.zip' },
      s3EncryptionKey: new kms.Key(stack, 'Objects'),
    }),
  },
  {
    name: 'certificates from a class',
    props: (stack) => ({
      inTransitEncryption: {
        bucket: s3.Bucket.fromBucketName(stack, 'Own', 'own'),
        key: 'certificates.jar',
        providerClass: 'com.example.Certificates',
      },
    }),
  },
  {
    name: 'Kerberos that trusts an Active Directory',
    props: () => ({
      kerberos: {
        realm: 'EC2.INTERNAL',
        kdcAdminPassword: SecretValue.secretsManager('kdc'),
        ticketLifetime: Duration.hours(12),
        crossRealmTrust: {
          realm: 'AD.EXAMPLE.COM',
          domain: 'ad.example.com',
          adminServer: 'ad.example.com',
          kdcServer: 'ad.example.com',
          password: SecretValue.secretsManager('trust'),
        },
        adDomainJoinUser: 'joiner',
        adDomainJoinPassword: SecretValue.secretsManager('joiner'),
      },
    }),
  },
  {
    name: 'Kerberos with a KDC outside',
    props: () => ({
      kerberos: {
        realm: 'EXAMPLE.COM',
        kdcAdminPassword: SecretValue.secretsManager('kdc'),
        externalKdc: {
          adminServer: 'kdc.example.com:749',
          kdcServer: 'kdc.example.com:88',
          activeDirectory: { realm: 'AD.EXAMPLE.COM', domain: 'ad.example.com' },
        },
        adDomainJoinUser: 'joiner',
        adDomainJoinPassword: SecretValue.secretsManager('joiner'),
      },
    }),
  },
  {
    name: 'runtime roles under Lake Formation',
    props: () => ({ runtimeRoles: true, lakeFormationSessionTag: 'Amazon EMR' }),
  },
  { name: 'security configuration by name', props: () => ({ securityConfigurationName: 'corporate' }) },
  { name: 'disk key that is given', props: (stack) => ({ diskKey: new kms.Key(stack, 'Disks') }) },
  { name: 'protected from termination', props: () => ({ terminationProtection: true }) },
  { name: 'never ends by itself', props: () => ({ autoTermination: false }) },
  { name: 'ends after half an hour', props: () => ({ idleTimeout: Duration.minutes(30) }) },
  { name: 'many steps at a time', props: () => ({ stepConcurrencyLevel: 10 }) },
  {
    name: 'cluster mode with off-heap and Python memory',
    props: () => ({
      deployMode: SparkDeployMode.CLUSTER,
      offHeapMemory: Size.gibibytes(2),
      pysparkMemory: Size.gibibytes(1),
    }),
  },
  {
    name: 'own name, applications and primary type',
    props: () => ({
      clusterName: 'nightly',
      applications: ['Hive', 'Livy'],
      primaryInstanceType: type('m5.2xlarge'),
    }),
  },
  {
    name: 'own settings and classifications',
    props: () => ({
      sparkConf: { 'spark.executor.cores': '5' },
      configurations: [{ classification: 'core-site', properties: { 'fs.s3a.threads.max': '64' } }],
    }),
  },
  { name: 'without the CloudWatch agent', props: () => ({ cloudWatchAgent: false }) },
  {
    name: 'steps',
    more: (cluster) => {
      cluster.addSparkStep('Join', {
        application: 's3://bucket/join.py',
        workload: Workload.rows(641_000_000, 1_000),
        repeatable: true,
      });
      cluster.addSparkStep('Jar', {
        application: 's3://bucket/a.jar',
        mainClass: 'com.example.Main',
        stepName: 'nightly load',
        actionOnFailure: StepFailureAction.CANCEL_AND_WAIT,
      });
    },
  },
  {
    name: 'steps that are not Spark jobs',
    props: () => ({ applications: ['Hive', 'Pig'] }),
    more: (cluster, stack) => {
      cluster.addStep('Load', {
        command: StepCommand.shellScript('s3://scripts/load.sh'),
        logBucket: s3.Bucket.fromBucketName(stack, 'StepLogs', 'step-logs'),
        logEncryptionKey: kms.Key.fromKeyArn(stack, 'StepKey', 'arn:aws:kms:us-east-1:111122223333:key/1'),
      });
      cluster.addStep('Hive', { command: StepCommand.hiveScript('s3://scripts/report.q') });
      cluster.addStep('Pig', { command: StepCommand.pigScript('s3://scripts/report.pig') });
      cluster.addStep('Jar', {
        command: StepCommand.hadoopJar('s3://scripts/job.jar', {
          mainClass: 'com.example.Job',
          properties: { queue: 'risk' },
        }),
      });
      cluster.addStep('Streaming', {
        command: StepCommand.streaming({ mapper: 'cat', reducer: 'wc', input: ['s3://d/in'], output: 's3://d/out' }),
      });
      cluster.addStep('Copy', { command: StepCommand.command(['s3-dist-cp', '--src', 's3://d/in', '--dest', '/in']) });
    },
  },
  { name: 'remediator that advises', more: remediated(RemediationMode.ADVISE) },
  { name: 'remediator that asks', more: remediated(RemediationMode.APPROVE) },
  { name: 'remediator that acts', more: remediated(RemediationMode.REMEDIATE) },
  {
    name: 'remediator of clusters with a tag',
    more: (_cluster, stack) => {
      new StepRemediator(stack, 'Remediator', {
        target: WatchTarget.tagged('team', 'risk'),
        mode: RemediationMode.REMEDIATE,
      });
    },
  },
];

/** The cluster of a variant, in a network that is given: a network of its own costs most of a synthesis. */
function clusterOf({ props, more }: Variant, stack: Stack): TunedCluster {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0abcdef1234567890',
    availabilityZones: ['us-east-1a'],
    privateSubnetIds: ['subnet-0abcdef1234567890'],
    privateSubnetRouteTableIds: ['rtb-0abcdef1234567890'],
  });
  const cluster = new TunedCluster(stack, 'Cluster', { release: EmrRelease.EMR_7_9_0, core, vpc, ...props?.(stack) });
  more?.(cluster, stack);
  return cluster;
}

/** The stacks of all variants by name, in one app. */
export function stacksOfVariants(app: App): Map<string, Stack> {
  return new Map(
    VARIANTS.map((variant, i) => {
      const stack = new Stack(app, `Variant${i}`, { env: { account: '111122223333', region: 'us-east-1' } });
      clusterOf(variant, stack);
      return [variant.name, stack];
    }),
  );
}

/** The templates of all variants by name, from one synthesis into a folder. */
export function synthesiseVariants(outdir: string, context: Record<string, unknown>): Map<string, TemplateJson> {
  const app = new App({ outdir, context });
  const stacks = [...stacksOfVariants(app)];
  const assembly = app.synth();
  return new Map(
    stacks.map(([name, { artifactId }]) => [name, assembly.getStackArtifact(artifactId).template as TemplateJson]),
  );
}
