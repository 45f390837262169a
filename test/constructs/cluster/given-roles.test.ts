import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import {
  AccountRootPrincipal,
  CompositePrincipal,
  InstanceProfile,
  type IRole,
  ManagedPolicy,
  Policy,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import { NodeCount, type TunedCluster, type TunedClusterProps } from '../../../lib';
import {
  actionsOf,
  clusterProps,
  jsonOf,
  newCluster,
  newStack,
  only,
  roleStatements,
  type Statement,
  type TemplateJson,
  warnings,
} from '../synth';

function ownRoles(stack: Stack): { serviceRole: Role; instanceRole: Role } {
  return {
    serviceRole: new Role(stack, 'Service', { assumedBy: new ServicePrincipal('elasticmapreduce.amazonaws.com') }),
    instanceRole: new Role(stack, 'Nodes', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }),
  };
}

const IMPORTED = { service: 'arn:aws:iam::123456789012:role/emr', nodes: 'arn:aws:iam::123456789012:role/nodes' };

function importedRoles(stack: Stack): { serviceRole: IRole; instanceRole: IRole } {
  return {
    serviceRole: Role.fromRoleArn(stack, 'Service', IMPORTED.service),
    instanceRole: Role.fromRoleArn(stack, 'Nodes', IMPORTED.nodes),
  };
}

/** What the policy of the only key lets a principal do, by the text of the principal. */
function actionsOnKey(template: TemplateJson, principal: string): string[] {
  return only(template, 'AWS::KMS::Key')
    .Properties.KeyPolicy.Statement.filter((one: Statement) => JSON.stringify(one.Principal).includes(principal))
    .flatMap(actionsOf);
}

describe('roles that are given to a cluster', () => {
  test.each([
    ['made in the app', ownRoles, { service: '"Service', nodes: '"Nodes' }],
    ['imported', importedRoles, IMPORTED],
  ] as const)('can use the disk key that is made here if they are %s', (_, roles, names) => {
    const stack = newStack();
    newCluster(roles(stack), stack);
    const template = jsonOf(stack);

    expect(actionsOnKey(template, names.service)).toEqual(
      expect.arrayContaining(['kms:CreateGrant', 'kms:GenerateDataKeyWithoutPlaintext']),
    );
    expect(actionsOnKey(template, names.nodes)).toEqual(
      expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey*']),
    );
    expect(actionsOnKey(template, names.nodes)).not.toContain('kms:CreateGrant');
  });

  test("of another cluster can use this one's disk key", () => {
    const stack = newStack();
    const other = newCluster({}, stack);
    const { instanceRole, serviceRole } = other;
    const second = new Stack(App.of(stack), 'Second');
    newCluster({ instanceRole, serviceRole }, second);

    expect(actionsOnKey(jsonOf(second), 'InstanceRole')).toContain('kms:Decrypt');
    expect(actionsOnKey(jsonOf(second), 'ServiceRole')).toContain('kms:CreateGrant');
  });

  test('can write to the log bucket that is made here, which the cluster waits for', () => {
    const stack = newStack();
    newCluster(ownRoles(stack), stack);
    const template = jsonOf(stack);
    const statements: Statement[] = only(template, 'AWS::S3::BucketPolicy').Properties.PolicyDocument.Statement;

    expect(statements).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Action: expect.arrayContaining(['s3:PutObject']),
        Principal: { AWS: { 'Fn::GetAtt': [expect.stringMatching(/^Nodes/), 'Arn'] } },
      }),
    );
    expect(only(template, 'AWS::EMR::Cluster').DependsOn).toContainEqual(expect.stringContaining('LogBucketPolicy'));
  });

  test('have what was granted to them before the nodes start, and later grants on the cluster make no circle', () => {
    const stack = newStack();
    const { instanceRole } = ownRoles(stack);
    new Bucket(stack, 'Scripts').grantRead(instanceRole);
    const cluster = newCluster({ instanceRole }, stack);
    cluster.grantSubmitSteps(cluster.instanceRole);
    const template = jsonOf(stack);

    expect(only(template, 'AWS::EMR::Cluster').DependsOn).toContainEqual(expect.stringMatching(/^NodesDefaultPolicy/));
    expect(roleStatements(template).flatMap(actionsOf)).toContain('elasticmapreduce:AddJobFlowSteps');
  });

  test('need no policy of a key that is not made here', () => {
    const stack = newStack();
    newCluster({ ...ownRoles(stack), diskKey: new Key(stack, 'Disks') }, stack);

    expect(actionsOnKey(jsonOf(stack), '"Nodes')).toEqual([]);
  });

  test.each([
    ['instanceRole', 'lambda.amazonaws.com', 'ec2.amazonaws.com'],
    ['serviceRole', 'ec2.amazonaws.com', 'elasticmapreduce.amazonaws.com'],
  ])('fail where a %s trusts %s', (prop, trusted, wanted) => {
    const stack = newStack();
    const role = new Role(stack, 'Other', { assumedBy: new ServicePrincipal(trusted) });

    expect(() => newCluster({ [prop]: role }, stack)).toThrow(
      `\`${prop}\` must trust ${wanted}, got Test/Other, which trusts ${trusted}`,
    );
  });

  test('fail where they trust no service at all', () => {
    const stack = newStack();
    const instanceRole = new Role(stack, 'Other', { assumedBy: new AccountRootPrincipal() });

    expect(() => newCluster({ instanceRole }, stack)).toThrow(/trusts no service/);
  });

  test('may trust others besides, or what is known only at deployment', () => {
    const stack = newStack();
    const both = new CompositePrincipal(
      new ServicePrincipal('lambda.amazonaws.com'),
      new ServicePrincipal('ec2.amazonaws.com'),
    );
    const service = new CfnParameter(stack, 'Principal').valueAsString;
    const roles: Partial<TunedClusterProps> = {
      instanceRole: new Role(stack, 'Both', { assumedBy: both }),
      serviceRole: new Role(stack, 'Token', { assumedBy: new ServicePrincipal(service) }),
    };

    expect(() => newCluster(roles, stack)).not.toThrow();
  });
});

