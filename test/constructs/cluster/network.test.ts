import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { describe, expect, test } from 'vitest';
import { EmrRelease, NodeCount, type TunedClusterProps } from '../../../lib';
import { jsonOf, newCluster, newStack, only, roleStatements, type TemplateJson } from '../synth';

const VPC = {
  vpcId: 'vpc-1',
  availabilityZones: ['us-east-1a', 'us-east-1b'],
  privateSubnetIds: ['subnet-1', 'subnet-2'],
  privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
  publicSubnetIds: ['subnet-3', 'subnet-4'],
  publicSubnetRouteTableIds: ['rtb-3', 'rtb-4'],
};

const FLEET: Partial<TunedClusterProps> = {
  core: undefined,
  coreFleet: { instanceTypes: [{ instanceType: new ec2.InstanceType('r5.4xlarge') }], onDemand: NodeCount.fixed(10) },
};

function templateIn(props: Partial<TunedClusterProps>): TemplateJson {
  const stack = newStack();
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', VPC);
  return jsonOf(newCluster({ vpc, ...props }, stack).stack);
}

const subnetsIn = (props: Partial<TunedClusterProps>): unknown => {
  const { Ec2SubnetId, Ec2SubnetIds } = only(templateIn(props), 'AWS::EMR::Cluster').Properties.Instances;
  return Ec2SubnetIds ?? Ec2SubnetId;
};

describe('nodes', () => {
  test('of groups are in the first subnet that is selected', () => {
    expect(subnetsIn({})).toBe('subnet-1');
  });

  test('of fleets are where EMR finds the capacity, in one of the subnets that are selected', () => {
    expect(subnetsIn(FLEET)).toEqual(['subnet-1', 'subnet-2']);
    expect(subnetsIn({ ...FLEET, vpcSubnets: { availabilityZones: ['us-east-1b'] } })).toBe('subnet-2');
  });

  test('of fleets are not in a public or a private subnet by chance', () => {
    const stack = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', VPC);
    const [one, other] = [vpc.privateSubnets[0], vpc.publicSubnets[0]];

    expect(() => newCluster({ vpc, ...FLEET, vpcSubnets: { subnets: [one!, other!] } }, stack)).toThrow(
      /`vpcSubnets` must select subnets of one kind, got 1 of 2 that are public/,
    );
  });

  test('of a Spark-only release reach the service through an endpoint in any of the subnets', () => {
    const template = templateIn({ ...FLEET, release: EmrRelease.SPARK_8_0_0 });
    const { Resource } = roleStatements(template).find(({ Sid }) => Sid === 'EndpointOfTheService') ?? {};

    expect(JSON.stringify(Resource)).toMatch(/:subnet\/subnet-1".*:subnet\/subnet-2"/);
  });
});
