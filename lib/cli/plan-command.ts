import { Command, Option } from 'commander';
import { DEFAULT_PRIMARY_TYPE, DEFAULT_RELEASE, instanceFacts } from '../catalog';
import { InputError, isInputError } from '../errors';
import {
  type Alternative,
  comparisonToJson,
  comparisonToTable,
  leftOut,
  type Prices,
  planNotes,
  planToClassification,
  planToJson,
  planToPySpark,
  planToSparkDefaults,
  planToSparkSubmit,
  planToTable,
} from '../render';
import { DEFAULT_SIZING_VERSION, type PlanRequest, type PlanWarning, plan, type SparkPlan } from '../sizing';
import { belowOptions } from './help-text';
import { type Io, json, repeated } from './io';
import { checkConf, conflictsOf, type GivenConf } from './lint-conf';
import { nodeRanges } from './node-flags';
import { type PictureFlags, writePictures } from './picture-files';
import { type PlanRequestFlags, planRequest } from './plan-request';
import { refuseRepeats } from './repeats';
import { ignoredBy, ignoreOption } from './suppressions';
import { textStyleFor } from './text-style';
import { nodes, positiveNumber } from './values';

interface PlanFlags extends PlanRequestFlags, PictureFlags {
  core?: string;
  task?: string[];
  compare?: string[];
  price?: string[];
  ignore?: string[];
  json?: boolean;
  explain?: boolean;
  format: Format;
}

const FORMATS = ['table', 'spark-submit', 'spark-defaults', 'classification', 'pyspark'] as const;
type Format = (typeof FORMATS)[number];

export function planCommand(io: Io): Command {
  const command = new Command('plan')
    .description('the Spark configuration that uses the memory and the cores of a cluster together')
    .option('--core <type:count>', 'core nodes, such as r5.4xlarge:82, or a range r5.4xlarge:10-200')
    .option('--task <type:count>', 'task nodes (repeatable)', repeated)
    .option('--compare <type:count...>', 'several clusters side by side instead; core and task nodes joined by +')
    .option('--release <label>', 'EMR release', DEFAULT_RELEASE)
    .option('--primary <type>', 'primary node, where a client-mode driver runs', DEFAULT_PRIMARY_TYPE)
    .addOption(
      new Option('--deploy-mode <mode>', 'where the driver runs').choices(['client', 'cluster']).default('client'),
    )
    .option('--driver-memory <size>', 'driver heap, such as 16g (default: from the primary)')
    .option(
      '--python [size]',
      'a PySpark job: the overhead is 40 % of the heap for its workers, or a size sets spark.executor.pyspark.memory',
    )
    .option('--offheap <size>', 'off-heap memory of each executor, such as 4g')
    .option('--rows <n>', 'rows in the largest shuffle; with --row-bytes')
    .option('--row-bytes <n>', 'average bytes of a row')
    .option('--shuffle-bytes <size>', 'bytes of the largest shuffle, such as 2TB')
    .option('--task-memory <size>', 'memory of its container that a task needs, such as 12g: no executor gives it less')
    .option('--task-heap <size>', 'heap that a task needs, such as 8g: no executor gives it less')
    .option('--memory-target <share>', 'share of YARN memory that executors may take, such as 0.85 (default: 1)')
    .option('--reserve <memory:cores:count>', 'containers of another application to leave room for, such as 4g:1:3')
    .option('--oversubscribe <factor>', 'task slots per vcore, for jobs that wait for I/O (default: 1)')
    .option('--price <type=amount>', 'what a node of this type costs per hour, in your currency (repeatable)', repeated)
    .option('--conf <key=value>', 'a setting of your own, which wins (repeatable)', repeated)
    .addOption(ignoreOption())
    .option('--sizing-version <version>', `version of the sizing numbers (default: ${DEFAULT_SIZING_VERSION.label})`)
    .option('--explain', 'the reason and the source of every number, and the settings left alone')
    .addOption(new Option('--format <format>', 'what to print').choices(FORMATS).default('table'))
    .option('--svg <file>', 'a picture of a node with its executors, as well')
    .option('--html <file>', 'a page with the picture, every number and its reason, as well')
    .option('--json', 'the plan as JSON, versioned and stable')
    .addHelpText(
      'after',
      belowOptions(`
Examples:
  emr-autotune plan --core r5.4xlarge:82 --rows 641000000 --row-bytes 1000
  emr-autotune plan --core r5.4xlarge:82 --shuffle-bytes 2TB --format spark-submit
  emr-autotune plan --core m5.4xlarge:10 --task r5.4xlarge:20 --explain
  emr-autotune plan --core m5.4xlarge:20 --task-memory 7g
  emr-autotune plan --compare r5.4xlarge:82 r6g.4xlarge:82 m6i.8xlarge:60 --price r5.4xlarge=1.26
  emr-autotune plan --core r5.4xlarge:10-200 --format classification > configurations.json

The settings of --conf are linted: what wastes is a warning of the plan, and with what Spark refuses nothing is planned. --ignore names findings of theirs that are not to count.

Exit codes: 0 planned, 2 bad usage or input, a --conf among it that Spark or YARN refuses.`),
    )
    .action((flags: PlanFlags) => {
      io.out(flags.compare === undefined ? single(flags, io) : compared(flags.compare, flags, io));
    });
  return refuseRepeats(command);
}

