import { App, CfnParameter, RemovalPolicies, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, test } from 'vitest';
import { RemediationMode, StepRemediator, WatchTarget } from '../../../lib';
import { jsonOf, newStack, only, resources, type TemplateJson, temporaryDirectory } from '../synth';
import { environment, handler, newRemediator, templateWith } from './support';

const ruleOf = (template: TemplateJson, id: string) =>
  Object.entries(template.Resources).find(([name, { Type }]) => Type === 'AWS::Events::Rule' && name.includes(id))![1];

function alarm(template: TemplateJson, metric: string) {
  const found = resources(template, 'AWS::CloudWatch::Alarm').filter(
    ({ Properties }) => Properties.MetricName === metric,
  );
  expect(found).toHaveLength(1);
  return found[0]!.Properties;
}

describe('a step remediator', () => {
  test('advises unless told otherwise', () => {
    expect(environment(templateWith())).toEqual({
      AUTOTUNE_TABLE: { Ref: expect.stringContaining('LedgerTable') },
      AUTOTUNE_MODE: 'advise',
      AUTOTUNE_REMEDIATOR_ID: expect.stringMatching(/^Test-Remediator-[0-9A-F]{8}$/),
      AUTOTUNE_CLUSTER_IDS: 'j-2AXXXXXXGAPLF',
      AUTOTUNE_TOPIC_ARN: { Ref: expect.stringContaining('Topic') },
    });
  });

  test('runs the built function within the time that its lease allows for', () => {
    expect(handler(templateWith()).Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: 180,
    });
  });

  test('ticks every five minutes, without a second delivery of an old tick', () => {
    const template = templateWith();

    expect(ruleOf(template, 'Schedule').Properties).toMatchObject({
      ScheduleExpression: 'rate(5 minutes)',
      Targets: [{ RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } }],
    });
    expect(only(template, 'AWS::Lambda::EventInvokeConfig').Properties).toMatchObject({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
    const callers = resources(template, 'AWS::Lambda::Permission').map(({ Properties }) => Properties);
    expect(callers).toHaveLength(2);
    expect(callers).toContainEqual(
      expect.objectContaining({
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': [expect.stringContaining('Schedule'), 'Arn'] },
      }),
    );
  });

  test('looks at a cluster as soon as one of its steps has completed, as the cluster may end with it', () => {
    const patternOf = (target: WatchTarget) => ruleOf(templateWith({ target }), 'StepEvents').Properties.EventPattern;
    const completed = { source: ['aws.emr'], 'detail-type': ['EMR Step Status Change'] };
    expect(patternOf(WatchTarget.tagged('team', 'data'))).toEqual({ ...completed, detail: { state: ['COMPLETED'] } });
    expect(patternOf(WatchTarget.id('j-ONE'))).toEqual({
      ...completed,
      detail: { state: ['COMPLETED'], clusterId: ['j-ONE'] },
    });
  });

  test('reserves no concurrency unasked', () => {
    expect(handler(templateWith()).Properties).not.toHaveProperty('ReservedConcurrentExecutions');
    expect(handler(templateWith({ reservedConcurrentExecutions: 1 })).Properties.ReservedConcurrentExecutions).toBe(1);
  });

  test('keeps its ledger for good, item by item in time, and its log for three months', () => {
    const template = templateWith();
    const table = only(template, 'AWS::DynamoDB::Table');

    expect(table.DeletionPolicy).toBe('Retain');
    expect(table.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
    expect(only(template, 'AWS::Logs::LogGroup').Properties.RetentionInDays).toBe(90);
  });

  test.each([
    ['by its prop', { removalPolicy: RemovalPolicy.DESTROY }, () => {}],
    ['by a policy for the whole stack', {}, (stack: Stack) => RemovalPolicies.of(stack).destroy()],
  ])('deletes its ledger with the stack if it is told to %s, which the protection follows', (_, props, change) => {
    const stack = newStack();
    new StepRemediator(stack, 'Remediator', { target: WatchTarget.id('j-2AXXXXXXGAPLF'), ...props });
    change(stack);
    const table = only(jsonOf(stack), 'AWS::DynamoDB::Table');

    expect(table.DeletionPolicy).toBe('Delete');
    expect(table.Properties.DeletionProtectionEnabled).toBe(false);
    expect(only(jsonOf(stack), 'AWS::Logs::LogGroup').DeletionPolicy).toBe('Delete');
  });

  test('lets only the function and named operators write the ledger', () => {
    const stack = newStack();
    const operator = Role.fromRoleArn(stack, 'OnCall', 'arn:aws:iam::123456789012:role/on-call');
    newRemediator({ operators: [operator], mode: RemediationMode.APPROVE }, stack).grantApprove(operator);
    const [statement] = only(jsonOf(stack), 'AWS::DynamoDB::Table').Properties.ResourcePolicy.PolicyDocument.Statement;

    expect(statement).toMatchObject({
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: expect.arrayContaining(['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem']),
      Condition: {
        ArnNotEquals: {
          'aws:PrincipalArn': [
            { 'Fn::GetAtt': [expect.stringContaining('Reader'), 'Arn'] },
            'arn:aws:iam::123456789012:role/on-call',
          ],
        },
      },
    });
  });

  test('lets an operator delete a row that cannot be read, and the function delete nothing', () => {
    const stack = newStack();
    const operator = new Role(stack, 'OnCall', { assumedBy: new AccountRootPrincipal() });
    newRemediator({ operators: [operator] }, stack);
    const policies = resources(jsonOf(stack), 'AWS::IAM::Policy');
    const [allowed, ...others] = policies.filter((policy) => JSON.stringify(policy).includes('dynamodb:DeleteItem'));
    expect(JSON.stringify(allowed?.Properties.Roles)).toContain('OnCall');
    expect(others).toEqual([]);
  });

  test('passes on step names, thresholds and whether successors are independent', () => {
    const { AUTOTUNE_ALLOWED_STEP_NAMES, AUTOTUNE_POLICY } = environment(
      templateWith({
        allowedStepNames: ['nightly "join"'],
        thresholds: { memoryEnter: 0.97 },
        successorsIndependent: true,
      }),
    );

    expect(JSON.parse(String(AUTOTUNE_ALLOWED_STEP_NAMES))).toEqual(['nightly "join"']);
    expect(JSON.parse(String(AUTOTUNE_POLICY))).toEqual({ memoryEnter: 0.97, successorsIndependent: true });
  });

  test('sends every alarm to its topic', () => {
    const template = templateWith();

    expect(resources(template, 'AWS::CloudWatch::Alarm')).toHaveLength(14);
    for (const { Properties } of resources(template, 'AWS::CloudWatch::Alarm')) {
      expect(Properties.AlarmActions).toEqual([{ Ref: expect.stringContaining('Topic') }]);
    }
  });

  test('counts in its own log, so that another remediator that works does not hide that it has stopped', () => {
    const template = templateWith();
    const filters = resources(template, 'AWS::Logs::MetricFilter').map(({ Properties }) => Properties);

    expect(alarm(template, 'Heartbeat').Namespace).toBe(`EmrAutotune/${environment(template).AUTOTUNE_REMEDIATOR_ID}`);
    expect(filters.map(({ FilterPattern }) => FilterPattern)).toContain('{ $.Heartbeat > 0 }');
    for (const { FilterPattern, LogGroupName, MetricTransformations } of filters) {
      expect(LogGroupName).toEqual({ Ref: expect.stringContaining('Decisions') });
      expect(FilterPattern).toMatch(new RegExp(`\\${MetricTransformations[0].MetricValue} >=? 0`));
    }
  });

  test('sends alarms to a given topic', () => {
    const stack = newStack();
    newRemediator({ topic: new Topic(stack, 'Pager') }, stack);
    const template = jsonOf(stack);

    expect(resources(template, 'AWS::SNS::Topic')).toHaveLength(1);
    expect(alarm(template, 'Held').AlarmActions).toEqual([{ Ref: expect.stringContaining('Pager') }]);
  });

  test('lets its alarms publish to its topic, whose own policy is the only one that does', () => {
    const { PolicyDocument } = only(templateWith(), 'AWS::SNS::TopicPolicy').Properties;
    const publishing = PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow');

    expect(publishing).toEqual([
      expect.objectContaining({
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: { Ref: expect.stringContaining('Topic') },
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', expect.arrayContaining([':alarm:*'])] } },
        },
      }),
    ]);
  });

  test('leaves the policy of a given topic as it is', () => {
    const stack = newStack();
    newRemediator({ topic: new Topic(stack, 'Pager') }, stack);

    expect(resources(jsonOf(stack), 'AWS::SNS::TopicPolicy')).toEqual([]);
  });

  test('fails for a mode that does not exist', () => {
    expect(() => newRemediator({ mode: 'kill' as RemediationMode })).toThrow(
      /^`mode` must be one of off, advise, approve, remediate, got "kill"$/,
    );
  });

  test('has an id that stays with its place in the tree', () => {
    expect(newRemediator().remediatorId).toBe(newRemediator().remediatorId);
    expect(newRemediator().remediatorId).toMatchInlineSnapshot(`"Test-Remediator-0D93B414"`);
  });

  test('has another id in another stack of the same app, however alike', () => {
    const idIn = (stackName: string) => {
      const stack = new Stack(new App({ outdir: temporaryDirectory() }), 'Test', { stackName });
      return newRemediator({}, stack).remediatorId;
    };
    expect(idIn('blue')).not.toBe(idIn('green'));
  });
});

