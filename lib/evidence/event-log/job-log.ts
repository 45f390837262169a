import { unknownFigures } from '../job-evidence';
import { type SettingsRead, settingsInForce } from '../spark-rest/environment';
import { type Read, readForm } from '../spark-rest/form';
import type { JobEvidence, JobTimes, SparkApplication } from '../types';
import { applicationNames } from './application-names';
import { BusyClock } from './busy-clock';
import { ExecutorTally } from './executor-tally';
import { FailureTally } from './failure-tally';
import { type Fields, fieldsAt, isFields, listAt, numberAt, textAt } from './fields';
import { JobTally } from './job-tally';
import type { EventKind } from './kinds';
import { memoryPeaks } from './memory-peaks';
import { figuresOfOldLog } from './old-log';
import { ResourceProfiles } from './resource-profiles';
import { StageTally } from './stage-tally';
import { type TaskEnd, toTaskEnd } from './task-end';
import { type TaskStart, toTaskStart } from './task-start';
import { isOfStream, servesUsers, waitFor } from './waits';

const DRIVER = 'driver';

/** What the events of an application's log add up to: figures of each executor and of each attempt of a stage, however many tasks there are. */
export class JobLog {
  private readonly busy = new BusyClock();
  private readonly executors = new Map<string, ExecutorTally>();
  private readonly stages = new Map<string, StageTally>();
  private readonly jobs = new Map<number, JobTally>();
  private readonly running = new Set<JobTally>();
  private readonly profiles = new ResourceProfiles();
  private readonly failures = new FailureTally();
  private readonly hosts = new Set<string>();
  applicationName = '';
  private started: SparkApplication | undefined;
  private sparkVersion: string | undefined;
  private endedAtMs: number | undefined;
  private properties: Fields = {};
  private isServing = false;
  private isStreaming = false;
  private firstTaskAtMs: number | undefined;
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
    if (task.outcome !== 'resubmitted') this.busy.end(task.finishedAtMs);
    this.failures.add(task);
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
    if (this.started === undefined)
      return {
        reason:
          'it does not have the start of an application; of a rolling log give the directory, which has all of its parts',
      };
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
      ...this.failures.toEvidence(),
      times: this.times(),
    };
    const unknown = [...figuresOfOldLog(this.sparkVersion), ...unknownFigures(evidence, unreadable)];
    return { value: { ...evidence, unknown } };
  }

  private executorEvidence({ settings }: SettingsRead): JobEvidence['executors'] {
    const defaultCpus = Math.max(1, Number(settings['spark.task.cpus'] ?? 1));
    const tallies = [...this.executors]
      .filter(([id]) => this.ranInDriver || id !== DRIVER)
      .map(([, executor]) => executor);
    return tallies.map((executor) => executor.toEvidence(this.profiles, defaultCpus));
  }

  private times(): JobTimes {
    const untilMs = this.endedAtMs ?? this.busy.newestMs;
    return {
      untilMs,
      firstTaskAtMs: this.firstTaskAtMs,
      withoutTasksMs: this.busy.withoutTasksMs(untilMs),
      failedTaskMs: this.failures.failedTaskMs,
      killedTaskMs: this.failures.killedTaskMs,
      hosts: this.hosts.size,
      isLocal: this.ranInDriver,
      waitsFor: waitFor(this.isServing, this.isStreaming),
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
      this.isServing = servesUsers(this.properties, fieldsAt(event, 'System Properties'));
    },
    ResourceProfileAdded: (event) => this.profiles.add(event),
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
      this.isStreaming ||= isOfStream(fieldsAt(event, 'Properties'));
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
