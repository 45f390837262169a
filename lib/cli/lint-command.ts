import { Command, Option } from 'commander';
import { DEFAULT_RELEASE, EmrRelease, instanceFacts, oldestBeside } from '../catalog';
import { InputError, isInputError } from '../errors';
import {
  type LintFinding,
  type LintHardware,
  type LintNotice,
  type LintReport,
  type LintSubject,
  lint,
  toldOnce,
  withoutSuppressed,
} from '../lint';
import { lintToJson, lintToText } from '../render';
import type { Calculator } from '../yarn';
import { belowOptions } from './help-text';
import { type ExitCode, type Io, json, repeated } from './io';
import { findPropertiesFile, lintDocuments, sparkDefaultsFrom } from './lint-input';
import { hardwareFor, nodeRanges } from './node-flags';
import { ignoredBy, ignoreOption } from './suppressions';
import { textStyleFor } from './text-style';

interface LintFlags {
  release: string;
  core?: string;
  task?: string[];
  primary?: string;
  calculator?: Calculator;
  sparkDefaults?: string;
  ignore?: string[];
  json?: boolean;
  failOn: 'error' | 'warning';
}

export function lintCommand(io: Io, exit: (code: ExitCode) => void): Command {
  return (
    new Command('lint')
      .description(
        'settings that are overridden, dead, misspelt or fit nowhere, in a spark-submit command or a configuration',
      )
      .argument('[what...]', 'a command in quotes, or its words after --; or files (- for standard input)')
      .option('--release <label>', 'EMR release, which decides the Spark version', DEFAULT_RELEASE)
      .option('--core <type:count>', 'core nodes, such as r5.4xlarge:82: executors are judged against them')
      .option('--task <type:count>', 'task nodes (repeatable)', repeated)
      .option('--primary <type>', 'primary node, where a client-mode driver lives')
      .addOption(
        new Option(
          '--calculator <name>',
          "resource calculator of YARN (default: the configuration's, else EMR's default)",
        ).choices(['dominant', 'default']),
      )
      .option('--spark-defaults <file>', "the cluster's spark-defaults.conf or configurations.json, beneath a command")
      .addOption(
        new Option('--fail-on <severity>', 'exit with 1 for this severity or a worse one')
          .choices(['error', 'warning'])
          .default('warning'),
      )
      .addOption(ignoreOption())
      .option('--json', 'the findings as JSON, versioned and stable')
      // The words of a spark-submit command may follow without quotes; they are told from our own misspelt options later.
      .allowUnknownOption()
      .addHelpText(
        'after',
        belowOptions(`
Reads commands (spark-submit, spark-shell, pyspark, spark-sql, also behind sudo, nohup, bash -c) and scripts of them; aws emr add-steps and create-cluster; JSON and YAML of classifications, steps, clusters and Livy; CloudFormation, Terraform, Python (Airflow, boto3), notebooks and spark-defaults.conf. A cluster in the file decides release and nodes, unless flags do. What is not judged is named, and values that may be secrets are never printed. docs/lint.md lists every form and every rule.

Examples:
  emr-autotune lint 'spark-submit --conf spark.executor.memory=20 job.py'
  emr-autotune lint --core r5.4xlarge:82 --release emr-7.9.0 configurations.json
  emr-autotune lint --spark-defaults configurations.json --core r5.4xlarge:82 -- spark-submit --num-executors 500 job.py
  aws emr describe-step --cluster-id j-… --step-id s-… | emr-autotune lint -
  emr-autotune lint --json --fail-on error --ignore already-default step.json job.sh stack.yaml

In a file the comment "# emr-autotune-ignore: ID reason" suppresses a finding.

Exit codes: 0 clean or notes only, 1 findings or a part that was not read, 2 bad usage, or nothing could be read.`),
      )
      .action((words: string[], flags: LintFlags, command: Command) => {
        const isGiven = command.getOptionValueSource('release') === 'cli';
        const report = reportOn(io, words, flags, isGiven);
        io.out(flags.json ? json(lintToJson(report)) : `${lintToText(report, textStyleFor(io))}\n`);
        const failing = flags.failOn === 'error' ? ['error'] : ['error', 'warning'];
        const fails = report.findings.some(({ severity }) => failing.includes(severity));
        exit(fails || report.unread.length > 0 ? 1 : 0);
      })
  );
}

