import { ranBeside, type StepWindow } from '../../lib/evidence';
import type { AskedJob, Observation, Reading, Row, StepFacts, StepScan } from '../../lib/remedy';
import { settingsInForce } from '../../lib/steps';
import type { JobReader } from './adapters/job';
import { jobKeyFor, withoutRun } from './fingerprint';

/** A verdict takes at most 30 s; what is left has to be enough for the other readings and for a call. */
const MIN_LEFT_MS = 80_000;

interface Asking {
  readonly job: JobReader | undefined;
  readonly now: () => number;
}

/** Asks the running step's application about itself; undefined where that is switched off. */
export async function askRunning(
  { job, now }: Asking,
  { clusterId, cluster, root, scan, job: history, deadline }: Observation,
): Promise<Reading<AskedJob> | undefined> {
  const startedAtMs = root?.value.startedAt;
  if (job === undefined || root === undefined || startedAtMs === undefined) return undefined;
  const at = now();
  const known = history?.value.persistentUi;
  const value = await within(deadline - at, () =>
    job({
      clusterId,
      clusterArn: cluster?.value.arn,
      step: { startedAtMs, marker: root.value.marker, othersRan: othersRan(root.value, scan?.value) },
      persistentUiId: known?.clusterId === clusterId ? known.id : undefined,
      // Where the ledger does not say whether one was made, no further one is.
      mayCreatePersistentUi: history !== undefined,
    }),
  );
  return { at, value };
}

/** Asks again, where a lineage was opened on what the job said; before the other readings, which must not grow old meanwhile. */
export async function askAgain(
  { job, now }: Asking,
  { clusterId, lineage }: Row,
  deadline: number,
): Promise<Reading<AskedJob> | undefined> {
  const before = lineage?.payload.asked;
  if (job === undefined || before === undefined) return undefined;
  const at = now();
  const step: StepWindow = { startedAtMs: before.startedAtMs, othersRan: true };
  const value = await within(deadline - at, () =>
    job({
      clusterId,
      step,
      applicationId: before.applicationId,
      persistentUiId: before.persistentUiId,
      mayCreatePersistentUi: false,
    }),
  );
  return { at, value };
}

/** Asks the attempt's application for what shows whether the cure works; nothing is made for that. */
export async function askAttempt(
  { job, now }: Asking,
  { clusterId, attempt, scan, deadline }: Observation,
  { lineage }: Row,
): Promise<Reading<AskedJob> | undefined> {
  const startedAtMs = attempt?.value.startedAt;
  if (job === undefined || attempt === undefined || startedAtMs === undefined) return undefined;
  const at = now();
  const { marker } = attempt.value;
  const value = await within(deadline - at, () =>
    job({
      clusterId,
      step: { startedAtMs, marker, othersRan: othersRan(attempt.value, scan?.value) },
      persistentUiId: lineage?.payload.asked?.persistentUiId,
      mayCreatePersistentUi: false,
      isBrief: true,
    }),
  );
  return { at, value };
}

async function within(leftMs: number, ask: () => Promise<AskedJob>): Promise<AskedJob> {
  return leftMs >= MIN_LEFT_MS
    ? ask()
    : { kind: 'none', reason: 'too little time is left to ask the job', isApplicationUnknown: false };
}

/** Whether another step ran at any time while this one, which still runs, did; without a list of steps nobody knows. */
function othersRan(step: StepFacts, scan: StepScan | undefined): boolean {
  if (scan === undefined) return true;
  const span = ({ startedAt: startedAtMs, endedAt: endedAtMs }: StepFacts) => ({ startedAtMs, endedAtMs });
  const others = scan.steps.filter(({ id }) => id !== step.id).map(span);
  return ranBeside({ startedAtMs: step.startedAt }, others);
}

/** How much of a job's past counts. */
const KEPT_RUNS = 20;
const KEPT_MS = 90 * 24 * 3_600_000;

/** How long earlier runs of the root step's job took on this cluster that completed with the same executors and arguments, newest first, ms. */
export function finishedRunsMs(root: StepFacts, { steps }: StepScan, now: number): number[] {
  const key = jobKeyFor(root);
  if (key === undefined) return [];
  const size = sizeIn(root);
  const args = ownArguments(root);
  return steps
    .filter((step) => step.state === 'COMPLETED' && step.marker === undefined && jobKeyFor(step) === key)
    .filter((step) => sizeIn(step) === size && ownArguments(step) === args)
    .flatMap(({ startedAt, endedAt }) =>
      startedAt === undefined || endedAt === undefined || now - endedAt > KEPT_MS ? [] : [endedAt - startedAt],
    )
    .slice(0, KEPT_RUNS);
}

/** What the application is told beside the date and the number of the run: a full load says nothing of how long an incremental one takes. */
function ownArguments({ form }: StepFacts): string | undefined {
  return form.kind === 'spark-submit' ? JSON.stringify(form.submit.applicationArguments.map(withoutRun)) : undefined;
}

/** The arguments that say how large executors are and how many there may be, to compare two runs by. */
function sizeIn({ form }: StepFacts): string | undefined {
  if (form.kind !== 'spark-submit') return undefined;
  const settings = [...settingsInForce(form.submit, {})]
    .filter(([key]) => /^spark\.(executor|dynamicAllocation|memory\.offHeap)\./.test(key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(settings);
}
