import { Command, Option } from 'commander';
import { examineJob, type JobFinding } from '../diagnosis';
import { InputError } from '../errors';
import { coresInUse, dataSizes, type JobEvidence, memoryNeed, ranForMs, slotTime } from '../evidence';
import { counted } from '../numbers';
import {
  type AnalysisReport,
  analysisToJson,
  analysisToText,
  logListToJson,
  logListToText,
  rankingToJson,
  rankingToText,
} from '../render';
import { type ApplicationLogs, findApplications, type LogStore, storeFor } from '../sources/event-log';
import { type ApplicationFlags, readApplication } from './analyze-application';
import { logsOf, notesOn, readLog } from './analyze-log';
import { analysisPlan, type PlanFlags } from './analyze-plan';
import { listLogs, rankLogs } from './analyze-several';
import { awsConnection } from './aws-connection';
import { belowOptions } from './help-text';
import { type ExitCode, type Io, json, repeated } from './io';
import { permissionText } from './permissions';
import { textStyleFor } from './text-style';

interface AnalyzeFlags extends PlanFlags, ApplicationFlags {
  readonly all?: boolean;
  readonly check?: boolean;
  readonly json?: boolean;
}

export function analyzeCommand(io: Io, exit: (code: ExitCode) => void): Command {
  return new Command('analyze')
    .description('what a finished job used and wasted, by its event log, and what would make the next run faster')
    .argument(
      '[log]',
      'an event log, the directory of a rolling one, or a directory of logs; a path or s3://BUCKET/KEY',
    )
    .option('--cluster <id>', 'in place of a log: a cluster, j-…, read with your own credentials')
    .option('--application <id>', 'the application in a directory of several, on that cluster, or at --spark-ui')
    .option('--all', 'every application of a directory, those that waste the most first, in place of a list of them')
    .option('--region <name>', 'region of the bucket or cluster (default: from the environment)')
    .option('--spark-ui <url>', 'in place of a log: an address of a history server, such as a tunnel to it')
    .option(
      '--core <type:count>',
      'core nodes that it ran on, such as r5.4xlarge:82: then there is a plan for the next run',
    )
    .option('--task <type:count>', 'task nodes (repeatable)', repeated)
    .option('--primary <type>', 'type of the primary node, where a client-mode driver runs')
    .option('--release <label>', "EMR release (default: the newest with the log's version of Spark)")
    .addOption(
      new Option('--calculator <name>', 'resource calculator of YARN, if known').choices(['dominant', 'default']),
    )
    .option('--check', 'exit with 1 where something needs action')
    .option('--json', 'the analysis as JSON, versioned and stable')
    .addHelpText(
      'after',
      belowOptions(`
${permissionText('analyze', 'Files of this machine need no permissions. IAM statements for the rest:')}

Examples:
  emr-autotune analyze application_1795374266137_0004_1.zstd
  emr-autotune analyze eventlog_v2_application_1795374266137_0004_1/ --core r5.4xlarge:20
  emr-autotune analyze s3://my-bucket/spark-logs/ --all
  emr-autotune analyze --cluster j-2AXXXXXXGAPLF --application application_1795374266137_0004`),
    )
    .action(async (path: string | undefined, flags: AnalyzeFlags) => {
      const logs = path === undefined ? undefined : await openLogs(path, flags, io);
      const isSeveral = logs !== undefined && logs.one === undefined;
      exit(isSeveral ? await several(logs, flags, io) : await one(logs, flags, io));
    });
}

/** Logs at a path, and which of them is meant. */
interface Logs {
  readonly path: string;
  readonly store: LogStore;
  readonly applications: readonly ApplicationLogs[];
  /** undefined where there are several and none is named. */
  readonly one: ApplicationLogs | undefined;
}

async function openLogs(path: string, { application, all, region }: AnalyzeFlags, io: Io): Promise<Logs> {
  const store = await storeFor(path, awsConnection('S3', region, io.environment));
  const applications = await findApplications(store, path);
  const [only] = applications;
  if (all) return { path, store, applications, one: undefined };
  if (applications.length === 1 || application === undefined) {
    return { path, store, applications, one: applications.length === 1 ? only : undefined };
  }
  return { path, store, applications, one: await logsOf(application, path, { store, applications }) };
}

async function one(logs: Logs | undefined, flags: AnalyzeFlags, io: Io): Promise<ExitCode> {
  const report = reportFor(...(await readEvidence(logs, flags, io)), flags);
  io.out(flags.json ? json(analysisToJson(report)) : `${analysisToText(report, textStyleFor(io))}\n`);
  return flags.check && needsAction(report.examination.findings) ? 1 : 0;
}

async function several({ path, store, applications }: Logs, flags: AnalyzeFlags, io: Io): Promise<ExitCode> {
  const style = textStyleFor(io);
  if (flags.all) {
    const ranking = await rankLogs(store, applications, io);
    io.out(flags.json ? json(rankingToJson(ranking)) : `${rankingToText(ranking, path, style)}\n`);
    const isBad = ranking.unread.length > 0 || ranking.runs.some(({ findings }) => needsAction(findings));
    return flags.check && isBad ? 1 : 0;
  }
  if (flags.check) {
    throw new InputError(
      'several-logs',
      `${path} has logs of ${counted(applications.length, 'application')}; name one with --application, or check all with --all`,
    );
  }
  const listed = await listLogs(store, applications, io);
  io.out(flags.json ? json(logListToJson(listed)) : `${logListToText(listed, path, style)}\n`);
  return 0;
}

const needsAction = (findings: readonly JobFinding[]): boolean => findings.some(({ severity }) => severity !== 'info');

async function readEvidence(
  logs: Logs | undefined,
  flags: AnalyzeFlags,
  io: Io,
): Promise<[JobEvidence, readonly string[]]> {
  if (logs?.one !== undefined) {
    const log = await readLog(logs.store, logs.one, io);
    requireApplication(log.evidence, flags, logs.path);
    return [log.evidence, notesOn(log)];
  }
  if (flags.cluster !== undefined || flags.sparkUi !== undefined) return await readApplication(flags, io);
  throw new InputError('no-log', 'give an event log, or --cluster and --application');
}

function requireApplication({ application: { id } }: JobEvidence, { application }: AnalyzeFlags, path: string): void {
  if (application === undefined || application === id) return;
  throw new InputError(
    'unknown-application',
    `${path} is the log of ${id}, not of ${application}; give that one's log`,
  );
}

function reportFor(evidence: JobEvidence, notes: readonly string[], flags: PlanFlags): AnalysisReport {
  return {
    evidence,
    notes,
    ranForMs: ranForMs(evidence),
    slots: slotTime(evidence),
    peakTaskSlots: coresInUse(evidence).peakTaskSlots,
    examination: examineJob(evidence),
    memory: memoryNeed(evidence),
    data: dataSizes(evidence),
    plan: analysisPlan(evidence, flags),
  };
}