describe('addresses that are told', () => {
  test('get a subscription each', () => {
    const template = templateWith({ emailAddresses: ['on-call@example.com', 'Data.Team@example.org'] });

    expect(resources(template, 'AWS::SNS::Subscription').map(({ Properties }) => Properties)).toEqual(
      ['on-call@example.com', 'Data.Team@example.org'].map((Endpoint) => ({
        Protocol: 'email',
        Endpoint,
        TopicArn: { Ref: expect.stringContaining('Topic') },
      })),
    );
  });

  test('are subscribed to a given topic', () => {
    const stack = newStack();
    newRemediator({ topic: new Topic(stack, 'Pager'), emailAddresses: ['on-call@example.com'] }, stack);

    expect(only(jsonOf(stack), 'AWS::SNS::Subscription').Properties.TopicArn).toEqual({
      Ref: expect.stringContaining('Pager'),
    });
  });

  test('may be known at deployment only', () => {
    const stack = newStack();
    const address = new CfnParameter(stack, 'OnCall').valueAsString;
    newRemediator({ emailAddresses: [address] }, stack);

    expect(only(jsonOf(stack), 'AWS::SNS::Subscription').Properties.Endpoint).toEqual({ Ref: 'OnCall' });
  });

  test.each([
    [['on-call'], '`emailAddresses` must be such as on-call@example.com, got "on-call"'],
    [[''], '`emailAddresses` must be such as on-call@example.com, got ""'],
    [['a@example.com, b@example.com'], 'got "a@example.com, b@example.com"'],
    [['a@example.com', 'A@Example.com'], '`emailAddresses` must not name an address twice, got "A@Example.com" again'],
  ])('fail for %j', (emailAddresses, message) => {
    expect(() => newRemediator({ emailAddresses })).toThrow(message);
  });
});

test('outputs of the stack name ledger, topic, log, lever and dashboard, in the console of each partition', () => {
  const { Outputs = {}, Conditions = {} } = templateWith({ mode: RemediationMode.REMEDIATE });
  const values = Object.fromEntries(
    Object.entries(Outputs).map(([id, { Value }]) => [
      id.replace(/^Remediator|[0-9A-F]{8}$/g, ''),
      JSON.stringify(Value),
    ]),
  );

  expect(values.LedgerName).toMatch(/"Ref":"RemediatorLedgerTable/);
  expect(values.LeverName).toMatch(/"Ref":"RemediatorLever/);
  expect(values.TopicArn).toMatch(/"Ref":"RemediatorTopic/);
  expect(values.LogGroupName).toMatch(/"Ref":"RemediatorDecisions/);
  expect(values.DashboardUrl).toMatch(
    /\.console\..*"amazonaws\.cn".*"amazonaws-us-gov\.com","aws\.amazon\.com".*cloudwatch.*#dashboards\/dashboard\/.*Dashboard/,
  );
  expect(Object.keys(Conditions)).toHaveLength(2);
});
