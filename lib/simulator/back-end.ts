import type { ClusterState } from '../remedy';
import type { Datapoint, MetricId, MetricQuery } from './cloudwatch/types';
import type { CancelAnswer, CancellationOption } from './world/cancel';
import type { ClusterFacts, EndReason, Instance, InstanceGroup, Step, StepRequest } from './world/types';

/** A cluster at one moment. */
export interface ClusterView {
  readonly facts: Omit<ClusterFacts, 'capacity' | 'instances' | 'instanceGroups'>;
  readonly state: ClusterState;
  readonly endedMs?: number;
  /** StateChangeReason of a cluster that ends. */
  readonly reason?: EndReason;
}

/**
 * What the EMR handlers ask of whatever stands behind them: the simulated world, or a real YARN.
 *
 * Every method refuses an unknown cluster or step with a `ServiceError`.
 */
export interface EmrBackEnd {
  clusters(): Promise<readonly ClusterView[]>;
  cluster(clusterId: string): Promise<ClusterView>;
  instanceGroups(clusterId: string): Promise<readonly InstanceGroup[]>;
  instances(clusterId: string): Promise<readonly Instance[]>;
  /** In order of creation, and only those that a listing shows already. */
  steps(clusterId: string): Promise<readonly Step[]>;
  step(clusterId: string, stepId: string): Promise<Step>;
  /** The ids of the new steps, in the order given. */
  addSteps(clusterId: string, requests: readonly StepRequest[]): Promise<readonly string[]>;
  cancelSteps(
    clusterId: string,
    stepIds: readonly string[],
    option: CancellationOption,
  ): Promise<readonly CancelAnswer[]>;
}

/** What the CloudWatch handlers ask. */
export interface CloudWatchBackEnd {
  /** Oldest first; empty for a metric that is not published. */
  points(query: MetricQuery): Promise<readonly Datapoint[]>;
  /** What is published. Undefined: not known, and ListMetrics is an unknown operation. */
  readonly metrics?: () => Promise<readonly MetricId[]>;
  /** When there can be points at all, epoch ms; left out: at any time. */
  lifetime?(): Promise<{ readonly fromMs: number; readonly toMs: number }>;
}
