import type { Command } from 'commander';
import { InputError, isInputError } from '../errors';
import { DEFAULT_POLICY, type Lever, type Operator, type RemediatorSettings } from '../remedy';
import type { RunsWith } from '../render';
import { type LedgerFlags, type LedgerRequest, namedOrInStack } from './ledger-request';

/** How a person says which function and which lever belong to the ledger. */
export interface RunsWithFlags extends LedgerFlags {
  readonly function?: string;
  readonly lever?: string;
}

/** Adds the options that say which function and lever are read. */
export function withRunsWithOptions(command: Command): Command {
  return command
    .option(
      '--function <name>',
      "the remediator's function, output FunctionName of its stack, whose settings are read (default: AUTOTUNE_FUNCTION)",
    )
    .option(
      '--lever <name>',
      "the remediator's emergency lever, where the function does not name it (default: AUTOTUNE_LEVER_PARAMETER)",
    );
}

/**
 * Reads the settings of the remediator's function and its emergency lever.
 *
 * What is not named, or may not be read, is left out; so is whatever else fails, unless the caller acts on the answer.
 *
 * @throws InputError where the function keeps another ledger than the one that is asked for
 */
export async function readRunsWith(
  flags: RunsWithFlags,
  { table, operator }: Pick<LedgerRequest, 'table' | 'operator'>,
  { acts }: { readonly acts: boolean },
): Promise<RunsWith> {
  const settings = await orReason(acts, async () => {
    const functionName = await ifThere(() => namedOrInStack(flags.function, flags, operator, 'FunctionName'));
    return functionName === undefined ? undefined : operator.settings({ functionName });
  });
  if (settings.value !== undefined && settings.value.table !== table) {
    throw new InputError(
      'other-ledger',
      `the function keeps the ledger ${settings.value.table}, not ${table}; name both of one stack, or the stack with --stack`,
    );
  }
  const lever = await orReason(acts, () => leverOf(settings.value, flags, operator));
  return {
    policy: settings.value?.policy ?? DEFAULT_POLICY,
    settings: settings.value,
    lever: lever.value,
    unread: { settings: settings.reason, lever: lever.reason },
  };
}

async function leverOf(
  settings: RemediatorSettings | undefined,
  flags: RunsWithFlags,
  operator: Operator,
): Promise<Lever | undefined> {
  if (settings !== undefined && settings.leverParameter === undefined) return undefined;
  const parameter =
    settings?.leverParameter ?? (await ifThere(() => namedOrInStack(flags.lever, flags, operator, 'LeverName')));
  return parameter === undefined ? undefined : (await operator.lever({ parameter })).lever;
}

/** Undefined for an output that the stack does not have: one of an earlier version names no function, and one that never writes no lever. */
async function ifThere<T>(read: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isInputError(error) && error.code === 'no-output') return undefined;
    throw error;
  }
}

interface Answer<T> {
  readonly value?: T;
  /** Why there is none. */
  readonly reason?: string;
}

async function orReason<T>(acts: boolean, read: () => Promise<T | undefined>): Promise<Answer<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (!isInputError(error) || (acts && error.code !== 'access-denied')) throw error;
    return { reason: error.message };
  }
}
