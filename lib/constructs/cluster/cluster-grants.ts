import { Stack } from 'aws-cdk-lib';
import type * as emr from 'aws-cdk-lib/aws-emr';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CANCEL_ACTIONS, READ_ACTIONS, SUBMIT_ACTIONS } from './cluster-actions';

/** The permissions that can be granted on an EMR cluster: of a tuned one as its `grants`, of any other by `ClusterGrants.fromCluster`. */
export class ClusterGrants {
  /** The grants on any cluster, made in this app or imported. */
  public static fromCluster(cluster: emr.IClusterRef): ClusterGrants {
    return new ClusterGrants(cluster, (grantee) => grantee);
  }

  /**
   * @param granteeFor whose permissions a grant extends in place of the grantee's own
   * @internal
   */
  public static _of(cluster: emr.IClusterRef, granteeFor: (grantee: iam.IGrantable) => iam.IGrantable): ClusterGrants {
    return new ClusterGrants(cluster, granteeFor);
  }

  private readonly cluster: emr.IClusterRef;
  private readonly granteeFor: (grantee: iam.IGrantable) => iam.IGrantable;

  private constructor(cluster: emr.IClusterRef, granteeFor: (grantee: iam.IGrantable) => iam.IGrantable) {
    this.cluster = cluster;
    this.granteeFor = granteeFor;
  }

  /** Grants permission to see the cluster and its steps. Steps show their arguments in clear text. */
  public read(grantee: iam.IGrantable): iam.Grant {
    return this.actions(grantee, READ_ACTIONS);
  }

  /** Grants permission to add steps, which is to run code with the permissions of the nodes. */
  public submitSteps(grantee: iam.IGrantable): iam.Grant {
    return this.actions(grantee, SUBMIT_ACTIONS);
  }

  /** Grants permission to cancel steps. */
  public cancelSteps(grantee: iam.IGrantable): iam.Grant {
    return this.actions(grantee, CANCEL_ACTIONS);
  }

  private actions(grantee: iam.IGrantable, actions: readonly string[]): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee: this.granteeFor(grantee),
      actions: [...actions],
      resourceArns: [clusterArn(this.cluster)],
    });
  }
}

/** The ARN of a cluster in the account and region of its stack. */
export function clusterArn(cluster: emr.IClusterRef): string {
  return Stack.of(cluster).formatArn({
    service: 'elasticmapreduce',
    resource: 'cluster',
    resourceName: cluster.clusterRef.clusterId,
  });
}
