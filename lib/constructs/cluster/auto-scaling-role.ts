import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** The role with which EMR's automatic scaling reads alarms and changes groups. */
export function newAutoScalingRole(scope: Construct, id: string): iam.Role {
  return new iam.Role(scope, id, {
    description: 'Automatic scaling of the instance groups of an EMR cluster',
    assumedBy: new iam.CompositePrincipal(
      new iam.ServicePrincipal('elasticmapreduce.amazonaws.com'),
      new iam.ServicePrincipal('application-autoscaling.amazonaws.com'),
    ),
    managedPolicies: [
      iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonElasticMapReduceforAutoScalingRole'),
    ],
  });
}

/** What EMR needs to hand the role on; its own policy allows it only for the default role. */
export const passAutoScalingRole = (role: iam.IRole): iam.PolicyStatement =>
  new iam.PolicyStatement({
    sid: 'PassAutoScalingRole',
    actions: ['iam:PassRole'],
    resources: [role.roleArn],
    conditions: { StringLike: { 'iam:PassedToService': 'application-autoscaling.amazonaws.com*' } },
  });
