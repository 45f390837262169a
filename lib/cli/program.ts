import { Command, Option } from 'commander';
import { admitCommand } from './admit-command';
import { analyzeCommand } from './analyze-command';
import { approveCommand } from './approve-command';
import { completionCommand } from './completion-command';
import { diagnoseCommand } from './diagnose-command';
import { explainCommand } from './explain-command';
import { failureToJson, toFailure } from './failure';
import { belowOptions, DEFAULT_HELP_WIDTH } from './help-text';
import { type ExitCode, type Io, repeated, type Surroundings } from './io';
import { offCommand, onCommand } from './lever-command';
import { lintCommand } from './lint-command';
import { planCommand } from './plan-command';
import { releaseCommand } from './release-command';
import { serveCommand } from './serve-command';
import { type SettingName, settingsFrom } from './settings-file';
import { simulateCommand } from './simulate-command';
import { COLOR_CHOICES, type ColorChoice, isColored, widthFor } from './terminal';

/** Options of every command. */
interface CommonFlags {
  readonly color: ColorChoice;
  readonly quiet?: boolean;
  readonly config?: string;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const HELP = `
Exit codes: 0 done, 1 something needs action (lint; diagnose, analyze and explain with --check), 2 bad usage or input.
Run "emr-autotune <command> --help" for its flags and examples. docs/command-line.md has what all commands share.`;

/**
 * Runs the command line; never throws: bad usage, bad input and what nobody expected are one line on stderr and exit code 2.
 *
 * @param args what follows the command's name
 */
export async function run(args: readonly string[], surroundings: Surroundings, version: string): Promise<ExitCode> {
  let code: ExitCode = 0;
  const { out, err, readFile, writeFile, environment, now, interrupted, ask } = surroundings;
  const io: Mutable<Io> = {
    ...{ out, err, readFile, writeFile, environment, now, interrupted, ask },
    color: false,
    width: widthFor(surroundings),
    progress: surroundings.errIsTerminal,
  };
  const program = programFor(io, version, (given) => {
    code = given;
  });
  program
    .hook('preSubcommand', (_, command) => {
      const { color, quiet, config } = program.opts<CommonFlags>();
      io.color = isColored(color, surroundings);
      if (quiet) {
        io.err = () => undefined;
        io.progress = false;
      }
      if (!ownWords(args).some((word) => word === '--help' || word === '-h'))
        setDefaults(command, surroundings, config);
    })
    .hook('preAction', (_, command) => {
      withdrawSettings(command);
      const { profile } = command.opts<{ profile?: string }>();
      if (profile !== undefined) io.environment = { ...environment, AWS_PROFILE: profile };
    });
  const width = widthFor(surroundings);
  const helpWidth = Number.isFinite(width) ? width : DEFAULT_HELP_WIDTH;
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .showSuggestionAfterError(true)
      .configureHelp({ showGlobalOptions: true })
      .configureOutput({
        writeOut: out,
        writeErr: err,
        outputError: () => undefined,
        getOutHelpWidth: () => helpWidth,
      });
    tellRepeats(command, io);
  }
  try {
    if (args.length === 0) program.help({ error: false });
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return failed(error, args, program, surroundings);
  }
}

/** The program as it is documented, without the surroundings that a call of it has. */
function programFor(io: Io, version: string, exit: (code: ExitCode) => void): Command {
  const program = new Command('emr-autotune')
    .description('Sizes, explains and rehearses Spark on Amazon EMR: the engine of cdk-emr-autotune.')
    .version(version)
    .addOption(new Option('--color <when>', 'whether to colour').choices(COLOR_CHOICES).default('auto'))
    .option('--quiet', 'no warnings and no progress on stderr')
    .option('--config <file>', 'settings of your own (default: .emr-autotune.json or .yaml, here or in a folder above)')
    .addHelpText('after', belowOptions(HELP));
  const commands = [
    planCommand(io),
    diagnoseCommand(io, exit),
    analyzeCommand(io, exit),
    lintCommand(io, exit),
    simulateCommand(io),
    serveCommand(io),
    explainCommand(io, exit),
    approveCommand(io),
    releaseCommand(io),
    offCommand(io),
    onCommand(io),
    admitCommand(io),
    completionCommand(io, program),
  ];
  for (const command of commands) {
    // A command that has a region calls AWS.
    if (command.options.some(({ long }) => long === '--region')) {
      command.option('--profile <name>', 'profile of your AWS configuration (default: AWS_PROFILE)');
    }
    program.addCommand(command);
  }
  return program;
}

/** Puts what is repeated in place of the options that the command has; what the command line gives wins. */
function setDefaults(command: Command, surroundings: Surroundings, path: string | undefined): void {
  for (const { name, value, source } of settingsFrom(surroundings, path)) {
    const hasOption = command.options.some((option) => option.attributeName() === name);
    if (hasOption) command.setOptionValueWithSource(name, value, source);
  }
}

/** A repeated setting must not contradict what the command line describes: a dashboard is not the usual cluster. */
function withdrawSettings(command: Command): void {
  const isGiven = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
  const withdraw = (name: SettingName): void => {
    if (!isGiven(name)) command.setOptionValueWithSource(name, undefined, 'default');
  };
  if (isGiven('core') || isGiven('memory')) withdraw('cluster');
  if (isGiven('stack')) for (const named of ['table', 'lever', 'function'] as const) withdraw(named);
  if (command.name() === 'lint' && !isGiven('core')) withdraw('primary');
}

/** Says which value counts where an option that takes one is given several: the last, as commander has it. */
function tellRepeats(command: Command, io: Io): void {
  for (const option of command.options.filter(
    ({ required, variadic, parseArg }) => required && !variadic && parseArg !== repeated,
  )) {
    let count = 0;
    command.on(`option:${option.name()}`, () => {
      count += 1;
      if (count === 2)
        io.err(`emr-autotune: ${option.long ?? option.name()} is given more than once; the last one counts\n`);
    });
  }
}

/** A failure is one line on stderr: words, or an object under --json. Stdout holds answers alone. */
function failed(error: unknown, args: readonly string[], program: Command, { err }: Surroundings): ExitCode {
  const failure = toFailure(error);
  if (failure === undefined) return 0;
  if (!ownWords(args).includes('--json')) {
    err(`emr-autotune: ${failure.message}\n`);
    return 2;
  }
  const command = program.commands.find((one) => args.includes(one.name()));
  const path = command === undefined ? 'emr-autotune' : `emr-autotune ${command.name()}`;
  err(`${JSON.stringify(failureToJson(failure, path))}\n`);
  return 2;
}

/** The words that are options of this program: behind `--` are those of others. */
function ownWords(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return end < 0 ? args : args.slice(0, end);
}
