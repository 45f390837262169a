import type * as emr from 'aws-cdk-lib/aws-emr';
import * as events from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';

/** The state of a step, as EMR's events have it. */
export enum StepState {
  /** It waits for its turn. */
  PENDING = 'PENDING',
  /** It runs. */
  RUNNING = 'RUNNING',
  /** It has ended well. */
  COMPLETED = 'COMPLETED',
  /** It is being cancelled. */
  CANCEL_PENDING = 'CANCEL_PENDING',
  /** It was cancelled. */
  CANCELLED = 'CANCELLED',
  /** It has failed. */
  FAILED = 'FAILED',
  /** Its cluster ended while it ran. */
  INTERRUPTED = 'INTERRUPTED',
}

/** The state of a cluster, as EMR's events have it. */
export enum ClusterState {
  /** EMR launches and sets up its nodes. */
  STARTING = 'STARTING',
  /** A step runs. */
  RUNNING = 'RUNNING',
  /** It is up, and no step runs. */
  WAITING = 'WAITING',
  /** It is being ended. */
  TERMINATING = 'TERMINATING',
  /** It has ended. */
  TERMINATED = 'TERMINATED',
  /** It has ended because of an error. */
  TERMINATED_WITH_ERRORS = 'TERMINATED_WITH_ERRORS',
}

/** What a rule on the steps of a cluster listens to, and what it does. */
export interface StepStateChangeOptions extends events.OnEventOptions {
  /**
   * The states that a step has changed to.
   *
   * @default - all
   */
  readonly states?: StepState[];
}

/** What a rule on the state of a cluster listens to, and what it does. */
export interface ClusterStateChangeOptions extends events.OnEventOptions {
  /**
   * The states that the cluster has changed to.
   *
   * @default - all
   */
  readonly states?: ClusterState[];
}

/** A rule for events of one cluster; EMR delivers them on a best-effort basis (management guide, CloudWatch events). */
export function newClusterRule(
  scope: Construct,
  id: string,
  cluster: emr.IClusterRef,
  detailType: string,
  options: events.OnEventOptions & { readonly states?: readonly string[] },
): events.Rule {
  const rule = new events.Rule(options.crossStackScope ?? scope, id, {
    description: options.description,
    ruleName: options.ruleName,
    eventPattern: {
      source: ['aws.emr'],
      detailType: [detailType],
      detail: {
        clusterId: [cluster.clusterRef.clusterId],
        ...(options.states === undefined ? {} : { state: [...options.states] }),
      },
    },
    targets: options.target === undefined ? [] : [options.target],
  });
  rule.addEventPattern(options.eventPattern);
  return rule;
}