describe('a disk key that is given by its alias', () => {
  const onKeys = (template: TemplateJson): Statement[] =>
    roleStatements(template).filter((one) => actionsOf(one).some((action) => action.startsWith('kms:')));

  test.each([
    ['imported by name', (stack: Stack) => Alias.fromAliasName(stack, 'Alias', 'alias/disks')],
    [
      'imported by its ARN',
      (stack: Stack) => Key.fromKeyArn(stack, 'Alias', `arn:aws:kms:eu-west-1:123456789012:alias/disks`),
    ],
  ] as const)('is granted by that alias if it is %s, as an ARN of an alias grants nothing', (_, alias) => {
    const stack = newStack();
    newCluster({ diskKey: alias(stack) }, stack);
    const statements = onKeys(jsonOf(stack));

    expect(statements).toHaveLength(3);
    for (const { Resource, Condition } of statements) {
      expect(JSON.stringify(Resource)).toMatch(/:key\/\*"/);
      expect(JSON.stringify(Resource)).not.toContain('alias');
      expect(Condition?.['ForAnyValue:StringEquals']).toEqual({ 'kms:ResourceAliases': 'alias/disks' });
    }
    expect(statements.find((one) => actionsOf(one).includes('kms:CreateGrant'))?.Condition).toMatchObject({
      Bool: { 'kms:GrantIsForAWSResource': 'true' },
    });
  });

  test('is granted by the key itself if the alias is of this app', () => {
    const stack = newStack();
    newCluster({ diskKey: new Key(stack, 'Disks').addAlias('disks') }, stack);

    for (const { Resource, Condition } of onKeys(jsonOf(stack))) {
      expect(Resource).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Disks/), 'Arn'] });
      expect(Condition ?? {}).not.toHaveProperty('ForAnyValue:StringEquals');
    }
  });

  test('works as well for the key of the log bucket', () => {
    const stack = newStack();
    const logBucket = Bucket.fromBucketAttributes(stack, 'Logs', {
      bucketName: 'logs',
      encryptionKey: Alias.fromAliasName(stack, 'Alias', 'alias/logs'),
    });
    newCluster({ logBucket }, stack);

    expect(onKeys(jsonOf(stack))).toContainEqual(
      expect.objectContaining({
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/logs' } },
      }),
    );
  });
});

