import { ROW_STATES } from './contract';
import { ROW_SCHEMA, type Row } from './row';

/** The stored row is not one that this version wrote; nothing may be decided from it. */
export class LedgerRowError extends Error {
  public override readonly name: string = 'LedgerRowError';
}

/** The stored row was written by a version with another schema: it is left as it is, and a person has to look. */
export class UnknownSchemaError extends LedgerRowError {
  public override readonly name = 'UnknownSchemaError';
}

const STATES: ReadonlySet<string> = new Set(ROW_STATES);

/**
 * The item `cluster#<id>` as a row.
 *
 * @throws UnknownSchemaError for a row of another schema
 * @throws LedgerRowError for whatever does not look like a row: a person may have edited it, and then nothing is written to EMR
 */
export function parseRow(item: Readonly<Record<string, unknown>>, clusterId: string): Row {
  const { pk: _, ...row } = item;
  const { state, version, outcomes, pages, lineage } = row;
  if (row.schema !== ROW_SCHEMA) throw new UnknownSchemaError('the row of a cluster has an unknown schema');
  const valid =
    row.clusterId === clusterId &&
    typeof state === 'string' &&
    STATES.has(state) &&
    typeof version === 'number' &&
    Array.isArray(outcomes) &&
    Array.isArray(pages) &&
    (state === 'watching' || isLineage(lineage));
  if (!valid) throw new LedgerRowError('the row of a cluster is not understood');
  return row as unknown as Row;
}

function isLineage(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const lineage = value as Readonly<Record<string, unknown>>;
  const payload = lineage.payload as Readonly<Record<string, unknown>> | undefined;
  return (
    ['root', 'fingerprint', 'hmacKey', 'plan'].every((key) => typeof lineage[key] === 'string') &&
    ['submissions', 'paged'].every((key) => Array.isArray(lineage[key])) &&
    typeof lineage.deadlines === 'object' &&
    Array.isArray(payload?.changes) &&
    typeof payload.predicted === 'object'
  );
}
