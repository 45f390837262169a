import type { Row } from './row';

/** The reason with which a person's release closes a lineage. */
export const RELEASED = 'released';

/** The row as a person's release leaves it: closed, for the next tick to archive; undefined where nothing is held. */
export function released(row: Row): Row | undefined {
  if (row.state !== 'held' || row.lineage === undefined) return undefined;
  const { lease: _, call: __, notBefore: ___, ...rest } = row;
  return { ...rest, state: 'closed', reason: RELEASED, version: row.version + 1 };
}
