import type { JobEvidence, StageEvidence } from '../../lib/evidence';
import type { EventLog, LoggedTask } from './event-log';

/** Figures of a finished job that were held to its event log. */
export interface Compared {
  readonly compared: number;
  /** Each with both values. */
  readonly differing: readonly string[];
  /** Sums of a lost executor that are less than the log's: what a driver learns of it within 100 ms of its last figures it never writes. */
  readonly behind: readonly string[];
}

type Figure = readonly [name: string, evidence: unknown, log: unknown];

/** Holds the evidence of a job whose work is done to its event log. */
export function compareWithLog(evidence: JobEvidence, log: EventLog): Compared {
  const figures = [
    ...settingFigures(evidence, log),
    ...executorFigures(evidence, log),
    ...stageFigures(evidence, log),
    ['jobs', evidence.jobs?.length, log.jobs.length] as const,
  ];
  const unequal = figures.filter(([, one, other]) => one !== other);
  const isBehind = ([name, one, other]: Figure): boolean =>
    evidence.application.isLive && /^lost executor/.test(name) && Number(one) < Number(other);
  const shown = ([name, one, other]: Figure): string => `${name}: ${one}, in the log ${other}`;
  return {
    compared: figures.length,
    differing: unequal.filter((figure) => !isBehind(figure)).map(shown),
    behind: unequal.filter(isBehind).map(shown),
  };
}

function settingFigures({ settings }: JobEvidence, log: EventLog): Figure[] {
  return Object.entries(settings).map(([key, value]) => [key, value, log.settings[key]]);
}

/** Both in the order of their start. */
function executorFigures(evidence: JobEvidence, log: EventLog): Figure[] {
  const shown = [...evidence.executors].sort((a, b) => a.addedAtMs - b.addedAtMs);
  const logged = [...log.executors].sort((a, b) => a.addedAtMs - b.addedAtMs);
  return [
    ['executors', shown.length, logged.length],
    ...shown.flatMap((one, i): Figure[] => {
      const other = logged[i];
      const tasks = log.tasks.filter(({ executorId }) => executorId === other?.id);
      const of = (outcome: LoggedTask['outcome']): number => tasks.filter((task) => task.outcome === outcome).length;
      const name = (figure: string): string =>
        `${other?.removedAtMs === undefined ? 'executor' : 'lost executor'} ${other?.id}: ${figure}`;
      return [
        [`executor ${other?.id}: cores`, one.cores, other?.cores],
        [`executor ${other?.id}: start`, one.addedAtMs, other?.addedAtMs],
        [`executor ${other?.id}: loss`, one.removedAtMs, other?.removedAtMs],
        [name('tasks completed'), one.completedTasks, of('success')],
        [name('tasks failed'), one.failedTasks, of('failed')],
        [name('task time'), one.taskTimeMs, total(tasks, (task) => task.endedAtMs - task.launchedAtMs)],
      ];
    }),
  ];
}

function stageFigures(evidence: JobEvidence, log: EventLog): Figure[] {
  const ran = evidence.stages.filter(({ status }) => status !== 'SKIPPED' && status !== 'PENDING');
  return [
    ['attempts of stages', ran.length, log.stages.length],
    ...ran.flatMap((stage) => {
      const other = log.stages.find(
        ({ stageId, attemptId }) => stageId === stage.stageId && attemptId === stage.attemptId,
      );
      const tasks = tasksOf(stage, log);
      return [
        ['tasks', stage.numTasks, other?.numTasks],
        ['submission', stage.submittedAtMs, other?.submittedAtMs],
        ['completion', stage.completedAtMs, other?.completedAtMs],
        ...taskFigures(stage, tasks),
      ].map(([name, one, two]): Figure => [`stage ${stage.stageId}.${stage.attemptId}: ${name}`, one, two]);
    }),
  ];
}

const tasksOf = (stage: StageEvidence, log: EventLog): LoggedTask[] =>
  log.tasks.filter(({ stageId, attemptId }) => stageId === stage.stageId && attemptId === stage.attemptId);

const NS_PER_MS = 1e6;

function taskFigures(stage: StageEvidence, tasks: readonly LoggedTask[]): Figure[] {
  const good = tasks.filter(({ outcome }) => outcome === 'success');
  const sum = (of: (metrics: NonNullable<LoggedTask['metrics']>) => number): number =>
    total(tasks, ({ metrics }) => (metrics === undefined ? 0 : of(metrics)));
  const runTimes = good.map(({ metrics }) => metrics?.['Executor Run Time'] ?? 0).sort((a, b) => a - b);
  return [
    ['running', stage.activeTasks, 0],
    ['completed', stage.completeTasks, good.length],
    ['failed', stage.failedTasks, tasks.filter(({ outcome }) => outcome === 'failed').length],
    ['done', stage.completedIndices, new Set(good.map(({ index }) => index)).size],
    ['first launch', stage.firstTaskAtMs, Math.min(...tasks.map(({ launchedAtMs }) => launchedAtMs))],
    ['run time', stage.runTimeMs, sum((m) => m['Executor Run Time'])],
    ['CPU time', Math.round(stage.cpuTimeMs * NS_PER_MS), sum((m) => m['Executor CPU Time'])],
    ['GC time', stage.gcTimeMs, sum((m) => m['JVM GC Time'])],
    ['spilled memory', stage.memorySpilledBytes, sum((m) => m['Memory Bytes Spilled'])],
    ['spilled to disk', stage.diskSpilledBytes, sum((m) => m['Disk Bytes Spilled'])],
    [
      'shuffle read',
      stage.shuffleReadBytes,
      sum(({ 'Shuffle Read Metrics': read }) => read['Remote Bytes Read'] + read['Local Bytes Read']),
    ],
    ['shuffle written', stage.shuffleWriteBytes, sum((m) => m['Shuffle Write Metrics']['Shuffle Bytes Written'])],
    ...(stage.tasks === undefined
      ? []
      : ([
          ['5 % quantile of run times', stage.tasks.runTimeMs.p05, quantile(runTimes, 0.05)],
          ['median of run times', stage.tasks.runTimeMs.p50, quantile(runTimes, 0.5)],
          ['longest run time', stage.tasks.runTimeMs.max, quantile(runTimes, 1)],
        ] as const)),
  ];
}

/** As `AppStatusStore.taskSummary` picks it. */
const quantile = (sorted: readonly number[], share: number): number | undefined =>
  sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)];

const total = (tasks: readonly LoggedTask[], of: (task: LoggedTask) => number): number =>
  tasks.reduce((sum, task) => sum + of(task), 0);
