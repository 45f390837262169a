import { type IResource, Resource } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as emr from 'aws-cdk-lib/aws-emr';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CANCEL_ACTIONS, READ_ACTIONS, SUBMIT_ACTIONS } from './cluster-actions';
import { clusterMetric, memoryUtilisation } from './cluster-metrics';

/** A tuned cluster as other constructs use it: its id, its security groups, and the grants and metrics that need no more than the id. */
export interface ITunedCluster extends IResource, emr.IClusterRef, ec2.IConnectable {
  /** The id of the cluster, `j-…`. */
  readonly clusterId: string;

  /** The ARN of the cluster. */
  readonly clusterArn: string;

  /** Grants permission to see the cluster and its steps. Steps show their arguments in clear text. */
  grantRead(grantee: iam.IGrantable): iam.Grant;

  /** Grants permission to add steps, which is to run code with the permissions of the nodes. */
  grantSubmitSteps(grantee: iam.IGrantable): iam.Grant;

  /** Grants permission to cancel steps. */
  grantCancelSteps(grantee: iam.IGrantable): iam.Grant;

  /** A metric that EMR publishes for this cluster every five minutes. */
  metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Memory of running containers, MiB (YARN's "MB"). */
  metricMemoryAllocated(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Memory of all node managers, MiB (YARN's "MB"). */
  metricMemoryTotal(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** The share of YARN's memory that is allocated, in per cent. */
  metricMemoryUtilisation(): cloudwatch.MathExpression;

  /** Running containers. */
  metricContainersAllocated(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Containers that wait for room. */
  metricContainersPending(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Running core nodes. */
  metricCoreNodesRunning(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** 1 while the cluster is idle, otherwise 0. */
  metricIsIdle(options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/**
 * The grants and metrics of a tuned cluster, which need only its id.
 *
 * @internal
 */
export abstract class TunedClusterBase extends Resource implements ITunedCluster {
  public abstract readonly clusterId: string;
  public abstract readonly clusterArn: string;
  public abstract readonly clusterRef: emr.ClusterReference;
  public abstract readonly connections: ec2.Connections;

  /** Grants permission to see the cluster and its steps. Steps show their arguments in clear text. */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, READ_ACTIONS);
  }

  /** Grants permission to add steps, which is to run code with the permissions of the nodes. */
  public grantSubmitSteps(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, SUBMIT_ACTIONS);
  }

  /** Grants permission to cancel steps. */
  public grantCancelSteps(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, CANCEL_ACTIONS);
  }

  /** A metric that EMR publishes for this cluster every five minutes. */
  public metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return clusterMetric(this.clusterId, metricName, options);
  }

  /** Memory of running containers, MiB (YARN's "MB"). */
  public metricMemoryAllocated(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('MemoryAllocatedMB', options);
  }

  /** Memory of all node managers, MiB (YARN's "MB"). */
  public metricMemoryTotal(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('MemoryTotalMB', options);
  }

  /**
   * The share of YARN's memory that is allocated, in per cent.
   *
   * For another label or colour call `with` on the result. It takes no options: CDK's option type has grown since the oldest supported
   * version, and with that version the Python package could not be loaded.
   */
  public metricMemoryUtilisation(): cloudwatch.MathExpression {
    return memoryUtilisation(this.clusterId);
  }

  /** Running containers. */
  public metricContainersAllocated(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ContainerAllocated', options);
  }

  /** Containers that wait for room. */
  public metricContainersPending(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ContainerPending', options);
  }

  /** Running core nodes. */
  public metricCoreNodesRunning(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('CoreNodesRunning', options);
  }

  /** 1 while the cluster is idle, otherwise 0. */
  public metricIsIdle(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('IsIdle', options);
  }

  /**
   * Whose permissions a grant extends: the grantee's own, unless the cluster itself waits for these.
   *
   * @internal
   */
  protected _granteeFor(grantee: iam.IGrantable): iam.IGrantable {
    return grantee;
  }

  private grant(grantee: iam.IGrantable, actions: readonly string[]): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee: this._granteeFor(grantee),
      actions: [...actions],
      resourceArns: [this.clusterArn],
    });
  }
}
