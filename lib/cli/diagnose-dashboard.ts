import { EmrRelease, instanceFacts } from '../catalog';
import { type ClusterEvidence, type Diagnosis, diagnose, estimatedSize, type FindingId } from '../diagnosis';
import { type Effective, effective, knownNodes, type WrittenGroup } from '../effective';
import { InputError } from '../errors';
import { grouped } from '../numbers';
import type { DiagnosisReport } from '../render';
import { declaredVcores } from '../sizing';
import { type ExecutorSize, executorSizeFor, type SparkSettings } from '../spark';
import { readCores, readMemory } from './dashboard';
import { cureFor } from './diagnose-cure';
import { CORES, DEPLOY_MODE, type JobFlags, jobSettings, MEMORY, planFlags, settingsInWords } from './diagnose-job';
import { nodeRanges } from './node-flags';
import { oversubscription as readOversubscription, wholeNumber } from './values';

/** What the options say of a dashboard and of the job. */
export interface DashboardFlags extends JobFlags {
  readonly core?: string;
  readonly task?: readonly string[];
  readonly release: string;
  readonly memory?: string;
  readonly cores?: string;
  readonly containers?: string;
  readonly executors?: string;
  readonly pending?: string;
  readonly calculator?: 'dominant' | 'default';
  readonly oversubscribe?: string;
}

/**
 * The diagnosis of a dashboard's figures.
 *
 * @throws InputError for a figure that cannot be read, or that contradicts the nodes or another one
 */
export function diagnoseDashboard(flags: DashboardFlags): DiagnosisReport {
  checkFigures(flags);
  const release = EmrRelease.of(flags.release);
  const settings = jobSettings(flags, release);
  const inForce = inForceFrom(flags, settings);
  const { evidence, readings } = evidenceFrom(flags, inForce);
  const isSizeGiven = settings.has(MEMORY);
  const executor = isSizeGiven ? inForce.spark.executor.size : estimatedFrom(settings, evidence, release);
  const diagnosis = diagnose({ evidence, release, executor });
  return {
    evidence,
    readings: [...readings, ...settingsInWords(flags, settings)],
    diagnosis,
    ...cureFor({ diagnosis, evidence, release, deployMode: flags.deployMode, executor, settings, isSizeGiven }),
    deployMode: flags.deployMode,
    planCommand: planCommandFor(diagnosis, flags, settings),
  };
}

/** What runs by the options, which say what was seen. */
function inForceFrom(flags: DashboardFlags, settings: SparkSettings): Effective {
  const groups = nodeRanges(flags.core ?? '', flags.task).map(({ instanceType, min, max }, i): WrittenGroup => {
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
    observed: { settings: { ...settings.toRecord(), [DEPLOY_MODE]: flags.deployMode } },
  });
}

/** Of a dashboard the nodes and the memory in use are the least. */
function checkFigures({ core, memory }: DashboardFlags): void {
  if (core !== undefined && memory !== undefined) return;
  if (core !== undefined) {
    throw new InputError(
      'no-figures',
      '--core needs --memory: the YARN memory in use, such as 97.7% or 9.85/10.08TB (EMR console, tab Monitoring; ResourceManager, page Cluster)',
    );
  }
  if (memory !== undefined)
    throw new InputError('no-figures', '--memory needs --core: the nodes that run, such as r5.4xlarge:82');
  throw new InputError('no-figures', 'give --core and --memory for a dashboard, or --cluster for a live cluster');
}

function evidenceFrom(
  flags: DashboardFlags,
  { yarn, spark }: Effective,
): { evidence: ClusterEvidence; readings: string[] } {
  const oversubscription =
    flags.oversubscribe === undefined ? undefined : readOversubscription('--oversubscribe', flags.oversubscribe);
  const set = (knownNodes(yarn) ?? []).map(({ label: _, ...node }) => ({
    ...node,
    vcores: declaredVcores(instanceFacts(node.instanceType), oversubscription),
  }));
  const memoryTotalMB = set.reduce((sum, n) => sum + n.count * n.memoryMiB, 0);
  const totalVcores = set.reduce((sum, n) => sum + n.count * n.vcores, 0);
  const memory = readMemory(flags.memory ?? '', memoryTotalMB);
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
      applicationMaster: spark.driver.applicationMaster?.value,
      deployMode: flags.deployMode,
      oversubscription,
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

/** Of cores alone: memory and containers give the rest. */
function estimatedFrom(
  settings: SparkSettings,
  evidence: ClusterEvidence,
  { sparkVersion }: EmrRelease,
): ExecutorSize | undefined {
  const cores = settings.count(CORES);
  if (cores === undefined) return undefined;
  const { offHeapMiB, pysparkMiB } = executorSizeFor(settings, sparkVersion);
  const size = estimatedSize(evidence, { cores, offHeapMiB, pysparkMiB });
  if (size === undefined)
    throw new InputError(
      'half-a-shape',
      '--executor-cores needs --executor-memory, or --executors (Spark UI, page Executors), from which the memory of one follows',
    );
  const beside = offHeapMiB + pysparkMiB;
  if (beside < size.containerMiB) return size;
  throw new InputError(
    'no-heap',
    `${grouped(beside)} MiB of off-heap and PySpark memory leave no heap in an executor of some ${grouped(size.containerMiB)} MiB, the memory in use over their number; check --offheap, --python and --executors`,
  );
}

/** Verdicts for which a plan of the same nodes is the answer. */
const DECIDED: ReadonlySet<FindingId> = new Set(['stranded-cores', 'stranded-memory', 'oversubscribed']);

/** Once the figures decide: the reasons of the numbers, or, where there is nothing else to paste, the plan itself. */
function planCommandFor({ verdict }: Diagnosis, flags: DashboardFlags, settings: SparkSettings): string | undefined {
  if (verdict === undefined || !DECIDED.has(verdict)) return undefined;
  const { core, task = [], release, deployMode, oversubscribe } = flags;
  const groups = [`--core ${core}`, ...task.map((group) => `--task ${group}`)];
  const mode = deployMode === 'client' ? [] : [`--deploy-mode ${deployMode}`];
  const declared = oversubscribe === undefined ? [] : [`--oversubscribe ${oversubscribe}`];
  const own = [...planFlags(settings, deployMode), ...declared];
  const form = verdict === 'stranded-cores' && oversubscribe === undefined ? '--explain' : '--format spark-submit';
  return ['emr-autotune plan', ...groups, `--release ${release}`, ...mode, ...own, form].join(' ');
}
