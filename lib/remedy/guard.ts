import { ranBeside } from '../evidence';
import { findConfPair, type Guard, markerTag } from '../steps';
import type { Observation, StepFacts } from './observation';
import type { Lineage } from './row';

type EarlierStep = Guard['earlier'][number];

/** The steps of a lineage, and what was known of the root step's application before it was cancelled. */
interface Earlier extends Pick<Lineage, 'root' | 'deployMode' | 'attempt' | 'submissions'> {
  readonly applicationId: string | undefined;
}

/**
 * The guard of a lineage's next submission: it has to find the application of every earlier step.
 *
 * Undefined where one of them cannot be seen.
 */
export function guardFor(lineage: Earlier, { root, scan }: Pick<Observation, 'root' | 'scan'>): Guard | undefined {
  if (root === undefined || scan === undefined) return undefined;
  const { steps } = scan.value;
  const first = earlierStep(root.value, steps, root.at, { applicationId: lineage.applicationId });
  // In client mode the code may give its application other tags than the arguments do.
  const isNeeded = lineage.deployMode === 'cluster' || !first.ranAlone;
  const tag = isNeeded ? ownTag(root.value, steps) : undefined;
  const later = lineage.submissions.map(({ n, stepId }) => {
    const step = steps.find(({ id }) => id === stepId);
    return step && earlierStep(step, steps, scan.at, { tag: markerTag({ root: lineage.root, n }) });
  });
  if (!later.every((one) => one !== undefined)) return undefined;
  return {
    root: lineage.root,
    attempt: lineage.attempt,
    deployMode: lineage.deployMode,
    earlier: [{ ...first, ...(tag === undefined ? {} : { tag }) }, ...later],
  };
}

/** Whether a guard can tell which application is the step's, whatever the step's log holds. */
export const isIdentified = ({ tag, applicationId, ranAlone }: EarlierStep): boolean =>
  ranAlone || tag !== undefined || applicationId !== undefined;

/** @param at when it was seen; one that runs has started its application before, epoch ms */
function earlierStep(
  step: StepFacts,
  steps: readonly StepFacts[],
  at: number,
  known: Pick<EarlierStep, 'tag' | 'applicationId'>,
): EarlierStep {
  const startedFromMs = step.startedAt ?? step.createdAt;
  const startedToMs = Math.max(startedFromMs, step.endedAt ?? at);
  const others = besides(step, steps).map(({ startedAt, endedAt }) => ({ startedAtMs: startedAt, endedAtMs: endedAt }));
  const ranAlone = !ranBeside({ startedAtMs: startedFromMs, endedAtMs: startedToMs }, others);
  return { stepId: step.id, ...known, startedFromMs, startedToMs, ranAlone };
}

const besides = (step: StepFacts, steps: readonly StepFacts[]): StepFacts[] => steps.filter(({ id }) => id !== step.id);

/** What a tag may consist of, so that it can be passed on as a word among others; those that start so are this product's. */
const PLAIN = /^(?!emr-autotune-)[a-z0-9][a-z0-9._-]*$/;

/** A YARN tag that the step gives its application and no other step of the list gives to its own. */
function ownTag(step: StepFacts, steps: readonly StepFacts[]): string | undefined {
  const others = new Set(besides(step, steps).flatMap(tagsIn));
  return tagsIn(step).find((tag) => PLAIN.test(tag) && !others.has(tag));
}

/** The tags that a step's own arguments give; those of spark-defaults tell no application from another. YARN keeps them in lower case. */
function tagsIn({ form }: StepFacts): string[] {
  if (form.kind !== 'spark-submit') return [];
  const given = form.submit.options.map(findConfPair).findLast((pair) => pair?.key === 'spark.yarn.tags');
  return (given?.value ?? '').split(',').map((tag) => tag.trim().toLowerCase());
}