describe('a service role of the app', () => {
  const POLICY = 'service-role/AmazonEMRServicePolicy_v2';
  const passRole = new PolicyStatement({ actions: ['iam:PassRole'], resources: ['*'] });

  const warned = (permit: (role: Role, cluster: TunedCluster) => void): boolean => {
    const stack = newStack();
    const serviceRole = new Role(stack, 'Service', {
      assumedBy: new ServicePrincipal('elasticmapreduce.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(POLICY)],
    });
    permit(serviceRole, newCluster({ serviceRole }, stack));
    return warnings(stack).some((text) => text.includes('@cdk-emr-autotune:pass-role'));
  };

  test("is warned of where it has EMR's policy alone, which does not pass the role of the nodes", () => {
    expect(warned(() => {})).toBe(true);
    expect(
      warned((role) => role.addToPolicy(new PolicyStatement({ actions: ['iam:GetRole'], resources: ['*'] }))),
    ).toBe(true);
  });

  test.each<[string, (role: Role, cluster: TunedCluster) => void]>([
    ['by a grant after the cluster', (role, { instanceRole }) => void instanceRole.grantPassRole(role)],
    ['by a policy of its own', (role) => void new Policy(role, 'Own', { statements: [passRole], roles: [role] })],
    [
      'by a policy elsewhere',
      (role) => void new Policy(Stack.of(role), 'Own', { statements: [passRole], roles: [role] }),
    ],
    [
      'by a managed policy of the app',
      (role) => void new ManagedPolicy(Stack.of(role), 'Own', { statements: [passRole], roles: [role] }),
    ],
    [
      'perhaps by a policy that cannot be seen here',
      (role) => role.addManagedPolicy(ManagedPolicy.fromManagedPolicyName(Stack.of(role), 'Own', 'corporate')),
    ],
  ])('is not warned of where it may pass roles: %s', (_how, permit) => {
    expect(warned(permit)).toBe(false);
  });

  test('that is imported is not warned of, as its permissions are not known', () => {
    const stack = newStack();
    newCluster(importedRoles(stack), stack);

    expect(warnings(stack).filter((text) => text.includes('pass-role'))).toEqual([]);
  });
});

describe('an account that has never used spot capacity', () => {
  const spotRole = (template: TemplateJson): Statement[] =>
    roleStatements(template).filter((one) => actionsOf(one).includes('iam:CreateServiceLinkedRole'));

  test('gets the role that spot capacity needs from the first cluster that asks for some', () => {
    const { taskGroups } = {
      taskGroups: [
        { name: 'Spot', instanceType: new InstanceType('r5.4xlarge'), count: NodeCount.fixed(2), spot: true },
      ],
    };

    expect(spotRole(jsonOf(newCluster(clusterProps({ taskGroups })).stack))).toEqual([
      expect.objectContaining({ Condition: { StringEquals: { 'iam:AWSServiceName': 'spot.amazonaws.com' } } }),
    ]);
    expect(spotRole(jsonOf(newCluster().stack))).toEqual([]);
  });
});

describe('an instance profile that is given', () => {
  const nodes = (stack: Stack): IRole => Role.fromRoleArn(stack, 'Nodes', IMPORTED.nodes);

  test('takes the place of a new one, and its role that of the nodes', () => {
    const stack = newStack();
    const role = nodes(stack);
    const instanceProfile = InstanceProfile.fromInstanceProfileAttributes(stack, 'Profile', {
      instanceProfileArn: 'arn:aws:iam::123456789012:instance-profile/team',
      role,
    });
    const cluster = newCluster({ instanceProfile }, stack);

    const template = jsonOf(stack);
    expect(only(template, 'AWS::EMR::Cluster').Properties.JobFlowRole).toBe('team');
    expect(cluster.instanceRole).toBe(role);
    expect(Object.values(template.Resources).map(({ Type }) => Type)).not.toContain('AWS::IAM::InstanceProfile');
    expect(actionsOnKey(template, IMPORTED.nodes)).toContain('kms:Decrypt');
  });

  test('needs its role beside it where it does not know it', () => {
    const stack = newStack();
    const instanceProfile = InstanceProfile.fromInstanceProfileName(stack, 'Profile', 'team');

    expect(() => newCluster({ instanceProfile }, stack)).toThrow(
      /Test\/Profile does not know its role.*`instanceRole`/,
    );
    expect(() => newCluster({ instanceProfile, instanceRole: nodes(stack) }, newStack())).not.toThrow();
  });
});
