import { Fn } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { describe, expect, test } from 'vitest';
import type { InstanceFleet } from '../../../lib';
import { NodeCount } from '../../../lib';
import { jsonOf, newCluster, newStack, only, resources, warnings } from '../synth';

const TAG = { Key: 'for-use-with-amazon-emr-managed-policies', Value: 'true' };
const fleet: InstanceFleet = {
  instanceTypes: [{ instanceType: new ec2.InstanceType('r5.4xlarge') }],
  onDemand: NodeCount.fixed(4),
};

type Stack = ReturnType<typeof newStack>;

const vpcWith = (stack: Stack, ...subnetTypes: ec2.SubnetType[]): ec2.Vpc =>
  new ec2.Vpc(stack, 'Vpc', {
    maxAzs: 2,
    natGateways: subnetTypes.includes(ec2.SubnetType.PRIVATE_WITH_EGRESS) ? 1 : 0,
    subnetConfiguration: subnetTypes.map((subnetType) => ({ name: subnetType, subnetType })),
  });

const instancesOf = (stack: Stack) => only(jsonOf(stack), 'AWS::EMR::Cluster').Properties.Instances;

describe('a VPC without private subnets', () => {
  test.each([
    [ec2.SubnetType.PUBLIC, 'only public ones'],
    [ec2.SubnetType.PRIVATE_ISOLATED, 'only isolated ones'],
  ])('fails for %s, saying which subnets there are and by which props they are selected', (subnetType, got) => {
    const stack = newStack();

    expect(() => newCluster({ vpc: vpcWith(stack, subnetType) }, stack)).toThrow(
      `\`vpc\` must have private subnets with a route out, got ${got}; select others with \`vpcSubnets\`, public ones with \`allowPublicSubnet\` as well`,
    );
  });
});

test('fails for a subnet out of a list that CloudFormation splits, naming how to import the list', () => {
  const stack = newStack();
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0abcdef1234567890',
    availabilityZones: ['eu-west-1a'],
    privateSubnetIds: Fn.split(',', Fn.importValue('subnets')),
  });

  expect(() => newCluster({ vpc }, stack)).toThrow(/`vpcSubnets`.*Test\/Vpc\/PrivateSubnet1.*Fn.importListValue/s);
});

test('the first synthesis with a VPC that is looked up does not warn of the stand-in for its subnets', () => {
  const stack = newStack(undefined, { account: '111122223333', region: 'eu-west-1' });

  newCluster({ vpc: ec2.Vpc.fromLookup(stack, 'Vpc', { vpcId: 'vpc-0abcdef1234567890' }) }, stack);

  expect(warnings(stack)).toEqual([]);
});

describe('a subnet that EMR chooses', () => {
  test('is one of all that are selected, and EMR may use each', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, ec2.SubnetType.PUBLIC, ec2.SubnetType.PRIVATE_WITH_EGRESS);
    const cluster = newCluster({ vpc, core: undefined, coreFleet: fleet, emrChoosesSubnet: true }, stack);

    const { Ec2SubnetId, Ec2SubnetIds } = instancesOf(stack);
    expect(Ec2SubnetId).toBeUndefined();
    expect(Ec2SubnetIds).toEqual(vpc.privateSubnets.map(({ subnetId }) => stack.resolve(subnetId)));
    expect(Ec2SubnetIds).toHaveLength(2);
    for (const { Ref } of Ec2SubnetIds) expect(jsonOf(stack).Resources[Ref]?.Properties.Tags).toContainEqual(TAG);
    expect(cluster.subnet.subnetId).toBe(vpc.privateSubnets[0]?.subnetId);
  });

  test('fails for nodes in groups, which EMR starts in the one subnet that is named', () => {
    expect(() => newCluster({ emrChoosesSubnet: true })).toThrow(/`emrChoosesSubnet`.*`core`.*use `coreFleet`/s);
  });

  test('fails among public and private ones', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, ec2.SubnetType.PUBLIC, ec2.SubnetType.PRIVATE_WITH_EGRESS);
    const vpcSubnets = { subnets: [...vpc.privateSubnets, ...vpc.publicSubnets] };

    expect(() =>
      newCluster({ vpc, vpcSubnets, core: undefined, coreFleet: fleet, emrChoosesSubnet: true }, stack),
    ).toThrow(/`vpcSubnets` must select subnets of one kind.*got 2 public of 4/s);
  });
});

