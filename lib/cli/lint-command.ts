import { Command, Option } from 'commander';
import { EmrRelease, instanceFacts } from '../catalog';
import { InputError } from '../errors';
import { type LintHardware, type LintReport, lint, toldOnce, withoutSuppressed } from '../lint';
import { lintToJson, lintToText } from '../render';
import type { Calculator } from '../yarn';
import { type ExitCode, type Io, json, repeated } from './io';
import { lintSubjects, sparkDefaultsFrom } from './lint-input';
import { ignoredBy, keepingSuppressions } from './suppressions';
import { textStyleFor } from './text-style';
import { nodes } from './values';

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
        'settings that are beaten, dead, misspelt or fit nowhere, in a spark-submit command or a configuration',
      )
      .argument('[what...]', 'a spark-submit line in quotes, or its words after --; or a file (- for standard input)')
      .option('--release <label>', 'EMR release, which decides the Spark version', 'emr-7.9.0')
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
        new Option('--fail-on <severity>', 'exit with 1 from this severity on')
          .choices(['error', 'warning'])
          .default('warning'),
      )
      .option('--ignore <id>', 'a finding that is not to count, or ID:KEY for one setting (repeatable)', repeated)
      .option('--json', 'the findings as JSON, versioned and stable')
      // The words of a spark-submit command may follow without quotes; they are told from our own misspelt options later.
      .allowUnknownOption()
      .addHelpText(
        'after',
        `
Files: the JSON list that "aws emr create-cluster --configurations" takes (CloudFormation's spelling too), the JSON of a step
("aws emr add-steps --steps", describe-step), a spark-defaults.conf, or a spark-submit line. Argument values of the application
are never printed. docs/lint.md lists every rule.

Examples:
  emr-autotune lint 'spark-submit --executor-memory 16g --conf spark.executor.memory=20g s3://bucket/job.py'
  emr-autotune lint --core r5.4xlarge:82 --release emr-7.9.0 configurations.json
  emr-autotune lint --spark-defaults configurations.json --core r5.4xlarge:82 -- spark-submit --num-executors 500 job.py
  aws emr describe-step --cluster-id j-… --step-id s-… | emr-autotune lint -
  emr-autotune lint --json --fail-on error --ignore already-default step.json

In a file the comment "# emr-autotune-ignore: ID reason" suppresses a finding.

Exit codes: 0 clean or notes only, 1 findings, 2 bad usage or input.`,
      )
      .action((words: string[], flags: LintFlags) => {
        const release = EmrRelease.of(flags.release);
        const hardware = hardwareFrom(flags);
        const ignored = ignoredBy(flags.ignore ?? []);
        const { io: files, suppressions } = keepingSuppressions(io);
        const beneath = flags.sparkDefaults === undefined ? undefined : sparkDefaultsFrom(files, flags.sparkDefaults);
        const reports = lintSubjects(files, words).map((subject) =>
          lint({ subject, release, beneath, hardware, calculator: flags.calculator }),
        );
        const report: LintReport = {
          release: release.label,
          sparkVersion: release.sparkVersion,
          findings: withoutSuppressed(toldOnce(reports.flatMap(({ findings }) => findings)), suppressions, ignored),
        };
        io.out(flags.json ? json(lintToJson(report)) : `${lintToText(report, textStyleFor(io))}\n`);
        const failing = flags.failOn === 'error' ? ['error'] : ['error', 'warning'];
        exit(report.findings.some(({ severity }) => failing.includes(severity)) ? 1 : 0);
      })
  );
}

function hardwareFrom(flags: LintFlags): LintHardware | undefined {
  const { core, task = [], primary } = flags;
  if (primary !== undefined) instanceFacts(primary);
  if (core === undefined) {
    if (task.length > 0) throw new InputError('no-core', '--task needs --core');
    if (primary !== undefined) throw new InputError('no-core', '--primary needs --core');
    return undefined;
  }
  const groups = [nodes('--core', core), ...task.map((text) => nodes('--task', text))];
  return {
    primary,
    nodes: groups.map(({ instanceType, max }) => {
      const type = instanceFacts(instanceType);
      return { instanceType, count: max, memoryMiB: type.yarnMemoryMiB, vcores: type.yarnVcores };
    }),
  };
}