function reportOn(io: Io, words: readonly string[], flags: LintFlags, isReleaseGiven: boolean): LintReport {
  const hardware = hardwareFrom(flags);
  const ignored = ignoredBy(flags.ignore ?? []);
  const given = EmrRelease.of(flags.release);
  const defaults = flags.sparkDefaults === undefined ? undefined : sparkDefaultsFrom(io, flags.sparkDefaults);
  const documents = lintDocuments(io, words);
  const notices: LintNotice[] = [];
  const untold: LintFinding[] = [];
  const suppressions = [defaults, ...documents].flatMap((one) => one?.suppressions ?? []);
  const reports = documents
    .flatMap(({ parts }) => parts)
    .map((part) => {
      const { subject } = part;
      const propertiesFile = findPropertiesFile(io, subject);
      for (const one of propertiesFile?.suppressions ?? []) suppressions.push(one);
      const beneath = defaults?.subject ?? part.beneath;
      const release = isReleaseGiven ? given : releaseFor([part.subject, part.beneath, beneath], given, notices);
      const judged = { release, hardware, calculator: flags.calculator };
      for (const { subject: file, suppressions: own } of [defaults, propertiesFile].filter((one) => one !== undefined))
        if (own.length + ignored.length > 0) untold.push(...lint({ subject: file, ...judged }).findings);
      return lint({ subject, beneath, propertiesFile: propertiesFile?.subject, ...judged });
    });
  const releases = new Set(reports.map(({ release }) => release));
  const findings = reports.flatMap((report) =>
    releases.size === 1 ? report.findings : report.findings.map((one) => ({ ...one, release: report.release })),
  );
  return {
    release: listed([...releases]),
    sparkVersion: listed(reports.map(({ sparkVersion }) => sparkVersion)),
    findings: withoutSuppressed(toldOnce(findings), suppressions, ignored, untold),
    unread: [...(defaults?.unread ?? []), ...documents.flatMap(({ unread }) => unread)],
    passedOver: onceEach([...notices, ...[...documents, ...reports].flatMap(({ passedOver }) => passedOver)]),
  };
}

/** The release that the input names; the oldest known one in place of an older, which is told once. */
function releaseFor(
  subjects: readonly (LintSubject | undefined)[],
  given: EmrRelease,
  notices: LintNotice[],
): EmrRelease {
  const of = subjects.find((one) => one?.cluster !== undefined);
  const cluster = of?.cluster;
  if (cluster?.releaseLabel === undefined) return given;
  try {
    return EmrRelease.of(cluster.releaseLabel);
  } catch (error) {
    if (!isInputError(error)) throw error;
    const release = error.code === 'old-release' ? oldestBeside(cluster.releaseLabel) : given;
    const { line, file = of?.file } = cluster.releasePlace ?? {};
    const notice = { where: 'the release', reason: `${error.message}; judged as ${release.label}` };
    const isTold = notices.some((one) => one.file === file && one.reason === notice.reason);
    if (!isTold)
      notices.push({ ...(file === undefined ? {} : { file, ...(line === undefined ? {} : { line }) }), ...notice });
    return release;
  }
}

/** What several commands share, such as the cluster beneath them, is told once. */
const onceEach = (notices: readonly LintNotice[]): LintNotice[] => [
  ...new Map(notices.map((notice) => [JSON.stringify(notice), notice])).values(),
];

const listed = (values: readonly string[]): string => [...new Set(values)].join(', ');

function hardwareFrom(flags: LintFlags): LintHardware | undefined {
  const { core, task = [], primary } = flags;
  if (primary !== undefined) instanceFacts(primary);
  if (core === undefined) {
    if (task.length > 0) throw new InputError('no-core', '--task needs --core');
    if (primary !== undefined) throw new InputError('no-core', '--primary needs --core');
    return undefined;
  }
  return hardwareFor(nodeRanges(core, task), primary);
}
