import { describe, expect, test } from 'vitest';
import { RemediationMode, StepRemediator, type StepRemediatorProps, WatchTarget } from '../../../lib';
import { actionsOf, jsonOf, newCluster, newStack, roleStatements, type Statement, type TemplateJson } from '../synth';

/** Every EMR action that only looks; all others change something or lend rights. */
const LOOKS = /^elasticmapreduce:(Describe|Get|List)[A-Z][A-Za-z]*$/;

type Target = 'cluster' | 'id' | 'tagged';

function templateWith(
  mode: RemediationMode,
  target: Target = 'cluster',
  props: Partial<StepRemediatorProps> = {},
): { template: TemplateJson; id: string } {
  const stack = newStack();
  const cluster = newCluster({}, stack);
  cluster.addSparkStep('Join', { application: 's3://bucket/join.py', repeatable: true });
  const targets = {
    cluster: () => WatchTarget.cluster(cluster),
    id: () => WatchTarget.id('j-2AXXXXXXGAPLF'),
    tagged: () => WatchTarget.tagged('team', 'risk'),
  };
  const remediator = new StepRemediator(stack, 'Remediator', { target: targets[target](), mode, ...props });
  return { template: jsonOf(stack), id: remediator.remediatorId };
}

const allowed = (template: TemplateJson): Statement[] =>
  roleStatements(template).filter(({ Effect }) => Effect === 'Allow');

/** What opens the web interfaces to Spark: it changes nothing on a cluster or its steps, and IAM counts it among the writes. */
const OPENS = ['elasticmapreduce:CreatePersistentAppUI'];

/** Allowed actions that could change EMR, patterns included. */
function emrWrites(template: TemplateJson): string[] {
  return allowed(template)
    .flatMap(actionsOf)
    .filter((action) => !OPENS.includes(action))
    .filter((action) => (/^elasticmapreduce:/i.test(action) || action.startsWith('*')) && !LOOKS.test(action));
}

describe.each([RemediationMode.OFF, RemediationMode.ADVISE])('in mode %s', (mode) => {
  test.each<Target>(['cluster', 'id', 'tagged'])(
    'no role of the stack may change anything in EMR (target: %s)',
    (target) => {
      const { template } = templateWith(mode, target);

      expect(emrWrites(template)).toEqual([]);
      expect(JSON.stringify(template)).not.toMatch(/AddJobFlowSteps|CancelSteps|ElasticMapReduceFullAccess/);
    },
  );

  test('there is no second role to take on', () => {
    const { template } = templateWith(mode);

    expect(JSON.stringify(template)).not.toContain('AUTOTUNE_ACTOR_ROLE_ARN');
    expect(roleStatements(template).flatMap(actionsOf)).not.toContain('sts:AssumeRole');
  });
});

