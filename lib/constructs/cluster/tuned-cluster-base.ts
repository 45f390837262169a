import { type IResource, Resource } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as emr from 'aws-cdk-lib/aws-emr';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { type ClusterStateChangeOptions, newClusterRule, type StepStateChangeOptions } from './cluster-events';
import { ClusterGrants } from './cluster-grants';
import { clusterMetric, memoryUtilisation } from './cluster-metrics';

/** An EMR cluster as other constructs use it: its id, its security groups, and the grants, metrics and events that need no more than the id. */
export interface ITunedCluster extends IResource, emr.IClusterRef, ec2.IConnectable {
  /** The id of the cluster, `j-…`. */
  readonly clusterId: string;

  /** The ARN of the cluster. */
  readonly clusterArn: string;

  /** The permissions that can be granted on the cluster. */
  readonly grants: ClusterGrants;

  /** Grants permission to see the cluster and its steps. Steps show their arguments in clear text. */
  grantRead(grantee: iam.IGrantable): iam.Grant;

  /** Grants permission to add steps, which is to run code with the permissions of the nodes. */
  grantSubmitSteps(grantee: iam.IGrantable): iam.Grant;

  /** Grants permission to cancel steps. */
  grantCancelSteps(grantee: iam.IGrantable): iam.Grant;

  /** A rule for changes of the states of steps. */
  onStepStateChange(id: string, options?: StepStateChangeOptions): events.Rule;

  /** A rule for changes of the state of the cluster. One of the cluster's own stack is made after the cluster and does not see it start. */
  onClusterStateChange(id: string, options?: ClusterStateChangeOptions): events.Rule;

  /** A metric that EMR publishes for this cluster every five minutes. */
  metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Memory of running containers, MiB (`MemoryAllocatedMB`; YARN's "MB"). */
  metricMemoryAllocated(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Memory of all node managers, MiB (`MemoryTotalMB`; YARN's "MB"). */
  metricMemoryTotal(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** The share of YARN's memory that is allocated, in per cent. */
  metricMemoryUtilisation(): cloudwatch.MathExpression;

  /** The share of YARN's memory that is free, in per cent (`YARNMemoryAvailablePercentage`). */
  metricYarnMemoryAvailablePercentage(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Running containers (`ContainerAllocated`). */
  metricContainersAllocated(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Containers that wait for room (`ContainerPending`). */
  metricContainersPending(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Running applications (`AppsRunning`). */
  metricAppsRunning(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Applications that wait for room (`AppsPending`). */
  metricAppsPending(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Failed applications (`AppsFailed`). */
  metricAppsFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Running core nodes (`CoreNodesRunning`). */
  metricCoreNodesRunning(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Nodes that YARN holds for unhealthy (`MRUnhealthyNodes`). */
  metricUnhealthyNodes(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** The share of HDFS that is in use, in per cent (`HDFSUtilization`). */
  metricHdfsUtilization(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** 1 while the cluster is idle, otherwise 0 (`IsIdle`). */
  metricIsIdle(options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/**
 * The grants, metrics and events of a cluster, which need only its id.
 *
 * @internal
 */
export abstract class TunedClusterBase extends Resource implements ITunedCluster {
  public abstract readonly clusterId: string;
  public abstract readonly clusterArn: string;
  public abstract readonly clusterRef: emr.ClusterReference;
  public abstract readonly connections: ec2.Connections;

  /** The permissions that can be granted on the cluster. */
  public readonly grants: ClusterGrants = ClusterGrants._of(this, (grantee) => this._granteeFor(grantee));

  /** Grants permission to see the cluster and its steps. Steps show their arguments in clear text. */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grants.read(grantee);
  }

  /** Grants permission to add steps, which is to run code with the permissions of the nodes. */
  public grantSubmitSteps(grantee: iam.IGrantable): iam.Grant {
    return this.grants.submitSteps(grantee);
  }

  /** Grants permission to cancel steps. */
  public grantCancelSteps(grantee: iam.IGrantable): iam.Grant {
    return this.grants.cancelSteps(grantee);
  }

  /** A rule for changes of the states of steps. */
  public onStepStateChange(id: string, options: StepStateChangeOptions = {}): events.Rule {
    return newClusterRule(this, id, this, 'EMR Step Status Change', options);
  }

  /** A rule for changes of the state of the cluster. One of the cluster's own stack is made after the cluster and does not see it start. */
  public onClusterStateChange(id: string, options: ClusterStateChangeOptions = {}): events.Rule {
    return newClusterRule(this, id, this, 'EMR Cluster State Change', options);
  }

  /** A metric that EMR publishes for this cluster every five minutes. */
  public metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return clusterMetric(this.clusterId, metricName, options);
  }

  /** Memory of running containers, MiB (`MemoryAllocatedMB`; YARN's "MB"). */
  public metricMemoryAllocated(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('MemoryAllocatedMB', options);
  }

  /** Memory of all node managers, MiB (`MemoryTotalMB`; YARN's "MB"). */
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

  /** The share of YARN's memory that is free, in per cent (`YARNMemoryAvailablePercentage`). */
  public metricYarnMemoryAvailablePercentage(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('YARNMemoryAvailablePercentage', options);
  }

  /** Running containers (`ContainerAllocated`). */
  public metricContainersAllocated(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ContainerAllocated', options);
  }

  /** Containers that wait for room (`ContainerPending`). */
  public metricContainersPending(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ContainerPending', options);
  }

  /** Running applications (`AppsRunning`). */
  public metricAppsRunning(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('AppsRunning', options);
  }

  /** Applications that wait for room (`AppsPending`). */
  public metricAppsPending(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('AppsPending', options);
  }

  /** Failed applications (`AppsFailed`). */
  public metricAppsFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('AppsFailed', options);
  }

  /** Running core nodes (`CoreNodesRunning`). */
  public metricCoreNodesRunning(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('CoreNodesRunning', options);
  }

  /** Nodes that YARN holds for unhealthy (`MRUnhealthyNodes`). */
  public metricUnhealthyNodes(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('MRUnhealthyNodes', options);
  }

  /** The share of HDFS that is in use, in per cent (`HDFSUtilization`). */
  public metricHdfsUtilization(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('HDFSUtilization', options);
  }

  /** 1 while the cluster is idle, otherwise 0 (`IsIdle`). */
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
}
