import { Resource, Tags } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { warn } from '../checks';

/** The tag without which `AmazonEMRServicePolicy_v2` does not let EMR act on a resource. */
export const MANAGED_POLICY_TAG = { key: 'for-use-with-amazon-emr-managed-policies', value: 'true' } as const;

/** Tags a subnet in which EMR launches nodes; says that its owner has to, where it is imported. */
export function tagSubnet(scope: IConstruct, subnet: ec2.ISubnet): void {
  tagOrWarn(scope, subnet, 'AWS::EC2::Subnet', 'untagged-subnet', `subnet ${subnet.node.path}`);
}

/** Tags a security group with which EMR launches nodes; says that its owner has to, where it is imported. */
export function tagSecurityGroup(scope: IConstruct, group: ec2.ISecurityGroup): void {
  tagOrWarn(scope, group, 'AWS::EC2::SecurityGroup', 'untagged-security-group', `security group ${group.node.path}`);
}

function tagOrWarn(scope: IConstruct, resource: IConstruct, type: string, warningId: string, name: string): void {
  const { key, value } = MANAGED_POLICY_TAG;
  if (Resource.isOwnedResource(resource)) {
    Tags.of(resource).add(key, value, { includeResourceTypes: [type] });
    return;
  }
  const use = type === 'AWS::EC2::Subnet' ? 'in' : 'with';
  warn(
    scope,
    warningId,
    `${name} is imported and cannot be tagged here; tag it ${key}=${value}, or EMR may not launch nodes ${use} it`,
  );
}
