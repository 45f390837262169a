import { Command, Option } from 'commander';
import { DEFAULT_RELEASE, EmrRelease, instanceFacts } from '../catalog';
import type { ClusterEvidence } from '../diagnosis';
import { type Diagnosis, diagnose } from '../diagnosis';
import { type Effective, effective, knownNodes, type WrittenGroup } from '../effective';
import { InputError } from '../errors';
import { diagnosisToJson, diagnosisToText, retuneToText, tone } from '../render';
import { type Retune, retune } from '../sizing';
import { SparkSettings } from '../spark';
import { diagnoseLive } from './diagnose-live';
import { type ExitCode, type Io, json, repeated } from './io';
import { textStyleFor } from './text-style';
import { memoryMiB, nodes, parseUsed, wholeNumber } from './values';

interface DiagnoseFlags {
  cluster?: string;
  region?: string;
  core?: string;
  task?: string[];
  release: string;
  memory?: string;
  cores?: string;
  containers?: string;
  calculator?: 'dominant' | 'default';
  executorMemory?: string;
  executorOverhead?: string;
  executorCores?: string;
  partitions?: string;
  json?: boolean;
  check?: boolean;
}

export function diagnoseCommand(io: Io, exit: (code: ExitCode) => void): Command {
  return new Command('diagnose')
    .description("what a dashboard's memory and core figures mean, and whether smaller executors help or harm")
    .option('--cluster <id>', 'a live cluster, j-…: read with your own credentials, nothing is written')
    .option('--region <name>', 'region of the live cluster (default: from the environment)')
    .option('--core <type:count>', 'core nodes, such as r5.4xlarge:82')
    .option('--task <type:count>', 'task nodes (repeatable)', repeated)
    .option(
      '--memory <used/total>',
      'YARN memory in use: 9.85/10.08TB or 97.7% (TB as dashboards write it: 10⁶ YARN MB)',
    )
    .option('--cores <used/total>', 'vcores in use: 591/1312 or 45%')
    .option('--containers <n>', 'containers allocated')
    .addOption(
      new Option('--calculator <name>', 'resource calculator of YARN, if known').choices(['dominant', 'default']),
    )
    .option('--executor-memory <size>', "the job's spark.executor.memory")
    .option('--executor-overhead <size>', "the job's spark.executor.memoryOverhead (default: EMR's 18.75 %)")
    .option('--executor-cores <n>', "the job's spark.executor.cores")
    .option('--partitions <n>', "the job's spark.sql.shuffle.partitions")
    .option('--release <label>', 'EMR release', DEFAULT_RELEASE)
    .option('--check', 'exit with 1 where something needs action')
    .option('--json', 'the diagnosis as JSON, versioned and stable')
    .addHelpText(
      'after',
      `
Examples:
  emr-autotune diagnose --core r5.4xlarge:82 --memory 9.85/10.08TB --cores 591/1312
  emr-autotune diagnose --cluster j-2AXXXXXXGAPLF --region eu-west-1
  emr-autotune diagnose --core r5.4xlarge:82 --memory 97.7% --cores 591/1312 --calculator dominant \\
    --executor-memory 101053m --executor-overhead 18947m --executor-cores 7 --partitions 60000`,
    )
    .action(async (flags: DiagnoseFlags) => {
      if (flags.cluster !== undefined) {
        exit(await diagnoseLive(flags.cluster, flags, io));
        return;
      }
      const inForce = inForceFrom(flags);
      const evidence = evidenceFrom(flags, inForce);
      const executor = settingsFrom(flags) === undefined ? undefined : inForce.spark.executor.size;
      const diagnosis = diagnose({ evidence, executor });
      const cure = executor === undefined ? undefined : cureFor(diagnosis, flags, evidence);
      io.out(flags.json ? json({ ...diagnosisToJson(diagnosis), cure: cure ?? null }) : text(diagnosis, cure, io));
      exit(flags.check && diagnosis.findings.some((f) => f.severity !== 'info') ? 1 : 0);
    });
}

