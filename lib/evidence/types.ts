/** Where the evidence of a job came from. */
export type EvidenceSource = 'driver' | 'persistent-ui' | 'given-url' | 'event-log';

/** Why tasks failed or executors were lost, as far as Spark's own words tell. */
export type FailureKind =
  | 'heap'
  | 'container'
  | 'python'
  | 'driver'
  | 'fetch'
  | 'lost-node'
  /** By YARN, for another application or queue. */
  | 'preempted'
  /** Exit status 137 or 143 without more: the JVM's own kill after an OutOfMemoryError, the system's, or preemption. */
  | 'killed'
  | 'other';

/** An application as Spark or YARN lists it; times in epoch ms. */
export interface SparkApplication {
  readonly id: string;
  /** On YARN in cluster mode, and in a history server's addresses. */
  readonly attemptId?: string;
  readonly startedAtMs: number;
  /** undefined while it runs. */
  readonly endedAtMs?: number;
  readonly sparkVersion?: string;
  /** Whether the driver itself answered, with figures of this moment; a history server's are as old as the last event that it has read. */
  readonly isLive: boolean;
}

/** Peaks as Spark sampled them at heartbeats (every 10 s unless set), bytes; what passed between two samples is not in them. */
export interface MemoryPeaks {
  /** Used heap, garbage included: no less than what was needed at that moment. */
  readonly heapBytes: number;
  /** Metaspace, code cache and the like. */
  readonly nonHeapBytes: number;
  readonly onHeapExecutionBytes: number;
  readonly offHeapExecutionBytes: number;
  readonly onHeapStorageBytes: number;
  readonly offHeapStorageBytes: number;
  readonly directBytes: number;
  readonly mappedBytes: number;
  /** Resident memory of the JVM, of Python workers and of other children; undefined without `spark.executor.processTreeMetrics.enabled`. */
  readonly processTree?: { readonly jvmBytes: number; readonly pythonBytes: number; readonly otherBytes: number };
}

export interface ExecutorEvidence {
  readonly isActive: boolean;
  readonly cores: number;
  /** Task slots. */
  readonly maxTasks: number;
  readonly activeTasks: number;
  readonly completedTasks: number;
  readonly failedTasks: number;
  /** Of ended tasks, ms. */
  readonly taskTimeMs: number;
  readonly gcTimeMs: number;
  readonly addedAtMs: number;
  readonly removedAtMs?: number;
  /** Why it was lost; undefined where it lives or was given back. */
  readonly lost?: FailureKind;
  /** undefined before Spark 3.0. */
  readonly peaks?: MemoryPeaks;
}

