import { Resource, Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { InputError } from '../../errors';
import { warn } from '../checks';
import { warnOfMissingEndpoints } from './vpc-endpoints';

/** The tag without which `AmazonEMRServicePolicy_v2` does not let EMR act on a resource. */
export const MANAGED_POLICY_TAG = { key: 'for-use-with-amazon-emr-managed-policies', value: 'true' } as const;

export interface ClusterNetworkProps {
  readonly vpc?: ec2.IVpc;
  readonly vpcSubnets?: ec2.SubnetSelection;
  readonly allowPublicSubnet?: boolean;
  /** Whether EMR may choose among several subnets. */
  readonly usesFleets: boolean;
}

/** The VPC of a cluster, and the subnets one of which holds all its nodes. */
export class ClusterNetwork extends Construct {
  public readonly vpc: ec2.IVpc;
  /** One, or several among which EMR chooses. */
  public readonly subnets: readonly ec2.ISubnet[];
  /** Whether the subnets have a route to an internet gateway: their nodes have public addresses. */
  public readonly isPublic: boolean;

  constructor(scope: Construct, id: string, props: ClusterNetworkProps) {
    super(scope, id);
    this.vpc = props.vpc ?? this.newVpc();
    const subnets = this.selected(props);
    this.subnets = props.usesFleets ? subnets : subnets.slice(0, 1);
    this.isPublic = this.all('public', this.vpc.publicSubnets);
    if (this.isPublic && props.allowPublicSubnet !== true) {
      throw new InputError(
        'public-subnet',
        'the first subnet that `vpcSubnets` selects must be private, got one of `vpc.publicSubnets`; select private subnets with a route out, or set `allowPublicSubnet`',
      );
    }
    if (this.all('isolated', this.vpc.isolatedSubnets)) warnOfMissingEndpoints(this, this.vpc);
    for (const subnet of this.subnets) this.tag(subnet);
  }

  private selected({
    vpcSubnets = { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
  }: ClusterNetworkProps): ec2.ISubnet[] {
    const { subnets, isPendingLookup } = this.vpc.selectSubnets(vpcSubnets);
    if (subnets.length > 0) return subnets;
    // The first synthesis with a VPC that is looked up sees a stand-in; failing here would prevent the look-up.
    if (isPendingLookup) return [ec2.Subnet.fromSubnetId(this, 'Pending', 'subnet-pending')];
    throw new InputError(
      'no-subnet',
      '`vpcSubnets` does not select any subnet of `vpc`; select a private one with a route out',
    );
  }

  /** Whether all subnets are of a kind. Which one EMR chooses must not decide who reaches the nodes. */
  private all(kind: string, ofKind: readonly ec2.ISubnet[]): boolean {
    const found = this.subnets.filter((subnet) => includes(ofKind, subnet));
    if (found.length > 0 && found.length < this.subnets.length) {
      throw new InputError(
        'mixed-subnets',
        `\`vpcSubnets\` must select subnets of one kind, got ${found.length} of ${this.subnets.length} that are ${kind}; select them by \`subnetType\``,
      );
    }
    return found.length > 0;
  }

  private tag(subnet: ec2.ISubnet): void {
    if (Resource.isOwnedResource(subnet)) {
      Tags.of(subnet).add(MANAGED_POLICY_TAG.key, MANAGED_POLICY_TAG.value, {
        includeResourceTypes: ['AWS::EC2::Subnet'],
      });
      return;
    }
    warn(
      this,
      'untagged-subnet',
      `subnet ${subnet.node.path} is imported and cannot be tagged here; tag it ${MANAGED_POLICY_TAG.key}=${MANAGED_POLICY_TAG.value}, or EMR may not launch nodes in it`,
    );
  }

  private newVpc(): ec2.Vpc {
    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 1,
      subnetConfiguration: [
        { name: 'Public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      ],
      // With a cluster's shuffle and S3 traffic, a log of accepted flows would cost more than it is worth.
      flowLogs: { Rejected: { trafficType: ec2.FlowLogTrafficType.REJECT } },
      gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
    });
    Tags.of(vpc).add(MANAGED_POLICY_TAG.key, MANAGED_POLICY_TAG.value, {
      includeResourceTypes: ['AWS::EC2::VPC'],
    });
    return vpc;
  }
}

function includes(subnets: readonly ec2.ISubnet[], subnet: ec2.ISubnet): boolean {
  return subnets.some(({ subnetId }) => subnetId === subnet.subnetId);
}
