/**
 * The properties of AWS::EMR::Cluster that CloudFormation changes on the running cluster (its resource specification); for a change of any
 * other it makes a new one.
 */
const IN_PLACE: readonly RegExp[] = [
  /^(AutoTerminationPolicy|ManagedScalingPolicy|StepConcurrencyLevel|Tags|VisibleToAllUsers)\b/,
  /^Instances\.(TerminationProtected|UnhealthyNodeReplacement)\b/,
  // Items of a list have a segment of their own.
  /^Instances\.(Core|Master|Task)InstanceFleets?(\.[^.]+)?\.(ResizeSpecifications|TargetOnDemandCapacity|TargetSpotCapacity)\b/,
  /^Instances\.(Core|Master|Task)InstanceGroups?(\.[^.]+)?\.(AutoScalingPolicy|InstanceCount)\b/,
];

/** Whether CloudFormation replaces a cluster on a change of a property, by its path: `Instances.CoreInstanceGroup.InstanceType`. */
export function replacesCluster(path: string): boolean {
  return !IN_PLACE.some((pattern) => pattern.test(path));
}

/** The properties by which CloudFormation replaces what a cluster refers to (its resource specification). */
export const REPLACES_REFERENCED: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::KeyPair': ['KeyFormat', 'KeyName', 'KeyType', 'PublicKeyMaterial', 'Tags'],
  'AWS::EC2::SecurityGroup': ['GroupDescription', 'GroupName', 'VpcId'],
  'AWS::EC2::Subnet': [
    'AvailabilityZone',
    'AvailabilityZoneId',
    'CidrBlock',
    'Ipv4IpamPoolId',
    'Ipv4NetmaskLength',
    'Ipv6IpamPoolId',
    'Ipv6Native',
    'Ipv6NetmaskLength',
    'OutpostArn',
    'VpcId',
  ],
  'AWS::EC2::VPC': ['CidrBlock', 'Ipv4IpamPoolId', 'Ipv4NetmaskLength', 'VpcEncryptionControl'],
  'AWS::EMR::SecurityConfiguration': ['Name', 'SecurityConfiguration'],
  'AWS::IAM::InstanceProfile': ['InstanceProfileName', 'Path'],
  'AWS::IAM::Role': ['Path', 'RoleName'],
  'AWS::S3::Bucket': ['BucketName', 'BucketNamePrefix', 'BucketNamespace', 'ObjectLockEnabled'],
};

/** Whether CloudFormation makes another resource on a change of a property, by its path below the resource. */
export function replacesReferenced(type: string, path: string): boolean {
  return REPLACES_REFERENCED[type]?.includes(path.split('.')[0] ?? '') ?? false;
}

/** How a change of a property can be had without another cluster; of several patterns the first counts. */
const INSTEAD: readonly (readonly [path: RegExp, instead: string])[] = [
  [
    /^Configurations\.(spark-defaults|capacity-scheduler|yarn-site)\b/,
    'keep types, `sizingVersion` and `sparkConf` as they were, name types of task groups that come later in `plannedFor`, and give the settings of one job to its step',
  ],
  [/^Configurations\b/, 'keep `configurations` as they were, and change a running cluster by a step'],
  [/\.InstanceType(Configs)?\b/, 'keep the type, and add a task group of the other one that `plannedFor` names'],
  [
    /^BootstrapActions\b/,
    'keep the actions, and change the script that they run: in a bucket of yours, as an asset has another key for each content',
  ],
  [/^Instances\.Ec2SubnetIds?\b/, 'keep `vpc` and `vpcSubnets`, and the address ranges and zones of the network'],
  [/SecurityGroups?\b/, 'keep the security groups, and change their rules'],
  [/^(Instances\.MasterInstanceGroup\.InstanceCount|PlacementGroupConfigs)\b/, 'keep `primaryNodes.count`'],
  [/^Instances\.\w+InstanceFleets?\b/, 'keep the fleet, and change its capacity; groups cannot become fleets'],
  [/^(LogUri|LogEncryptionKmsKeyId)\b/, 'keep `logBucket`, `logPrefix` and `logEncryptionKey`'],
  [/^SecurityConfiguration\b/, 'keep encryption, `diskKey` and `securityConfigurationName` as they were'],
  [/^(ServiceRole|JobFlowRole|AutoScalingRole)\b/, 'keep the role, and change its permissions'],
  [/^(Name|LogicalId)\b/, 'keep `clusterName` and the place of the construct in the tree'],
];

/** How to avoid the replacement by a change of this property. */
export function insteadOfReplacing(path: string): string {
  return INSTEAD.find(([pattern]) => pattern.test(path))?.[1] ?? 'keep it as it was';
}
