import type { Mode } from '../../remedy';
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

/** How a web interface answers: as it should, with a page to sign in, by closing the connection, or there is none. */
export type SparkUiFault = 'answers' | 'nonsense' | 'silent' | 'absent';

/** When and how CloudWatch, the web interfaces and the API fall short. Minutes after the scenario's start. */
export interface Faults extends FaultPlan {
  /** Samples that were never published: timestamps from `fromMinutes` up to, not including, `toMinutes`. */
  readonly metricGaps: readonly { readonly fromMinutes: number; readonly toMinutes: number }[];
  /** From a sample's timestamp to the moment a query sees it. */
  readonly metricLagMinutes: number;
  /** The running driver's and the ResourceManager's interface, and the persistent history server's. */
  readonly sparkUi: { readonly driver: SparkUiFault; readonly persistent: SparkUiFault };
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
  /** CancelSteps' answer for a step that has ended. */
  readonly cancelOfFinishedStep: 'FAILED' | 'SUBMITTED' | 'error';
  /** From CreatePersistentAppUI to ATTACHED. */
  readonly persistentUiStartMs: number;
  /** How long ListSteps does not show a new step yet. */
  readonly listStepsStaleMs: number;
  /** From the last step's end to TERMINATING, on a cluster that terminates by itself. */
  readonly autoTerminateMs: number;
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
  /** Whether the CloudWatch agent publishes YARN's figures (release 7.1 and later). */
  readonly agentMetrics: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly mode: Mode;
  /** First tick of the remediator, minutes after the scenario's start. */
  readonly watchFromMinutes: number;
  /** Whether the cluster terminates after its last step. */
  readonly autoTerminate: boolean;
  readonly steps: readonly ScenarioStep[];
  /** The work of a step that is submitted over the API and is none of `steps`. */
  readonly defaultWork: Work;
  readonly faults: Faults;
  readonly timing: Timing;
}
