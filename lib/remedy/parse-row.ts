import { ROW_STATES } from './contract';
import type { Row } from './row';

/** The stored row is not one that this version wrote; nothing may be decided from it. */
export class LedgerRowError extends Error {
  public override readonly name = 'LedgerRowError';
}

const STATES: ReadonlySet<string> = new Set(ROW_STATES);

/**
 * The item `cluster#<id>` as a row.
 *
 * @throws LedgerRowError for whatever does not look like one: a person may have edited it, and then nothing is written to EMR
 */
export function parseRow(item: Readonly<Record<string, unknown>>, clusterId: string): Row {
  const { pk: _, ...row } = item;
  const { state, version, since, outcomes, lineage } = row;
  const valid =
    row.clusterId === clusterId &&
    typeof state === 'string' &&
    STATES.has(state) &&
    typeof version === 'number' &&
    typeof since === 'number' &&
    Array.isArray(outcomes) &&
    (state === 'watching' || isLineage(lineage));
  if (!valid) throw new LedgerRowError('the row of a cluster is not understood');
  return row as unknown as Row;
}

function isLineage(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const lineage = value as Readonly<Record<string, unknown>>;
  return (
    ['root', 'fingerprint', 'hmacKey'].every((key) => typeof lineage[key] === 'string') &&
    ['changes', 'submissions', 'misses', 'paged'].every((key) => Array.isArray(lineage[key])) &&
    typeof lineage.predicted === 'object'
  );
}
