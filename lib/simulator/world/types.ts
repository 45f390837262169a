import type { Classification } from '../../catalog';
import type { StepState } from '../../remedy';
import type { ActionOnFailure } from '../../steps';
import type { Capacity } from '../job/capacity';
import type { RefusedRun, RunPlan } from '../job/run-plan';
import type { Faults, Reaction, ScalingLimits, Timing, Work, WorldEvent } from '../scenario/types';

/** StateChangeReason of a cluster that ends. */
export type EndReason = 'ALL_STEPS_COMPLETED' | 'STEP_FAILURE' | 'USER_REQUEST' | 'INSTANCE_FAILURE';

export interface InstanceGroup {
  readonly id: string;
  readonly role: 'MASTER' | 'CORE' | 'TASK';
  readonly instanceType: string;
  readonly requested: number;
  readonly running: number;
  /** Nodes that the group has ever had: the number of the next one. */
  readonly launched: number;
  /** When `running` becomes `requested`; undefined while the two differ: nobody knows. */
  readonly resizedMs?: number;
  /** Fields of the request that change nothing here and that ListInstanceGroups gives back. */
  readonly described?: Readonly<Record<string, unknown>>;
}

export interface Instance {
  readonly id: string;
  readonly ec2InstanceId: string;
  readonly groupId: string;
  readonly role: InstanceGroup['role'];
  readonly instanceType: string;
  /** When it joined; undefined: with the cluster. */
  readonly fromMs?: number;
  /** When it went. */
  readonly untilMs?: number;
}

/** What EMR's managed scaling has seen. */
export interface ManagedScaling {
  readonly limits: ScalingLimits;
  readonly lookedMs: number;
  /** Since when each look has found containers pending, or nodes without any. */
  readonly pendingSinceMs?: number;
  readonly idleSinceMs?: number;
}

/** The worker nodes of a time that is over. */
export interface PastNodes {
  readonly untilMs: number;
  readonly capacity: Capacity;
  readonly instanceGroups: readonly InstanceGroup[];
}

/** The cluster as it stands. */
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
  readonly managedScaling?: ManagedScaling;
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
  /** As PutManagedScalingPolicy gave it; `managedScaling` follows it. */
  readonly scalingPolicy?: Readonly<Record<string, unknown>>;
  /** As ListBootstrapActions shows them. */
  readonly bootstrapActions: readonly Readonly<Record<string, unknown>>[];
  /** Its security configuration as it was when the cluster was made. */
  readonly security?: { readonly name: string; readonly text: string };
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

/** What a run was to be until something changed. */
interface PastPlan {
  readonly untilMs: number;
  readonly plan: RunPlan;
  readonly offer: Capacity;
}

/** A step's process and its application: fixed in advance until the step is cancelled or what it runs on changes. Epoch ms. */
export interface Run {
  readonly plan: RunPlan | RefusedRun;
  /** What the cluster offers to its application. */
  readonly offer: Capacity;
  /** Oldest first. */
  readonly pastPlans: readonly PastPlan[];
  readonly startedMs: number;
  /** Undefined: the process never ends by itself. */
  readonly exitMs?: number;
  readonly outcome: 'COMPLETED' | 'FAILED' | 'CANCELLED';
  /** When DescribeStep begins to show the outcome. */
  readonly reportMs?: number;
  /** How long a guard took that let the command run; undefined where none stands before it, or where it did not. */
  readonly guardMs?: number;
  /** The signal that ended it, or will. */
  readonly signalledMs?: number;
  /** How long the application lives where its process does not decide: until its work is done, or a moment. */
  readonly outlives?: 'work' | { readonly untilMs: number; readonly succeeds: boolean };
}

export interface Step {
  readonly id: string;
  readonly request: StepRequest;
  readonly state: StepState;
  /** Who submitted it: whoever plays the scenario, or a client of the API. */
  readonly origin: 'scenario' | 'api';
  readonly createdMs: number;
  readonly startedMs?: number;
  readonly endedMs?: number;
  /** When DescribeStep begins to show that it is being cancelled; undefined: it is not, or does. */
  readonly cancelShowsMs?: number;
  readonly reason?: string;
  readonly failure?: string;
  readonly run?: Run;
}

/** A change that EMR would report as an event, or something that the scenario made happen. */
export interface Change {
  readonly atMs: number;
  readonly kind: 'step' | 'cluster' | 'nodes' | 'event' | 'cancel-requested';
  /** Absent for the cluster. */
  readonly stepId?: string;
  readonly state: string;
  readonly reason?: string;
}

/** A step that a user or a scheduler will submit. */
interface PlannedSubmission {
  readonly atMs: number;
  readonly request: StepRequest;
}

/** Something that will happen. */
export interface PlannedEvent {
  readonly atMs: number;
  readonly event: WorldEvent;
}

/** The whole simulated world: plain data, one moment. Every function over it returns a new one. */
export interface World {
  readonly nowMs: number;
  readonly startMs: number;
  readonly cluster: ClusterFacts;
  readonly ending?: {
    readonly state: 'TERMINATING' | 'TERMINATED' | 'TERMINATED_WITH_ERRORS';
    readonly sinceMs: number;
    readonly withErrors: boolean;
    /** Why, in DescribeCluster's words. */
    readonly reason: EndReason;
  };
  /** In order of creation. */
  readonly steps: readonly Step[];
  /** For each of the cluster's step slots that no step has: from when on it is free; null: never again. */
  readonly freeSlots: readonly (number | null)[];
  readonly submissions: readonly PlannedSubmission[];
  /** In order of time. */
  readonly planned: readonly PlannedEvent[];
  /** What still reacts to states of steps. */
  readonly reactions: readonly Reaction[];
  /** Work of each job by `jobIdentity`. */
  readonly works: Readonly<Record<string, Work>>;
  /** Work of every other. */
  readonly defaultWork: Work;
  readonly timing: Timing;
  readonly faults: Faults;
  /** When applications last shared what the cluster has. */
  readonly sharedMs: number;
  /** How often the web interfaces have been started again; what was opened before is closed. */
  readonly webRestarts: number;
  /** Oldest first, as far back as CloudWatch keeps points. */
  readonly pastNodes: readonly PastNodes[];
  readonly changes: readonly Change[];
}