describe.each([RemediationMode.APPROVE, RemediationMode.REMEDIATE])('in mode %s', (mode) => {
  const { template, id } = templateWith(mode);
  const acting = allowed(template).filter((statement) =>
    actionsOf(statement).some((a) => emrWrites(template).includes(a)),
  );

  test('one role may cancel and add steps, and change nothing else', () => {
    expect(emrWrites(template)).toEqual(['elasticmapreduce:AddJobFlowSteps', 'elasticmapreduce:CancelSteps']);
    expect(acting).toHaveLength(1);
  });

  test('it may do so only on a cluster tagged for this remediator, under no runtime role', () => {
    expect(acting[0]?.Condition).toMatchObject({
      StringEquals: { 'elasticmapreduce:ResourceTag/emr-autotune': `remediate:${id}` },
      Null: { 'elasticmapreduce:ExecutionRoleArn': 'true' },
    });
    expect(JSON.stringify(acting[0]?.Resource)).toMatch(/"Ref":"AWS::AccountId"},":cluster\/",{"Ref":"Cluster/);
  });

  test('only the role of the function may take it on', () => {
    const actor = Object.values(template.Resources).find(({ Properties }) =>
      String(Properties?.Description).startsWith('Remediator: cancels'),
    );

    expect(actor?.Properties.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { AWS: { 'Fn::GetAtt': [expect.stringContaining('Reader'), 'Arn'] } },
      },
    ]);
  });

  test('it is denied what would widen its reach', () => {
    const denied = roleStatements(template).filter(({ Effect }) => Effect === 'Deny');

    expect(denied.flatMap(actionsOf)).toEqual(
      expect.arrayContaining([
        ...['elasticmapreduce:AddTags', 'elasticmapreduce:ModifyCluster', 'elasticmapreduce:RunJobFlow'],
        ...['elasticmapreduce:SetTerminationProtection', 'elasticmapreduce:TerminateJobFlows', 'iam:PassRole'],
        ...['ssm:SendCommand'],
      ]),
    );
  });

  test('the role of the function itself may not change anything in EMR', () => {
    const reader = Object.entries(template.Resources).filter(
      ([key, { Type }]) => Type === 'AWS::IAM::Policy' && key.includes('Reader'),
    );

    expect(reader).toHaveLength(1);
    expect(JSON.stringify(reader)).not.toMatch(/AddJobFlowSteps|CancelSteps/);
  });

  test('clusters found by their tag need the opt-in too', () => {
    const { template: tagged, id: taggedId } = templateWith(mode, 'tagged');
    const statement = allowed(tagged).find((s) => actionsOf(s).includes('elasticmapreduce:CancelSteps'));

    expect(statement?.Condition).toMatchObject({
      StringEquals: { 'elasticmapreduce:ResourceTag/emr-autotune': `remediate:${taggedId}` },
    });
  });
});

test('security configurations have no ARN, and may be read whatever their cluster', () => {
  const reading = allowed(templateWith(RemediationMode.ADVISE, 'tagged').template).filter((one) =>
    actionsOf(one).includes('elasticmapreduce:DescribeSecurityConfiguration'),
  );

  const statement = { Action: 'elasticmapreduce:DescribeSecurityConfiguration', Effect: 'Allow', Resource: '*' };
  expect(reading).toEqual([{ Sid: 'ReadSecurityConfigurations', ...statement }]);
});

describe('asking Spark about a job', () => {
  /** Actions of web interfaces with what they are allowed on. */
  const opening = (template: TemplateJson): Statement[] =>
    allowed(template).filter((one) => actionsOf(one).some((action) => /AppUI/.test(action)));

  test('takes four actions, those on a cluster for the watched one alone', () => {
    const [ofCluster, ofHistory, ...more] = opening(templateWith(RemediationMode.ADVISE).template);

    expect(more).toEqual([]);
    expect(actionsOf(ofCluster!)).toEqual([
      'elasticmapreduce:CreatePersistentAppUI',
      'elasticmapreduce:GetOnClusterAppUIPresignedURL',
    ]);
    expect(JSON.stringify(ofCluster?.Resource)).toMatch(/:cluster\/",{"Ref":"Cluster/);
    expect(actionsOf(ofHistory!)).toEqual([
      'elasticmapreduce:DescribePersistentAppUI',
      'elasticmapreduce:GetPersistentAppUIPresignedURL',
    ]);
    expect(JSON.stringify(ofHistory?.Resource)).toContain(':persistent-app-ui/*');
  });

  test('of clusters found by their tag is tied to that tag', () => {
    const [ofCluster] = opening(templateWith(RemediationMode.REMEDIATE, 'tagged').template);

    expect(ofCluster?.Condition).toEqual({ StringEquals: { 'elasticmapreduce:ResourceTag/team': 'risk' } });
  });

  test.each([
    ['where it is switched off', RemediationMode.REMEDIATE, { readsJobEvidence: false }],
    ['in mode off', RemediationMode.OFF, {}],
  ] as const)('is not allowed %s', (_, mode, props) => {
    const { template } = templateWith(mode, 'cluster', props);

    expect(opening(template)).toEqual([]);
    expect(JSON.stringify(template).includes('AUTOTUNE_READS_JOB_EVIDENCE')).toBe('readsJobEvidence' in props);
  });
});