function text(diagnosis: Diagnosis, cure: Retune | undefined, io: Io): string {
  const style = textStyleFor(io);
  const blocks = [diagnosisToText(diagnosis, style)];
  if (cure !== undefined)
    blocks.push(`${tone(style, 'bold', 'Cure')}\n${retuneToText(cure, { ...style, explain: true })}`);
  return `${blocks.join('\n\n')}\n`;
}

function evidenceFrom(flags: DiagnoseFlags, { yarn }: Effective): ClusterEvidence {
  if (flags.memory === undefined) throw noFigures();
  const set = (knownNodes(yarn) ?? []).map(({ label: _, ...node }) => node);
  const memoryTotalMB = set.reduce((sum, n) => sum + n.count * n.memoryMiB, 0);
  const vcores = set.reduce((sum, n) => sum + n.count * n.vcores, 0);
  return {
    nodes: set,
    calculator: flags.calculator,
    memoryTotalMB,
    memoryAllocatedMB: Math.round(parseUsed('--memory', flags.memory, memoryTotalMB, 'memory')),
    allocatedVcores:
      flags.cores === undefined ? undefined : Math.round(parseUsed('--cores', flags.cores, vcores, 'cores')),
    containersAllocated: flags.containers === undefined ? undefined : wholeNumber('--containers', flags.containers),
  };
}

const noFigures = (): InputError =>
  new InputError('no-figures', 'give --core and --memory for a dashboard, or --cluster for a live cluster');

/** What runs by the flags, which say what was seen. */
function inForceFrom(flags: DiagnoseFlags): Effective {
  if (flags.core === undefined || flags.memory === undefined) throw noFigures();
  const given = [nodes('--core', flags.core), ...(flags.task ?? []).map((text) => nodes('--task', text))];
  const groups = given.map(({ instanceType, min, max }, i): WrittenGroup => {
    if (min !== max)
      throw new InputError(
        'bad-nodes',
        `a diagnosis needs the nodes that run, one count for ${instanceType}, not a range`,
      );
    const role = i === 0 ? 'core' : 'task';
    const place = { where: `--${role}`, at: i };
    return { role, name: `${role} ${i}`, instanceTypes: [instanceFacts(instanceType).name], count: min, ...place };
  });
  return effective({
    release: { value: EmrRelease.of(flags.release), layer: 'flag' },
    blocks: [],
    flags: { groups, calculator: flags.calculator },
    observed: { settings: settingsFrom(flags)?.toRecord() },
  });
}

/** The job's settings as far as the flags tell them; undefined where no executor size was given. */
function settingsFrom(flags: DiagnoseFlags): SparkSettings | undefined {
  const { executorMemory, executorOverhead, executorCores, partitions } = flags;
  if (executorMemory === undefined && executorCores === undefined) {
    if (executorOverhead !== undefined)
      throw new InputError('half-a-shape', '--executor-overhead needs --executor-memory and --executor-cores');
    return undefined;
  }
  if (executorMemory === undefined) throw new InputError('half-a-shape', '--executor-cores needs --executor-memory');
  if (executorCores === undefined) throw new InputError('half-a-shape', '--executor-memory needs --executor-cores');
  const settings: Record<string, string> = {
    'spark.executor.memory': `${memoryMiB('--executor-memory', executorMemory)}m`,
    'spark.executor.cores': String(wholeNumber('--executor-cores', executorCores)),
  };
  if (executorOverhead !== undefined) {
    settings['spark.executor.memoryOverhead'] = `${memoryMiB('--executor-overhead', executorOverhead)}m`;
  }
  if (partitions !== undefined) {
    settings['spark.sql.shuffle.partitions'] = String(wholeNumber('--partitions', partitions));
  }
  return SparkSettings.of(settings);
}

/** The new settings, only where a finding may be acted on. */
function cureFor(diagnosis: Diagnosis, flags: DiagnoseFlags, evidence: ClusterEvidence): Retune | undefined {
  const settings = settingsFrom(flags);
  if (settings === undefined || diagnosis.explanation === undefined) return undefined;
  if (!diagnosis.findings.some((finding) => finding.actionable)) return undefined;
  return retune({
    release: EmrRelease.of(flags.release),
    nodes: evidence.nodes,
    calculator: diagnosis.explanation.calculator,
    deployMode: 'client',
    settings,
  });
}
