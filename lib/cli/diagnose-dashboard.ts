import { EmrRelease, instanceFacts } from '../catalog';
import { type ClusterEvidence, type Diagnosis, diagnose, estimatedSize } from '../diagnosis';
import { type Effective, effective, knownNodes, type WrittenGroup } from '../effective';
import { InputError } from '../errors';
import { grouped } from '../numbers';
import type { DiagnosisReport } from '../render';
import { type DeployMode, type ExecutorSize, SparkSettings } from '../spark';
import { readCores, readMemory } from './dashboard';
import { cureFor } from './diagnose-cure';
import { nodeRanges } from './node-flags';
import { executorHeapMiB, memoryMiB, wholeNumber } from './values';

/** What the options say of a dashboard and of the job. */
export interface DashboardFlags {
  readonly core?: string;
  readonly task?: readonly string[];
  readonly release: string;
  readonly deployMode: DeployMode;
  readonly memory?: string;
  readonly cores?: string;
  readonly containers?: string;
  readonly executors?: string;
  readonly pending?: string;
  readonly calculator?: 'dominant' | 'default';
  readonly executorMemory?: string;
  readonly executorOverhead?: string;
  readonly executorCores?: string;
  readonly partitions?: string;
}

/**
 * The diagnosis of a dashboard's figures.
 *
 * @throws InputError for a figure that cannot be read, or that contradicts the nodes or another one
 */
export function diagnoseDashboard(flags: DashboardFlags): DiagnosisReport {
  const settings = settingsFrom(flags);
  const inForce = inForceFrom(flags, settings);
  const { evidence, readings } = evidenceFrom(flags, inForce);
  const given = settings === undefined ? undefined : inForce.spark.executor.size;
  const executor = given ?? estimatedFrom(flags, evidence);
  const release = EmrRelease.of(flags.release);
  const diagnosis = diagnose({ evidence, release, executor });
  return {
    evidence,
    readings,
    diagnosis,
    ...cureFor({
      diagnosis,
      evidence,
      release,
      deployMode: flags.deployMode,
      executor,
      settings,
      partitions: flags.partitions === undefined ? undefined : wholeNumber('--partitions', flags.partitions),
    }),
    deployMode: flags.deployMode,
    planCommand: planCommandFor(diagnosis, flags),
  };
}

const noFigures = (): InputError =>
  new InputError('no-figures', 'give --core and --memory for a dashboard, or --cluster for a live cluster');

/** What runs by the options, which say what was seen. */
function inForceFrom(flags: DashboardFlags, settings: SparkSettings | undefined): Effective {
  if (flags.core === undefined || flags.memory === undefined) throw noFigures();
  const groups = nodeRanges(flags.core, flags.task).map(({ instanceType, min, max }, i): WrittenGroup => {
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
    observed: { settings: settings?.toRecord() },
  });
}

function evidenceFrom(flags: DashboardFlags, { yarn }: Effective): { evidence: ClusterEvidence; readings: string[] } {
  if (flags.memory === undefined) throw noFigures();
  const set = (knownNodes(yarn) ?? []).map(({ label: _, ...node }) => node);
  const memoryTotalMB = set.reduce((sum, n) => sum + n.count * n.memoryMiB, 0);
  const totalVcores = set.reduce((sum, n) => sum + n.count * n.vcores, 0);
  const memory = readMemory(flags.memory, memoryTotalMB);
  const cores = flags.cores === undefined ? undefined : readCores(flags.cores, totalVcores);
  const readings = [`memory: ${memory.reading}`, ...(cores === undefined ? [] : [`cores: ${cores.reading}`])];
  const allocatedVcores = cores === undefined ? undefined : Math.round(cores.used);
  const calculator = calculatorFrom(flags, allocatedVcores, totalVcores, readings);
  const containers = containersFrom(flags);
  return {
    evidence: {
      nodes: set,
      calculator,
      maxAllocationMiB: yarn.maxAllocationMiB?.value,
      memoryTotalMB,
      memoryAllocatedMB: Math.round(memory.used),
      allocatedVcores,
      // The default calculator counts a vcore for each container.
      containersAllocated: containers ?? (calculator === 'default' ? allocatedVcores : undefined),
      containersPending: flags.pending === undefined ? undefined : count('--pending', flags.pending),
    },
    readings,
  };
}

/** More vcores in use than there are prove that one is counted for each container. */
function calculatorFrom(
  { calculator }: DashboardFlags,
  allocated: number | undefined,
  total: number,
  readings: string[],
): DashboardFlags['calculator'] {
  if (allocated === undefined || allocated <= total) return calculator;
  const reason = `${grouped(allocated)} vcores in use of ${grouped(total)} are containers, one vcore counted for each, as only the default calculator does`;
  if (calculator === 'dominant') {
    throw new InputError('calculator-contradicted', `${reason}; leave out --calculator dominant, or check --cores`);
  }
  if (calculator === undefined) readings.push(`calculator: ${reason}`);
  return 'default';
}

/** Executors and the application master. */
function containersFrom({ containers, executors }: DashboardFlags): number | undefined {
  const all = containers === undefined ? undefined : count('--containers', containers);
  const beside = executors === undefined ? undefined : count('--executors', executors) + 1;
  if (all !== undefined && beside !== undefined && all !== beside) {
    throw new InputError(
      'two-counts',
      `--executors ${executors} and the application master make ${beside} containers, but --containers says ${all}; give one of them`,
    );
  }
  return all ?? beside;
}

const count = (option: string, text: string): number => (text.trim() === '0' ? 0 : wholeNumber(option, text));

/** The job's settings as far as the options tell them; undefined where no executor memory was given. */
function settingsFrom(flags: DashboardFlags): SparkSettings | undefined {
  const { executorMemory, executorOverhead, executorCores, partitions } = flags;
  if (executorMemory === undefined) {
    if (executorOverhead !== undefined)
      throw new InputError('half-a-shape', '--executor-overhead needs --executor-memory and --executor-cores');
    return undefined;
  }
  if (executorCores === undefined) throw new InputError('half-a-shape', '--executor-memory needs --executor-cores');
  const settings: Record<string, string> = {
    'spark.executor.memory': `${executorHeapMiB('--executor-memory', executorMemory)}m`,
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

/** Of cores alone: memory and containers give the rest. */
function estimatedFrom(flags: DashboardFlags, evidence: ClusterEvidence): ExecutorSize | undefined {
  if (flags.executorCores === undefined) return undefined;
  const size = estimatedSize(evidence, wholeNumber('--executor-cores', flags.executorCores));
  if (size !== undefined) return size;
  throw new InputError(
    'half-a-shape',
    '--executor-cores needs --executor-memory, or --executors (Spark UI, page Executors), from which the memory of one follows',
  );
}

/** Once the figures decide: the reasons of the numbers, or, where there is nothing else to paste, the plan itself. */
function planCommandFor({ verdict }: Diagnosis, flags: DashboardFlags): string | undefined {
  if (verdict !== 'stranded-cores' && verdict !== 'oversubscribed') return undefined;
  const { core, task = [], release, deployMode } = flags;
  const groups = [`--core ${core}`, ...task.map((group) => `--task ${group}`)];
  const mode = deployMode === 'client' ? [] : [`--deploy-mode ${deployMode}`];
  const form = verdict === 'stranded-cores' ? '--explain' : '--format spark-submit';
  return ['emr-autotune plan', ...groups, `--release ${release}`, ...mode, form].join(' ');
}
