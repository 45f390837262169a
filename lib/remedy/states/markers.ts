import type { Action } from '../action';
import type { StepFacts } from '../observation';
import type { Lineage } from '../row';
import { deadlinesWith, enter, hold, type Scene } from './moves';

/** A step that carries this lineage's marker. */
interface Marked {
  readonly n: number;
  readonly step: StepFacts;
}

/**
 * What the list of steps says of this lineage's submissions: held where it is ambiguous, adopted where one is found.
 *
 * Undefined where no step carries the marker.
 */
export function submissionFound(scene: Scene): Action | undefined {
  const marked = markedSteps(scene);
  const doubt = ambiguity(marked, scene.lineage);
  if (doubt !== undefined) return hold(scene, doubt);
  const [found] = marked;
  if (found === undefined) return undefined;
  return enter(scene, 'verifying', 'a submission with the marker is there', {
    submissions: [...scene.lineage.submissions, { n: found.n, stepId: found.step.id }],
    deadlines: deadlinesWith(scene, 'verifying'),
  });
}

/** Every submission of this lineage that the list of steps shows. */
export function markedSteps({ obs, lineage }: Pick<Scene, 'obs' | 'lineage'>): Marked[] {
  return (obs.scan?.value.steps ?? []).flatMap((step) =>
    step.marker?.root === lineage.root && step.id !== lineage.root ? [{ n: step.marker.n, step }] : [],
  );
}

/** Whether a step runs what this lineage would submit: our own attempt, whoever wrote its marker. */
export function isOurs(
  { fingerprint }: StepFacts,
  { attempt, attemptFingerprint, fingerprint: root }: Lineage,
): boolean {
  return fingerprint !== undefined && (fingerprint === attemptFingerprint || (attempt === 2 && fingerprint === root));
}

/** A marker on other work, or two steps of one lineage: two submissions, or a person's clone, which carries the same number. */
export function ambiguity(marked: readonly Marked[], lineage: Lineage): 'foreign-copy' | 'two-submissions' | undefined {
  if (marked.some(({ step }) => !isOurs(step, lineage))) return 'foreign-copy';
  if (marked.length < 2) return undefined;
  return new Set(marked.map(({ n }) => n)).size < marked.length ? 'foreign-copy' : 'two-submissions';
}
