import type { MemoryNeed, RemainingWork } from '../evidence';
import { bytes, counted, grouped, percent } from '../numbers';
import { duration } from './duration';
import type { JobFigures, JobReport } from './job-report';
import { type TextStyle, tone, wrap } from './style';

const SOURCES: Readonly<Record<string, string>> = {
  driver: 'the running driver',
  'persistent-ui': "EMR's persistent history server",
  'given-url': 'the given address',
  'event-log': 'its event log',
};

/** What a job says about itself, for the person on call. */
export function jobBlocks({ figures, tried, askLater, stepId }: JobReport, style: TextStyle): string[][] {
  const section = (title: string, sentences: readonly string[]): string[] =>
    sentences.length === 0 ? [] : [tone(style, 'bold', title), ...sentences.flatMap((one) => wrap(style, one, '  '))];
  const sources = tried.map(({ source, reason }) => `${SOURCES[source] ?? source}: ${reason}`);
  if (figures === undefined) {
    const next = askLater ? 'ask again in 3 minutes' : 'how far the job is and what it needs is not known';
    return [section(`The job of step ${stepId} did not answer`, [...sources, next])];
  }
  const { findings, evidence } = figures;
  return [
    section(`The job of step ${stepId}`, jobLines(figures)),
    section('Wait or restart', restartLines(figures)),
    ...findings.map(({ summary, arithmetic, remedy }) => section(summary, [...arithmetic, remedy])),
    section('Measured', measuredLines(figures)),
    section('Not measured', [
      ...evidence.unknown.map(
        ({ what, reason, setting }) => `${what}: ${reason}${setting === undefined ? '' : `; ${setting} would tell`}`,
      ),
      ...sources,
    ]),
  ];
}

function jobLines({ evidence, elapsedMs, cores, progress, remaining, settings }: JobFigures): string[] {
  const { application, source } = evidence;
  const version = application.sparkVersion === undefined ? '' : `, Spark ${application.sparkVersion}`;
  const age = remaining.ageMs >= 60_000 ? `, figures ${duration(remaining.ageMs)} old` : '';
  return [
    `${application.id}${version}, for ${duration(elapsedMs)}; read from ${SOURCES[source]}${age}`,
    `${counted(cores.executors, 'executor')} with ${counted(cores.cores, 'core')}, ${counted(cores.taskSlots, 'task slot')}, ${counted(cores.activeTasks, 'task')} running`,
    `${grouped(progress.tasksDone)} of ${grouped(progress.tasksKnown)} tasks done in the stages seen so far; at most ${percent(progress.shareAtMost)} of the work`,
    ...(settings.setInCode.length === 0
      ? []
      : [
          `set in the application's code, so that a step's arguments do not change it: ${settings.setInCode.join(', ')}`,
        ]),
  ];
}

function restartLines({ remaining, restart, nowMs }: JobFigures): string[] {
  const bound = [
    `at least ${duration(remaining.atLeastMs)} more as it is, not done before ${clock(nowMs + remaining.atLeastMs)}`,
    ...boundLines(remaining),
  ];
  if (restart === undefined) return [...bound, 'no cure is known, so that a restart gains nothing'];
  const { speedUp, pays, paysAboveMs, restartMs } = restart;
  const speed = `restarted at ${speedUp.toFixed(2)} × the speed: ${duration(restartMs)}, done at ${clock(nowMs + restartMs)} if no more than that remains`;
  const rule = Number.isFinite(paysAboveMs)
    ? `a restart pays where more than ${duration(paysAboveMs)} remain: ${pays ? 'it pays' : 'not by what is certain'}`
    : 'it would not be faster: it does not pay';
  return [...bound, speed, rule];
}

function boundLines({ stages, taskSlots, assumes }: RemainingWork): string[] {
  return [
    ...stages.map(({ stageId, waitingTasks, runTimeMs }) =>
      runTimeMs === undefined
        ? `stage ${stageId}: ${counted(waitingTasks, 'task has', 'tasks have')} not begun; too few have ended to say how long they take`
        : `stage ${stageId}: ${counted(waitingTasks, 'task')} not begun × ${(runTimeMs / 1000).toFixed(1)} s ÷ ${Number.isFinite(taskSlots) ? `${grouped(taskSlots)} slots` : 'slots that may become any number'}`,
    ),
    `this bound assumes that ${assumes}`,
  ];
}

const measuredLines = (figures: JobFigures): string[] => [
  ...memoryLines(figures),
  `largest shuffle ${bytes(figures.data.largestShuffleBytes)}, input ${bytes(figures.data.inputBytes)}${figures.data.mayGrow ? ' so far' : ''}`,
];

/** What the tasks of a job need of an executor's memory. */
export function memoryLines({ memory }: { readonly memory: MemoryNeed }): string[] {
  const mib = (value: number | undefined): string => (value === undefined ? 'not known' : `${grouped(value)} MiB`);
  return [
    memory.executionPeakMiB === undefined
      ? 'execution memory of a task: not known, as no task succeeded'
      : `execution memory of a task: ${mib(memory.executionP95MiB)} for 95 %, ${mib(memory.executionPeakMiB)} for the largest`,
    memory.heapPeakMiB === undefined
      ? `heap and memory beside it: not known; ${memory.reason}`
      : `for each task slot at most ${mib(memory.heapPeakMiB)} of heap and ${mib(memory.besideHeapPeakMiB)} beside it; ${memory.reason}`,
  ];
}

/** `2026-11-28 14:05 UTC`. */
const clock = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
