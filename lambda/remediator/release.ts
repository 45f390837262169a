import { randomBytes } from 'node:crypto';
import { InputError } from '../../lib/errors';
import { DEFAULT_POLICY, type Row, released } from '../../lib/remedy';
import { Clients } from './adapters/clients';
import { DynamoLedger } from './adapters/ledger';
import type { Environment } from './config';
import { errorFacts } from './errors';

interface ReleaseDependencies {
  /** Epoch ms. */
  readonly clock: () => number;
  /** Region, endpoints and keys; what is missing the SDK looks for itself, in the caller's profile for one. */
  readonly environment: Environment;
  readonly region?: string;
}

interface ReleaseRequest {
  /** The remediator's table. */
  readonly table: string;
  readonly clusterId: string;
  readonly dryRun: boolean;
}

/** What was held, and whether it is released now. */
interface Released {
  readonly clusterId: string;
  readonly root: string;
  readonly reason: string;
  /** Steps that were submitted in its place. */
  readonly steps: readonly string[];
  readonly done: boolean;
}

/**
 * Ends what is held on a cluster, with the caller's own credentials: one read of the ledger and, unless it is a dry run, one conditional write.
 *
 * Throws an InputError where nothing is held, the ledger cannot be read or written, or the row has changed meanwhile.
 */
export function createReleaser(dependencies: ReleaseDependencies): (request: ReleaseRequest) => Promise<Released> {
  const { clock: now, environment, region } = dependencies;
  return async ({ table, clusterId, dryRun }) => {
    const client = new Clients(environment, region).dynamoDb();
    let refusal = '';
    const log = (entry: object): void => {
      refusal = `: ${(entry as { error?: string }).error ?? ''}`;
    };
    const ledger = new DynamoLedger({ client, table, policy: DEFAULT_POLICY, now, log });
    try {
      const row = await readFrom(ledger, clusterId);
      const after = row && released(row);
      if (row?.lineage === undefined || after === undefined) {
        throw new InputError(
          'nothing-held',
          `nothing is held on ${clusterId}: its state is ${row?.state ?? 'watching'}`,
        );
      }
      const stamped = { ...after, nonce: nonce() };
      const written = dryRun ? undefined : await ledger.writeRow(stamped, row);
      // The answer may be lost, and the SDK's second attempt then meets what the first has written.
      const done = written === 'written' || (written !== undefined && (await isStored(ledger, stamped)));
      if (!done && written === 'conflict')
        throw new InputError('changed-meanwhile', `the row of ${clusterId} has changed; look again`);
      if (!done && written === 'unknown')
        throw new InputError('cannot-write-ledger', `the ledger was not written${refusal}`);
      const { root, submissions } = row.lineage;
      const steps = submissions.map(({ stepId }) => stepId);
      return { clusterId, root, reason: row.reason ?? 'unknown', steps, done };
    } finally {
      client.destroy();
    }
  };
}

async function isStored(ledger: DynamoLedger, { clusterId, version, nonce }: Row): Promise<boolean> {
  const stored = await readFrom(ledger, clusterId);
  return stored?.version === version && stored.nonce === nonce;
}

const nonce = (): string => `release-${randomBytes(8).toString('hex')}`;

async function readFrom(ledger: DynamoLedger, clusterId: string): Promise<Row | undefined> {
  try {
    return await ledger.readRow(clusterId);
  } catch (error) {
    throw new InputError('cannot-read-ledger', `the row of ${clusterId} cannot be read: ${errorFacts(error).error}`);
  }
}
