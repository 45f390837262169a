import { App, Aspects, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import { RemediationMode, SparkStep, StepRemediator, TunedCluster, WatchTarget } from '../../lib';
import { clusterProps, FLAGS, jsonOf, newCluster, newStack, only, QUIET, resources, temporaryDirectory } from './synth';

const IRELAND = { account: '111122223333', region: 'eu-west-1' };
const VIRGINIA = { ...IRELAND, region: 'us-east-1' };
const OTHER_ACCOUNT = { ...IRELAND, account: '444455556666' };

const newApp = (): App => new App({ outdir: temporaryDirectory(), context: { ...FLAGS, ...QUIET } });

describe('a cluster of another account or region', () => {
  test.each([
    ['region', VIRGINIA],
    ['account', OTHER_ACCOUNT],
  ])('fails as the target of a remediator and as the cluster of a step: another %s', (_, env) => {
    const app = newApp();
    const cluster = newCluster({}, new Stack(app, 'Here', { env: IRELAND }));
    const there = new Stack(app, 'There', { env });

    const got =
      /must be of the account and region of the stack, .*, got Here\/Cluster in 111122223333\/eu-west-1; put both in stacks with the same `env`$/;
    expect(() => new StepRemediator(there, 'Remediator', { target: WatchTarget.cluster(cluster) })).toThrow(got);
    expect(() => new SparkStep(there, 'Step', { cluster, application: 's3://bucket/join.py' })).toThrow(got);
  });

  test('is not seen where a stack does not say where it is deployed', () => {
    const app = newApp();
    const cluster = newCluster({}, new Stack(app, 'Here'));
    const there = new Stack(app, 'There');

    expect(() => new StepRemediator(there, 'Remediator', { target: WatchTarget.cluster(cluster) })).not.toThrow();
  });
});

test('a VPC of another region fails as that of a cluster', () => {
  const app = newApp();
  const vpc = new Vpc(new Stack(app, 'There', { env: VIRGINIA }), 'Vpc');

  expect(() => newCluster({ vpc }, new Stack(app, 'Here', { env: IRELAND }))).toThrow(/`vpc` .* got There\/Vpc in/);
});

describe('a role of another account', () => {
  const foreign = (stack: Stack) => Role.fromRoleArn(stack, 'Foreign', 'arn:aws:iam::444455556666:role/team');

  test.each(['serviceRole', 'instanceRole', 'autoScalingRole'] as const)('fails as `%s` of a cluster', (prop) => {
    const stack = newStack(undefined, IRELAND);

    expect(() => newCluster({ [prop]: foreign(stack) }, stack)).toThrow(
      `\`${prop}\` must be a role of account 111122223333, that of the stack, got Test/Foreign of 444455556666; use a role of that account`,
    );
  });

  test('fails as an operator, to whom nothing could be granted', () => {
    const stack = newStack(undefined, IRELAND);
    const target = WatchTarget.id('j-2AXXXXXXGAPLF');
    const props = { target, mode: RemediationMode.APPROVE, operators: [foreign(stack)] };

    expect(() => new StepRemediator(stack, 'Remediator', props)).toThrow(/`operators` must be a role of account/);
  });
});

describe('a role with a path', () => {
  const serviceRoleIn = (stack: Stack) => only(jsonOf(stack), 'AWS::EMR::Cluster').Properties.ServiceRole;

  test('is named by its ARN, as its name leaves the path out', () => {
    const stack = newStack();
    newCluster({ serviceRole: Role.fromRoleArn(stack, 'Given', 'arn:aws:iam::111122223333:role/team/emr') }, stack);

    expect(serviceRoleIn(stack)).toBe('arn:aws:iam::111122223333:role/team/emr');
  });

  test('is found where the account of an imported one is known only at deployment', () => {
    const stack = newStack();
    newCluster({ serviceRole: Role.fromRoleName(stack, 'Given', 'team/emr') }, stack);

    expect(JSON.stringify(serviceRoleIn(stack))).toMatch(/:role\/team\/emr"/);
  });

  test('is found in the app too, where an aspect may give the path to roles that are made here', () => {
    const [own, aspect] = [newStack(), newStack()];
    const assumedBy = new ServicePrincipal('elasticmapreduce.amazonaws.com');
    newCluster({ serviceRole: new Role(own, 'Own', { assumedBy, path: '/team/' }) }, own);
    newCluster({}, aspect);
    Aspects.of(aspect).add({
      visit: (node) => {
        if (node instanceof CfnRole) node.path = '/team/';
      },
    });

    for (const stack of [own, aspect])
      expect(serviceRoleIn(stack)).toEqual({ 'Fn::GetAtt': [expect.any(String), 'Arn'] });
  });

  test('is what a role without one is not: its name stays', () => {
    const stack = newStack();
    newCluster({ serviceRole: Role.fromRoleArn(stack, 'Given', 'arn:aws:iam::111122223333:role/emr') }, stack);

    expect(serviceRoleIn(stack)).toBe('emr');
  });
});

describe('a step in a stack of its own', () => {
  test('may have its files in a bucket of that stack, and leaves the stack of the cluster as it was', () => {
    const app = newApp();
    const here = new Stack(app, 'Here', { env: IRELAND });
    const cluster = new TunedCluster(here, 'Cluster', clusterProps());
    const jobs = new Stack(app, 'Jobs', { env: IRELAND });
    const bucket = new Bucket(jobs, 'Bucket');
    new SparkStep(jobs, 'Join', {
      cluster,
      application: bucket.s3UrlForObject('join.py'),
      pyFiles: ['s3://shared/library.zip', 's3://shared/library.zip'],
    });
    app.synth();

    const policy = only(jsonOf(jobs), 'AWS::IAM::Policy');
    const { Statement: statements } = policy.Properties.PolicyDocument;
    expect(statements).toHaveLength(1);
    expect(statements[0].Resource).toHaveLength(2);
    expect(statements[0].Action).toBe('s3:GetObject');
    const step = only(jsonOf(jobs), 'AWS::EMR::Step');
    expect(step.DependsOn).toEqual([expect.stringMatching(/^JoinPermissions/)]);
    expect(JSON.stringify(resources(jsonOf(here), 'AWS::IAM::Policy'))).not.toContain('s3:GetObject');
  });
});
