import type { StageRun } from '../job/stage-run';
import { type Application, type StageView, tasksFrom } from './application';

/** Shares of a task's time that the garbage collector takes, and of its spilled bytes that reach the disk: assumptions, compression of 3. */
const GC_SHARE = 0.02;
const ON_DISK = 1 / 3;
/** What a JVM holds beside execution memory: Spark's reserve. */
const RESERVED_BYTES = 300 * 1024 * 1024;
const NEVER = '1969-12-31T23:59:59.999GMT';

/** A time as Spark's REST API writes it. */
const gmt = (ms: number | undefined): string =>
  ms === undefined ? NEVER : new Date(ms).toISOString().replace('Z', 'GMT');

const whole = Math.round;

/** An entry of `/applications`. A driver gives no end and its start as the last update; a history server the last event that it read. */
export function applicationJson(app: Application, sparkVersion: string, readToMs?: number): object {
  const lastUpdated = readToMs ?? app.startedMs;
  return {
    id: app.id,
    name: app.name,
    attempts: [
      {
        startTime: gmt(app.startedMs),
        endTime: gmt(app.endedMs),
        lastUpdated: gmt(lastUpdated),
        duration: app.atMs - app.startedMs,
        sparkUser: 'hadoop',
        completed: app.endedMs !== undefined,
        appSparkVersion: `${sparkVersion}-amzn-0`,
        startTimeEpoch: app.startedMs,
        endTimeEpoch: app.endedMs ?? -1,
        lastUpdatedEpoch: lastUpdated,
      },
    ],
  };
}

/** An application's state in YARN. */
export function yarnState({ finalStatus }: Application): string {
  if (finalStatus === 'UNDEFINED') return 'RUNNING';
  return finalStatus === 'KILLED' ? 'KILLED' : 'FINISHED';
}

/** An entry of the ResourceManager's `/ws/v1/cluster/apps`. */
export function yarnApplicationJson(app: Application): object {
  return {
    id: app.id,
    user: 'hadoop',
    name: app.name,
    queue: 'default',
    state: yarnState(app),
    finalStatus: app.finalStatus,
    applicationType: 'SPARK',
    applicationTags: app.tags.join(','),
    startedTime: app.startedMs,
    finishedTime: app.endedMs ?? 0,
    elapsedTime: app.atMs - app.startedMs,
  };
}

/** `/environment`. */
export function environmentJson(app: Application): object {
  const settings = {
    ...app.plan.settings.toRecord(),
    'spark.app.id': app.id,
    'spark.app.name': app.name,
    'spark.app.startTime': String(app.startedMs),
    'spark.master': 'yarn',
  };
  return {
    runtime: { javaVersion: '17 (Amazon.com Inc.)', javaHome: '/usr/lib/jvm/java-17', scalaVersion: 'version 2.12.18' },
    sparkProperties: Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)),
    hadoopProperties: [],
    systemProperties: [],
    classpathEntries: [],
    resourceProfiles: [],
  };
}

/** `/executors`, or `/allexecutors` with those that are gone. The tasks are spread evenly. */
export function executorsJson(app: Application, withDead: boolean): object[] {
  const driver = { ...executorJson(app, 0, true), id: 'driver', totalCores: 0, maxTasks: 0 };
  const count = withDead ? app.everExecutors : app.executors;
  return [
    { ...driver, activeTasks: 0, completedTasks: 0, totalTasks: 0, peakMemoryMetrics: undefined },
    ...Array.from({ length: count }, (_, i) => executorJson(app, i, i < app.executors)),
  ];
}

