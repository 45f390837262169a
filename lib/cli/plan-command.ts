import { Command, Option } from 'commander';
import { EmrRelease } from '../catalog';
import { InputError } from '../errors';
import {
  planToClassification,
  planToJson,
  planToPySpark,
  planToSparkDefaults,
  planToSparkSubmit,
  planToTable,
} from '../render';
import { plan, type SparkPlan, Workload } from '../sizing';
import { type Io, json, repeated } from './io';
import { byteCount, memoryMiB, nodes, positiveNumber, setting, wholeNumber } from './values';

interface PlanFlags {
  core: string;
  task?: string[];
  release: string;
  primary: string;
  deployMode: 'client' | 'cluster';
  driverMemory?: string;
  python?: string | true;
  offheap?: string;
  rows?: string;
  rowBytes?: string;
  shuffleBytes?: string;
  memoryTarget?: string;
  oversubscribe?: string;
  conf?: string[];
  json?: boolean;
  explain?: boolean;
  format: Format;
}

const FORMATS = ['table', 'spark-submit', 'spark-defaults', 'classification', 'pyspark'] as const;
type Format = (typeof FORMATS)[number];

export function planCommand(io: Io): Command {
  return new Command('plan')
    .description('the Spark configuration that uses the memory and the cores of a cluster together')
    .requiredOption('--core <type:count>', 'core nodes, such as r5.4xlarge:82, or a range r5.4xlarge:10-200')
    .option('--task <type:count>', 'task nodes (repeatable)', repeated)
    .option('--release <label>', 'EMR release', 'emr-7.9.0')
    .option('--primary <type>', 'primary node, where a client-mode driver lives', 'm5.xlarge')
    .addOption(
      new Option('--deploy-mode <mode>', 'where the driver runs').choices(['client', 'cluster']).default('client'),
    )
    .option('--driver-memory <size>', 'driver heap, such as 16g (default: from the primary)')
    .option(
      '--python [size]',
      'a PySpark job: its workers live in the overhead unless a size sets spark.executor.pyspark.memory',
    )
    .option('--offheap <size>', 'off-heap memory of each executor, such as 4g')
    .option('--rows <n>', 'rows in the largest shuffle; with --row-bytes')
    .option('--row-bytes <n>', 'average bytes of a row')
    .option('--shuffle-bytes <size>', 'bytes of the largest shuffle, such as 2TB')
    .option('--memory-target <share>', 'share of YARN memory that executors may take, such as 0.85 (default: 1)')
    .option('--oversubscribe <factor>', 'task slots per vcore, for jobs that wait for I/O (default: 1)')
    .option('--conf <key=value>', 'a setting of your own, which wins (repeatable)', repeated)
    .option('--explain', 'the reason and the source of every number')
    .addOption(new Option('--format <format>', 'what to print').choices(FORMATS).default('table'))
    .option('--json', 'the plan as JSON, versioned and stable')
    .addHelpText(
      'after',
      `
Examples:
  emr-autotune plan --core r5.4xlarge:82 --rows 641000000 --row-bytes 1000
  emr-autotune plan --core r5.4xlarge:82 --shuffle-bytes 2TB --format spark-submit
  emr-autotune plan --core m5.4xlarge:10 --task r5.4xlarge:20 --explain
  emr-autotune plan --core r5.4xlarge:10-200 --format classification > configurations.json`,
    )
    .action((flags: PlanFlags) => {
      io.out(rendered(planFrom(flags), flags, io));
    });
}

function planFrom(flags: PlanFlags): SparkPlan {
  const given = (flags.conf ?? []).map((text) => setting('--conf', text));
  return plan({
    release: EmrRelease.of(flags.release),
    nodes: [nodes('--core', flags.core), ...(flags.task ?? []).map((text) => nodes('--task', text))],
    primaryInstanceType: flags.primary,
    deployMode: flags.deployMode,
    driverMemoryMiB: flags.driverMemory === undefined ? undefined : memoryMiB('--driver-memory', flags.driverMemory),
    pysparkMiB: typeof flags.python === 'string' ? memoryMiB('--python', flags.python) : undefined,
    offHeapMiB: flags.offheap === undefined ? undefined : memoryMiB('--offheap', flags.offheap),
    memoryTarget: flags.memoryTarget === undefined ? undefined : positiveNumber('--memory-target', flags.memoryTarget),
    cpuOversubscription:
      flags.oversubscribe === undefined ? undefined : positiveNumber('--oversubscribe', flags.oversubscribe),
    workload: workloadFrom(flags),
    sparkConf: Object.fromEntries(given),
  });
}

function workloadFrom(flags: PlanFlags): Workload | undefined {
  if (flags.shuffleBytes !== undefined && (flags.rows !== undefined || flags.rowBytes !== undefined)) {
    throw new InputError('two-sizes', 'give --shuffle-bytes or --rows with --row-bytes, not both');
  }
  if (flags.shuffleBytes !== undefined) return Workload.shuffleBytes(byteCount('--shuffle-bytes', flags.shuffleBytes));
  if (flags.rows === undefined && flags.rowBytes === undefined) return undefined;
  if (flags.rows === undefined) throw new InputError('half-a-size', '--row-bytes needs --rows');
  if (flags.rowBytes === undefined) throw new InputError('half-a-size', '--rows needs --row-bytes');
  return Workload.rows(wholeNumber('--rows', flags.rows), wholeNumber('--row-bytes', flags.rowBytes));
}

function rendered(result: SparkPlan, flags: PlanFlags, io: Io): string {
  if (flags.json) return json(planToJson(result));
  const formats: Record<Format, () => string> = {
    table: () => planToTable(result, { explain: flags.explain, color: io.color, width: io.width }),
    'spark-submit': () => planToSparkSubmit(result),
    'spark-defaults': () => planToSparkDefaults(result),
    classification: () => JSON.stringify(planToClassification(result), undefined, 2),
    pyspark: () => planToPySpark(result),
  };
  return `${formats[flags.format]()}\n`;
}
