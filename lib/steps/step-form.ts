import { guardLength } from './guard/guard';
import { parseSparkSubmit } from './parse';
import { findSetting, findWinner } from './precedence';
import { findConfPair, renderArguments, type SparkSubmit, type SubmitOption } from './spark-submit';

/** The jar with which EMR runs a command as a step. */
export const COMMAND_RUNNER = 'command-runner.jar';

/** A step's form: a spark-submit that is understood, or anything else and the reason to leave it alone. */
export type StepForm =
  | {
      readonly kind: 'spark-submit';
      readonly submit: SparkSubmit;
      /** The arguments of the guard before it, the last of them `--`; undefined for a step without one. */
      readonly guard?: readonly string[];
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Options whose presence means that nothing is submitted, or that the settings in force cannot be known. */
const NOT_UNDERSTOOD: Readonly<Record<string, string>> = {
  '--help': 'prints help and submits nothing',
  '--kill': 'kills a submission instead of making one',
  '--properties-file': 'replaces spark-defaults by a file whose content is not known',
  '--remote': 'runs through Spark Connect instead of YARN',
  '--status': 'asks for the status of a submission instead of making one',
  '--usage-error': 'prints help and submits nothing',
  '--version': 'prints the version and submits nothing',
};

const SPECIAL_CLASSES: ReadonlySet<string> = new Set([
  'org.apache.spark.repl.Main',
  'org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver',
  'org.apache.spark.sql.hive.thriftserver.HiveThriftServer2',
]);

const YARN_MASTERS: ReadonlySet<string> = new Set(['yarn', 'yarn-client', 'yarn-cluster']);
const DEPLOY_MODES: ReadonlySet<string> = new Set(['client', 'cluster']);

/**
 * Parses a step's jar and arguments as Spark's launcher would; never throws. A command behind a guard is read as the command alone.
 *
 * Whatever is not surely understood is `unknown` with the reason: another jar, `bash -c`, an option that spark-submit lacks, a
 * properties file, another master than YARN. Reasons hold no argument values, which may be secrets.
 */
export function parseStep(jar: string, args: readonly string[]): StepForm {
  if (jar !== COMMAND_RUNNER) return { kind: 'unknown', reason: `its jar is not ${COMMAND_RUNNER}` };
  const guarded = guardLength(args);
  const command = args.slice(guarded);
  if (command[0] !== 'spark-submit') return { kind: 'unknown', reason: 'its command is not spark-submit' };
  const parsed = parseSparkSubmit(command);
  if (parsed.kind === 'unknown') return parsed;
  const [objection] = objectionsTo(parsed.submit);
  if (objection !== undefined) return { kind: 'unknown', reason: objection.reason };
  return guarded === 0 ? parsed : { ...parsed, guard: args.slice(0, guarded) };
}

/** The arguments of a step, those of its guard first: `parseStep` gives back the form. */
export function renderStep({ submit, guard = [] }: Extract<StepForm, { kind: 'spark-submit' }>): string[] {
  return [...guard, ...renderArguments(submit)];
}

/** Why a command that can be taken apart must be left alone all the same. */
export interface Objection {
  /** The option it is about; undefined where it is about the command as a whole. */
  readonly option?: SubmitOption;
  readonly reason: string;
}

/** The objections to a command: those to its options in order, then one to its master and deploy mode. */
export function objectionsTo({ options }: SparkSubmit): Objection[] {
  const toOptions = options.flatMap((option): Objection[] => {
    const reason = reasonAgainst(option);
    return reason === undefined ? [] : [{ option, reason }];
  });
  const reason = reasonAgainstMode(options);
  return reason === undefined ? toOptions : [...toOptions, { reason }];
}

function reasonAgainst(option: SubmitOption): string | undefined {
  const { name, value = '' } = option;
  if (Object.hasOwn(NOT_UNDERSTOOD, name)) return `${name} ${NOT_UNDERSTOOD[name]}`;
  if (name === '--conf' && findConfPair(option) === undefined) return 'a --conf has no equals sign';
  if (name === '--class' && SPECIAL_CLASSES.has(value)) return 'its class is a Spark shell or server';
  return undefined;
}

function reasonAgainstMode(options: readonly SubmitOption[]): string | undefined {
  const settings = options.flatMap((option) => findSetting(option) ?? []);
  const given = (key: string): string | undefined => findWinner(settings, key, undefined)?.value;
  const master = given('spark.master');
  if (master !== undefined && !YARN_MASTERS.has(master)) return 'its master is not yarn';
  const mode = given('spark.submit.deployMode');
  if (mode !== undefined && !DEPLOY_MODES.has(mode)) return 'its deploy mode is neither client nor cluster';
  if (mode !== undefined && master?.startsWith('yarn-') && master !== `yarn-${mode}`) {
    return 'its master and deploy mode contradict each other';
  }
  return undefined;
}
