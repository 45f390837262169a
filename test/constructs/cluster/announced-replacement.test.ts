import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import { BootstrapScript, EmrRelease, NodeCount, type TunedClusterProps } from '../../../lib';
import { REPLACES_REFERENCED } from '../../../lib/constructs/cluster/replacing-properties';
import { leafProperties } from '../../../tools/resource-spec';
import { FLAGS, jsonOf, newCluster, newStack, temporaryDirectory, warnings } from '../synth';

type Props = (stack: Stack) => Partial<TunedClusterProps>;

const PLAIN: Props = () => ({});

/** A network of its own costs most of a synthesis: where it does not matter, one is given. */
const inNetwork =
  (props: Props): Props =>
  (stack) => {
    const own = props(stack);
    return own.vpc === undefined ? { ...givenSubnet('subnet-0')(stack), ...own } : own;
  };

/** What a user who has committed the fingerprint of a cluster reads about a replacement when the cluster is defined otherwise. */
function announced(before: Props, after: Props): string[] {
  const fingerprintFile = join(temporaryDirectory(), 'clusters.json');
  const written = newStack({ ...FLAGS, 'cdk-emr-autotune:write-fingerprints': 'true' });
  jsonOf(newCluster({ ...inNetwork(before)(written), fingerprintFile }, written).stack);
  const stack = newStack();
  newCluster({ ...inNetwork(after)(stack), fingerprintFile }, stack);
  return warnings(stack).filter((text) => text.includes('@cdk-emr-autotune:replacement'));
}

const network =
  (cidr: string, maxAzs = 1): Props =>
  (stack) => ({ vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs, ipAddresses: ec2.IpAddresses.cidr(cidr) }) });

/** A network in a stack of its own, as those have it who share it among clusters. */
const networkElsewhere =
  (cidr: string): Props =>
  (stack) => ({
    vpc: new ec2.Vpc(new Stack(stack.node.root, 'Network'), 'Vpc', {
      maxAzs: 1,
      ipAddresses: ec2.IpAddresses.cidr(cidr),
    }),
  });

const givenSubnet =
  (subnetId: string): Props =>
  (stack) => ({
    vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1',
      availabilityZones: ['us-east-1a'],
      privateSubnetIds: [subnetId],
      privateSubnetRouteTableIds: ['rtb-1'],
    }),
  });

const role =
  (path: string): Props =>
  (stack) => ({
    serviceRole: new iam.Role(stack, 'Service', {
      assumedBy: new iam.ServicePrincipal('elasticmapreduce.amazonaws.com'),
      path,
    }),
  });

const group =
  (description: string): Props =>
  (stack) => {
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
    return { vpc, additionalCoreSecurityGroups: [new ec2.SecurityGroup(stack, 'Group', { vpc, description })] };
  };

const bucket =
  (bucketName: string): Props =>
  (stack) => ({ logBucket: new Bucket(stack, 'Logs', { bucketName }) });

const keyPair =
  (keyPairName: string): Props =>
  (stack) => ({ keyPair: new ec2.KeyPair(stack, 'KeyPair', { keyPairName }) });

function script(content: string): Props {
  const path = join(temporaryDirectory(), 'setup.sh');
  return () => {
    writeFileSync(path, content);
    return { bootstrapActions: [{ name: 'set-up', script: BootstrapScript.fromAsset(path) }] };
  };
}

const R5 = new ec2.InstanceType('r5.4xlarge');

