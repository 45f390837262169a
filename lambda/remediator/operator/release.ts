import { randomBytes } from 'node:crypto';
import { InputError } from '../../../lib/errors';
import { type Operator, type Row, released, rowKey, toStoredRow } from '../../../lib/remedy';
import type { Clients } from '../adapters/clients';
import { type LedgerAccess, withLedger } from './ledger-access';

/** Ends what is held on a cluster, over exactly the row that was read. */
export function releaser(clients: Clients): Operator['release'] {
  return ({ table, clusterId, dryRun }) =>
    withLedger(clients, table, async (ledger) => {
      const row = await readRow(ledger, clusterId);
      const after = row && released(row);
      if (row?.lineage === undefined || after === undefined) {
        const state = row?.state ?? 'watching';
        throw new InputError('nothing-held', `nothing is held on ${clusterId}: its state is ${state}`);
      }
      if (!dryRun) await write(ledger, { ...after, nonce: `release-${randomBytes(8).toString('hex')}` }, row);
      const { root, submissions } = row.lineage;
      const steps = submissions.map(({ stepId }) => stepId);
      return { clusterId, root, reason: row.reason ?? 'unknown', steps, done: !dryRun };
    });
}

async function readRow(ledger: LedgerAccess, clusterId: string): Promise<Row | undefined> {
  const stored = toStoredRow(await ledger.read(rowKey(clusterId)), clusterId);
  if (stored.kind === 'row') return stored.row;
  if (stored.kind === 'none') return undefined;
  throw new InputError(
    'strange-row',
    `this version does not understand the row of ${clusterId}; emr-autotune explain ${clusterId} says why`,
  );
}

async function write({ table, asked, read }: LedgerAccess, row: Row, expected: Row): Promise<void> {
  const pk = rowKey(row.clusterId);
  if (await asked('PutItem', () => table.put({ pk, ...row }, expected))) return;
  // The answer may be lost, and the SDK's second attempt then meets what the first has written.
  const stored = await read(pk);
  if (stored?.version === row.version && stored.nonce === row.nonce) return;
  throw new InputError('changed-meanwhile', `the row of ${row.clusterId} has changed; look again`);
}
