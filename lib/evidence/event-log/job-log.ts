import { unknownFigures } from '../job-evidence';
import { type SettingsRead, settingsInForce } from '../spark-rest/environment';
import { type Read, readForm } from '../spark-rest/form';
import type { FailureKind, JobEvidence, JobTimes, SparkApplication } from '../types';
import { applicationNames } from './application-names';
import { BusyClock } from './busy-clock';
import { ExecutorTally } from './executor-tally';
import { type Fields, fieldsAt, isFields, listAt, numberAt, textAt } from './fields';
import { JobTally } from './job-tally';
import type { EventKind } from './kinds';
import { memoryPeaks } from './memory-peaks';
import { StageTally } from './stage-tally';
import { type TaskEnd, toTaskEnd } from './task-end';
import { type TaskStart, toTaskStart } from './task-start';

const DRIVER = 'driver';

/** What the events of an application's log add up to: figures of each executor and of each attempt of a stage, however many tasks there are. */
export class JobLog {
  private readonly busy = new BusyClock();
  private readonly executors = new Map<string, ExecutorTally>();
  private readonly stages = new Map<string, StageTally>();
  private readonly jobs = new Map<number, JobTally>();
  private readonly running = new Set<JobTally>();
  private readonly taskCpus = new Map<number, number>();
  private readonly failures: Partial<Record<FailureKind, number>> = {};
  private readonly hosts = new Set<string>();
  applicationName = '';
  private started: SparkApplication | undefined;
  private sparkVersion: string | undefined;
  private endedAtMs: number | undefined;
  private properties: Fields = {};
  private firstTaskAtMs: number | undefined;
  private failedTaskMs = 0;
  private killedTaskMs = 0;
  private ranInDriver = false;

  accept(kind: EventKind, event: Fields): void {
    this.handlers[kind](event);
  }

  startTask({ stageId, stageAttemptId, launchedAtMs, executorId }: TaskStart): void {
    this.busy.launch(launchedAtMs);
    this.firstTaskAtMs ??= launchedAtMs;
    this.ranInDriver ||= executorId === DRIVER;
    this.executors.get(executorId)?.startTask();
    this.stages.get(key(stageId, stageAttemptId))?.startTask(launchedAtMs);
  }

  endTask(task: TaskEnd): void {
    this.busy.end(task.finishedAtMs);
    const timeMs = Math.max(0, task.finishedAtMs - task.launchedAtMs);
    if (task.outcome === 'failed') this.failedTaskMs += timeMs;
    if (task.outcome === 'killed') this.killedTaskMs += timeMs;
    if (task.failure !== undefined) this.failures[task.failure] = (this.failures[task.failure] ?? 0) + 1;
    this.executors.get(task.executorId)?.endTask(task);
    this.stages.get(key(task.stageId, task.stageAttemptId))?.endTask(task);
    if (task.outcome !== 'success') return;
    for (const job of this.running) if (job.stageIds.has(task.stageId)) job.completedTasks += 1;
  }

  /**
   * The evidence, or the reason for there being none.
   *
   * @param readAtMs epoch ms
   */
  toEvidence(readAtMs: number): Read<JobEvidence> {
    if (this.started === undefined) return { reason: 'the log does not have the start of an application' };
    const environment = readForm(settingsInForce, { sparkProperties: pairsOf(this.properties) }, 'environment');
    if ('reason' in environment) return environment;
    const { settings, uncounted, unreadable } = environment.value;
    const evidence = {
      source: 'event-log' as const,
      readAtMs,
      application: { ...this.started, sparkVersion: this.sparkVersion, endedAtMs: this.endedAtMs },
      settings,
      ...(uncounted.length === 0 ? {} : { uncounted }),
      executors: this.executorEvidence(environment.value),
      stages: [...this.stages.values()].map((stage) => stage.toEvidence()),
      jobs: [...this.jobs.values()].map((job) => job.toEvidence()),
      failures: this.failures,
      times: this.times(),
    };
    return { value: { ...evidence, unknown: unknownFigures(evidence, unreadable) } };
  }

  private executorEvidence({ settings }: SettingsRead): JobEvidence['executors'] {
    const everywhere = Math.max(1, Number(settings['spark.task.cpus'] ?? 1));
    const taskCpus = (profile: number): number => this.taskCpus.get(profile) ?? everywhere;
    const tallies = [...this.executors].filter(([id]) => id !== DRIVER).map(([, executor]) => executor);
    return tallies.map((executor) => executor.toEvidence(taskCpus));
  }

