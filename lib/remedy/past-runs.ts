import type { JobHistory, Observation, StepDetail } from './observation';
import { KEPT_MS, type ListedRun, type PastRun } from './row';

const KEPT_RUNS = 20;
/** Runs that have not ended, or will never be seen to. */
const KEPT_OPEN_RUNS = 5;

/** The job with what was seen of a run, kept once for each step: its end once it is known, and the most task slots. */
export function withRun(job: JobHistory, run: PastRun, now: number): JobHistory {
  const known = runsIn(job);
  const before = known.find((one) => isSame(one, run));
  const merged: PastRun = {
    ...run,
    endedAt: run.endedAt ?? before?.endedAt,
    taskSlots: Math.max(run.taskSlots, before?.taskSlots ?? 0),
  };
  const all = [...known.filter((one) => !isSame(one, run)), merged]
    .filter(({ startedAt, endedAt = startedAt }) => now - endedAt <= KEPT_MS)
    .sort((a, b) => a.startedAt - b.startedAt);
  const ended = all.filter(({ endedAt }) => endedAt !== undefined).slice(-KEPT_RUNS);
  const open = all.filter(({ endedAt }) => endedAt === undefined).slice(-KEPT_OPEN_RUNS);
  return { ...job, runs: [...ended, ...open] };
}

/** What the ledger is to be told of the running root step; undefined where it knows, or cannot say what it knows. */
export function runToNote({ clusterId, root, job, history }: Observation, taskSlots: number): PastRun | undefined {
  const step = root?.value;
  if (job === undefined || history === undefined || !isRunning(step) || taskSlots === 0) return undefined;
  const run: PastRun = { clusterId, stepId: step.id, startedAt: step.startedAt, work: history.work, taskSlots };
  const known = runsIn(job.value).find((one) => isSame(one, run));
  return known !== undefined && known.taskSlots >= taskSlots ? undefined : run;
}

function isRunning(step: StepDetail | undefined): step is StepDetail & { readonly startedAt: number } {
  return step?.state === 'RUNNING' && step.startedAt !== undefined && step.marker === undefined;
}

/** How a run that the ledger has seen begin ended; undefined where it has not, or knows. */
export function endedRun(job: JobHistory, clusterId: string, ended: ListedRun): PastRun | undefined {
  const known = runsIn(job).find((one) => isSame(one, { clusterId, stepId: ended.stepId }));
  return known === undefined || known.endedAt !== undefined ? undefined : { ...known, ...ended };
}

/**
 * How long earlier runs of the root step's job took, newest first, ms: on this cluster and on others, with the same work.
 *
 * A run for which fewer task slots had room than now does not count: it may have taken longer for that alone.
 *
 * @param taskSlots of the root step's executors that the nodes have room for
 */
export function finishedRunsMs(
  { clusterId, job, history }: Pick<Observation, 'clusterId' | 'job' | 'history'>,
  taskSlots: number,
  now: number,
): number[] {
  if (history === undefined) return [];
  const kept = runsIn(job?.value);
  const listed = history.runs.map((run): Partial<PastRun> & ListedRun => {
    const known = kept.find((one) => isSame(one, { clusterId, stepId: run.stepId }));
    return { ...known, ...run };
  });
  const elsewhere = kept.filter((one) => !history.runs.some(({ stepId }) => isSame(one, { clusterId, stepId })));
  return [...listed, ...elsewhere]
    .filter(({ work = history.work }) => work === history.work)
    .filter((run) => (run.taskSlots ?? taskSlots) >= taskSlots)
    .flatMap(({ startedAt, endedAt }) =>
      endedAt === undefined || now - endedAt > KEPT_MS ? [] : [{ startedAt, endedAt }],
    )
    .sort((a, b) => b.endedAt - a.endedAt)
    .slice(0, KEPT_RUNS)
    .map(({ startedAt, endedAt }) => endedAt - startedAt);
}

const isSame = (one: Pick<PastRun, 'clusterId' | 'stepId'>, other: Pick<PastRun, 'clusterId' | 'stepId'>): boolean =>
  one.stepId === other.stepId && one.clusterId === other.clusterId;

/** The runs of a job that are known to have completed, newest first, whatever they had to do. */
export function finishedRuns(job: JobHistory | undefined): (PastRun & ListedRun)[] {
  return runsIn(job)
    .flatMap((run) => (run.endedAt === undefined ? [] : [{ ...run, endedAt: run.endedAt }]))
    .sort((a, b) => b.endedAt - a.endedAt);
}

/** Without what does not look like a run: a person may have edited the item. */
function runsIn(job: JobHistory | undefined): readonly PastRun[] {
  return [job?.runs].flat().filter(isRun);
}

function isRun(value: unknown): value is PastRun {
  const { clusterId, stepId, startedAt, endedAt, work, taskSlots } = (value ?? {}) as Record<keyof PastRun, unknown>;
  const texts = [clusterId, stepId, work].every((text) => typeof text === 'string');
  return texts && [startedAt, endedAt ?? 0, taskSlots].every(Number.isFinite);
}
