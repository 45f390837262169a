import type { Marker } from '../steps';
import { hasLostEvents } from './lost-events';
import { settingsInForce } from './spark-rest/environment';
import { executors } from './spark-rest/executors';
import { type Read, readForm } from './spark-rest/form';
import { jobs } from './spark-rest/jobs';
import { stages } from './spark-rest/stages';
import { failedTasks, medianRunTimeAtLeast, newestLaunch, taskSummary } from './spark-rest/tasks';
import { isOfStep } from './step-application';
import type { EvidenceSource, FailureKind, JobEvidence, SparkApplication, StageEvidence, UnknownFigure } from './types';

/** What Spark's REST API answered about one application, as JSON that nobody has looked at; undefined where nothing was answered. */
export interface SparkDocuments {
  readonly environment: unknown;
  /** `/allexecutors`. */
  readonly executors: unknown;
  readonly stages: unknown;
  readonly jobs?: unknown;
}

export interface EvidenceOrigin {
  readonly source: EvidenceSource;
  /** Epoch ms. */
  readonly readAtMs: number;
  readonly application: SparkApplication;
  /** What the application's tags must show. */
  readonly marker?: Marker;
}

/** The evidence without figures of tasks, or the reason for there being none. */
export function toJobEvidence(documents: SparkDocuments, origin: EvidenceOrigin): Read<JobEvidence> {
  const environment = readForm(settingsInForce, documents.environment, 'environment');
  const run = readForm(executors, documents.executors, 'executors');
  const attempts = readForm(stages, documents.stages, 'stages');
  for (const part of [environment, run, attempts]) if ('reason' in part) return part;
  if ('reason' in environment || 'reason' in run || 'reason' in attempts) return { reason: 'no documents' };
  const { application, marker } = origin;
  if (environment.value.applicationId !== application.id || !isOfStep(environment.value.tags, marker)) {
    return { reason: 'another application answered' };
  }
  const actions = documents.jobs === undefined ? undefined : readForm(jobs, documents.jobs, 'jobs');
  const evidence = {
    source: origin.source,
    readAtMs: origin.readAtMs,
    application,
    settings: environment.value.settings,
    ...(environment.value.uncounted.length === 0 ? {} : { uncounted: environment.value.uncounted }),
    executors: run.value,
    stages: attempts.value,
    jobs: actions !== undefined && 'value' in actions ? actions.value : undefined,
    failures: {},
  };
  return { value: { ...evidence, unknown: unknownFigures(evidence, environment.value.unreadable) } };
}

/** @param unreadable keys of settings whose value has another form */
export function unknownFigures(
  { executors, stages, settings, jobs, source }: Omit<JobEvidence, 'unknown'>,
  unreadable: readonly string[],
): UnknownFigure[] {
  const hasPeaks = executors.some(({ peaks }) => peaks !== undefined);
  const hasProcessTree = executors.some(({ peaks }) => peaks?.processTree !== undefined);
  const isPython = settings['spark.yarn.isPython'] === 'true';
  return [
    ...(hasPeaks
      ? []
      : [
          source === 'event-log'
            ? {
                what: 'peaks of memory',
                reason: 'Spark 3.0 and later write them to the event log only where told to',
                setting: 'spark.eventLog.logStageExecutorMetrics=true',
              }
            : {
                what: 'peaks of memory',
                reason: 'Spark 3.0 and later sample them, once an executor has sent a heartbeat',
              },
        ]),
    ...(hasProcessTree
      ? []
      : [
          {
            what: isPython ? 'memory of Python workers' : 'resident memory of the executors',
            reason: 'Spark does not look at the processes unless told to',
            setting: 'spark.executor.processTreeMetrics.enabled=true',
          },
        ]),
    ...(hasLostEvents({ executors, stages })
      ? [
          {
            what: 'what is done and what runs',
            reason: "Spark's own figures disagree: its driver has dropped events",
            setting: 'spark.scheduler.listenerbus.eventqueue.capacity=100000',
          },
        ]
      : []),
    ...(jobs === undefined ? [{ what: 'jobs of the application', reason: 'Spark did not answer' }] : []),
    {
      what: 'SQL settings of a session',
      reason: 'what the code sets after the start (spark.conf.set, SET) is not in the environment',
    },
    ...unreadable.map((key) => ({ what: key, reason: 'its value does not have the form of one' })),
  ];
}

/** Answers about the tasks of one attempt of a stage; several of them may be about the same attempt. */
export interface TaskDocuments {
  readonly stageId: number;
  readonly attemptId: number;
  readonly summary?: unknown;
  readonly newer?: unknown;
  readonly failed?: unknown;
  readonly running?: unknown;
}

/** The evidence with what its tasks tell. A document without the expected form leaves its figures unknown. */
export function withTasks(evidence: JobEvidence, documents: readonly TaskDocuments[]): JobEvidence {
  const problems: UnknownFigure[] = [];
  const failures: Partial<Record<FailureKind, number>> = { ...evidence.failures };
  const use = <T>(read: Read<T> | undefined): T | undefined => {
    if (read === undefined) return undefined;
    if ('value' in read) return read.value;
    problems.push({ what: 'figures of tasks', reason: read.reason });
    return undefined;
  };
  const stages = evidence.stages.map((stage): StageEvidence => {
    const answered = documents.filter((one) => one.stageId === stage.stageId && one.attemptId === stage.attemptId);
    if (answered.length === 0) return stage;
    const { summary, newer, failed, running }: Partial<TaskDocuments> = Object.assign({}, ...answered);
    for (const kind of use(failed === undefined ? undefined : readForm(failedTasks, failed, 'taskList')) ?? []) {
      failures[kind] = (failures[kind] ?? 0) + 1;
    }
    return {
      ...stage,
      tasks: use(summary === undefined ? undefined : readForm(taskSummary, summary, 'taskSummary')) ?? stage.tasks,
      newerRunTimeMs:
        use(newer === undefined ? undefined : readForm(medianRunTimeAtLeast, newer, 'taskList')) ??
        stage.newerRunTimeMs,
      newestLaunchAtMs:
        use(running === undefined ? undefined : readForm(newestLaunch, running, 'taskList')) ?? stage.newestLaunchAtMs,
    };
  });
  return { ...evidence, stages, failures, unknown: [...evidence.unknown, ...problems] };
}
