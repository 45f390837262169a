import type { Action } from '../action';
import { isActive } from '../contract';
import type { StepFacts } from '../observation';
import type { Lineage } from '../row';
import { deadlinesWith, enter, hold, type Scene, withNews } from './moves';

/** A step that carries this lineage's marker. */
interface Marked {
  readonly n: number;
  readonly step: StepFacts;
}

/**
 * What the list of steps says of the submission that is due: held where it is ambiguous, adopted where it is found.
 *
 * Undefined where no step carries its marker, and none of the lineage's earlier submissions lives or has completed.
 */
export function submissionFound(scene: Scene): Action | undefined {
  const { lineage } = scene;
  const marked = markedSteps(scene);
  const doubt = ambiguity(marked, lineage);
  if (doubt !== undefined) return hold(scene, doubt);
  const found = marked.find(({ step }) => counts(step)) ?? marked.find(({ n }) => n >= nextNumber(lineage));
  if (found === undefined) return undefined;
  const move = enter(scene, 'verifying', 'a submission with the marker is there', {
    submissions: [...lineage.submissions, { n: found.n, stepId: found.step.id }],
    deadlines: deadlinesWith(scene, 'verifying'),
  });
  return { ...move, row: withNews(move.row, 'resubmitted', scene.now) };
}

/** The number of the next submission: none is ever used twice, unless EMR certainly did nothing about it. */
export function nextNumber({ submissions, unansweredN = 0 }: Pick<Lineage, 'submissions' | 'unansweredN'>): number {
  return Math.max(unansweredN, ...submissions.map(({ n }) => n)) + 1;
}

/** Whether the job runs, will run or has run by this step. */
export const counts = (step: StepFacts): boolean => isActive(step) || step.state === 'COMPLETED';

/** Every submission of this lineage that the list of steps shows. */
export function markedSteps({ obs, lineage }: Pick<Scene, 'obs' | 'lineage'>): Marked[] {
  return (obs.scan?.value.steps ?? []).flatMap((step) =>
    step.marker?.root === lineage.root && step.id !== lineage.root ? [{ n: step.marker.n, step }] : [],
  );
}

/** Whether a step runs what this lineage would submit, by this attempt or an earlier one: our own, whoever wrote its marker. */
export function isOurs({ fingerprint }: StepFacts, lineage: Lineage): boolean {
  if (fingerprint === undefined) return false;
  const { attempt, attemptFingerprint, rollbackFingerprint, fingerprint: root } = lineage;
  return fingerprint === attemptFingerprint || (attempt === 2 && [rollbackFingerprint, root].includes(fingerprint));
}

/** A marker on other work, a person's clone, which carries the same number, or two submissions by which the job runs or has run. */
export function ambiguity(marked: readonly Marked[], lineage: Lineage): 'foreign-copy' | 'two-submissions' | undefined {
  if (marked.some(({ step }) => !isOurs(step, lineage))) return 'foreign-copy';
  if (new Set(marked.map(({ n }) => n)).size < marked.length) return 'foreign-copy';
  return marked.filter(({ step }) => counts(step)).length > 1 ? 'two-submissions' : undefined;
}
