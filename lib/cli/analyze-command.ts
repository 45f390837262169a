import { Command, Option } from 'commander';
import { examineJob } from '../diagnosis';
import { InputError } from '../errors';
import { coresInUse, dataSizes, type JobEvidence, memoryNeed, ranForMs, slotTime } from '../evidence';
import { bytes, counted, percent } from '../numbers';
import { type AnalysisReport, analysisToJson, analysisToText } from '../render';
import { type EventLog, readEventLog } from '../sources/event-log';
import { type ApplicationFlags, readApplication } from './analyze-application';
import { analysisPlan, type PlanFlags } from './analyze-plan';
import { belowOptions } from './help-text';
import { type ExitCode, type Io, json, repeated } from './io';
import { progressLine } from './progress';
import { textStyleFor } from './text-style';

interface AnalyzeFlags extends PlanFlags, ApplicationFlags {
  readonly check?: boolean;
  readonly json?: boolean;
}

export function analyzeCommand(io: Io, exit: (code: ExitCode) => void): Command {
  return new Command('analyze')
    .description('what a finished job used and wasted, by its event log, and what would make the next run faster')
    .argument('[log]', 'an event log, the directory of a rolling one, or a directory with one in it')
    .option('--cluster <id>', 'in place of a log: a cluster, j-…, read with your own credentials')
    .option('--application <id>', 'the application on that cluster, or at --spark-ui')
    .option('--region <name>', 'region of the cluster (default: from the environment)')
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
Examples:
  emr-autotune analyze application_1795374266137_0004_1.zstd
  emr-autotune analyze eventlog_v2_application_1795374266137_0004_1/ --core r5.4xlarge:20
  emr-autotune analyze --cluster j-2AXXXXXXGAPLF --application application_1795374266137_0004`),
    )
    .action(async (path: string | undefined, flags: AnalyzeFlags) => {
      const report = reportFor(...(await read(path, flags, io)), flags);
      io.out(flags.json ? json(analysisToJson(report)) : `${analysisToText(report, textStyleFor(io))}\n`);
      const needsAction = report.examination.findings.some(({ severity }) => severity !== 'info');
      exit(flags.check && needsAction ? 1 : 0);
    });
}

async function read(path: string | undefined, flags: AnalyzeFlags, io: Io): Promise<[JobEvidence, readonly string[]]> {
  if (path !== undefined) return await readLog(path, io);
  if (flags.cluster !== undefined || flags.sparkUi !== undefined) return [await readApplication(flags, io), []];
  throw new InputError('no-log', 'give an event log, or --cluster and --application');
}

async function readLog(path: string, io: Io): Promise<[JobEvidence, readonly string[]]> {
  const progress = progressLine(io);
  let shown = '';
  const log = await readEventLog(path, {
    now: io.now,
    onProgress: (read, all) => {
      const text = `reading ${path}: ${percent(read / all)} of ${bytes(all)}`;
      if (text !== shown) progress.show(text);
      shown = text;
    },
  }).finally(progress.end);
  return [log.evidence, notesOn(log)];
}

function notesOn({ notes, isCutOff, brokenLines, evidence }: EventLog): string[] {
  const { endedAtMs } = evidence.application;
  return [
    ...notes,
    ...(isCutOff ? ['the last line is cut off and left out'] : []),
    ...(brokenLines > 0
      ? [
          `${counted(brokenLines, 'line')} in the middle cannot be read and ${brokenLines === 1 ? 'is' : 'are'} left out`,
        ]
      : []),
    ...(endedAtMs === undefined
      ? [
          'the log has no end of the application: it still ran, was killed, or the log is not whole; figures are those of its newest event',
        ]
      : []),
  ];
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
