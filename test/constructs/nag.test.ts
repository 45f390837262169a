import { App, type Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { ExampleStack } from '../../bin/app';
import { FLAGS, QUIET, temporaryDirectory } from './synth';
import { stacksOfVariants } from './variants';

interface Acknowledgement {
  /** The construct, from the stack on. */
  readonly path: string;
  /** The whole id of the rule, the finding in brackets included. */
  readonly rule: RegExp;
  readonly reason: string;
}

/** What cdk-nag finds in what the constructs make, and why it stays; that things are as a reason says is asserted in the other tests. */
const ACKNOWLEDGED: readonly Acknowledgement[] = [
  {
    path: 'Cluster/LogBucket',
    rule: /^AwsSolutions-S1$/,
    reason: 'the bucket holds logs; access logs of logs would need a bucket without them in turn',
  },
  {
    path: 'Cluster/Roles/InstanceRole',
    rule: /^AwsSolutions-IAM5\[Resource::(<[A-Za-z0-9]+\.Arn>|arn:aws:s3:::step-logs)\/(team\/)?emr\/\*\]$/,
    reason: 'EMR names the log objects; the prefix is the narrowest there is',
  },
  {
    path: 'Cluster/Roles/InstanceRole',
    rule: /^AwsSolutions-IAM5\[Action::kms:(GenerateDataKey|ReEncrypt)\*\]$/,
    reason: "the actions as EMR's management guide lists them for encrypted disks, on one key",
  },
  {
    path: 'Cluster/Roles/InstanceRole',
    rule: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    reason: 'PutMetricData takes no resource; a condition holds it to the namespace of the agent',
  },
  {
    path: 'Cluster/Roles/ServiceRole',
    rule: /^AwsSolutions-IAM4\[Policy::arn:<AWS::Partition>:iam::aws:policy\/service-role\/AmazonEMRServicePolicy_v2\]$/,
    reason: 'what EMR must do to EC2 changes with its releases; AWS keeps this policy up to date and bound to a tag',
  },
  {
    path: 'Cluster/Roles/ServiceRole',
    rule: /^AwsSolutions-IAM5\[Resource::arn:.*:role\/aws-service-role\/spot\.amazonaws\.com\/AWSServiceRoleForEC2Spot\*\]$/,
    reason: 'one service-linked role, named as AWS names it in its own policies; a condition holds it to the service',
  },
  {
    path: 'Cluster/Roles/ServiceRole',
    rule: /^AwsSolutions-IAM5\[Resource::arn:.*:vpc-endpoint\/\*\]$/,
    reason:
      'EMR makes the endpoint of a Spark-only release, whose id nobody knows before; network, subnet and group are named',
  },
  {
    path: 'Cluster/Roles/AutoScalingRole',
    rule: /^AwsSolutions-IAM4\[Policy::.*\/AmazonElasticMapReduceforAutoScalingRole\]$/,
    reason: 'the policy that EMR documents for automatic scaling: alarms, and groups of nodes',
  },
  {
    path: 'Cluster',
    rule: /^AwsSolutions-EMR4$/,
    reason:
      'false: disks are encrypted; the rule reads the top level of the security configuration, where EMR has no such key',
  },
  {
    path: 'Cluster',
    rule: /^AwsSolutions-EMR5$/,
    reason:
      'encryption in transit needs certificates that only the owner has: `inTransitEncryption`, which the rule does not see either, for the reason of EMR4',
  },
  {
    path: 'Cluster',
    rule: /^AwsSolutions-EMR6$/,
    reason: 'nobody can log in: no key pair, no open port; `keyPair` and `kerberos` are the choice of the owner',
  },
  {
    path: 'Remediator/Roles/Reader',
    rule: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    reason: 'GetMetricData and ListClusters take no resource and only read',
  },
  {
    path: 'Remediator/Roles/Reader',
    rule: /^AwsSolutions-IAM5\[Resource::arn:.*:elasticmapreduce:.*:persistent-app-ui\/\*\]$/,
    reason: 'EMR names a history server when it makes one, for the watched cluster; the two actions only open it',
  },
  {
    path: 'Remediator/Roles/Reader',
    rule: /^AwsSolutions-IAM5\[Resource::arn:.*:elasticmapreduce:.*:cluster\/\*\]$/,
    reason: 'clusters that are watched by a tag are known when they are there; a condition holds reads to the tag',
  },
  {
    path: 'Remediator/Roles/Actor',
    rule: /^AwsSolutions-IAM5\[Resource::arn:.*:elasticmapreduce:.*:cluster\/\*\]$/,
    reason: 'clusters that are watched by a tag are known when they are there; a condition asks for the opt-in tag too',
  },
  {
    path: 'Remediator/Schedule',
    rule: /^Serverless-EventBusDLQ$/,
    reason: 'a tick that is lost is made up for by the next; one that is kept would act on old figures',
  },
  {
    path: 'Remediator/StepEvents',
    rule: /^Serverless-EventBusDLQ$/,
    reason: 'the next tick reads the same step; where its cluster has ended by then, one run of the history is lost',
  },
  {
    path: 'Remediator/Function',
    rule: /^Serverless-Lambda(DLQ|AsyncFailureDestination)$/,
    reason: 'nothing is in an event that the ledger does not hold; a failed tick is an alarm, and the next one goes on',
  },
  {
    path: 'Remediator/Function',
    rule: /^Serverless-LambdaTracing$/,
    reason: 'every decision is a line of the log; X-Ray would be a permission and a bill more',
  },
];

const PACKS: readonly (new (scope: Stack) => NagPack)[] = [AwsSolutionsChecks, ServerlessChecks];

/** The findings in what the constructs make, in words; a variant's own keys and buckets are its user's. */
function findings(stack: Stack): string[] {
  return PACKS.flatMap((Pack) => new Pack(stack).validateScope(stack).violations).flatMap(
    ({ ruleName, violatingResources = [] }) =>
      violatingResources
        .map(({ constructPath = '' }) => constructPath.slice(constructPath.indexOf('/') + 1))
        .filter((path) => /^(Cluster|Remediator)\//.test(path))
        .map((path) => `${path.replace(/(\/(DefaultPolicy|EventInvokeConfig))?\/Resource$/, '')}: ${ruleName}`),
  );
}

const isAcknowledged = (finding: string, { path, rule }: Acknowledgement): boolean =>
  finding.startsWith(`${path}: `) && rule.test(finding.slice(path.length + 2));

describe('the AwsSolutions and Serverless rules', () => {
  const app = new App({ context: { ...FLAGS, ...QUIET }, outdir: temporaryDirectory() });
  const stacks = [new ExampleStack(app, 'Example'), ...stacksOfVariants(app).values()];
  const found = [...new Set(stacks.flatMap(findings))];

  test('find nothing in any variant that is not acknowledged with a reason', () => {
    expect(stacks.length).toBeGreaterThan(50);
    expect(found.filter((finding) => !ACKNOWLEDGED.some((one) => isAcknowledged(finding, one)))).toEqual([]);
  });

  test.each(ACKNOWLEDGED)(
    'find what is acknowledged at $path by $rule, so that no acknowledgement outlives its finding',
    (one) => {
      expect(found.filter((finding) => isAcknowledged(finding, one))).not.toEqual([]);
    },
  );
});
