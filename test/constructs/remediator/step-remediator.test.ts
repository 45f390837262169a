import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { CfnCluster } from 'aws-cdk-lib/aws-emr';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, test } from 'vitest';
import { RemediationMode, StepRemediator, type StepRemediatorProps, WatchTarget } from '../../../lib';
import {
  jsonOf,
  newCluster,
  newStack,
  only,
  resources,
  type TemplateJson,
  temporaryDirectory,
  warnings,
} from '../synth';

const BY_ID = WatchTarget.id('j-2AXXXXXXGAPLF');

function newRemediator(props: Partial<StepRemediatorProps> = {}, stack = newStack()): StepRemediator {
  return new StepRemediator(stack, 'Remediator', { target: BY_ID, ...props });
}

function templateWith(props: Partial<StepRemediatorProps> = {}): TemplateJson {
  const stack = newStack();
  newRemediator(props, stack);
  return jsonOf(stack);
}

const handler = (template: TemplateJson) =>
  resources(template, 'AWS::Lambda::Function').find(({ Properties }) => Properties.Environment !== undefined)!;

const environment = (template: TemplateJson): Record<string, unknown> =>
  handler(template).Properties.Environment.Variables;

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

    expect(resources(template, 'AWS::CloudWatch::Alarm')).toHaveLength(10);
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
      expect(FilterPattern).toContain(`${MetricTransformations[0].MetricValue} > 0`);
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

describe('the opt-in tag', () => {
  const tagOf = (template: TemplateJson): unknown =>
    only(template, 'AWS::EMR::Cluster').Properties.Tags.find(({ Key }: { Key: string }) => Key === 'emr-autotune')
      ?.Value;

  test.each([RemediationMode.APPROVE, RemediationMode.REMEDIATE])(
    'is set on a cluster of this app in mode %s',
    (mode) => {
      const stack = newStack();
      const { remediatorId } = newRemediator({ target: WatchTarget.cluster(newCluster({}, stack)), mode }, stack);

      expect(tagOf(jsonOf(stack))).toBe(`remediate:${remediatorId}`);
    },
  );

  test.each([RemediationMode.OFF, RemediationMode.ADVISE])('is not set in mode %s', (mode) => {
    const stack = newStack();
    newRemediator({ target: WatchTarget.cluster(newCluster({}, stack)), mode }, stack);

    expect(tagOf(jsonOf(stack))).toBeUndefined();
  });

  test('is on the cluster alone', () => {
    const stack = newStack();
    newRemediator({ target: WatchTarget.cluster(newCluster({}, stack)), mode: RemediationMode.REMEDIATE }, stack);
    const tagged = Object.values(jsonOf(stack).Resources).filter(({ Properties }) =>
      JSON.stringify(Properties?.Tags ?? []).includes('"emr-autotune"'),
    );

    expect(tagged.map(({ Type }) => Type)).toEqual(['AWS::EMR::Cluster']);
  });

  test('is left to the owner of a cluster that is imported', () => {
    const stack = newStack();
    const target = WatchTarget.cluster(CfnCluster.fromClusterId(stack, 'Imported', 'j-1'));

    expect(() => newRemediator({ target, mode: RemediationMode.REMEDIATE }, stack)).not.toThrow();
    expect(environment(jsonOf(stack)).AUTOTUNE_CLUSTER_IDS).toBe('j-1');
  });

  test('warns where the cluster may end between cancellation and new start', () => {
    const stack = newStack();
    const cluster = newCluster({ idleTimeout: Duration.minutes(29) }, stack);
    newRemediator({ target: WatchTarget.cluster(cluster), mode: RemediationMode.REMEDIATE }, stack);

    expect(warnings(stack)).toContainEqual(expect.stringContaining('@cdk-emr-autotune:idle-timeout-too-short'));
  });

  test('fails where two remediators may act on one cluster', () => {
    const stack = newStack();
    const props = { target: WatchTarget.cluster(newCluster({}, stack)), mode: RemediationMode.REMEDIATE };
    new StepRemediator(stack, 'One', props);

    expect(() => new StepRemediator(stack, 'Two', props)).toThrow(/belongs to another remediator/);
    expect(() => new StepRemediator(stack, 'Three', { ...props, mode: RemediationMode.ADVISE })).not.toThrow();
  });
});

describe('the inputs of a step remediator', () => {
  test.each(['j-lower', 'i-123', ''])('fail for the cluster id "%s"', (id) => {
    expect(() => WatchTarget.id(id)).toThrow(`got "${id}"`);
  });

  test('fail for a tag that says nothing or says who may act', () => {
    expect(() => WatchTarget.tagged('', 'x')).toThrow(/key must not be empty/);
    expect(() => WatchTarget.tagged('team', '')).toThrow(/value must not be empty/);
    expect(() => WatchTarget.tagged('emr-autotune', 'x')).toThrow(/watch by another tag/);
  });

  test('fail for thresholds that the protocol was not proven for', () => {
    expect(() => newRemediator({ thresholds: { memoryEntre: 0.9 } as object })).toThrow(
      'policy has no threshold "memoryEntre"',
    );
    expect(() => newRemediator({ thresholds: { memoryEnter: 97 } })).toThrow(/memoryEnter must be 0.5 to 1/);
    expect(() => newRemediator({ thresholds: { clientDelaySeconds: 1 } })).toThrow(/must be 120 to 900 seconds/);
  });

  test.each([901, 200.5])('fail for a timeout of %s s, which Lambda refuses', (timeoutSeconds) => {
    expect(() => newRemediator({ thresholds: { timeoutSeconds, leaseSeconds: 1_200 } })).toThrow(
      /timeoutSeconds.* must be (90 to 900 seconds|a whole number from 1 to 900), got (901|200.5)/,
    );
  });

  test('fail for a token where the engine must know', () => {
    const number = new CfnParameter(newStack(), 'N', { type: 'Number' });

    expect(() => newRemediator({ thresholds: { memoryEnter: number.valueAsNumber } })).toThrow(
      /^`thresholds.memoryEnter` must be known at synthesis/,
    );
    expect(() => newRemediator({ interval: Duration.minutes(number.valueAsNumber) })).toThrow(
      /^`interval` must be known/,
    );
    expect(() => newRemediator({ allowedStepNames: [number.valueAsString] })).toThrow(
      /^`allowedStepNames` must be known/,
    );
  });

  test('fail for a tag key that is a token, as permissions are bound to it', () => {
    const key = new CfnParameter(newStack(), 'Key').valueAsString;

    expect(() => WatchTarget.tagged(key, 'x')).toThrow(/key must be known at synthesis/);
    expect(() => WatchTarget.tagged('team', key)).not.toThrow();
  });

  test.each([Duration.seconds(30), Duration.seconds(90), Duration.hours(2)])(
    'fail for an interval of %s',
    (interval) => {
      expect(() => newRemediator({ interval })).toThrow(/`interval` must be 1 to 60 whole minutes/);
    },
  );

  test('fail for concurrency of none', () => {
    expect(() => newRemediator({ reservedConcurrentExecutions: 0 })).toThrow(/`reservedConcurrentExecutions`.*got 0/);
  });
});