function executorJson(app: Application, index: number, isActive: boolean): object {
  const { plan, stages } = app;
  const spread = (total: number, over: number): number =>
    over === 0 ? 0 : Math.floor(total / over) + (index < total % over ? 1 : 0);
  const completedTasks = stages.reduce((sum, { done }) => sum + spread(done, app.everExecutors), 0);
  const activeTasks = isActive ? stages.reduce((sum, { running }) => sum + spread(running, app.executors), 0) : 0;
  const timeMs = stages.reduce(
    (sum, view) => sum + (view.done === 0 ? 0 : (runTimeMs(view) / view.done) * spread(view.done, app.everExecutors)),
    0,
  );
  const peakBytes = Math.max(0, ...stages.map(({ stage }) => taskPeakBytes(stage, 1) * plan.executorSlots));
  return {
    id: String(index + 1),
    hostPort: `ip-10-0-0-1.ec2.internal:${7337 + index}`,
    isActive,
    rddBlocks: 0,
    memoryUsed: 0,
    diskUsed: 0,
    totalCores: plan.executor.cores,
    maxTasks: plan.executorSlots,
    activeTasks,
    failedTasks: 0,
    completedTasks,
    totalTasks: completedTasks + activeTasks,
    totalDuration: whole(timeMs),
    totalGCTime: whole(timeMs * GC_SHARE),
    totalInputBytes: 0,
    totalShuffleRead: 0,
    totalShuffleWrite: 0,
    maxMemory: plan.executor.memoryMiB * 2 ** 20,
    addTime: gmt(app.run.startedMs + plan.tasksStartMs),
    ...(isActive ? {} : { removeTime: gmt(app.atMs), removeReason: 'Executor killed by driver.' }),
    peakMemoryMetrics: peaksJson(Math.min(plan.executor.memoryMiB * 2 ** 20, peakBytes + RESERVED_BYTES), peakBytes),
  };
}

function peaksJson(heapBytes: number, executionBytes: number): object {
  return {
    JVMHeapMemory: whole(heapBytes),
    JVMOffHeapMemory: 150_000_000,
    OnHeapExecutionMemory: whole(executionBytes),
    OffHeapExecutionMemory: 0,
    OnHeapStorageMemory: 0,
    OffHeapStorageMemory: 0,
    DirectPoolMemory: 10_000_000,
    MappedPoolMemory: 0,
    ProcessTreeJVMRSSMemory: 0,
    ProcessTreePythonRSSMemory: 0,
    ProcessTreeOtherRSSMemory: 0,
  };
}

/** `/jobs`: with adaptive execution Spark plans a query stage by stage, a job each. */
export function jobJson({ id, stage, done, running, endedMs, startedMs }: StageView): object {
  return {
    jobId: id,
    name: stage.work.name,
    submissionTime: gmt(startedMs),
    ...(endedMs === undefined ? {} : { completionTime: gmt(endedMs) }),
    stageIds: [id],
    status: endedMs === undefined ? 'RUNNING' : 'SUCCEEDED',
    numTasks: stage.tasks,
    numActiveTasks: running,
    numCompletedTasks: done,
    numSkippedTasks: 0,
    numFailedTasks: 0,
    numKilledTasks: 0,
    numCompletedIndices: done,
    numActiveStages: endedMs === undefined ? 1 : 0,
    numCompletedStages: endedMs === undefined ? 0 : 1,
    numSkippedStages: 0,
    numFailedStages: 0,
  };
}

/** An entry of `/stages`. */
export function stageJson(view: StageView, cpuPerTask: number): object {
  const { stage, done, running } = view;
  const runTime = runTimeMs(view);
  const share = (bytes: number | undefined): number => whole(((bytes ?? 0) * doneWeight(view)) / allWeight(stage));
  const spilled =
    spilledBytes(stage, 1) * (done - view.skewedDone) + spilledBytes(stage, timesOf(stage)) * view.skewedDone;
  return {
    status: view.endedMs === undefined ? 'ACTIVE' : 'COMPLETE',
    stageId: view.id,
    attemptId: 0,
    name: stage.work.name,
    numTasks: stage.tasks,
    numActiveTasks: running,
    numCompleteTasks: done,
    numFailedTasks: 0,
    numKilledTasks: 0,
    numCompletedIndices: done,
    submissionTime: gmt(view.startedMs),
    firstTaskLaunchedTime: gmt(view.startedMs),
    ...(view.endedMs === undefined ? {} : { completionTime: gmt(view.endedMs) }),
    executorRunTime: whole(runTime),
    executorCpuTime: whole(runTime * cpuPerTask) * 1_000_000,
    jvmGcTime: whole(runTime * GC_SHARE),
    memoryBytesSpilled: whole(spilled),
    diskBytesSpilled: whole(spilled * ON_DISK),
    peakExecutionMemory: whole(taskPeakBytes(stage, 1) * (done + running)),
    inputBytes: share(stage.work.inputBytes),
    inputRecords: 0,
    outputBytes: 0,
    outputRecords: 0,
    shuffleReadBytes: share(stage.work.shuffleReadBytes),
    shuffleReadRecords: 0,
    shuffleWriteBytes: share(stage.work.shuffleWriteBytes),
    shuffleWriteRecords: 0,
  };
}

