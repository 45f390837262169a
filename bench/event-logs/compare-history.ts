import type { JobEvidence, StageEvidence } from '../../lib/evidence';

/** Figures of a log that were held to the history server. */
interface Compared {
  readonly compared: number;
  /** Each with both values. */
  readonly differing: readonly string[];
}

type Figure = readonly [name: string, ours: number | undefined, theirs: number | undefined];

/** What Spark's REST API has of an attempt of a stage. */
type StageDocument = Readonly<Record<string, number>> & { readonly status: string };
type ExecutorDocument = Readonly<Record<string, number>> & { readonly id: string };

const NS_PER_MS = 1e6;
const RAN = new Set(['ACTIVE', 'COMPLETE', 'FAILED']);

/** @param address of an attempt of the application in Spark's REST API */
export async function compareWithHistory(evidence: JobEvidence, address: string): Promise<Compared> {
  const [jobs, stages, executors] = await Promise.all([
    documents<object>(`${address}/jobs`),
    documents<StageDocument>(`${address}/stages`),
    documents<ExecutorDocument>(`${address}/allexecutors`),
  ]);
  const figures = [
    ['jobs', evidence.jobs?.length, jobs.length] as const,
    ...executorFigures(evidence, executors),
    ...stageFigures(evidence, stages),
  ];
  return {
    compared: figures.length,
    differing: figures
      .filter(([, ours, theirs]) => ours !== theirs)
      .map(([name, ours, theirs]) => `${name} is ${ours}, by the history server ${theirs}`),
  };
}

async function documents<T>(address: string): Promise<readonly T[]> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return (await answer.json()) as readonly T[];
}

/** None in local mode, where Spark's own figures of the one executor are those of the driver. */
function executorFigures({ executors, times }: JobEvidence, all: readonly ExecutorDocument[]): Figure[] {
  if (times?.isLocal) return [];
  const shown = all.filter(({ id }) => id !== 'driver');
  const theirs = (name: string): number => shown.reduce((sum, one) => sum + (one[name] ?? 0), 0);
  const ours = (of: (one: JobEvidence['executors'][number]) => number): number =>
    executors.reduce((sum, one) => sum + of(one), 0);
  const figures: Figure[] = [
    ['executors', executors.length, shown.length],
    ['cores of executors', ours(({ cores }) => cores), theirs('totalCores')],
    ['completed tasks of executors', ours(({ completedTasks }) => completedTasks), theirs('completedTasks')],
    ['GC time of executors', ours(({ gcTimeMs }) => gcTimeMs), theirs('totalGCTime')],
  ];
  // What a lost executor had done and others do again Spark counts as its failures, and their time twice.
  if (executors.some(({ lost }) => lost !== undefined)) return figures;
  return [
    ...figures,
    ['failed tasks of executors', ours(({ failedTasks }) => failedTasks), theirs('failedTasks')],
    ['task time of executors', ours(({ taskTimeMs }) => taskTimeMs), theirs('totalDuration')],
  ];
}

function stageFigures({ stages }: JobEvidence, all: readonly StageDocument[]): Figure[] {
  const ran = stages.filter(({ status }) => RAN.has(status));
  return [
    ['attempts of stages', ran.length, all.filter(({ status }) => RAN.has(status)).length],
    ...ran.flatMap((stage) => {
      const theirs = all.find((one) => one.stageId === stage.stageId && one.attemptId === stage.attemptId);
      return figuresOf(stage, theirs).map(
        ([name, one, two]): Figure => [`stage ${stage.stageId}.${stage.attemptId}: ${name}`, one, two],
      );
    }),
  ];
}

const figuresOf = (stage: StageEvidence, theirs: StageDocument | undefined): Figure[] => [
  ['tasks', stage.numTasks, theirs?.numTasks],
  ['completed tasks', stage.completeTasks, theirs?.numCompleteTasks],
  ['failed tasks', stage.failedTasks, theirs?.numFailedTasks],
  ['run time', stage.runTimeMs, theirs?.executorRunTime],
  ['CPU time in ns', Math.round(stage.cpuTimeMs * NS_PER_MS), theirs?.executorCpuTime],
  ['GC time', stage.gcTimeMs, theirs?.jvmGcTime],
  ['memory spilled', stage.memorySpilledBytes, theirs?.memoryBytesSpilled],
  ['disk spilled', stage.diskSpilledBytes, theirs?.diskBytesSpilled],
  ['input', stage.inputBytes, theirs?.inputBytes],
  ['shuffle read', stage.shuffleReadBytes, theirs?.shuffleReadBytes],
  ['shuffle written', stage.shuffleWriteBytes, theirs?.shuffleWriteBytes],
  ['result size', stage.resultBytes, theirs?.resultSize],
];
