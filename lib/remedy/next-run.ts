import type { Retune } from '../sizing';
import { redacted } from './redacted';
import type { Figures } from './report';

/** What the job should be given the next time it runs, as the ledger keeps it, and what that rests on. Times in epoch ms. */
export interface NextRunItem
  extends Pick<
    Retune,
    'changes' | 'executor' | 'partitions' | 'before' | 'after' | 'slotRatio' | 'memoryCut' | 'refused'
  > {
  readonly clusterId: string;
  /** Of the step for which it was made. */
  readonly stepId?: string;
  readonly at: number;
  /** How long earlier runs of the job took with the same work and no fewer task slots, newest first. */
  readonly earlierRunsMs: readonly number[];
  readonly observed?: Figures;
  readonly arithmetic: readonly string[];
}

type Found = Pick<NextRunItem, 'clusterId' | 'stepId' | 'at' | 'earlierRunsMs' | 'observed' | 'arithmetic'>;

export const toNextRunItem = (retune: Retune, found: Found): NextRunItem => ({
  ...found,
  changes: retune.changes.map(redacted),
  executor: retune.executor,
  partitions: retune.partitions,
  before: retune.before,
  after: retune.after,
  slotRatio: retune.slotRatio,
  memoryCut: retune.memoryCut,
  refused: retune.refused,
});

/** What people are shown of it. */
export interface KeptNextRun extends Pick<NextRunItem, 'clusterId' | 'stepId' | 'at' | 'refused'> {
  readonly settings: readonly { readonly key: string; readonly to: string }[];
  readonly earlierRunsMs: readonly number[];
}

/** An item of the ledger as people are shown it; undefined where there is none, or somebody has edited it. */
export function findNextRun(item: Readonly<Record<string, unknown>> | undefined): KeptNextRun | undefined {
  const { clusterId, stepId, at, changes, earlierRunsMs, refused } = item ?? {};
  if (typeof clusterId !== 'string' || typeof at !== 'number' || !Array.isArray(changes)) return undefined;
  return {
    clusterId,
    at,
    ...(typeof stepId === 'string' ? { stepId } : {}),
    ...(typeof refused === 'string' ? { refused } : {}),
    settings: changes.flatMap((change: unknown) => {
      const { key, to } = (change ?? {}) as Readonly<Record<string, unknown>>;
      return typeof key === 'string' && typeof to === 'string' ? [{ key, to }] : [];
    }),
    earlierRunsMs: [earlierRunsMs].flat().filter((ms): ms is number => typeof ms === 'number' && Number.isFinite(ms)),
  };
}