  private times(): JobTimes {
    const untilMs = this.endedAtMs ?? this.busy.newestMs;
    return {
      untilMs,
      firstTaskAtMs: this.firstTaskAtMs,
      withoutTasksMs: this.busy.withoutTasksMs(untilMs),
      failedTaskMs: this.failedTaskMs,
      killedTaskMs: this.killedTaskMs,
      hosts: this.hosts.size,
      isLocal: this.ranInDriver,
    };
  }

  private readonly handlers: Readonly<Record<EventKind, (event: Fields) => void>> = {
    LogStart: (event) => {
      this.sparkVersion = /^\d+\.\d+(\.\d+)?/.exec(textAt(event, 'Spark Version'))?.[0];
    },
    ApplicationStart: (event) => {
      const { applicationId, attemptId, name } = applicationNames(event);
      const startedAtMs = numberAt(event, 'Timestamp');
      this.applicationName = name;
      this.started = { id: applicationId, attemptId, startedAtMs, isLive: false };
      this.busy.begin(startedAtMs);
    },
    ApplicationEnd: (event) => {
      this.endedAtMs = numberAt(event, 'Timestamp');
      this.busy.see(this.endedAtMs);
    },
    EnvironmentUpdate: (event) => {
      this.properties = fieldsAt(event, 'Spark Properties');
    },
    ResourceProfileAdded: (event) => {
      const cpus = numberAt(fieldsAt(fieldsAt(event, 'Task Resource Requests'), 'cpus'), 'Amount');
      if (cpus > 0) this.taskCpus.set(numberAt(event, 'Resource Profile Id'), cpus);
    },
    ExecutorAdded: (event) => {
      const executor = new ExecutorTally(event);
      this.executors.set(textAt(event, 'Executor ID'), executor);
      this.busy.see(executor.addedAtMs);
      if (textAt(event, 'Executor ID') !== DRIVER) this.hosts.add(executor.host);
    },
    ExecutorRemoved: (event) => {
      this.executors.get(textAt(event, 'Executor ID'))?.remove(event);
      this.busy.see(numberAt(event, 'Timestamp'));
    },
    ExecutorMetricsUpdate: (event) => {
      const executor = this.executors.get(textAt(event, 'Executor ID'));
      for (const one of listAt(event, 'Executor Metrics Updated').filter(isFields)) {
        executor?.sample(memoryPeaks(fieldsAt(one, 'Executor Metrics')));
      }
    },
    StageExecutorMetrics: (event) => {
      this.executors.get(textAt(event, 'Executor ID'))?.sample(memoryPeaks(fieldsAt(event, 'Executor Metrics')));
    },
    JobStart: (event) => {
      const job = new JobTally(event);
      this.jobs.set(job.jobId, job);
      this.running.add(job);
      for (const info of listAt(event, 'Stage Infos').filter(isFields)) job.stages.push(this.stageOf(info));
      this.busy.see(numberAt(event, 'Submission Time'));
    },
    JobEnd: (event) => {
      const job = this.jobs.get(numberAt(event, 'Job ID'));
      if (job === undefined) return;
      job.finish(event);
      this.running.delete(job);
      this.busy.see(numberAt(event, 'Completion Time'));
      for (const stage of job.stages) {
        if (stage.status !== 'PENDING') continue;
        stage.status = 'SKIPPED';
        job.skippedTasks += stage.numTasks;
      }
    },
    StageSubmitted: (event) => {
      const info = fieldsAt(event, 'Stage Info');
      this.stageOf(info).submit(info);
    },
    StageCompleted: (event) => {
      const info = fieldsAt(event, 'Stage Info');
      this.stageOf(info).finish(info);
    },
    TaskStart: (event) => this.startTask(toTaskStart(event)),
    TaskEnd: (event) => this.endTask(toTaskEnd(event)),
  };

  private stageOf(info: Fields): StageTally {
    const name = key(numberAt(info, 'Stage ID'), numberAt(info, 'Stage Attempt ID'));
    const stage = this.stages.get(name) ?? new StageTally(info);
    this.stages.set(name, stage);
    return stage;
  }
}

const key = (stageId: number, attemptId: number): string => `${stageId}.${attemptId}`;

const pairsOf = (properties: Fields): [string, string][] =>
  Object.entries(properties).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
