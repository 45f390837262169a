import type { Mode, StepState } from '../../remedy';
import type { ActionOnFailure } from '../../steps';
import type { Calculator } from '../../yarn';
import type { FaultPlan } from '../faults/types';

/** Core and task nodes of one type. */
export interface ScenarioNodes {
  readonly instanceType: string;
  readonly count: number;
  readonly role: 'core' | 'task';
}

/** The tasks' memory need: what one task holds at a given number of partitions; more partitions, smaller tasks. */
interface WorkingSet {
  readonly bytesPerTask: number;
  readonly atPartitions: number;
}

/** Tasks that hold more data than their siblings, and take as many times longer. */
interface Skew {
  readonly tasks: number;
  readonly times: number;
}

/** One stage of a job: it begins when the one before it has ended. */
export interface StageWork {
  readonly name: string;
  /** Hours that one task slot with a CPU of its own and enough memory needs for it. */
  readonly slotHours: number;
  /** Undefined: `spark.sql.shuffle.partitions`; a stage that reads files has a number of its own. */
  readonly tasks?: number;
  readonly workingSet?: WorkingSet;
  readonly skew?: Skew;
  /** Of all tasks together, bytes. */
  readonly inputBytes?: number;
  readonly shuffleReadBytes?: number;
  readonly shuffleWriteBytes?: number;
}

/** What a job has to do, apart from how it is configured. */
export interface Work {
  /** Hours that one task slot with a CPU of its own and enough memory needs for the whole job. */
  readonly slotHours: number;
  /** Share of a vCPU that a running task uses, (0, 1]; the rest of its time it waits for S3 or the network. */
  readonly cpuPerTask: number;
  /** Undefined: the job never spills, unless its stages say so. */
  readonly workingSet?: WorkingSet;
  /** Undefined: one stage of `spark.sql.shuffle.partitions` tasks. */
  readonly stages?: readonly StageWork[];
  /** What the application's own code sets: it beats the arguments. */
  readonly setInCode?: Readonly<Record<string, string>>;
}

export interface ScenarioStep {
  readonly name: string;
  /** All arguments of command-runner.jar, `spark-submit` first. */
  readonly args: readonly string[];
  readonly actionOnFailure: ActionOnFailure;
  readonly submittedAtMinutes: number;
  readonly work: Work;
}

/**
 * How a web interface answers: as it should; with a page to sign in; by closing the connection; not at all, for there is none; after
 * `slowMs`; with figures that cannot be; with those of an application of another name; or as of an hour ago.
 */
export type SparkUiFault =
  | 'answers'
  | 'nonsense'
  | 'silent'
  | 'absent'
  | 'slow'
  | 'impossible'
  | 'another-application'
  | 'stale';

/** The namespaces of CloudWatch that the simulator publishes to. */
export type MetricNamespace = 'AWS/ElasticMapReduce' | 'AWS/EC2' | 'CWAgent';

/** A span of timestamps: from `fromMinutes` up to, not including, `toMinutes`. */
export interface MinuteSpan {
  readonly fromMinutes: number;
  readonly toMinutes: number;
}

/** Points that are first seen as a multiple of their value. */
interface MetricRevision extends MinuteSpan {
  readonly times: number;
  /** From a point's arrival to its true value. */
  readonly revisedAfterMinutes: number;
}

/** How vcores are counted where they are published; `calculator`: as the cluster's calculator does. */
export type VcoreFigures = 'calculator' | 'absent' | 'containers' | 'asked' | 'doubled';

/** When and how CloudWatch, the web interfaces and the API fall short. Minutes after the scenario's start. */
export interface Faults extends FaultPlan {
  /** Samples that were never published. */
  readonly metricGaps: readonly MinuteSpan[];
  /** From a sample's timestamp to the moment a query sees it. */
  readonly metricLagMinutes: number;
  /** From the end of a sample's period to that moment, of a namespace for which `metricLagMinutes` is not to hold. */
  readonly metricDelayMinutes: Readonly<Partial<Record<MetricNamespace, number>>>;
  readonly metricRevisions: readonly MetricRevision[];
  readonly vcoreFigures: VcoreFigures;
  /** The running driver's and the ResourceManager's interface, and the persistent history server's. */
  readonly sparkUi: { readonly driver: SparkUiFault; readonly persistent: SparkUiFault; readonly slowMs: number };
}

