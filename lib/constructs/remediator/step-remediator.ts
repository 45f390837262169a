import { Duration, Names, RemovalPolicy } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { InputError } from '../../errors';
import { type Policy, policyOf } from '../../remedy';
import { forProp, oneOf, requiredInstance, resolvedNames, resolvedNumber, wholeNumberWithin } from '../checks';
import { checkEnvironment, checkRoleAccount } from '../environment';
import { newAlarmTopic } from './alarm-topic';
import { emailAddresses } from './email-addresses';
import { remediatorAsset } from './lambda-asset';
import { optIn } from './opt-in-tag';
import { mayAct, RemediationMode } from './remediation-mode';
import { RemediatorLedger } from './remediator-ledger';
import { RemediatorLever } from './remediator-lever';
import { RemediatorMonitoring } from './remediator-monitoring';
import { newOutputs } from './remediator-outputs';
import { RemediatorRoles } from './remediator-roles';
import type { StepRemediatorProps } from './step-remediator-props';
import { WatchTarget } from './watch-target';

/** The function's limit; it also fits the value of a tag. */
const MAX_ID_LENGTH = 64;

/** The maximum age of an event: an older one would act on old figures, and the next tick is the retry. */
const EVENT_AGE = Duration.seconds(60);

const MEMORY_MB = 512;

/** Lambda's limit. */
const MAX_TIMEOUT_SECONDS = 900;
const MAX_INTERVAL_MINUTES = 60;

/**
 * A function that watches clusters, explains which jobs have badly sized executors and, where their owners allow it, cancels and resubmits
 * them with a configuration that fits.
 *
 * In the modes `off` and `advise` nothing in the stack has permission to change anything in EMR. In `approve` and `remediate` a separate role
 * may cancel and add steps, only on clusters tagged for this remediator.
 */
export class StepRemediator extends Construct {
  /** The id with which clusters opt in: the tag `emr-autotune=remediate:<remediator id>`. It changes when the construct moves in the tree. */
  public readonly remediatorId: string;

  /** The mode: what the remediator may do. */
  public readonly mode: RemediationMode;

  /** The function. */
  public readonly handler: lambda.Function;

  /** The role of the function. */
  public readonly readerRole: iam.IRole;

  /** The role that may cancel and add steps; only in `approve` and `remediate`. */
  public readonly actorRole?: iam.IRole;

  /** The table of what was done and is about to be done. */
  public readonly ledger: dynamodb.ITable;

  /** The function's log: each decision is one JSON line. */
  public readonly logGroup: logs.ILogGroup;

  /** The schedule of the function. */
  public readonly schedule: events.IRule;

  /** What has the function look at a cluster as soon as one of its steps has completed. */
  public readonly stepEvents: events.IRule;

  /** The emergency lever: any value but `run` stops every write to EMR; only in `approve` and `remediate`. */
  public readonly lever?: ssm.IStringParameter;

  /** The topic that findings, pages and alarms notify. */
  public readonly topic: sns.ITopic;

  /** The alarms on the remediator itself that are enabled. */
  public readonly alarms: cloudwatch.Alarm[];

  /** The dashboard of the remediator. */
  public readonly dashboard: cloudwatch.Dashboard;

  private readonly records: RemediatorLedger;
  private readonly leverAccess?: RemediatorLever;

