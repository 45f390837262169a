import { longName, takesValue } from './options';
import { confPair, type SparkSubmit, type StepShape, type SubmitOption } from './spark-submit';

/** EMR's way to run a command as a step. */
const COMMAND_RUNNER = 'command-runner.jar';

/** `--option=value`, as `SparkSubmitOptionParser` matches it: the value has at least one character and no line break. */
const JOINED = /^(--[^=]+)=([^\n\r\u0085\u2028\u2029]+)$/;

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

/** Applications that spark-submit treats in its own way (`SparkSubmitCommandBuilder`), arguments mixed with options. */
const SPECIAL_FIRST_ARGUMENTS: ReadonlySet<string> = new Set([
  'pyspark-shell-main',
  'sparkr-shell-main',
  'run-example',
]);
const SPECIAL_CLASSES: ReadonlySet<string> = new Set([
  'org.apache.spark.repl.Main',
  'org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver',
  'org.apache.spark.sql.hive.thriftserver.HiveThriftServer2',
]);

const YARN_MASTERS: ReadonlySet<string> = new Set(['yarn', 'yarn-client', 'yarn-cluster']);
const DEPLOY_MODES: ReadonlySet<string> = new Set(['client', 'cluster']);

/**
 * Reads a step's jar and arguments as Spark's launcher would; never throws.
 *
 * Whatever is not surely understood is `unknown` with the reason: another jar, `bash -c`, an option that spark-submit lacks, a
 * properties file, another master than YARN. Reasons hold no argument values, which may be secrets.
 */
export function readStep(jar: string, args: readonly string[]): StepShape {
  if (jar !== COMMAND_RUNNER) return unknown(`its jar is not ${COMMAND_RUNNER}`);
  if (args[0] !== 'spark-submit') return unknown('its command is not spark-submit');
  if (SPECIAL_FIRST_ARGUMENTS.has(args[1] ?? '')) return unknown('spark-submit runs a shell or an example');

  const options: SubmitOption[] = [];
  let at = 1;
  for (; at < args.length; at++) {
    const argument = args[at] ?? '';
    const joined = JOINED.exec(argument);
    const spelt = joined?.[1] ?? argument;
    const name = longName(spelt);
    if (name === undefined) {
      if (spelt.startsWith('-')) return unknown(`argument ${at + 1} is an option that spark-submit does not have`);
      break;
    }
    if (!takesValue(name)) {
      options.push({ name, raw: [argument] });
      continue;
    }
    const value = joined?.[2] ?? args[at + 1];
    if (value === undefined) return unknown(`${name} has no value`);
    options.push({ name, value, raw: joined ? [argument] : [argument, value] });
    if (!joined) at += 1;
  }

  const application = args[at];
  if (application === undefined || application === '') return unknown('spark-submit has no application');
  const submit = { options, application, applicationArguments: args.slice(at + 1) };
  const why = objection(submit);
  return why === undefined ? { kind: 'spark-submit', submit } : unknown(why);
}

/** Why a command that parses must be left alone all the same. */
function objection({ options }: SparkSubmit): string | undefined {
  for (const option of options) {
    const why = Object.hasOwn(NOT_UNDERSTOOD, option.name) ? NOT_UNDERSTOOD[option.name] : undefined;
    if (why !== undefined) return `${option.name} ${why}`;
    if (option.name === '--conf' && confPair(option) === undefined) return 'a --conf has no equals sign';
    if (option.name === '--class' && SPECIAL_CLASSES.has(option.value ?? ''))
      return 'its class is a Spark shell or server';
  }
  const given = (flag: string, key: string): string | undefined => {
    const last = options.findLast(({ name }) => name === flag)?.value;
    return last ?? options.map(confPair).findLast((pair) => pair?.key === key)?.value;
  };
  const master = given('--master', 'spark.master');
  if (master !== undefined && !YARN_MASTERS.has(master)) return 'its master is not yarn';
  const mode = given('--deploy-mode', 'spark.submit.deployMode');
  if (mode !== undefined && !DEPLOY_MODES.has(mode)) return 'its deploy mode is neither client nor cluster';
  if (mode !== undefined && master?.startsWith('yarn-') && master !== `yarn-${mode}`) {
    return 'its master and deploy mode contradict each other';
  }
  return undefined;
}

function unknown(why: string): StepShape {
  return { kind: 'unknown', why };
}
