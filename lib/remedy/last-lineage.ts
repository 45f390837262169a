import { PAGED_OUTCOMES } from './page-reasons';
import type { Row } from './row';

/** The lineage of a cluster that was closed last, as its archive has it. Epoch ms. */
export interface LastLineage {
  readonly root: string;
  readonly outcome: string;
  readonly closedAt: number;
  /** When it was opened; undefined where the archive does not say. */
  readonly openedAt?: number;
  /** Steps that were submitted in place of the root step. */
  readonly steps: readonly string[];
}

/** The root step of the lineage that was closed last; undefined where one is under way, or none is remembered. */
export const lastRoot = ({ state, outcomes }: Pick<Row, 'state' | 'outcomes'>): string | undefined =>
  state === 'watching' ? outcomes.at(-1)?.root : undefined;

/** The archive's item as a lineage; undefined for one that is missing or says something else. */
export function findLastLineage(item: Readonly<Record<string, unknown>> | undefined): LastLineage | undefined {
  const { root, outcome, closedAt, submissions, payload } = item ?? {};
  if (typeof root !== 'string' || typeof outcome !== 'string' || typeof closedAt !== 'number') return undefined;
  const { openedAt } = (payload ?? {}) as { readonly openedAt?: unknown };
  const steps = Array.isArray(submissions) ? submissions.flatMap(({ stepId }) => String(stepId ?? '') || []) : [];
  return { root, outcome, closedAt, steps, ...(typeof openedAt === 'number' ? { openedAt } : {}) };
}

/** Whether people were paged because no run of the job had completed, so that somebody may still have to submit it. */
export const endedWithoutRun = ({ outcome }: Pick<LastLineage, 'outcome'>): boolean =>
  // The step that could not be cancelled runs on.
  outcome !== 'aborted:cancel-refused' && PAGED_OUTCOMES.some((one) => one === outcome);