function single(flags: PlanFlags, io: Io): string {
  if (flags.core === undefined) {
    throw new InputError('no-nodes', 'plan needs --core TYPE:COUNT, such as --core r5.4xlarge:82, or --compare');
  }
  const groups = nodeRanges(flags.core, flags.task);
  const prices = parsePrices(flags, groups);
  const request = planRequest(flags, groups);
  const given = givenConf(flags);
  checkConf(given, request);
  const planned = plan(request);
  const made = withWarnings(planned, conflictsOf(given, request, planned));
  // The other formats are for files and shells; there a warning would be a part of them.
  if (!flags.json && flags.format !== 'table') {
    for (const { id, text } of [...made.cluster.warnings, ...made.job.warnings]) io.err(`warning: ${text} (${id})\n`);
  }
  writePictures(made, flags, io);
  return rendered(made, prices, flags, io);
}

const givenConf = ({ conf = [], ignore = [] }: PlanFlags): GivenConf => ({ conf, ignored: ignoredBy(ignore) });

function withWarnings(made: SparkPlan, warnings: readonly PlanWarning[]): SparkPlan {
  return { ...made, job: { ...made.job, warnings: [...made.job.warnings, ...warnings] } };
}

function rendered(result: SparkPlan, prices: Prices, flags: PlanFlags, io: Io): string {
  if (flags.json) return json(planToJson(result, prices));
  const comments = (lines: readonly string[]): string => lines.map((line) => `# ${line}`).join('\n');
  const formats: Record<Format, () => string> = {
    table: () => planToTable(result, { ...textStyleFor(io), explain: flags.explain, prices }),
    // Behind the command, so that what is pasted begins with it.
    'spark-submit': () => `${planToSparkSubmit(result)}\n\n${comments(planNotes(result))}`,
    'spark-defaults': () => `${comments(planNotes(result))}\n\n${planToSparkDefaults(result)}`,
    classification: () => {
      // JSON has no comments.
      for (const note of [...leftOut(result, 'classification'), ...planNotes(result)]) io.err(`note: ${note}\n`);
      return JSON.stringify(planToClassification(result), undefined, 2);
    },
    pyspark: () => `${comments([...leftOut(result, 'pyspark'), ...planNotes(result)])}\n\n${planToPySpark(result)}`,
  };
  return `${formats[flags.format]()}\n`;
}

function compared(clusters: readonly string[], flags: PlanFlags, io: Io): string {
  if (flags.core !== undefined || flags.task !== undefined) {
    throw new InputError('two-questions', 'give either --compare or --core with --task; --compare joins groups with +');
  }
  if (flags.format !== 'table' || flags.explain || flags.svg !== undefined || flags.html !== undefined) {
    throw new InputError(
      'two-questions',
      '--compare prints a table or --json only; for other formats and pictures plan one cluster with --core',
    );
  }
  const groups = clusters.map((text) => text.split('+').map((group) => nodes('--compare', group)));
  const prices = parsePrices(flags, groups.flat());
  const requests = groups.map((one) => planRequest(flags, one));
  const given = givenConf(flags);
  for (const request of requests) checkConf(given, request);
  const alternatives = requests.map(alternative);
  const findings = alternatives.flatMap((one, i) => {
    const request = requests[i];
    return request === undefined || one.plan === undefined ? [] : conflictsOf(given, request, one.plan);
  });
  for (const text of new Set(findings.map(({ id, text }) => `${text} (${id})`))) io.err(`warning: ${text}\n`);
  if (flags.json) return json(comparisonToJson(alternatives, prices));
  return `${comparisonToTable(alternatives, prices, textStyleFor(io))}\n`;
}

/** If one of several clusters has no plan, that is an answer; a mistyped cluster is an error. */
const NO_PLAN = ['need-unmet', 'nothing-fits', 'no-room', 'executor-too-big', 'bad-reserve', 'mixed-oversubscription'];

function alternative(request: PlanRequest): Alternative {
  try {
    return { nodes: request.nodes, plan: plan(request) };
  } catch (error) {
    if (isInputError(error) && NO_PLAN.includes(error.code)) return { nodes: request.nodes, impossible: error.message };
    throw error;
  }
}

function parsePrices({ price = [] }: PlanFlags, groups: PlanRequest['nodes']): Prices {
  const prices = new Map(
    price.map((text): [string, number] => {
      const [type = '', amount, ...rest] = text.split('=');
      if (amount === undefined || rest.length > 0) {
        throw new InputError('bad-price', `--price takes TYPE=AMOUNT, such as r5.4xlarge=1.26, got "${text}"`);
      }
      if (!groups.some((group) => group.instanceType === instanceFacts(type).name)) {
        throw new InputError('unused-price', `--price names ${type}, but no cluster here has nodes of that type`);
      }
      return [type, positiveNumber(`the price of ${type}`, amount)];
    }),
  );
  if (prices.size < price.length)
    throw new InputError('bad-price', '--price names a type twice; give one price for each');
  return prices;
}
