import { Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, type IConstruct } from 'constructs';
import type { EmrRelease } from '../../catalog';
import { isSparkOnly } from '../../catalog';
import { InputError } from '../../errors';
import { MANAGED_POLICY_TAG, tagSecurityGroup } from './managed-policy-tag';

/** The ports between the EMR service and the nodes of a private subnet (management guide, EMR-managed security groups). */
const CLUSTER_MANAGER_PORT = 8443;
const SERVICE_PORT = 9443;
/** The Spark-only releases reach the service through an endpoint in the subnet. */
const ENDPOINT_PORT = 443;

/** The security groups of a cluster that were made elsewhere; they are not changed. */
export interface ManagedSecurityGroups {
  /** That of the primary nodes. */
  readonly primary: ec2.ISecurityGroup;

  /** That of core and task nodes; it may be that of the primary nodes. */
  readonly core: ec2.ISecurityGroup;

  /**
   * That through which EMR reaches nodes in a private subnet, and there required.
   *
   * @default - none, for a public subnet
   */
  readonly serviceAccess?: ec2.ISecurityGroup;
}

/**
 * The security groups of a cluster: of its nodes, and in a private subnet that of the EMR service.
 *
 * In a public subnet EMR reaches the primary node by a rule that it adds itself, for addresses of its own.
 *
 * EMR adds to the groups every rule that is missing. CloudFormation does not know such rules: the groups still refer to each other when the
 * stack is deleted, and the deletion fails. So every rule is declared here, unless the groups are given.
 */
export class ClusterSecurityGroups extends Construct {
  public readonly primary: ec2.ISecurityGroup;
  public readonly core: ec2.ISecurityGroup;
  public readonly serviceAccess?: ec2.ISecurityGroup;

  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly vpc: ec2.IVpc;
      readonly release: EmrRelease;
      readonly isPublic: boolean;
      readonly given?: ManagedSecurityGroups;
    },
  ) {
    super(scope, id);
    const { vpc, release, given, isPublic } = props;
    if (given !== undefined) {
      checkServiceAccess(given, isPublic);
      this.primary = given.primary;
      this.core = given.core;
      this.serviceAccess = given.serviceAccess;
      for (const group of this.all) tagSecurityGroup(this, group);
      return;
    }
    this.primary = this.group('Primary', 'Primary node of an EMR cluster', vpc, true);
    this.core = this.group('Core', 'Core and task nodes of an EMR cluster', vpc, true);
    for (const to of [this.primary, this.core]) {
      for (const from of [this.primary, this.core]) {
        for (const traffic of [ec2.Port.allTcp(), ec2.Port.allUdp(), ec2.Port.allIcmp()]) {
          to.addIngressRule(from, traffic, 'between the nodes of the cluster');
        }
      }
    }
    if (!isPublic) this.serviceAccess = this.serviceAccessGroup(vpc, release);
  }

  private serviceAccessGroup(vpc: ec2.IVpc, release: EmrRelease): ec2.SecurityGroup {
    const nodes = [this.primary, this.core];
    const group = this.group('ServiceAccess', 'EMR service access to nodes in a private subnet', vpc, false);
    if (isSparkOnly(release)) {
      for (const from of nodes) {
        group.addIngressRule(from, ec2.Port.tcp(ENDPOINT_PORT), 'nodes to the EMR service endpoint');
      }
      return group;
    }
    for (const node of nodes) {
      node.addIngressRule(group, ec2.Port.tcp(CLUSTER_MANAGER_PORT), 'EMR service to the node');
      group.addEgressRule(node, ec2.Port.tcp(CLUSTER_MANAGER_PORT), 'EMR service to the node');
    }
    group.addIngressRule(this.primary, ec2.Port.tcp(SERVICE_PORT), 'primary node to the EMR service');
    return group;
  }

  /** The rules declared so far, each a resource: they must exist before the nodes start, or EMR adds them itself. */
  public get rules(): IConstruct[] {
    const children = new Set([this, ...this.all].flatMap((construct) => construct.node.findAll()));
    return [...children].filter(
      (child) => child instanceof ec2.CfnSecurityGroupIngress || child instanceof ec2.CfnSecurityGroupEgress,
    );
  }

  private get all(): Set<ec2.ISecurityGroup> {
    return new Set([this.primary, this.core, ...(this.serviceAccess === undefined ? [] : [this.serviceAccess])]);
  }

  private group(id: string, description: string, vpc: ec2.IVpc, allowAllOutbound: boolean): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(this, id, { vpc, description, allowAllOutbound });
    Tags.of(group).add(MANAGED_POLICY_TAG.key, MANAGED_POLICY_TAG.value);
    return group;
  }
}

/** @throws InputError unless there is a group for the service exactly where EMR needs one */
function checkServiceAccess({ serviceAccess }: ManagedSecurityGroups, isPublic: boolean): void {
  if ((serviceAccess === undefined) === isPublic) return;
  throw new InputError(
    'bad-security-groups',
    isPublic
      ? `\`securityGroups.serviceAccess\` is for private subnets, got ${serviceAccess?.node.path} for a public one; leave it out`
      : '`securityGroups.serviceAccess` is missing: EMR reaches nodes in a private subnet through it; name the group',
  );
}
