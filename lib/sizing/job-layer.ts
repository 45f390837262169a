import { instanceFacts } from '../catalog';
import { InputError } from '../errors';
import { grouped } from '../numbers';
import {
  aboveMaximum,
  allocatesDynamically,
  applicationMasterFor,
  boundsInForce,
  containerOf,
  EXECUTOR_INSTANCES,
  type ExecutorBounds,
  formatMemory,
  givenBounds,
  MAX_EXECUTORS,
  MIN_EXECUTORS,
  POSITIVE,
  type SparkSettings,
  taskCpus,
  taskMemoryMiB,
} from '../spark';
import type { NodeGroup } from '../yarn';
import { worstAdmission } from './admission';
import { checkClusterSize, clusterSizeFor } from './cluster-size';
import { driverWarnings, type JobDriver, jobDriver } from './job-driver';
import { JOB_SETTINGS } from './job-settings';
import { type Partitions, partitionsFor } from './partitions';
import { overridden, reasonsFor } from './planned-setting';
import { placesToLeave } from './reserve';
import { declaredVcores } from './size-choice';
import type { JobLayer, JobLayerRequest, NodeRange, PlannedAdmission } from './types';

const PARTITIONS = 'spark.sql.shuffle.partitions';

/** The share of what the smallest cluster runs with which a job starts. */
const INITIAL_SHARE = 0.4;

/** Far above what EMR runs; beyond it a number is a slip of the keyboard. */
const MAX_NODES = 100_000;

/**
 * What a job needs besides the cluster's configuration, for the declared range of sizes.
 *
 * @throws InputError for a count that is not a positive whole number, or a range whose ends are swapped
 */
export function planJobLayer(request: JobLayerRequest): JobLayer {
  const { cluster } = request;
  validate(request.nodes);
  checkClusterSize(cluster.clusterSize, maxNodes(request.nodes));
  const { settings: given } = cluster;
  const { runs, chosen, driver } = settled(request);
  const { largest, smallest, possible } = runs;
  if (smallest.executors === 0) throw noRoom(request);
  const computed = {
    min: 0,
    initial: Math.max(1, Math.ceil(INITIAL_SHARE * smallest.executors)),
    max: possible.executors,
  };
  const facts = { request, bounds: computed, atLeast: smallest.executors, chosen, driver };
  // What the user set in the cluster's configuration wins over what is computed for the job, whose arguments would otherwise override it.
  const reasons = reasonsFor(JOB_SETTINGS, facts, cluster.release.sparkVersion).map((reason) =>
    driver !== undefined && reason.key.startsWith('spark.driver.')
      ? reason
      : overridden(reason, given.get(reason.key) ?? reason.value),
  );
  const ownPartitions = given.count(PARTITIONS, POSITIVE);
  const partitions = ownPartitions ?? chosen.partitions;
  const driverMemoryMiB = driver?.memoryMiB ?? cluster.driverMemoryMiB;
  return {
    admission: largest,
    dynamicAllocation: allocationInForce(given, computed, largest.executors),
    partitions,
    partitionsAreAssumed: ownPartitions === undefined && chosen.isAssumed,
    driverMemoryMiB,
    driverOverheadMiB: driver?.overheadMiB ?? cluster.driverOverheadMiB,
    jobConf: Object.fromEntries(reasons.map(({ key, value }) => [key, value])),
    reasons,
    warnings: driverWarnings(cluster, driverMemoryMiB, { executors: largest.executors, partitions }),
  };
}

interface Settled {
  readonly runs: Runs;
  readonly chosen: Partitions;
  readonly driver?: JobDriver;
}

/** What runs and the driver that it needs: in cluster mode a larger driver leaves less to executors. */
function settled(request: JobLayerRequest): Settled {
  const { cluster } = request;
  const before = runsWith(request, cluster.settings);
  const chosen = partitionsWith(request, before);
  const partitions = cluster.settings.count(PARTITIONS, POSITIVE) ?? chosen.partitions;
  const driver = jobDriver(cluster, { executors: before.largest.executors, partitions });
  if (driver === undefined || cluster.deployMode === 'client') return { runs: before, chosen, driver };
  const settings = cluster.settings.with({
    'spark.driver.memory': formatMemory(driver.memoryMiB),
    'spark.driver.memoryOverhead': formatMemory(driver.overheadMiB),
  });
  const after = runsWith(request, settings);
  // A driver that would take the last executor's place stays as the cluster has it, and its want is said.
  return after.smallest.executors === 0
    ? { runs: before, chosen }
    : { runs: after, chosen: partitionsWith(request, after), driver };
}

interface Runs {
  /** At the largest declared size, however many executors the user's settings allow. */
  readonly possible: PlannedAdmission;
  readonly largest: PlannedAdmission;
  readonly smallest: PlannedAdmission;
}

function runsWith(request: JobLayerRequest, settings: SparkSettings): Runs {
  const asked = mostAsked(request.cluster.settings);
  return {
    possible: admissionAt(request, settings, 'max'),
    largest: admissionAt(request, settings, 'max', asked),
    smallest: admissionAt(request, settings, 'min', asked),
  };
}

