import { RemovalPolicies, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import { EmrRelease } from '../../../lib';
import {
  actionsOf,
  jsonOf,
  newCluster,
  newStack,
  only,
  type Resource,
  roleStatements,
  type TemplateJson,
  warnings,
} from '../synth';

const TAG = { Key: 'for-use-with-amazon-emr-managed-policies', Value: 'true' };

/** The role whose description begins like this. */
function role(template: TemplateJson, description: string): Resource {
  const found = Object.values(template.Resources).find(
    ({ Type, Properties }) => Type === 'AWS::IAM::Role' && String(Properties.Description).startsWith(description),
  );
  if (found === undefined) throw new Error(`no role "${description}"`);
  return found;
}

const statementsOf = (resource: Resource) => resource.Properties.Policies[0].PolicyDocument.Statement;

function byType(template: TemplateJson, type: string): Record<string, Resource> {
  return Object.fromEntries(Object.entries(template.Resources).filter(([, { Type }]) => Type === type));
}

describe('the roles of a cluster', () => {
  const template = jsonOf(newCluster().stack);

  test('let EMR act by the second service policy and pass on the role of the nodes alone, to EC2 alone', () => {
    const service = role(template, 'EMR launches');

    expect(JSON.stringify(service.Properties.ManagedPolicyArns)).toContain('service-role/AmazonEMRServicePolicy_v2');
    expect(statementsOf(service)).toContainEqual(
      expect.objectContaining({
        Action: 'iam:PassRole',
        Resource: { 'Fn::GetAtt': [expect.stringContaining('InstanceRole'), 'Arn'] },
        Condition: { StringLike: { 'iam:PassedToService': 'ec2.amazonaws.com*' } },
      }),
    );
  });

  test('let EMR take on the service role for this account only', () => {
    expect(role(template, 'EMR launches').Properties.AssumeRolePolicyDocument.Statement[0].Condition).toMatchObject({
      StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
    });
  });

  test('let the nodes write logs under their prefix, use the disk key, publish the metrics of the agent, nothing else', () => {
    const statements = statementsOf(role(template, 'Nodes of'));

    expect(statements.flatMap(actionsOf).sort()).toEqual(
      [
        ...['cloudwatch:PutMetricData'],
        ...['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        ...['s3:AbortMultipartUpload', 's3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
        ...['s3:ListMultipartUploadParts', 's3:PutObject'],
      ].sort(),
    );
    expect(statements.filter(({ Resource }: { Resource: unknown }) => Resource === '*')).toEqual([
      expect.objectContaining({ Condition: { StringEquals: { 'cloudwatch:namespace': 'CWAgent' } } }),
    ]);
  });

  test('let the nodes use the key of a log bucket that has one', () => {
    const stack = newStack();
    newCluster({ logBucket: new Bucket(stack, 'Logs', { encryption: BucketEncryption.KMS }) }, stack);
    const statements = statementsOf(role(jsonOf(stack), 'Nodes of'));

    expect(statements).toContainEqual(
      expect.objectContaining({
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: { 'Fn::GetAtt': [expect.stringContaining('LogsKey'), 'Arn'] },
      }),
    );
  });

  test('let the nodes write logs where the cluster is told to write them', () => {
    for (const logPrefix of ['', 'logs', 'logs/nightly/']) {
      const template = jsonOf(newCluster({ logPrefix }).stack);
      const [writing] = statementsOf(role(template, 'Nodes of'));
      const { LogUri } = only(template, 'AWS::EMR::Cluster').Properties;

      expect(LogUri['Fn::Join'][1].at(-1)).toBe(`/${logPrefix}`);
      expect(writing.Resource['Fn::Join'][1].at(-1)).toBe(`/${logPrefix}*`);
    }
    expect(() => newCluster({ logPrefix: '/logs' })).toThrow('`logPrefix` must not begin with a slash, got "/logs"');
  });

  test('let the nodes publish metrics where the agent is asked for as an application alone', () => {
    const { stack } = newCluster({ release: EmrRelease.EMR_7_0_0, applications: ['AmazonCloudWatchAgent'] });

    expect(statementsOf(role(jsonOf(stack), 'Nodes of')).flatMap(actionsOf)).toContain('cloudwatch:PutMetricData');
  });

  test('give no job a way to a ledger table', () => {
    expect(roleStatements(template).flatMap(actionsOf).join()).not.toMatch(/dynamodb|^\*|,\*/);
  });

  test('are granted what callers grant to the cluster', () => {
    const stack = newStack();
    new Bucket(stack, 'Data').grantRead(newCluster({}, stack));

    expect(JSON.stringify(byType(jsonOf(stack), 'AWS::IAM::Policy'))).toContain('s3:GetObject*');
  });

  test('that are given are not changed', () => {
    const stack = newStack();
    const serviceRole = new Role(stack, 'Service', {
      assumedBy: new ServicePrincipal('elasticmapreduce.amazonaws.com'),
    });
    const instanceRole = new Role(stack, 'Instance', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    const cluster = newCluster({ serviceRole, instanceRole }, stack);
    cluster.addSparkStep('Join', { application: 's3://bucket/join.py' });

    expect(
      Object.keys(byType(jsonOf(stack), 'AWS::IAM::Policy')).filter((id) => /^(Service|Instance)/.test(id)),
    ).toEqual([]);
    const roles = Object.entries(byType(jsonOf(stack), 'AWS::IAM::Role')).filter(([id]) =>
      /^(Service|Instance)/.test(id),
    );
    expect(roles).toHaveLength(2);
    for (const [, { Properties }] of roles) {
      expect(Properties).not.toHaveProperty('ManagedPolicyArns');
      expect(Properties).not.toHaveProperty('Policies');
    }
  });

  test('of a Spark-only release may make the endpoint of the service, in this network only', () => {
    const statements = statementsOf(
      role(jsonOf(newCluster({ release: EmrRelease.SPARK_8_0_0 }).stack), 'EMR launches'),
    );
    const endpoint = statements.find(({ Sid }: { Sid?: string }) => Sid === 'EndpointOfTheService');

    expect(endpoint.Action).toEqual(['ec2:CreateVpcEndpoint', 'ec2:ModifyVpcEndpoint']);
    expect(endpoint.Resource).not.toContain('*');
  });
});

describe('grants', () => {
  test.each([
    ['grantSubmitSteps', 'elasticmapreduce:AddJobFlowSteps', 'elasticmapreduce:CancelSteps'],
    ['grantCancelSteps', 'elasticmapreduce:CancelSteps', 'elasticmapreduce:AddJobFlowSteps'],
    ['grantRead', 'elasticmapreduce:DescribeStep', 'elasticmapreduce:AddJobFlowSteps'],
  ] as const)('%s gives %s on this cluster and not %s', (grant, given, withheld) => {
    const stack = newStack();
    const cluster = newCluster({}, stack);
    cluster[grant](new Role(stack, 'Someone', { assumedBy: new ServicePrincipal('states.amazonaws.com') }));
    const statements = roleStatements(jsonOf(stack)).filter((statement) => actionsOf(statement).includes(given));

    expect(statements).toHaveLength(1);
    expect(JSON.stringify(statements[0]?.Resource)).toMatch(/:cluster\/.*"Ref":"Cluster/);
    expect(actionsOf(statements[0]!)).not.toContain(withheld);
    expect(actionsOf(statements[0]!)).toEqual([...actionsOf(statements[0]!)].sort());
  });

  test('to the nodes themselves make no circle', () => {
    const stack = newStack();
    const cluster = newCluster({}, stack);
    cluster.grantSubmitSteps(cluster.instanceRole);

    expect(() => jsonOf(stack)).not.toThrow();
  });
});

describe('the network of a cluster', () => {
  const template = jsonOf(newCluster().stack);

  test('carries the tag that the service policy asks for: network, used subnet, groups, cluster', () => {
    const tagged = Object.entries(template.Resources)
      .filter(
        ([, { Properties }]) =>
          Array.isArray(Properties?.Tags) && Properties.Tags.some((t: { Key: string }) => t.Key === TAG.Key),
      )
      .map(([, { Type }]) => Type)
      .sort();

    expect(tagged).toEqual([
      ...['AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroup'],
      ...['AWS::EC2::Subnet', 'AWS::EC2::VPC', 'AWS::EMR::Cluster'],
    ]);
  });

  test('is private, with a way out and S3 by a gateway', () => {
    const { Ec2SubnetId } = only(template, 'AWS::EMR::Cluster').Properties.Instances;

    expect(template.Resources[Ec2SubnetId.Ref]?.Properties.MapPublicIpOnLaunch).toBe(false);
    expect(Ec2SubnetId.Ref).toContain('Private');
    expect(Object.values(byType(template, 'AWS::EC2::NatGateway'))).toHaveLength(1);
    expect(Object.values(byType(template, 'AWS::EC2::VPCEndpoint'))[0]?.Properties).toMatchObject({
      VpcEndpointType: 'Gateway',
    });
  });

  test('opens no port to anybody outside the cluster and the service', () => {
    for (const { Properties } of Object.values(byType(template, 'AWS::EC2::SecurityGroup'))) {
      expect(Properties).not.toHaveProperty('SecurityGroupIngress');
    }
    for (const { Properties } of Object.values(byType(template, 'AWS::EC2::SecurityGroupIngress'))) {
      expect(Properties).toHaveProperty('SourceSecurityGroupId');
    }
  });

  test('declares the rules that EMR would add itself, so that the groups can be deleted', () => {
    expect(rules(template)).toEqual(
      [
        ...['Primary', 'Core'].flatMap((to) =>
          ['Primary', 'Core'].flatMap((from) => [
            `in ${to} from ${from} icmp -1`,
            `in ${to} from ${from} tcp 0-65535`,
            `in ${to} from ${from} udp 0-65535`,
          ]),
        ),
        'in Core from ServiceAccess tcp 8443',
        'in Primary from ServiceAccess tcp 8443',
        'in ServiceAccess from Primary tcp 9443',
        'out ServiceAccess to Core tcp 8443',
        'out ServiceAccess to Primary tcp 8443',
      ].sort(),
    );
  });

  test('of a Spark-only release lets the nodes reach the service at 443, and the service no node', () => {
    const found = rules(jsonOf(newCluster({ release: EmrRelease.SPARK_8_0_0 }).stack));

    expect(found.filter((rule) => rule.includes('ServiceAccess'))).toEqual([
      'in ServiceAccess from Core tcp 443',
      'in ServiceAccess from Primary tcp 443',
    ]);
  });

  test('is ready before the nodes start', () => {
    const [cluster] = Object.values(byType(template, 'AWS::EMR::Cluster'));
    const needed = Object.keys({
      ...byType(template, 'AWS::EC2::SecurityGroupIngress'),
      ...byType(template, 'AWS::EC2::SecurityGroupEgress'),
    });

    expect(cluster?.DependsOn).toEqual(expect.arrayContaining(needed));
    expect(cluster?.DependsOn?.join()).toContain('PrivateSubnet1DefaultRoute');
  });
});

/** Security group rules in words. */
function rules(template: TemplateJson): string[] {
  const name = (reference: { 'Fn::GetAtt': [string, string] }): string =>
    /(Primary|Core|ServiceAccess)/.exec(reference['Fn::GetAtt'][0].replace('ClusterSecurityGroups', ''))?.[0] ?? '';
  const ports = ({ IpProtocol, FromPort, ToPort }: { IpProtocol: string; FromPort: number; ToPort: number }): string =>
    `${IpProtocol} ${FromPort === ToPort ? FromPort : `${FromPort}-${ToPort}`}`;
  return [
    ...Object.values(byType(template, 'AWS::EC2::SecurityGroupIngress')).map(
      ({ Properties }) =>
        `in ${name(Properties.GroupId)} from ${name(Properties.SourceSecurityGroupId)} ${ports(Properties)}`,
    ),
    ...Object.values(byType(template, 'AWS::EC2::SecurityGroupEgress')).map(
      ({ Properties }) =>
        `out ${name(Properties.GroupId)} to ${name(Properties.DestinationSecurityGroupId)} ${ports(Properties)}`,
    ),
  ].sort();
}

describe('the storage of a cluster', () => {
  const template = jsonOf(newCluster().stack);

  test('keeps logs private, encrypted and for good', () => {
    const [bucket] = Object.values(byType(template, 'AWS::S3::Bucket'));

    expect(bucket?.DeletionPolicy).toBe('Retain');
    expect(bucket?.Properties).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    });
    expect(JSON.stringify(byType(template, 'AWS::S3::BucketPolicy'))).toContain('"aws:SecureTransport":"false"');
  });

  test('encrypts disks and S3 data and asks for metadata version 2, in the shape that EMR reads', () => {
    const [configuration] = Object.values(byType(template, 'AWS::EMR::SecurityConfiguration'));

    expect(configuration?.Properties).not.toHaveProperty('Name');
    expect(configuration?.Properties.SecurityConfiguration).toEqual({
      EncryptionConfiguration: {
        EnableAtRestEncryption: true,
        EnableInTransitEncryption: false,
        AtRestEncryptionConfiguration: {
          LocalDiskEncryptionConfiguration: {
            EncryptionKeyProviderType: 'AwsKms',
            AwsKmsKey: { 'Fn::GetAtt': [expect.stringContaining('DiskKey'), 'Arn'] },
            EnableEbsEncryption: true,
          },
        },
      },
      InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: 2, HttpPutResponseHopLimit: 1 },
    });
  });

  test('is warned of where a policy for the whole stack would delete the bucket without emptying it', () => {
    const { stack } = newCluster();
    RemovalPolicies.of(stack).destroy();
    expect(warnings(stack)).toEqual([expect.stringContaining('@cdk-emr-autotune:log-bucket-not-emptied')]);

    const emptied = newCluster({ removalPolicy: RemovalPolicy.DESTROY });
    RemovalPolicies.of(emptied.stack).destroy();
    expect(warnings(emptied.stack)).toEqual([]);
  });

  test('goes with the stack if it is told to, emptied first', () => {
    const { Resources } = jsonOf(newCluster({ removalPolicy: RemovalPolicy.DESTROY }).stack);
    const of = (type: string) => Object.values(Resources).filter(({ Type }) => Type === type);

    expect(of('AWS::S3::Bucket').map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(['Delete']);
    expect(of('AWS::KMS::Key').map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(['Delete']);
    expect(of('Custom::S3AutoDeleteObjects')).toHaveLength(1);
  });
});