/** How long things take. Defaults and their sources: `docs/simulator.md`. */
export interface Timing {
  /** From RunJobFlow to BOOTSTRAPPING: EC2 starts the instances. */
  readonly provisionMs: number;
  /** From there to RUNNING or WAITING. */
  readonly bootstrapMs: number;
  /** A PENDING step at the head of the queue starts this long after the slot is free. */
  readonly stepStartMs: number;
  /** From the step's start to its application master's container. */
  readonly applicationStartMs: number;
  /** The driver's work before the first task: listing files, planning. */
  readonly driverMs: number;
  /** From YARN's grant to an executor that takes tasks. */
  readonly executorStartMs: number;
  /** Fixed cost of one task: scheduling, serialisation, opening its input. */
  readonly taskOverheadMs: number;
  /** Extra time that spilled data costs, in multiples of the time it takes to process it unspilled. */
  readonly spillCost: number;
  /** From CancelSteps to the signal at the step's process. */
  readonly cancelSignalMs: number;
  /** From the signal to the end of the process. */
  readonly processExitMs: number;
  /** From the end of the process to COMPLETED or FAILED in DescribeStep. */
  readonly reportAfterExitMs: number;
  /** From the end of a cancelled process to its final state in DescribeStep; negative: reported before the process is gone. */
  readonly cancelReportedAfterExitMs: number;
  /** The final state of a step whose process was signalled. */
  readonly cancelOutcome: 'CANCELLED' | 'FAILED';
  /** From a cancelled step's final state to the next step's turn; null: never. */
  readonly slotFreedAfterCancelMs: number | null;
  /** From CancelSteps to CANCEL_PENDING, or to a later state, in DescribeStep. */
  readonly cancelShowsAfterMs: number;
  /** What becomes of a cluster-mode application whose step is cancelled; `succeeds`: at once, for its work was done. */
  readonly clusterApplicationAfterCancel: 'lives' | 'dies' | 'succeeds';
  /** The same in client mode; `registers-late`: it lives where it has no application master yet. */
  readonly clientApplicationAfterCancel: 'dies' | 'lives' | 'registers-late';
  /** What a guard finds on the primary node: the log of an earlier step, and the tools that it needs. */
  readonly stepLog: 'there' | 'absent';
  readonly guardTools: 'there' | 'absent';
  /** What becomes of the cluster when a step with TERMINATE_CLUSTER is cancelled. */
  readonly cancelledTerminateClusterStep: 'stays' | 'ends';
  /** CancelSteps' answer for a step that has ended. */
  readonly cancelOfFinishedStep: 'FAILED' | 'SUBMITTED' | 'error';
  /** From CreatePersistentAppUI to ATTACHED. */
  readonly persistentUiStartMs: number;
  /** How long ListSteps does not show a new step yet. */
  readonly listStepsStaleMs: number;
  /** From the last step's end to TERMINATING, on a cluster that terminates by itself. */
  readonly autoTerminateMs: number;
  /** What becomes of a step that is added while the cluster terminates. */
  readonly lateStep: 'refused' | 'lost';
  /** The final state of steps that run when their cluster is terminated. */
  readonly stepOfEndedCluster: 'CANCELLED' | 'FAILED' | 'INTERRUPTED';
  /** From a resize's request to the new nodes' registration with YARN, and to the end of those that go. */
  readonly nodeStartMs: number;
  readonly nodeStopMs: number;
}

/**
 * Something that happens to the cluster, its steps or what shows them. `group` is an index of `nodes`; `step` is an id, or a name, of
 * which it is the newest; a reaction's is the step reacted to.
 */
