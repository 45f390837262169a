import { CancelStepsCommand, DescribeStepCommand, EMRClient, RunJobFlowCommand } from '@aws-sdk/client-emr';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { briefScenario, serve, virtualClock } from '../../../lib/simulator';
import { account } from '../../../lib/simulator/account/account';
import { CLUSTER_ID, MINUTE, START_MS, STEP_1, type Stand } from '../support';
import { add, opened } from './requests';

const ROLE = 'arn:aws:iam::123456789012:role/emr-autotune-actor';
const CLUSTER = `arn:aws:elasticmapreduce:us-east-1:123456789012:cluster/${CLUSTER_ID}`;
const CANCEL = 'elasticmapreduce:CancelSteps';

const policy = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const assume = (more: Partial<AssumeRoleCommandInput> = {}): AssumeRoleCommand =>
  new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'test', ...more });

async function session(one: Stand, more: Partial<AssumeRoleCommandInput>): Promise<EMRClient> {
  const { Credentials } = await one.sts.send(assume(more));
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!;
  return new EMRClient({
    endpoint: one.server.url,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! },
  });
}

const stand = (): Promise<Stand> =>
  opened(undefined, { actorRoleArn: ROLE, clusterTags: () => ({ 'emr-autotune': 'remediate:rehearsal' }) });

const cancel = new CancelStepsCommand({ ClusterId: CLUSTER_ID, StepIds: [STEP_1] });
const allowed = { Effect: 'Allow', Action: CANCEL, Resource: CLUSTER };