describe('security groups', () => {
  test('that are added to those of the cluster get the tag without which EMR may not launch nodes with them', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, ec2.SubnetType.PUBLIC, ec2.SubnetType.PRIVATE_WITH_EGRESS);
    const [one, two] = ['One', 'Two'].map((id) => new ec2.SecurityGroup(stack, id, { vpc, description: id })) as [
      ec2.SecurityGroup,
      ec2.SecurityGroup,
    ];
    newCluster({ vpc, additionalPrimarySecurityGroups: [one], additionalCoreSecurityGroups: [one, two] }, stack);

    const groups = resources(jsonOf(stack), 'AWS::EC2::SecurityGroup');
    expect(groups).toHaveLength(5);
    for (const { Properties } of groups) expect(Properties.Tags).toContainEqual(TAG);
  });

  test('that are imported are warned of once each, as they cannot be tagged here', () => {
    const stack = newStack();
    const group = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Further', 'sg-0abcdef1234567890');

    newCluster({ additionalPrimarySecurityGroups: [group], additionalCoreSecurityGroups: [group] }, stack);

    expect(warnings(stack)).toEqual([
      expect.stringMatching(
        /security group Test\/Further is imported.*=true.*@cdk-emr-autotune:untagged-security-group/s,
      ),
    ]);
  });

  test('that are given take the place of new ones, and the cluster waits for the rules that they have', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, ec2.SubnetType.PUBLIC, ec2.SubnetType.PRIVATE_WITH_EGRESS);
    const nodes = new ec2.SecurityGroup(stack, 'Nodes', { vpc });
    const serviceAccess = new ec2.SecurityGroup(stack, 'Service', { vpc, allowAllOutbound: false });
    nodes.addIngressRule(nodes, ec2.Port.allTcp());
    nodes.addIngressRule(serviceAccess, ec2.Port.tcp(8443));
    const cluster = newCluster({ vpc, securityGroups: { primary: nodes, core: nodes, serviceAccess } }, stack);
    cluster.connections.allowFrom(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.tcp(22));

    const template = jsonOf(stack);
    const id = (group: ec2.SecurityGroup) => stack.resolve(group.securityGroupId);
    expect(resources(template, 'AWS::EC2::SecurityGroup')).toHaveLength(2);
    expect(instancesOf(stack)).toMatchObject({
      EmrManagedMasterSecurityGroup: id(nodes),
      EmrManagedSlaveSecurityGroup: id(nodes),
      ServiceAccessSecurityGroup: id(serviceAccess),
    });
    const rules = Object.entries(template.Resources).filter(
      ([, { Type }]) => Type === 'AWS::EC2::SecurityGroupIngress',
    );
    expect(rules).toHaveLength(2);
    expect(only(template, 'AWS::EMR::Cluster').DependsOn).toEqual(expect.arrayContaining(rules.map(([name]) => name)));
  });

  test('that are given fail without that of the service in a private subnet, and with it in a public one', () => {
    const [stack, other] = [newStack(), newStack()];
    const [group, given] = [stack, other].map((scope) =>
      ec2.SecurityGroup.fromSecurityGroupId(scope, 'Group', 'sg-0abcdef1234567890'),
    ) as [ec2.ISecurityGroup, ec2.ISecurityGroup];
    const vpc = vpcWith(other, ec2.SubnetType.PUBLIC);

    expect(() => newCluster({ securityGroups: { primary: group, core: group } }, stack)).toThrow(
      /`securityGroups.serviceAccess` is missing/,
    );
    expect(() =>
      newCluster(
        {
          vpc,
          vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
          allowPublicSubnet: true,
          securityGroups: { primary: given, core: given, serviceAccess: given },
        },
        other,
      ),
    ).toThrow(/`securityGroups.serviceAccess` is for private subnets, got Test\/Group/);
  });
});
