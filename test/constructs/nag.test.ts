import { App, type Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { ExampleStack } from '../../bin/app';
import { RemediationMode, StepRemediator, WatchTarget } from '../../lib';
import { FLAGS, newStack, temporaryDirectory } from './synth';

/** What the AwsSolutions rules find in the example and why it stays; the true shape of each is asserted in the other tests. */
const ACKNOWLEDGED: readonly { readonly path: string; readonly id: string; readonly reason: string }[] = [
  {
    path: 'Cluster/LogBucket',
    id: 'S1',
    reason: 'the bucket holds logs; access logs of logs would need a bucket without them in turn',
  },
  {
    path: 'Cluster/Roles/InstanceRole',
    id: 'IAM5[Resource::<ClusterLogBucketA621DF28.Arn>/emr/*]',
    reason: 'EMR names the log objects; the prefix is the narrowest there is',
  },
  {
    path: 'Cluster/Roles/InstanceRole',
    id: 'IAM5[Action::kms:GenerateDataKey*]',
    reason: 'both variants of the action, on one key',
  },
  {
    path: 'Cluster/Roles/InstanceRole',
    id: 'IAM5[Action::kms:ReEncrypt*]',
    reason: 'both directions of the action, on one key',
  },
  {
    path: 'Cluster/Roles/InstanceRole',
    id: 'IAM5[Resource::*]',
    reason: 'PutMetricData takes no resource; a condition holds it to the namespace of the agent',
  },
  {
    path: 'Cluster/Roles/ServiceRole',
    id: 'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonEMRServicePolicy_v2]',
    reason: 'what EMR must do to EC2 changes with its releases; AWS keeps this policy up to date and bound to a tag',
  },
  {
    path: 'Cluster',
    id: 'EMR4',
    reason:
      'false: disks are encrypted; the rule reads the top level of the security configuration, where EMR has no such key',
  },
  {
    path: 'Cluster',
    id: 'EMR5',
    reason: 'encryption in transit needs certificates that only the owner has; by securityConfigurationName',
  },
  {
    path: 'Cluster',
    id: 'EMR6',
    reason:
      'there is no way to log in: no key pair, no open port; Kerberos is the choice of the owner, by securityConfigurationName',
  },
  {
    path: 'Remediator/Roles/Reader',
    id: 'IAM5[Resource::*]',
    reason: 'GetMetricData takes no resource and only reads',
  },
  {
    path: 'Remediator/Roles/Reader',
    id: 'IAM5[Resource::arn:<AWS::Partition>:elasticmapreduce:<AWS::Region>:<AWS::AccountId>:persistent-app-ui/*]',
    reason: 'EMR names a history server when it makes one, for the watched cluster; the two actions only open it',
  },
];

interface Finding {
  readonly rule: string;
  readonly path: string;
}

function findings(stack: Stack): Finding[] {
  const { violations } = new AwsSolutionsChecks(stack.node.root).validateScope(stack.node.root);
  return violations.flatMap(({ ruleName, violatingResources = [] }) =>
    violatingResources.map(({ constructPath }) => ({ rule: ruleName, path: constructPath ?? '' })),
  );
}

function example(): Stack {
  const outdir = temporaryDirectory();
  return new ExampleStack(new App({ context: FLAGS, outdir }), 'Example');
}

describe('the AwsSolutions rules', () => {
  test('find nothing in the example that is not acknowledged with a reason', () => {
    const stack = example();
    for (const { path, id, reason } of ACKNOWLEDGED) {
      const construct = path
        .split('/')
        .reduce((scope, child) => scope.node.findChild(child), stack as Stack['node']['root']);
      Validations.of(construct).acknowledge({ id: `AwsSolutions-${id}`, reason });
    }

    expect(findings(stack)).toEqual([]);
  });

  test('find each thing that is acknowledged, so that no acknowledgement outlives its finding', () => {
    const found = findings(example());

    expect(found).toHaveLength(ACKNOWLEDGED.length);
    for (const { path, id } of ACKNOWLEDGED) {
      expect(found).toContainEqual({
        rule: `AwsSolutions-${id}`,
        path: expect.stringMatching(new RegExp(`^Example/${path}(/DefaultPolicy)?/Resource$`)),
      });
    }
  });

  test('find only wildcards that the actions ask for where clusters are watched by a tag', () => {
    const stack = newStack();
    new StepRemediator(stack, 'Remediator', {
      target: WatchTarget.tagged('team', 'risk'),
      mode: RemediationMode.REMEDIATE,
    });

    expect([...new Set(findings(stack).map(({ rule }) => rule))].sort()).toEqual([
      'AwsSolutions-IAM5[Resource::*]',
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:elasticmapreduce:<AWS::Region>:<AWS::AccountId>:cluster/*]',
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:elasticmapreduce:<AWS::Region>:<AWS::AccountId>:persistent-app-ui/*]',
    ]);
  });
});