describe('a session may do what its policy says', () => {
  test.each([
    ['an action and a cluster', [allowed], true],
    ['all actions of the service', [{ ...allowed, Action: 'elasticmapreduce:*' }], true],
    ['actions in another case and a wildcard', [{ ...allowed, Action: ['ElasticMapReduce:cancel?teps'] }], true],
    ['all but another action', [{ Effect: 'Allow', NotAction: 'elasticmapreduce:Add*', Resource: '*' }], true],
    ['all but this action', [{ Effect: 'Allow', NotAction: CANCEL, Resource: '*' }], false],
    ['all but this cluster', [{ Effect: 'Allow', Action: CANCEL, NotResource: CLUSTER }], false],
    ['clusters of this beginning', [{ ...allowed, Resource: CLUSTER.replace(CLUSTER_ID, 'j-*') }], true],
    ['an allow and a deny', [allowed, { Effect: 'Deny', Action: '*', Resource: '*' }], false],
    ['a deny of another cluster', [allowed, { Effect: 'Deny', Action: '*', Resource: `${CLUSTER}X` }], true],
  ])('of %s', async (_, statements, isAllowed) => {
    const emr = await session(await stand(), { Policy: policy(...statements) });
    if (isAllowed) await expect(emr.send(cancel)).resolves.toBeDefined();
    else await expect(emr.send(cancel)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  const tag = 'elasticmapreduce:ResourceTag/emr-autotune';
  const executionRole = 'elasticmapreduce:ExecutionRoleArn';
  test.each([
    ['the tag it has', { StringEquals: { [tag]: 'remediate:rehearsal' } }, true],
    ['a tag it has in another case', { StringEquals: { [tag]: 'Remediate:rehearsal' } }, false],
    ['one of several', { StringEquals: { 'aws:ResourceTag/emr-autotune': ['x', 'remediate:rehearsal'] } }, true],
    ['a pattern of it', { StringLike: { [tag]: 'remediate:*' } }, true],
    ['a tag it has not', { StringEquals: { 'aws:ResourceTag/team': 'a' } }, false],
    ['a tag, if there is one', { StringEqualsIfExists: { 'aws:ResourceTag/team': 'a' } }, true],
    ['another value than a tag it has not', { StringNotEquals: { 'aws:ResourceTag/team': 'a' } }, true],
    ['no execution role', { Null: { [executionRole]: 'true' } }, true],
    ['an execution role', { Null: { [executionRole]: 'false' } }, false],
    ['its role', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/emr-autotune-*' } }, true],
    [
      'its region, and a tag it has not',
      { StringEquals: { 'aws:RequestedRegion': 'us-east-1', 'aws:ResourceTag/a': 'b' } },
      false,
    ],
    ['TLS', { Bool: { 'aws:SecureTransport': 'true' } }, true],
    ['a day that is over', { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }, false],
  ])('under a condition of %s', async (_, Condition, isAllowed) => {
    const emr = await session(await stand(), { Policy: policy({ ...allowed, Condition }) });
    if (isAllowed) await expect(emr.send(cancel)).resolves.toBeDefined();
    else await expect(emr.send(cancel)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('an execution role is seen where a step brings one', async () => {
    const statement = { ...allowed, Action: 'elasticmapreduce:AddJobFlowSteps' };
    const Policy = policy({ ...statement, Condition: { Null: { [executionRole]: true } } });
    const emr = await session(await stand(), { Policy });
    await expect(emr.send(add())).resolves.toBeDefined();
    const borrowing = add();
    borrowing.input.ExecutionRoleArn = 'arn:aws:iam::123456789012:role/job';
    await expect(emr.send(borrowing)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('and nothing else, reading included, as IAM words it', async () => {
    const one = await stand();
    const who = 'User: arn:aws:sts::123456789012:assumed-role/emr-autotune-actor/test is not authorized to perform:';
    const emr = await session(one, { Policy: policy(allowed) });
    await expect(emr.send(new DescribeStepCommand({ ClusterId: CLUSTER_ID, StepId: STEP_1 }))).rejects.toMatchObject({
      message: `${who} elasticmapreduce:DescribeStep on resource: ${CLUSTER} because no session policy allows the elasticmapreduce:DescribeStep action`,
    });
    const denied = await session(one, { Policy: policy({ ...allowed, Effect: 'Deny' }) });
    await expect(denied.send(cancel)).rejects.toMatchObject({
      message: `${who} ${CANCEL} on resource: ${CLUSTER} with an explicit deny in a session policy`,
    });
  });

  test('until it ends', async () => {
    const one = await stand();
    const emr = await session(one, { Policy: policy(allowed), DurationSeconds: 900 });
    one.clock.moveTo(one.clock.now() + 15 * MINUTE);
    await expect(emr.send(cancel)).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  });
});

describe('AssumeRole fails', () => {
  test.each([
    ['with text that is no policy', '{', 'This policy contains invalid Json'],
    ['without statements', '{"Version":"2012-10-17"}', 'Syntax errors in policy.'],
    [
      'with an unknown version',
      '{"Version":"2020-01-01","Statement":[]}',
      'The policy must contain a valid version string.',
    ],
    ['with an unknown effect', policy({ ...allowed, Effect: 'allow' }), 'Syntax errors in policy.'],
    ['with an unknown element', policy({ ...allowed, Actions: '*' }), 'Syntax errors in policy.'],
    ['with a principal', policy({ ...allowed, Principal: '*' }), 'Policy document should not specify a principal.'],
    ['without actions', policy({ Effect: 'Allow', Resource: '*' }), 'Policy statement must contain actions.'],
    ['without resources', policy({ Effect: 'Allow', Action: CANCEL }), 'Policy statement must contain resources.'],
    [
      'with an action of no service',
      policy({ ...allowed, Action: 'CancelSteps' }),
      'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    ],
    [
      'with a resource that is no ARN',
      policy({ ...allowed, Resource: CLUSTER_ID }),
      `Resource ${CLUSTER_ID} must be in ARN format or "*".`,
    ],
    [
      'with one id twice',
      policy({ ...allowed, Sid: 'a' }, { ...allowed, Sid: 'a' }),
      'Statement IDs (SID) in a single policy must be unique.',
    ],
    [
      'with an unknown operator',
      policy({ ...allowed, Condition: { StringIs: { a: 'b' } } }),
      'Syntax errors in policy.',
    ],
  ])('%s', async (_, Policy, message) => {
    const { sts } = await stand();
    await expect(sts.send(assume({ Policy }))).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
      message,
    });
  });

  test('with a policy that is too long', async () => {
    const { sts } = await stand();
    const Policy = policy({ ...allowed, Sid: 'a'.repeat(2048) });
    await expect(sts.send(assume({ Policy }))).rejects.toMatchObject({
      name: 'PackedPolicyTooLargeException',
      message: expect.stringMatching(/^Packed policy consumes 1\d\d% of allotted space, please use smaller policy\.$/),
    });
  });

  test.each([
    [
      'a name of odd characters',
      { RoleSessionName: 'PowerUser/a' },
      "Value 'PowerUser/a' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
    ],
    [
      'a name that is too long',
      { RoleSessionName: 's'.repeat(65) },
      'Member must have length less than or equal to 64',
    ],
    [
      'less than 15 minutes',
      { DurationSeconds: 60 },
      "Value '60' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
    ],
    [
      'longer than the role allows',
      { DurationSeconds: 7200 },
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    ],
    ['what is not a role', { RoleArn: 'arn:aws:iam::123456789012:user/somebody' }, 'Request ARN is invalid'],
  ])('for %s', async (_, more, message) => {
    const { sts } = await stand();
    await expect(sts.send(assume(more))).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(message),
    });
  });
});

test('on an account of several clusters a condition on a tag holds for the cluster that has it', async () => {
  const clock = virtualClock(START_MS);
  const behind = account(briefScenario(), clock, START_MS);
  const server = await serve(behind, behind.rules);
  const config = { endpoint: server.url, region: 'us-east-1', maxAttempts: 1 };
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const [sts, emr] = [new STSClient({ ...config, credentials }), new EMRClient({ ...config, credentials })];
  try {
    const Instances = { MasterInstanceType: 'm5.xlarge', InstanceCount: 1, KeepJobFlowAliveWhenNoSteps: true };
    const { JobFlowId } = await emr.send(
      new RunJobFlowCommand({
        Name: 'other',
        ReleaseLabel: 'emr-7.9.0',
        Instances,
        JobFlowRole: 'r',
        ServiceRole: 's',
      }),
    );
    const Condition = { StringEquals: { 'aws:ResourceTag/emr-autotune': 'remediate:rehearsal' } };
    const Policy = policy({
      ...allowed,
      Action: 'elasticmapreduce:DescribeStep',
      Resource: `${CLUSTER.slice(0, -CLUSTER_ID.length)}*`,
      Condition,
    });
    const { Credentials } = await sts.send(assume({ Policy }));
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = Credentials!;
    const narrowed = new EMRClient({
      ...config,
      credentials: { accessKeyId: accessKeyId!, secretAccessKey: secretAccessKey!, sessionToken },
    });
    const describe = (ClusterId: string | undefined): Promise<unknown> =>
      narrowed.send(new DescribeStepCommand({ ClusterId, StepId: STEP_1 }));
    await expect(describe(CLUSTER_ID)).resolves.toBeDefined();
    await expect(describe(JobFlowId)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    narrowed.destroy();
  } finally {
    sts.destroy();
    emr.destroy();
    await server.close();
  }
});
