import { type Marker, markerTag } from '../steps';

/** The step whose application is wanted; times in epoch ms by EMR's clock. */
export interface StepWindow {
  readonly startedAtMs: number;
  /** undefined while it runs. */
  readonly endedAtMs?: number;
  /** What a resubmission carries. */
  readonly marker?: Marker;
  /** Whether any other step ran at any time in its window: then a start in the window tells nothing. */
  readonly othersRan: boolean;
}

/** How long a step has run, or ran. A restart runs again what began with the step, not with its application. */
export function elapsedMs(
  { startedAtMs, endedAtMs }: Pick<StepWindow, 'startedAtMs' | 'endedAtMs'>,
  nowMs: number,
): number {
  return Math.max(0, (endedAtMs ?? nowMs) - startedAtMs);
}

/** When a step ran; undefined: it has not begun, or runs on. Epoch ms. */
interface RanWhen {
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
}

/** Whether any of the other steps ran at any time in a step's window: then a start in it tells nothing. */
export function ranBeside(step: RanWhen, others: readonly RanWhen[]): boolean {
  const { startedAtMs = Number.POSITIVE_INFINITY, endedAtMs = Number.POSITIVE_INFINITY } = step;
  return others.some(
    (other) =>
      other.startedAtMs !== undefined &&
      other.startedAtMs < endedAtMs &&
      (other.endedAtMs ?? Number.POSITIVE_INFINITY) > startedAtMs,
  );
}

export interface ListedApplication {
  readonly id: string;
  readonly startedAtMs: number;
  /** undefined while it runs. */
  readonly endedAtMs?: number;
  /** YARN tags in lower case; undefined where the list does not show them. */
  readonly tags?: readonly string[];
}

export type Found<T> = { readonly value: T } | { readonly reason: string };

/** Clocks of EMR and of the nodes differ; one machine's two readings lie within this. */
const CLOCK_MARGIN_MS = 60_000;

const OWN_TAG = /^emr-autotune-[a-z0-9-]+-\d+$/;

/**
 * The application that a step runs: the one with our tag, else the only Spark application that started in its window, where no other step ran then.
 *
 * @param applications all Spark applications of the cluster
 */
export function findStepApplication<T extends ListedApplication>(
  applications: readonly T[],
  step: StepWindow,
): Found<T> {
  const { marker } = step;
  if (marker !== undefined && applications.some(({ tags }) => tags !== undefined)) {
    const tagged = applications.filter(({ tags = [] }) => tags.includes(markerTag(marker).toLowerCase()));
    return only(tagged, (n) => `${n} applications carry the tag of the step, 1 was expected`);
  }
  if (step.othersRan) return { reason: 'other steps ran at the same time, and no tag tells their applications apart' };
  const started = applications.filter(
    (one) => isInWindow(one.startedAtMs, step) && !hasEndedBefore(one, step) && isOfStep(one.tags, marker),
  );
  return only(started, (n) => `${n} Spark applications started while the step ran, 1 was expected`);
}

/** Whether an application's tags leave open that it is this step's: another lineage's tag does not, nor a missing tag of its own. */
export function isOfStep(tags: readonly string[] | undefined, marker: Marker | undefined): boolean {
  if (tags === undefined) return true;
  return marker === undefined ? !tags.some((tag) => OWN_TAG.test(tag)) : tags.includes(markerTag(marker).toLowerCase());
}

function isInWindow(at: number, { startedAtMs, endedAtMs = Number.POSITIVE_INFINITY }: StepWindow): boolean {
  return at >= startedAtMs - CLOCK_MARGIN_MS && at <= endedAtMs + CLOCK_MARGIN_MS;
}

/** What had ended when the step began is the step's before it, however shortly before it started. */
function hasEndedBefore({ endedAtMs = Number.POSITIVE_INFINITY }: ListedApplication, step: StepWindow): boolean {
  return endedAtMs < step.startedAtMs;
}

function only<T>(found: readonly T[], reason: (count: number) => string): Found<T> {
  const [one] = found;
  return one !== undefined && found.length === 1 ? { value: one } : { reason: reason(found.length) };
}