function partitionsWith({ cluster, workload }: JobLayerRequest, { largest }: Runs): Partitions {
  return partitionsFor({
    taskSlots: largest.taskSlots,
    taskMemoryMiB: taskMemoryMiB(cluster.executor, cluster.settings),
    bytes: workload?.totalBytes,
  });
}

function noRoom({ cluster, nodes, reserve }: JobLayerRequest): InputError {
  const what = nodes.map((n) => `${n.min} × ${n.instanceType}`).join(' and ');
  const master = `${cluster.deployMode === 'client' ? 'application master' : 'driver'}${reserve === undefined ? '' : ' and the reserved containers'}`;
  const size = cluster.clusterSize === undefined ? clusterSizeFor(maxNodes(nodes)) : undefined;
  const { cores } = cluster.executor;
  const slimmer = cores > 1 && reserve === undefined ? `, or leave it a core: spark.executor.cores=${cores - 1}` : '';
  const instead =
    size === undefined
      ? slimmer
      : `, or clusterSize: ClusterSize.SMALL, if there are never more than ${size.maxNodes} nodes`;
  return new InputError(
    'no-room',
    `${what} has no room for an executor beside the ${master}; use more nodes or a larger type${instead}`,
  );
}

/** What the user gave wins over what is computed. */
function allocationInForce(given: SparkSettings, computed: ExecutorBounds, running: number): ExecutorBounds {
  if (!allocatesDynamically(given)) return { min: running, initial: running, max: running };
  const own = givenBounds(given);
  const bounds = boundsInForce(own, computed);
  const above = aboveMaximum(own, bounds);
  if (above === undefined) return bounds;
  const what = above.key === MIN_EXECUTORS ? 'executors that run' : `executors of ${MAX_EXECUTORS}`;
  throw new InputError(
    'bad-range',
    `${above.key} of ${above.value} is above the ${above.max} ${what}; give less, as Spark refuses to start with it`,
  );
}

/** The most executors that the user's own settings let the job have. */
function mostAsked(given: SparkSettings): number {
  const key = allocatesDynamically(given) ? MAX_EXECUTORS : EXECUTOR_INSTANCES;
  return given.count(key, POSITIVE) ?? Number.POSITIVE_INFINITY;
}

/** What runs at one end of the declared range; with room for others where it is asked for. */
function admissionAt(
  request: JobLayerRequest,
  settings: SparkSettings,
  end: 'min' | 'max',
  asked = Number.POSITIVE_INFINITY,
): PlannedAdmission {
  const { cluster, reserve } = request;
  const nodes = groups(request, end);
  // A memory target leaves room that YARN itself would give away.
  const planned = nodes.reduce((sum, node) => sum + node.count * node.perNode, 0);
  const question = {
    nodes,
    calculator: cluster.calculator,
    applicationMaster: applicationMasterFor(settings, cluster.deployMode, cluster.release.sparkVersion),
    executor: cluster.executor,
    taskCpus: taskCpus(cluster.settings),
  };
  const alone = worstAdmission({ ...question, most: Math.min(asked, planned) });
  if (reserve === undefined) return alone;
  const most =
    worstAdmission(question).executors - placesToLeave({ reserve, nodes, executor: containerOf(cluster.executor) });
  if (most < 1) throw noRoom(request);
  return worstAdmission({ ...question, most: Math.min(asked, planned, most) });
}

function groups({ cluster, nodes }: JobLayerRequest, end: 'min' | 'max'): (NodeGroup & { perNode: number })[] {
  return nodes.map((range) => {
    const type = instanceFacts(range.instanceType);
    const vcores = declaredVcores(type, cluster.cpuOversubscription);
    const perNode = cluster.perNode[type.name] ?? 0;
    return { count: range[end], memoryMiB: type.yarnMemoryMiB, vcores, perNode };
  });
}

/** Of core and task nodes together, at the largest declared size. */
export const maxNodes = (nodes: readonly NodeRange[]): number => nodes.reduce((sum, { max }) => sum + max, 0);

function validate(ranges: readonly NodeRange[]): void {
  if (ranges.length === 0) throw new InputError('no-nodes', 'a cluster needs at least one group of nodes');
  // A group may be empty at times, a cluster may not.
  const smallest = ranges.some(({ min }) => min > 0) ? 0 : 1;
  for (const { instanceType, min, max } of ranges) {
    checkCount(instanceType, min, smallest);
    checkCount(instanceType, max, 1);
    if (min > max)
      throw new InputError(
        'bad-range',
        `the range of ${instanceType} nodes is ${min} to ${max}; put the smaller number first`,
      );
  }
}

function checkCount(instanceType: string, count: number, smallest: number): void {
  if (!Number.isSafeInteger(count) || count < smallest) {
    throw new InputError(
      'not-positive',
      `the number of ${instanceType} nodes must be a positive whole number, got ${count}`,
    );
  }
  if (count > MAX_NODES) {
    throw new InputError(
      'too-many-nodes',
      `the number of ${instanceType} nodes must be at most ${grouped(MAX_NODES)}, got ${grouped(count)}`,
    );
  }
}
