import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as emr from 'aws-cdk-lib/aws-emr';
import type { Construct } from 'constructs';
import { clusterArn } from './cluster-grants';
import { TunedClusterBase } from './tuned-cluster-base';

/** What is known about a cluster that was made elsewhere. */
export interface TunedClusterAttributes {
  /** The id of the cluster, `j-…`. */
  readonly clusterId: string;

  /**
   * The security groups of its nodes, for rules that are made through `connections`.
   *
   * @default - none; rules cannot be made
   */
  readonly securityGroups?: ec2.ISecurityGroup[];
}

/**
 * A cluster that was made elsewhere.
 *
 * @internal
 */
export class ImportedCluster extends TunedClusterBase {
  public readonly clusterId: string;
  public readonly clusterArn: string;
  public readonly clusterRef: emr.ClusterReference;
  public readonly connections: ec2.Connections;

  constructor(scope: Construct, id: string, { clusterId, securityGroups }: TunedClusterAttributes) {
    super(scope, id);
    this.clusterId = clusterId;
    this.clusterRef = { clusterId };
    this.clusterArn = clusterArn(this);
    this.connections = new ec2.Connections({ securityGroups });
  }
}
