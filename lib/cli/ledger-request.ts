import type { Command } from 'commander';
import { loadBundle } from '../built-function';
import { InputError } from '../errors';
import { isClusterId, type Operator } from '../remedy';
import { parseClusterId } from './cluster-id';
import type { Io } from './io';

/** How a person says which remediator it is. */
export interface RemediatorFlags {
  readonly stack?: string;
  readonly region?: string;
}

/** What every command takes that reads or writes a remediator's ledger. */
export interface LedgerFlags extends RemediatorFlags {
  readonly cluster?: string;
  readonly table?: string;
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
    .option('--stack <name>', 'the stack whose output names the table, in place of --table (default: AUTOTUNE_STACK)')
    .option('--region <name>', 'region of the table (default: from the environment)');
}

/**
 * The request in a command's ids and flags.
 *
 * @throws InputError for an id of another form or given twice, and where cluster or table is not known
 */
export async function ledgerRequest(ids: readonly string[], flags: LedgerFlags, io: Io): Promise<LedgerRequest> {
  const { clusterId, stepId } = parseIds(ids, flags);
  const operator = operatorFor(flags, io);
  const table = await namedOrInStack(flags.table, flags, operator, 'LedgerName');
  if (table === undefined) {
    throw new InputError(
      'no-table',
      'the table is not known; give it with --table or in AUTOTUNE_TABLE, or name the stack with --stack',
    );
  }
  return { clusterId, stepId, table, operator };
}

/** The code of the function for people, in the region of the flags. */
export function operatorFor({ region }: RemediatorFlags, { now, environment }: Io): Operator {
  return loadBundle().createOperator({ clock: now, machineClock: () => Date.now(), environment, region });
}

/** A name that is given, or that an output of the stack has; undefined where neither is known. */
export async function namedOrInStack(
  name: string | undefined,
  { stack }: RemediatorFlags,
  operator: Operator,
  output: 'LedgerName' | 'LeverName' | 'FunctionName',
): Promise<string | undefined> {
  if (name) return name;
  return stack ? operator.stackOutput({ stack, output }) : undefined;
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
