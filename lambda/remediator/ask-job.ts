import { ranBeside, type StepWindow } from '../../lib/evidence';
import type { AskedJob, Observation, Reading, Row, StepFacts, StepScan } from '../../lib/remedy';
import type { JobReader } from './adapters/job';

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
  const { marker, endedAt: endedAtMs } = attempt.value;
  const value = await within(deadline - at, () =>
    job({
      clusterId,
      step: { startedAtMs, endedAtMs, marker, othersRan: othersRan(attempt.value, scan?.value) },
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

/** Whether another step ran at any time while this one did; without a list of steps nobody knows. */
function othersRan(step: StepFacts, scan: StepScan | undefined): boolean {
  if (scan === undefined) return true;
  const span = ({ startedAt: startedAtMs, endedAt: endedAtMs }: StepFacts) => ({ startedAtMs, endedAtMs });
  const others = scan.steps.filter(({ id }) => id !== step.id).map(span);
  return ranBeside(span(step), others);
}