describe('a replacement is announced for', () => {
  test.each<[string, Props, Props, RegExp]>([
    ['another release', PLAIN, () => ({ release: EmrRelease.EMR_7_10_0 }), /steps again: ReleaseLabel changes from/],
    [
      'an older release, whose settings are others, too',
      PLAIN,
      () => ({ release: EmrRelease.EMR_6_15_0 }),
      /steps again: (?!Configurations).*ReleaseLabel changes from emr-7.9.0 to emr-6.15.0/,
    ],
    [
      'three primary nodes, and with them a placement group',
      PLAIN,
      () => ({ primaryNodes: { count: 3 } }),
      /PlacementGroupConfigs.* \(keep `primaryNodes.count`\)/,
    ],
    [
      'fleets in place of groups',
      PLAIN,
      () => ({ core: undefined, coreFleet: { instanceTypes: [{ instanceType: R5 }], onDemand: NodeCount.fixed(82) } }),
      /Instances\.Core\w+/,
    ],
    [
      'another type in a fleet',
      () => ({ core: undefined, coreFleet: { instanceTypes: [{ instanceType: R5 }], onDemand: NodeCount.fixed(82) } }),
      () => ({
        core: undefined,
        coreFleet: {
          instanceTypes: [{ instanceType: R5 }, { instanceType: new ec2.InstanceType('r5a.4xlarge') }],
          onDemand: NodeCount.fixed(82),
        },
      }),
      /CoreInstanceFleet\.InstanceTypeConfigs\.1\.InstanceType changes from nothing to r5a.4xlarge/,
    ],
    [
      'a classification',
      PLAIN,
      () => ({ configurations: [{ classification: 'core-site', properties: { 'io.file.buffer.size': '65536' } }] }),
      /Configurations\.core-site\.io\.file\.buffer\.size changes from nothing to 65536 \(keep `configurations`/,
    ],
    [
      'a security configuration of another name',
      PLAIN,
      () => ({ securityConfigurationName: 'own' }),
      /SecurityConfiguration changes from/,
    ],
    [
      'encryption of objects',
      PLAIN,
      (stack) => ({ s3EncryptionKey: new Key(stack, 'Objects') }),
      /SecurityConfiguration\.\S+ changes from .*\(keep encryption/,
    ],
    [
      'another place for logs',
      PLAIN,
      () => ({ logPrefix: 'elsewhere/' }),
      /LogUri changes from .* \(keep `logBucket`, `logPrefix`/,
    ],
    ['another bucket for logs', bucket('one'), bucket('two'), /LogUri\.BucketName changes from one to two/],
    [
      'another subnet that is given',
      givenSubnet('subnet-1'),
      givenSubnet('subnet-2'),
      /Instances\.Ec2SubnetId changes from subnet-1 to subnet-2 \(keep `vpc` and `vpcSubnets`/,
    ],
    [
      'another address range of the network',
      network('10.0.0.0/16'),
      network('10.1.0.0/16'),
      /Instances\.Ec2SubnetId\.CidrBlock changes from 10\.0\.\S+ to 10\.1\./,
    ],
    [
      'one more zone, which moves the addresses of the subnets',
      network('10.0.0.0/16'),
      network('10.0.0.0/16', 2),
      /Instances\.Ec2SubnetId\.CidrBlock changes/,
    ],
    [
      'a network in another stack',
      networkElsewhere('10.0.0.0/16'),
      networkElsewhere('10.1.0.0/16'),
      /Ec2SubnetId\.CidrBlock changes/,
    ],
    [
      'a security group with another description',
      group('one'),
      group('two'),
      /AdditionalSlaveSecurityGroups\.0\.GroupDescription changes/,
    ],
    ['a role with another path', role('/one/'), role('/two/'), /ServiceRole\.Path changes from \/one\/ to \/two\//],
    ['a key pair of another name', keyPair('one'), keyPair('two'), /Ec2KeyName\.KeyName changes from one to two/],
    [
      'a bootstrap script with other content',
      script('echo one'),
      script('echo two'),
      /BootstrapActions\.set-up\.\S+ changes/,
    ],
  ])('%s', (_what, before, after, message) => {
    const [text, ...others] = announced(before, after);

    expect(text).toMatch(message);
    expect(others).toEqual([]);
  });
});

test.each<[string, Props]>([
  ['a network of the app', network('10.0.0.0/16')],
  ['a network in another stack', networkElsewhere('10.0.0.0/16')],
  ['a bootstrap script', script('echo one')],
])('nothing is announced where nothing changes: %s', (_what, props) => {
  expect(announced(props, props)).toEqual([]);
});

test('a way to avoid the replacement is named once, however many changes it avoids', () => {
  const [text = ''] = announced(PLAIN, () => ({
    configurations: [{ classification: 'core-site', properties: { a: '1', b: '2' } }],
  }));

  expect(text.split('keep `configurations`')).toHaveLength(2);
});

test("what replaces a resource that a cluster refers to is what CloudFormation's own specification says", () => {
  const said = Object.keys(REPLACES_REFERENCED).map((type) => {
    const names = leafProperties(type).filter(({ replaces }) => replaces);
    return [type, [...new Set(names.map(({ path }) => path.split('.')[0]))].sort()];
  });

  expect(REPLACES_REFERENCED).toEqual(Object.fromEntries(said));
});

test('a committed fingerprint names what a referenced resource is replaced by, not how it looks', () => {
  const fingerprintFile = join(temporaryDirectory(), 'clusters.json');
  const stack = newStack({ ...FLAGS, 'cdk-emr-autotune:write-fingerprints': 'true' });
  jsonOf(newCluster({ ...network('10.0.0.0/16')(stack), fingerprintFile }, stack).stack);
  const paths = Object.keys(JSON.parse(readFileSync(fingerprintFile, 'utf8'))['Test/Cluster']);

  expect(paths.filter((path) => path.startsWith('Instances.Ec2SubnetId'))).toEqual([
    'Instances.Ec2SubnetId',
    'Instances.Ec2SubnetId.AvailabilityZone',
    'Instances.Ec2SubnetId.CidrBlock',
    'Instances.Ec2SubnetId.VpcId',
    'Instances.Ec2SubnetId.VpcId.CidrBlock',
  ]);
});
