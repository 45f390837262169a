import { Command, Option } from 'commander';
import { DEFAULT_RELEASE } from '../catalog';
import { InputError } from '../errors';
import {
  CURE_FORMATS,
  type CureFormat,
  cureToPaste,
  type DiagnosisReport,
  diagnosisToJson,
  diagnosisToText,
} from '../render';
import { type DashboardFlags, diagnoseDashboard } from './diagnose-dashboard';
import { lookLive } from './diagnose-live';
import { belowOptions } from './help-text';
import { type ExitCode, type Io, json, repeated } from './io';
import { textStyleFor } from './text-style';

interface DiagnoseFlags extends DashboardFlags {
  readonly cluster?: string;
  readonly region?: string;
  readonly step?: string;
  readonly sparkUi?: string;
  readonly format: 'table' | CureFormat;
  readonly json?: boolean;
  readonly check?: boolean;
}

export function diagnoseCommand(io: Io, exit: (code: ExitCode) => void): Command {
  return new Command('diagnose')
    .description("what a dashboard's memory and core figures mean, and whether smaller executors help or harm")
    .argument('[words...]')
    .usage('[options]')
    .option('--cluster <id>', 'a live cluster, j-…: read with your own credentials, nothing is written')
    .option('--region <name>', 'region of the live cluster (default: from the environment)')
    .option('--step <id>', 'the step of the live cluster, s-… (default: the one that runs)')
    .option('--spark-ui <url>', "an address of the job's Spark UI or history server, such as a tunnel to it")
    .option('--core <type:count>', 'core nodes, such as r5.4xlarge:82')
    .option('--task <type:count>', 'task nodes (repeatable)', repeated)
    .option(
      '--memory <used/total>',
      'YARN memory in use, as the dashboard has it: 9.85/10.08TB, "9.39 TiB of 9.61 TiB", 97.7%, "2.3% available"',
    )
    .option('--cores <used/total>', 'vcores in use: 591/1312 or 45%')
    .option('--containers <n>', 'containers allocated, the application master among them')
    .option('--executors <n>', 'executors that run, as the Spark UI counts them, in place of --containers')
    .option('--pending <n>', 'containers pending; 0 where nothing waits')
    .addOption(
      new Option('--calculator <name>', 'resource calculator of YARN, if known').choices(['dominant', 'default']),
    )
    .option('--executor-memory <size>', "the job's spark.executor.memory")
    .option('--executor-overhead <size>', "the job's spark.executor.memoryOverhead (default: EMR's 18.75 %)")
    .option('--executor-cores <n>', "the job's spark.executor.cores; with --executors the memory of one follows")
    .option('--offheap <size>', "the job's spark.memory.offHeap.size, where it is on")
    .option('--python <size>', "the job's spark.executor.pyspark.memory")
    .option('--driver-memory <size>', "the job's spark.driver.memory: in cluster mode the driver is a container")
    .option('--partitions <n>', "the job's spark.sql.shuffle.partitions")
    .option('--conf <key=value>', 'a setting of the job as spark-submit or a plan has it (repeatable)', repeated)
    .option('--oversubscribe <factor>', 'vcores that node managers declare for each vCPU, as in plan (default: 1)')
    .addOption(
      new Option('--deploy-mode <mode>', 'where the driver runs').choices(['client', 'cluster']).default('client'),
    )
    .option('--release <label>', 'EMR release', DEFAULT_RELEASE)
    .option('--check', 'exit with 1 where something needs action')
    .addOption(
      new Option('--format <format>', 'what to print: the diagnosis, or only the settings of its cure')
        .choices(['table', ...CURE_FORMATS])
        .default('table'),
    )
    .option('--json', 'the diagnosis as JSON, versioned and stable')
    .addHelpText(
      'after',
      belowOptions(`
Examples:
  emr-autotune diagnose --core r5.4xlarge:82 --memory 9.85/10.08TB --cores 591/1312
  emr-autotune diagnose --core r5.4xlarge:82 --memory "2.3% available" --executors 82 --executor-cores 7
  emr-autotune diagnose --core m5.4xlarge:10 --memory 540/560GB --cores 766/160
  emr-autotune diagnose --cluster j-2AXXXXXXGAPLF --region eu-west-1
  emr-autotune diagnose --core r5.4xlarge:82 --memory 97.7% --cores 591/1312 --calculator dominant --executor-memory 101053m --executor-overhead 18947m --executor-cores 7 --partitions 60000`),
    )
    .action(async ([stray]: string[], flags: DiagnoseFlags) => {
      if (stray !== undefined) {
        throw new InputError(
          'stray-word',
          `"${stray}" belongs to no option; quote a figure with spaces, such as --memory "9.85 TB of 10.08 TB"`,
        );
      }
      const report =
        flags.cluster === undefined ? diagnoseDashboard(flags) : (await lookLive(flags.cluster, flags, io)).report;
      io.out(printed(report, flags, io));
      const needsAction = report.diagnosis?.findings.some(({ severity }) => severity !== 'info') ?? false;
      exit(flags.check && needsAction ? 1 : 0);
    });
}

function printed(report: DiagnosisReport, { json: asJson, format }: DiagnoseFlags, io: Io): string {
  if (asJson) return json(diagnosisToJson(report));
  if (format === 'table') return `${diagnosisToText(report, textStyleFor(io))}\n`;
  const { cure, diagnosis, deployMode } = report;
  if (cure === undefined || cure.changes.length === 0) {
    const { verdict, next } = diagnosis ?? {};
    const missing = next === undefined ? '' : `; ${next.flag} would decide`;
    throw new InputError(
      'nothing-to-paste',
      `there are no settings to print, the verdict is ${verdict ?? 'that nothing is wrong'}${missing}; leave out --format to see why`,
    );
  }
  // Beside the settings, which go to a file.
  for (const note of report.notes) io.err(`note: ${note}\n`);
  return `${cureToPaste({ changes: cure.changes, deployMode, calculator: diagnosis?.calculator }, format)}\n`;
}
