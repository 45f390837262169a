import { Command, CommanderError } from 'commander';
import { isInputError } from '../errors';
import { admitCommand } from './admit-command';
import { diagnoseCommand } from './diagnose-command';
import type { ExitCode, Io } from './io';
import { lintCommand } from './lint-command';
import { planCommand } from './plan-command';
import { releaseCommand } from './release-command';
import { simulateCommand } from './simulate-command';

/**
 * Runs the command line; never throws for bad usage or input, which is one line on stderr and exit code 2.
 *
 * @param args what follows the command's name
 */
export async function run(args: readonly string[], io: Io, version: string): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = new Command('emr-autotune')
    .description('Sizes, explains and rehearses Spark on Amazon EMR: the engine of cdk-emr-autotune.')
    .version(version)
    .addHelpText(
      'after',
      `
Exit codes: 0 done, 1 something needs action (lint; diagnose with --check), 2 bad usage or input.
Run "emr-autotune <command> --help" for its flags and examples.`,
    );
  for (const command of [
    planCommand(io),
    diagnoseCommand(io, (given) => {
      code = given;
    }),
    lintCommand(io, (given) => {
      code = given;
    }),
    simulateCommand(io),
    releaseCommand(io),
    admitCommand(io),
  ]) {
    program.addCommand(command);
  }
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .showSuggestionAfterError(true)
      .configureOutput({ writeOut: io.out, writeErr: io.err, outputError: () => undefined });
  }
  try {
    if (args.length === 0) program.help({ error: false });
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return failed(error, io);
  }
}

function failed(error: unknown, io: Io): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    io.err(`emr-autotune: ${oneLine(error.message.replace(/^error: /, ''))}\n`);
    return 2;
  }
  if (isInputError(error)) {
    io.err(`emr-autotune: ${oneLine(error.message)}\n`);
    return 2;
  }
  throw error;
}

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ').trim();
