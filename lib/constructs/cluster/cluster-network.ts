import { Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { InputError } from '../../errors';
import { checkEnvironment } from '../environment';
import { MANAGED_POLICY_TAG, tagSubnet } from './managed-policy-tag';
import type { TunedClusterProps } from './tuned-cluster-props';
import { warnOfMissingEndpoints } from './vpc-endpoints';

export type ClusterNetworkProps = Pick<
  TunedClusterProps,
  'vpc' | 'vpcSubnets' | 'allowPublicSubnet' | 'emrChoosesSubnet' | 'coreFleet'
>;

/** The VPC of a cluster and the one subnet of all its nodes, or those of which EMR chooses one. */
export class ClusterNetwork extends Construct {
  public readonly vpc: ec2.IVpc;
  /** The subnets in which the cluster may start: more than one only where EMR chooses. */
  public readonly subnets: readonly ec2.ISubnet[];
  /** The first of them. */
  public readonly subnet: ec2.ISubnet;
  /** Whether the subnets have a route to an internet gateway: nodes have public addresses. */
  public readonly isPublic: boolean;

  constructor(scope: Construct, id: string, props: ClusterNetworkProps) {
    super(scope, id);
    if (props.vpc !== undefined) checkEnvironment('vpc', this, props.vpc);
    this.vpc = props.vpc ?? this.newVpc();
    const { subnets, isPendingLookup } = selectSubnets(this.vpc, props.vpcSubnets);
    // The first synthesis with a VPC that is looked up sees a stand-in; failing here would prevent the look-up.
    const subnet =
      subnets[0] ?? (isPendingLookup ? ec2.Subnet.fromSubnetId(this, 'Pending', 'subnet-pending') : undefined);
    if (subnet === undefined) {
      throw new InputError(
        'no-subnet',
        '`vpcSubnets` does not select any subnet of `vpc`; select a private one with a route out',
      );
    }
    this.subnet = subnet;
    this.subnets = choosesSubnet(props) && subnets.length > 0 ? subnets : [subnet];
    this.isPublic = isPublic(this.vpc, this.subnets);
    if (this.isPublic && props.allowPublicSubnet !== true) {
      throw new InputError(
        'public-subnet',
        'the first subnet that `vpcSubnets` selects must be private, got one of `vpc.publicSubnets`; select private subnets with a route out, or set `allowPublicSubnet`',
      );
    }
    // Warnings of a stand-in would be about subnets that are not there.
    if (isPendingLookup) return;
    if (this.subnets.some((one) => includes(this.vpc.isolatedSubnets, one))) warnOfMissingEndpoints(this, this.vpc);
    for (const one of this.subnets) {
      checkKnown(one);
      tagSubnet(this, one);
    }
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

/**
 * The subnets that are selected; by default private ones with a route out.
 *
 * @throws InputError where the VPC has no such subnets, as the default VPC of an account, which CDK says without naming the prop
 */
function selectSubnets(vpc: ec2.IVpc, selection: ec2.SubnetSelection | undefined): ec2.SelectedSubnets {
  if (selection !== undefined) return vpc.selectSubnets(selection);
  if (vpc.privateSubnets.length > 0) return vpc.selectSubnets({ subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS });
  const kinds = [
    ...(vpc.publicSubnets.length > 0 ? ['public'] : []),
    ...(vpc.isolatedSubnets.length > 0 ? ['isolated'] : []),
  ];
  throw new InputError(
    'no-subnet',
    `\`vpc\` must have private subnets with a route out, got ${kinds.length > 0 ? `only ${kinds.join(' and ')} ones` : 'none that CDK knows'}; select others with \`vpcSubnets\`, public ones with \`allowPublicSubnet\` as well`,
  );
}

/** @throws InputError where EMR is to choose for nodes that come as groups */
function choosesSubnet({ emrChoosesSubnet = false, coreFleet }: ClusterNetworkProps): boolean {
  if (!emrChoosesSubnet || coreFleet !== undefined) return emrChoosesSubnet;
  throw new InputError(
    'groups-and-fleets',
    '`emrChoosesSubnet` is given beside `core`, a group, and EMR chooses a subnet for fleets alone; use `coreFleet`, or leave it out',
  );
}

/** @throws InputError for public and private subnets together: EMR reaches the nodes of each in another way */
function isPublic(vpc: ec2.IVpc, subnets: readonly ec2.ISubnet[]): boolean {
  const count = subnets.filter((subnet) => includes(vpc.publicSubnets, subnet)).length;
  if (count === 0 || count === subnets.length) return count > 0;
  throw new InputError(
    'mixed-subnets',
    `\`vpcSubnets\` must select subnets of one kind if EMR chooses among them, got ${count} public of ${subnets.length}; select private ones only`,
  );
}

/** @throws InputError for a subnet out of a list that CloudFormation splits, of which CDK cannot take an item */
function checkKnown({ subnetId, node }: ec2.ISubnet): void {
  if (!subnetId.startsWith('#{Token[')) return;
  throw new InputError(
    'unresolved',
    `\`vpcSubnets\` must select subnets whose number is known at synthesis, got ${node.path} out of a list that is known only at deployment; import the list with Fn.importListValue, which says how long it is, or take each id with Fn.select`,
  );
}

function includes(subnets: readonly ec2.ISubnet[], subnet: ec2.ISubnet): boolean {
  return subnets.some(({ subnetId }) => subnetId === subnet.subnetId);
}