export type WorldEvent =
  | { readonly kind: 'resize'; readonly group: number; readonly count: number }
  /** Nodes vanish, as spot instances do; `replaced`: EMR starts others. */
  | { readonly kind: 'lose-nodes'; readonly group: number; readonly count: number; readonly replaced: boolean }
  | { readonly kind: 'terminate'; readonly withErrors: boolean }
  /** Null: scaling is up to people again. */
  | { readonly kind: 'scale'; readonly limits: ScalingLimits | null }
  | { readonly kind: 'step-concurrency'; readonly level: number }
  | { readonly kind: 'add-step'; readonly step: Omit<ScenarioStep, 'submittedAtMinutes'> }
  | { readonly kind: 'clone-step' | 'cancel-step'; readonly step?: string }
  /** Its process ends by itself, at once. */
  | { readonly kind: 'end-step'; readonly step?: string; readonly outcome: 'COMPLETED' | 'FAILED' }
  | { readonly kind: 'tag'; readonly key: string; readonly value: string }
  | { readonly kind: 'untag'; readonly key: string }
  /** Addresses and sessions that were given are not valid any more. */
  | { readonly kind: 'restart-web-interfaces' }
  /** From now on; what is left out stays as it is. */
  | { readonly kind: 'set'; readonly faults: Partial<Faults>; readonly timing: Partial<Timing> };

/** The bounds of managed scaling; nodes, core and task together. */
export interface ScalingLimits {
  readonly minimumNodes: number;
  readonly maximumNodes: number;
  readonly maximumCoreNodes: number;
}

/** An event at a time. */
export interface ScenarioEvent {
  readonly atMinutes: number;
  readonly event: WorldEvent;
}

/** What somebody does about a step: an orchestrator that runs it again, an operator who cancels it, a process that ends just then. */
export interface Reaction {
  /** States of a step that are reacted to. */
  readonly states: readonly StepState[];
  /** Only to steps of this name; undefined: to all. */
  readonly name?: string;
  /** Only to steps that the scenario submitted, that a client of the API did, or to all. */
  readonly origin: 'scenario' | 'api' | 'all';
  /** 0: the state is seen at once; else at the next multiple of it after the scenario's start. */
  readonly pollSeconds: number;
  /** From seeing it to the event. */
  readonly delaySeconds: number;
  /** How often at most. */
  readonly times: number;
  /** Its `step`, if it has one, is the step reacted to. */
  readonly event: WorldEvent;
}

/** A cluster, the jobs on it, and who watches. Plain data: JSON in, JSON out. */
export interface Scenario {
  readonly schemaVersion: 1;
  readonly name: string;
  readonly release: string;
  readonly nodes: readonly ScenarioNodes[];
  /** Instance type of the primary node. */
  readonly primary: string;
  /** `dominant` is written to the cluster as a capacity-scheduler classification, `default` is EMR's own. */
  readonly calculator: Calculator;
  /** The cluster's spark-defaults classification, over EMR's own defaults. */
  readonly clusterSparkConf: Readonly<Record<string, string>>;
  /** What the cluster's security configuration says, in EMR's own form; undefined: it has none. */
  readonly securityConfiguration?: Readonly<Record<string, unknown>>;
  /** Whether the CloudWatch agent publishes YARN's figures (release 7.1 and later). */
  readonly agentMetrics: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly mode: Mode;
  /** First tick of the remediator, minutes after the scenario's start. */
  readonly watchFromMinutes: number;
  /** Whether the cluster terminates after its last step. */
  readonly autoTerminate: boolean;
  /** Steps that may run at the same time. */
  readonly stepConcurrency: number;
  /** Undefined: nodes change only by events. */
  readonly managedScaling?: ScalingLimits;
  /** The remediator's clock less EMR's. */
  readonly clockSkewSeconds: number;
  readonly steps: readonly ScenarioStep[];
  /** The work of a step that is submitted over the API and is none of `steps`. */
  readonly defaultWork: Work;
  /** In order of time. */
  readonly events: readonly ScenarioEvent[];
  readonly reactions: readonly Reaction[];
  readonly faults: Faults;
  readonly timing: Timing;
}
