import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { OPT_IN_TAG, optInValue } from '../../remedy';
import type { WatchTarget } from './watch-target';

const DESCRIBE = [
  'elasticmapreduce:DescribeStep',
  'elasticmapreduce:GetAutoTerminationPolicy',
  'elasticmapreduce:GetManagedScalingPolicy',
  'elasticmapreduce:ListInstanceFleets',
  'elasticmapreduce:ListInstanceGroups',
  'elasticmapreduce:ListInstances',
  'elasticmapreduce:ListSteps',
];

/** What is denied to the actor, whatever a policy attached later allows: each would widen what it can act on, or as which role. */
const NEVER = [
  'elasticmapreduce:AddTags',
  'elasticmapreduce:ModifyCluster',
  'elasticmapreduce:RemoveTags',
  'elasticmapreduce:RunJobFlow',
  'elasticmapreduce:SetTerminationProtection',
  'elasticmapreduce:TerminateJobFlows',
  'iam:PassRole',
  'ssm:SendCommand',
  'ssm:StartSession',
];

export interface RemediatorRolesProps {
  readonly remediatorId: string;
  readonly target: WatchTarget;
  /** Whether the function may ask Spark, through EMR, about a suspicious step's application. */
  readonly readsJobEvidence: boolean;
  /** Whether there is a role that may cancel and add steps. */
  readonly acts: boolean;
}

/** The roles of a remediator: the reader runs the function, which assumes the actor, if there is one, for one call at a time. */
export class RemediatorRoles extends Construct {
  public readonly reader: iam.Role;
  public readonly actor?: iam.Role;

  constructor(scope: Construct, id: string, props: RemediatorRolesProps) {
    super(scope, id);
    const clusters = Stack.of(this).formatArn({
      service: 'elasticmapreduce',
      resource: 'cluster',
      resourceName: props.target._clusterId ?? '*',
    });
    this.reader = new iam.Role(this, 'Reader', {
      description: 'Remediator: reads clusters and metrics, keeps the ledger',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    for (const statement of readerStatements(props.target, clusters)) this.reader.addToPolicy(statement);
    this.reader.addToPolicy(securityStatement());
    if (props.readsJobEvidence) {
      const interfaces = Stack.of(this).formatArn({
        service: 'elasticmapreduce',
        resource: 'persistent-app-ui',
        resourceName: '*',
      });
      for (const statement of evidenceStatements(props.target, clusters, interfaces))
        this.reader.addToPolicy(statement);
    }
    if (!props.acts) return;
    this.actor = new iam.Role(this, 'Actor', {
      description: 'Remediator: cancels and adds steps of clusters that opted in',
      assumedBy: new iam.ArnPrincipal(this.reader.roleArn),
      inlinePolicies: { Steps: new iam.PolicyDocument({ statements: actorStatements(props.remediatorId, clusters) }) },
    });
    this.reader.addToPolicy(
      new iam.PolicyStatement({ sid: 'BecomeActor', actions: ['sts:AssumeRole'], resources: [this.actor.roleArn] }),
    );
  }
}

function readerStatements({ _tag: tag }: WatchTarget, clusters: string): iam.PolicyStatement[] {
  const figures = new iam.PolicyStatement({
    sid: 'ReadFigures',
    actions: ['cloudwatch:GetMetricData'],
    resources: ['*'],
  });
  if (tag === undefined) {
    return [
      new iam.PolicyStatement({
        sid: 'ReadCluster',
        actions: ['elasticmapreduce:DescribeCluster', ...DESCRIBE],
        resources: [clusters],
      }),
      figures,
    ];
  }
  return [
    // A cluster's tags are known only from its description, so this action alone has no condition on them.
    new iam.PolicyStatement({
      sid: 'FindClusters',
      actions: ['elasticmapreduce:DescribeCluster'],
      resources: [clusters],
    }),
    new iam.PolicyStatement({ sid: 'ListClusters', actions: ['elasticmapreduce:ListClusters'], resources: ['*'] }),
    new iam.PolicyStatement({
      sid: 'ReadClusters',
      actions: DESCRIBE,
      resources: [clusters],
      conditions: { StringEquals: { [`elasticmapreduce:ResourceTag/${tag.key}`]: tag.value } },
    }),
    figures,
  ];
}

/** Security configurations have no ARN: the action takes no resource, and no condition on the cluster. */
const securityStatement = (): iam.PolicyStatement =>
  new iam.PolicyStatement({
    sid: 'ReadSecurityConfigurations',
    actions: ['elasticmapreduce:DescribeSecurityConfiguration'],
    resources: ['*'],
  });

/** IAM counts these among the writes; they open web interfaces and change nothing on a cluster or its steps. */
function evidenceStatements({ _tag: tag }: WatchTarget, clusters: string, interfaces: string): iam.PolicyStatement[] {
  const conditions =
    tag === undefined
      ? {}
      : { conditions: { StringEquals: { [`elasticmapreduce:ResourceTag/${tag.key}`]: tag.value } } };
  return [
    new iam.PolicyStatement({
      sid: 'OpenSparkOfClusters',
      actions: ['elasticmapreduce:CreatePersistentAppUI', 'elasticmapreduce:GetOnClusterAppUIPresignedURL'],
      resources: [clusters],
      ...conditions,
    }),
    // EMR names these itself when it makes them, with ids that nobody knows at deployment.
    new iam.PolicyStatement({
      sid: 'OpenSparkHistory',
      actions: ['elasticmapreduce:DescribePersistentAppUI', 'elasticmapreduce:GetPersistentAppUIPresignedURL'],
      resources: [interfaces],
    }),
  ];
}

function actorStatements(remediatorId: string, clusters: string): iam.PolicyStatement[] {
  const optedIn = { [`elasticmapreduce:ResourceTag/${OPT_IN_TAG}`]: optInValue(remediatorId) };
  return [
    new iam.PolicyStatement({
      sid: 'CancelAndAddSteps',
      actions: ['elasticmapreduce:AddJobFlowSteps', 'elasticmapreduce:CancelSteps'],
      resources: [clusters],
      conditions: {
        StringEquals: optedIn,
        // A step with a runtime role is never added.
        Null: { 'elasticmapreduce:ExecutionRoleArn': 'true' },
      },
    }),
    new iam.PolicyStatement({ sid: 'Never', effect: iam.Effect.DENY, actions: NEVER, resources: ['*'] }),
  ];
}
