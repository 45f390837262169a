import { findMarker } from '../../steps';
import { isActive } from '../contract';
import type { StepFacts } from '../observation';
import type { Scene } from './moves';

/** A step that carries this lineage's marker. */
export interface Marked {
  readonly n: number;
  readonly step: StepFacts;
}

/** Every submission of this lineage that the list of steps shows; an active one first, then a completed one, then the newest. */
export function markedSteps({ obs, lineage }: Scene): Marked[] {
  const marked = (obs.scan?.value.steps ?? []).flatMap((step) => {
    const marker = step.form.kind === 'spark-submit' ? findMarker(step.form.submit) : undefined;
    return marker?.root === lineage.root && step.id !== lineage.root ? [{ n: marker.n, step }] : [];
  });
  const rank = ({ step }: Marked): number => (isActive(step) ? 0 : step.state === 'COMPLETED' ? 1 : 2);
  return marked.sort((a, b) => rank(a) - rank(b) || b.step.createdAt - a.step.createdAt);
}

/** Two steps of one lineage: two submissions, or a person's clone, which carries the same number. */
export function ambiguity(marked: readonly Marked[]): 'foreign-copy' | 'two-submissions' | undefined {
  if (marked.length < 2) return undefined;
  return new Set(marked.map(({ n }) => n)).size < marked.length ? 'foreign-copy' : 'two-submissions';
}
