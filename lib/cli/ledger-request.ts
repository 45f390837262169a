import type { Command } from 'commander';
import { loadBundle } from '../built-function';
import { InputError } from '../errors';
import { isClusterId, type Operator } from '../remedy';
import { parseClusterId } from './cluster-id';
import type { Io } from './io';

/** What every command takes that reads or writes a remediator's ledger. */
export interface LedgerFlags {
  readonly cluster?: string;
  readonly table?: string;
  readonly region?: string;
}

/** On which cluster and step a command works, by which ledger, with whose code. */
export interface LedgerRequest {
  readonly clusterId: string;
  readonly stepId: string | undefined;
  readonly table: string;
  readonly operator: Operator;
}

/** Adds the options that say which cluster it is and where its remediator's ledger is. */
export function withLedgerOptions(command: Command): Command {
  return command
    .argument('[ids...]')
    .option('--cluster <id>', 'the cluster, j-…, where it is not among the ids (default: AUTOTUNE_CLUSTER)')
    .option('--table <name>', "the remediator's table, output LedgerName of its stack (default: AUTOTUNE_TABLE)")
    .option('--region <name>', 'region of the table (default: from the environment)');
}

/**
 * The request in a command's ids and flags.
 *
 * @throws InputError for an id of another form or given twice, and where cluster or table is not known
 */
export function ledgerRequest(ids: readonly string[], flags: LedgerFlags, io: Io): LedgerRequest {
  const { clusterId, stepId } = parseIds(ids, flags);
  const { table, region } = flags;
  if (!table) throw new InputError('no-table', 'the table is not known; give it with --table or in AUTOTUNE_TABLE');
  return {
    clusterId,
    stepId,
    table,
    operator: loadBundle().createOperator({ clock: io.now, environment: io.environment, region }),
  };
}

/** A cluster and, where one is given, a step: an id says by its beginning which it is. */
function parseIds(
  ids: readonly string[],
  { cluster }: LedgerFlags,
): { readonly clusterId: string; readonly stepId: string | undefined } {
  const strange = ids.find((id) => !isClusterId(id) && !STEP_ID.test(id));
  if (strange !== undefined) {
    throw new InputError(
      'bad-id',
      `"${strange}" is neither the id of a cluster nor of a step; use one such as j-2AXXXXXXGAPLF or s-1AXXXXXXGAPLF`,
    );
  }
  const [clusters, steps] = [ids.filter(isClusterId), ids.filter((id) => STEP_ID.test(id))];
  if (clusters.length > 1 || steps.length > 1) {
    throw new InputError('too-many-ids', `one cluster and one step at a time; got ${ids.join(' ')}`);
  }
  const [clusterId = cluster] = clusters;
  if (clusterId === undefined) throw new InputError('no-cluster', 'the cluster is not known; give its id, j-…');
  return { clusterId: parseClusterId(clusterId), stepId: steps[0] };
}

const STEP_ID = /^s-[A-Z0-9-]+$/;
