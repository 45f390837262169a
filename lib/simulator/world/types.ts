import type { Classification } from '../../catalog';
import type { StepState } from '../../remedy';
import type { ActionOnFailure } from '../../steps';
import type { Capacity } from '../job/capacity';
import type { RefusedRun, RunPlan } from '../job/run-plan';
import type { Faults, Timing, Work } from '../scenario/types';

/** States that a simulated step goes through. */
export type StepStateName = Exclude<StepState, 'INTERRUPTED'>;
export type ClusterStateName =
  | 'STARTING'
  | 'BOOTSTRAPPING'
  | 'RUNNING'
  | 'WAITING'
  | 'TERMINATING'
  | 'TERMINATED'
  | 'TERMINATED_WITH_ERRORS';

export interface InstanceGroup {
  readonly id: string;
  readonly role: 'MASTER' | 'CORE' | 'TASK';
  readonly instanceType: string;
  readonly requested: number;
  readonly running: number;
  /** Fields of the request that change nothing here and that ListInstanceGroups gives back. */
  readonly described?: Readonly<Record<string, unknown>>;
}

export interface Instance {
  readonly id: string;
  readonly ec2InstanceId: string;
  readonly groupId: string;
  readonly role: InstanceGroup['role'];
  readonly instanceType: string;
}

/** What does not change while a scenario runs. */
export interface ClusterFacts {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly release: string;
  readonly sparkVersion: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly configurations: readonly Classification[];
  readonly sparkConf: Readonly<Record<string, string>>;
  readonly autoTerminate: boolean;
  readonly stepConcurrencyLevel: number;
  readonly capacity: Capacity;
  readonly instanceGroups: readonly InstanceGroup[];
  readonly instances: readonly Instance[];
  readonly createdMs: number;
  /** Its instances are there, and its bootstrap actions begin. */
  readonly bootstrapMs: number;
  readonly readyMs: number;
  /** Whether requests to terminate the cluster are refused. */
  readonly terminationProtected: boolean;
  /** After so long without a step the cluster ends; undefined: it waits. */
  readonly idleTerminationMs?: number;
  /** As PutManagedScalingPolicy gave it. */
  readonly managedScaling?: Readonly<Record<string, unknown>>;
  /** As ListBootstrapActions shows them. */
  readonly bootstrapActions: readonly Readonly<Record<string, unknown>>[];
  /** Fields of RunJobFlow that change nothing here and that DescribeCluster gives back, under its names for them. */
  readonly described: Readonly<Record<string, unknown>>;
}

/** A step's configuration as AddJobFlowSteps took it. */
export interface StepRequest {
  readonly name: string;
  readonly jar: string;
  readonly args: readonly string[];
  readonly mainClass?: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly actionOnFailure: ActionOnFailure;
  readonly logUri?: string;
  readonly encryptionKeyArn?: string;
  readonly executionRoleArn?: string;
}

/** A step's process: everything that is fixed in advance unless the step is cancelled. Epoch ms. */
export interface Run {
  readonly plan: RunPlan | RefusedRun;
  readonly startedMs: number;
  /** Undefined: the process never ends by itself. */
  readonly exitMs?: number;
  readonly outcome: 'COMPLETED' | 'FAILED' | 'CANCELLED';
  /** When DescribeStep begins to show the outcome. */
  readonly reportMs?: number;
  /** The signal that ended it, or will. */
  readonly signalledMs?: number;
}

export interface Step {
  readonly id: string;
  readonly request: StepRequest;
  readonly state: StepStateName;
  readonly createdMs: number;
  readonly startedMs?: number;
  readonly endedMs?: number;
  readonly reason?: string;
  readonly failure?: string;
  readonly run?: Run;
}

/** A change that EMR would report as an event. */
export interface Change {
  readonly atMs: number;
  readonly kind: 'step' | 'cluster' | 'cancel-requested';
  /** Absent for the cluster. */
  readonly stepId?: string;
  readonly state: string;
  readonly reason?: string;
}

/** Why a cluster ends. */
export type EndCause = 'steps-completed' | 'step-failure' | 'idle' | 'user-request';

/** A step that a user or a scheduler will submit. */
interface PlannedSubmission {
  readonly atMs: number;
  readonly request: StepRequest;
}

/** The whole simulated world: plain data, one moment. Every function over it returns a new one. */
export interface World {
  readonly nowMs: number;
  readonly startMs: number;
  readonly cluster: ClusterFacts;
  readonly ending?: {
    readonly state: 'TERMINATING' | 'TERMINATED' | 'TERMINATED_WITH_ERRORS';
    readonly sinceMs: number;
    readonly cause: EndCause;
  };
  /** In order of creation. */
  readonly steps: readonly Step[];
  /** When the next step may start; null: never again. */
  readonly slotFreeMs: number | null;
  readonly submissions: readonly PlannedSubmission[];
  /** Work of each job by `jobIdentity`. */
  readonly works: Readonly<Record<string, Work>>;
  /** Work of every other. */
  readonly defaultWork: Work;
  readonly timing: Timing;
  readonly faults: Faults;
  readonly changes: readonly Change[];
}