  constructor(scope: Construct, id: string, props: StepRemediatorProps) {
    super(scope, id);
    requiredInstance('target', props.target, WatchTarget, 'WatchTarget.cluster(cluster)');
    if (props.target._construct !== undefined) checkEnvironment('target', this, props.target._construct);
    this.mode = oneOf('mode', props.mode ?? RemediationMode.ADVISE, RemediationMode);
    // Contains the stack's name, so that two deployments of the same app have different ids.
    this.remediatorId = Names.uniqueResourceName(this, { maxLength: MAX_ID_LENGTH, separator: '-' });
    const interval = props.interval ?? Duration.minutes(5);
    checkInterval(interval);
    const policy = thresholdsOf(props);
    const acts = mayAct(this.mode);

    const roles = new RemediatorRoles(this, 'Roles', {
      remediatorId: this.remediatorId,
      target: props.target,
      readsJobEvidence: this.mode !== RemediationMode.OFF && props.readsJobEvidence !== false,
      acts,
    });
    this.readerRole = roles.reader;
    this.actorRole = roles.actor;
    this.records = new RemediatorLedger(this, 'Ledger', props.removalPolicy ?? RemovalPolicy.RETAIN);
    this.ledger = this.records.table;
    this.records.grantWrite(roles.reader);
    this.leverAccess = acts ? new RemediatorLever(this, 'Lever') : undefined;
    this.lever = this.leverAccess?.parameter;
    this.leverAccess?.grantRead(roles.reader);
    this.topic = props.topic ?? newAlarmTopic(this, 'Topic');
    this.topic.grantPublish(roles.reader);
    for (const address of emailAddresses(props)) this.topic.addSubscription(new EmailSubscription(address));
    this.logGroup = new logs.LogGroup(this, 'Decisions', {
      retention: props.logRetention ?? logs.RetentionDays.THREE_MONTHS,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
    this.logGroup.grantWrite(roles.reader);
    const timeout = Duration.seconds(policy.timeoutSeconds);
    this.handler = this.newFunction(props, roles.reader, timeout);
    this.schedule = new events.Rule(this, 'Schedule', {
      description: 'Ticks of the EMR remediator',
      schedule: events.Schedule.rate(interval),
      targets: [new targets.LambdaFunction(this.handler, { retryAttempts: 0, maxEventAge: EVENT_AGE })],
    });
    this.stepEvents = this.newStepEvents(props.target);
    for (const operator of props.operators ?? []) this.grantApprove(operator);
    const monitoring = new RemediatorMonitoring(this, 'Monitoring', {
      remediatorId: this.remediatorId,
      handler: this.handler,
      logGroup: this.logGroup,
      interval,
      timeout,
      target: props.target,
      topic: this.topic,
      alarms: props.alarms ?? {},
    });
    this.alarms = monitoring.alarms;
    this.dashboard = monitoring.dashboard;
    newOutputs(this, this);
    if (acts && props.target._construct !== undefined) optIn(this, props.target._construct, this.remediatorId);
  }

  /**
   * Grants a person's role permission to approve remediations and to release what is held, which is to write the ledger, to see what the function runs
   * with, and to pull the lever.
   */
  public grantApprove(role: iam.IRole): iam.Grant {
    checkRoleAccount('operators', this, role);
    const configuration = iam.Grant.addToPrincipal({
      grantee: role,
      actions: ['lambda:GetFunctionConfiguration'],
      resourceArns: [this.handler.functionArn],
    });
    const grant = this.records.grantEdit(role).combine(configuration);
    return this.leverAccess === undefined ? grant : grant.combine(this.leverAccess.grantPull(role));
  }

  /** The run of a step that has completed is kept for later ones of its job, and its cluster may end with it before the next tick. */
  private newStepEvents({ _clusterId: clusterId }: WatchTarget): events.Rule {
    return new events.Rule(this, 'StepEvents', {
      description: 'Completed steps of EMR clusters',
      eventPattern: {
        source: ['aws.emr'],
        detailType: ['EMR Step Status Change'],
        detail: { state: ['COMPLETED'], ...(clusterId === undefined ? {} : { clusterId: [clusterId] }) },
      },
      targets: [new targets.LambdaFunction(this.handler, { retryAttempts: 0, maxEventAge: EVENT_AGE })],
    });
  }

  private newFunction(props: StepRemediatorProps, role: iam.IRole, timeout: Duration): lambda.Function {
    return new lambda.Function(this, 'Function', {
      description: `Watches EMR clusters (${this.mode})`,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(remediatorAsset()),
      memorySize: MEMORY_MB,
      timeout,
      role,
      logGroup: this.logGroup,
      environment: this.environmentFor(props),
      retryAttempts: 0,
      maxEventAge: EVENT_AGE,
      ...(props.reservedConcurrentExecutions === undefined
        ? {}
        : {
            reservedConcurrentExecutions: wholeNumberWithin(
              'reservedConcurrentExecutions',
              props.reservedConcurrentExecutions,
              1,
              1000,
            ),
          }),
    });
  }

  private environmentFor(props: StepRemediatorProps): Record<string, string> {
    const overrides = overridesOf(props);
    return {
      AUTOTUNE_TABLE: this.records.table.tableName,
      AUTOTUNE_MODE: this.mode,
      AUTOTUNE_REMEDIATOR_ID: this.remediatorId,
      ...targetVariables(props.target),
      AUTOTUNE_TOPIC_ARN: this.topic.topicArn,
      ...(this.actorRole === undefined ? {} : { AUTOTUNE_ACTOR_ROLE_ARN: this.actorRole.roleArn }),
      ...(this.lever === undefined ? {} : { AUTOTUNE_LEVER_PARAMETER: this.lever.parameterName }),
      ...(props.allowedStepNames === undefined
        ? {}
        : { AUTOTUNE_ALLOWED_STEP_NAMES: JSON.stringify(stepNames(props.allowedStepNames)) }),
      ...(props.readsJobEvidence === false ? { AUTOTUNE_READS_JOB_EVIDENCE: 'false' } : {}),
      ...(Object.keys(overrides).length === 0 ? {} : { AUTOTUNE_POLICY: JSON.stringify(overrides) }),
    };
  }
}

function targetVariables({ _clusterId: clusterId, _tag: tag }: WatchTarget): Record<string, string> {
  if (clusterId !== undefined) return { AUTOTUNE_CLUSTER_IDS: clusterId };
  return { AUTOTUNE_TAG_KEY: tag?.key ?? '', AUTOTUNE_TAG_VALUE: tag?.value ?? '' };
}

function overridesOf(props: StepRemediatorProps): Record<string, number | boolean> {
  return {
    ...givenThresholds(props),
    ...(props.successorsIndependent === undefined ? {} : { successorsIndependent: props.successorsIndependent }),
  };
}

/** Without those that a caller passes as undefined: jsii does so for what is not given. */
function givenThresholds({ thresholds = {} }: StepRemediatorProps): Record<string, number> {
  return Object.fromEntries(Object.entries(thresholds).filter(([, value]) => value !== undefined));
}

function thresholdsOf(props: StepRemediatorProps): Policy {
  for (const [name, value] of Object.entries(givenThresholds(props))) resolvedNumber(`thresholds.${name}`, value);
  forProp('thresholds', () => policyOf(givenThresholds(props)));
  const policy = policyOf(overridesOf(props));
  wholeNumberWithin('thresholds.timeoutSeconds', policy.timeoutSeconds, 1, MAX_TIMEOUT_SECONDS);
  return policy;
}

function stepNames(names: string[]): readonly string[] {
  if (resolvedNames('allowedStepNames', names).includes('')) {
    throw new InputError('bad-name', '`allowedStepNames` must not include an empty name; name each step');
  }
  return names;
}

function checkInterval(interval: Duration): void {
  if (interval.isUnresolved()) {
    throw new InputError(
      'unresolved',
      '`interval` must be known at synthesis; write the duration itself instead of a token',
    );
  }
  const minutes = interval.toMinutes({ integral: false });
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > MAX_INTERVAL_MINUTES) {
    throw new InputError(
      'out-of-range',
      `\`interval\` must be 1 to ${MAX_INTERVAL_MINUTES} whole minutes, got ${interval.toHumanString()}`,
    );
  }
}