/** The quantiles asked of each stage, of its successful tasks. */
export interface Quantiles {
  readonly p05: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

export interface TaskSummary {
  readonly runTimeMs: Quantiles;
  readonly gcTimeMs: Quantiles;
  readonly peakExecutionBytes: Quantiles;
  readonly memorySpilledBytes: Quantiles;
  readonly diskSpilledBytes: Quantiles;
  readonly inputBytes: Quantiles;
  readonly shuffleReadBytes: Quantiles;
}

export type StageStatus = 'ACTIVE' | 'COMPLETE' | 'FAILED' | 'PENDING' | 'SKIPPED';

/** One attempt of a stage. Sums are those of ended tasks; spill, GC and bytes also of running ones, as of their last heartbeat. */
export interface StageEvidence {
  readonly stageId: number;
  readonly attemptId: number;
  readonly status: StageStatus;
  readonly numTasks: number;
  readonly activeTasks: number;
  readonly completeTasks: number;
  readonly failedTasks: number;
  /** Tasks whose result is there: without repeated and speculative ones. */
  readonly completedIndices: number;
  readonly runTimeMs: number;
  readonly cpuTimeMs: number;
  /** undefined before Spark 3.0. */
  readonly gcTimeMs?: number;
  readonly memorySpilledBytes: number;
  readonly diskSpilledBytes: number;
  readonly inputBytes: number;
  readonly shuffleReadBytes: number;
  readonly shuffleWriteBytes: number;
  /** What its tasks sent to the driver; only an event log tells. */
  readonly resultBytes?: number;
  readonly submittedAtMs?: number;
  readonly firstTaskAtMs?: number;
  readonly completedAtMs?: number;
  /** When the newest of its running tasks that were looked at began. */
  readonly newestLaunchAtMs?: number;
  /** What the newest tasks before those that are expected to run (`newerTasks`) took in the median, at least. */
  readonly newerRunTimeMs?: number;
  readonly failure?: FailureKind;
  /** undefined where it was not asked for, or no task has ended yet. */
  readonly tasks?: TaskSummary;
  /** Stages whose output it reads; only an event log tells. */
  readonly parentIds?: readonly number[];
  /** Only an event log tells. */
  readonly taskTimes?: TaskTimes;
}

/** How long the ended attempts of a stage's tasks kept their slots, failed and killed ones included. */
export interface TaskTimes {
  readonly tasks: number;
  /** ms, in the order of their launches; of many tasks a sample of equal shares with the longest one in it. */
  readonly timesMs: readonly number[];
}

/** What only the course of a job's events tells. */
export interface JobTimes {
  /** The end of the application, or the newest event of one whose log has none, epoch ms. */
  readonly untilMs: number;
  readonly firstTaskAtMs?: number;
  /** How long no task ran, from the start of the application to `untilMs`. */
  readonly withoutTasksMs: number;
  /** Slot time of tasks that failed, or whose result was lost with its executor. */
  readonly failedTaskMs: number;
  /** Slot time of tasks that were killed: copies, and those of stages that were given up. */
  readonly killedTaskMs: number;
  /** Hosts that ran executors. */
  readonly hosts: number;
  /** Whether tasks ran in the driver itself: in local mode, without a cluster. */
  readonly isLocal: boolean;
  /** undefined for an application that ends when its work is done. */
  readonly waitsFor?: JobWait;
}

/** What a driver may wait for between jobs, without work of its own: the users of a shell, notebook or server, or the next batch of a stream. */
export type JobWait = 'users' | 'batches';

/** A job in Spark's sense, an action of the application. */
export interface SparkJob {
  readonly jobId: number;
  readonly isRunning: boolean;
  readonly hasFailed: boolean;
  readonly submittedAtMs?: number;
  /** Only an event log tells. */
  readonly endedAtMs?: number;
  readonly numTasks: number;
  readonly completedTasks: number;
  readonly skippedTasks: number;
}

/** A figure that is not there, and the setting that would give it. */
export interface UnknownFigure {
  readonly what: string;
  readonly reason: string;
  readonly setting?: string;
}

/** Tasks that failed by an exception of one class. */
export interface ExceptionCount {
  readonly className: string;
  readonly tasks: number;
}

/**
 * What a job says about itself. Every string in it is Spark's or ours, of a known form: no name, description, host, URL, error text or value of a
 * setting outside `settings`' list. Of an exception there is the name of its class alone.
 */
export interface JobEvidence {
  readonly source: EvidenceSource;
  /** When its first document was asked for, epoch ms. */
  readonly readAtMs: number;
  readonly application: SparkApplication;
  /** Settings in force by their present names: those that sizing or the diagnosis reads, where their value has the form of one. */
  readonly settings: Readonly<Record<string, string>>;
  /** Settings in force by which executors are placed otherwise than by memory and cores, by their families; undefined for none. */
  readonly uncounted?: readonly string[];
  /** Without the driver, which is the executor in local mode; lost ones included, of which Spark keeps the last 100 (`spark.ui.retainedDeadExecutors`). */
  readonly executors: readonly ExecutorEvidence[];
  /** Spark keeps the last 1,000 (`spark.ui.retainedStages`). */
  readonly stages: readonly StageEvidence[];
  /** undefined where they were not read. */
  readonly jobs?: readonly SparkJob[];
  /** Failed tasks that were looked at, by kind: a sample, but all of an event log. */
  readonly failures: Readonly<Partial<Record<FailureKind, number>>>;
  /** Classes of the exceptions by which tasks failed that are of no other kind, the most frequent first; only an event log tells. */
  readonly exceptions?: readonly ExceptionCount[];
  /** undefined where an API answered. */
  readonly times?: JobTimes;
  readonly unknown: readonly UnknownFigure[];
}