/** `taskSummary`: quantiles of the tasks that have ended; undefined where none has, which Spark answers with nothing. */
export function taskSummaryJson(view: StageView, quantiles: readonly number[]): object | undefined {
  const { stage, done, skewedDone, skewedMs } = view;
  if (done === 0) return undefined;
  // As Spark picks them: the value at ⌊q × n⌋ of the sorted ones.
  const at = (ordinary: number, skewed: number): number[] =>
    quantiles.map((q) => (Math.min(done - 1, Math.floor(q * done)) < done - skewedDone ? ordinary : skewed));
  const times = timesOf(stage);
  const perTask = (bytes: number | undefined): number[] =>
    at((bytes ?? 0) / allWeight(stage), ((bytes ?? 0) / allWeight(stage)) * times);
  return {
    quantiles,
    executorRunTime: at(stage.taskMs, skewedMs),
    jvmGcTime: at(stage.taskMs * GC_SHARE, skewedMs * GC_SHARE),
    peakExecutionMemory: at(taskPeakBytes(stage, 1), taskPeakBytes(stage, times)),
    memoryBytesSpilled: at(spilledBytes(stage, 1), spilledBytes(stage, times)),
    diskBytesSpilled: at(spilledBytes(stage, 1) * ON_DISK, spilledBytes(stage, times) * ON_DISK),
    inputMetrics: { bytesRead: perTask(stage.work.inputBytes), recordsRead: at(0, 0) },
    shuffleReadMetrics: { readBytes: perTask(stage.work.shuffleReadBytes), readRecords: at(0, 0) },
  };
}

/** `taskList`: tasks in the order in which they began. Spark's own tasks have more fields. */
export function taskListJson(view: StageView, list: Parameters<typeof tasksFrom>[1]): object[] {
  return tasksFrom(view, list).map(({ index, startedMs, runsMs, isRunning }) => ({
    taskId: index,
    index,
    attempt: 0,
    launchTime: gmt(startedMs),
    duration: whole(runsMs),
    status: isRunning ? 'RUNNING' : 'SUCCESS',
    ...(isRunning ? {} : { taskMetrics: { executorRunTime: whole(runsMs) } }),
  }));
}

/** A stage's tasks as a multiple of one that is not skewed, and those of them that have ended. */
const allWeight = (stage: StageRun): number =>
  stage.tasks + Math.min(stage.work.skew?.tasks ?? 0, stage.tasks) * (timesOf(stage) - 1);
const doneWeight = ({ stage, done, skewedDone }: StageView): number => done + skewedDone * (timesOf(stage) - 1);

const runTimeMs = ({ stage, done, skewedDone, skewedMs }: StageView): number =>
  (done - skewedDone) * stage.taskMs + skewedDone * skewedMs;

const timesOf = ({ work }: StageRun): number => work.skew?.times ?? 1;

/** Execution memory that a task takes: what it holds, up to its share. */
const taskPeakBytes = ({ memory }: StageRun, times: number): number =>
  memory === undefined ? 0 : Math.min(memory.neededBytes * times, memory.shareBytes);

const spilledBytes = ({ memory }: StageRun, times: number): number =>
  memory === undefined ? 0 : Math.max(0, memory.neededBytes * times - memory.shareBytes);
