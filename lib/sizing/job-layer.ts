import { instanceFacts } from '../catalog';
import { InputError } from '../errors';
import { CLIENT_AM_CONTAINER_MIB, unifiedMemoryMiB } from '../spark';
import type { ContainerSize, NodeGroup } from '../yarn';
import { worstAdmission } from './admission';
import { partitionsFor, SPARK_DEFAULT_PARTITIONS } from './partitions';
import { usableVcores } from './shape';
import type { ClusterLayer, JobLayer, JobLayerRequest, NodeRange, PlanWarning, Reason } from './types';

/** Shares of what the smallest cluster runs: enough to start at once, little enough for managed scaling to shrink. */
const MIN_SHARE = 0.2;
const INITIAL_SHARE = 0.4;

/** Partitions squared is the number of blocks of a shuffle between two stages of that width; the driver keeps a record of each map's. */
const MANY_BLOCKS = 1_000_000_000;

/**
 * What a job needs besides the cluster's configuration, for the declared range of sizes.
 *
 * @throws InputError for a count that is not a positive whole number, or a range whose ends are swapped
 */
export function planJobLayer(request: JobLayerRequest): JobLayer {
  const { cluster } = request;
  validate(request.nodes);
  const largest = admissionAt(cluster, groups(cluster, request.nodes, 'max'));
  const smallest = admissionAt(cluster, groups(cluster, request.nodes, 'min'));
  const dynamicAllocation = {
    min: Math.max(1, Math.floor(MIN_SHARE * smallest.executors)),
    initial: Math.max(1, Math.ceil(INITIAL_SHARE * smallest.executors)),
    max: largest.executors,
  };
  const { executor } = cluster;
  const chosen = partitionsFor({
    taskSlots: largest.taskSlots,
    taskMemoryMiB: Math.floor(unifiedMemoryMiB(executor.memoryMiB) / executor.cores),
    bytes: request.workload?.totalBytes,
    current: request.current && {
      partitions: request.current.partitions ?? SPARK_DEFAULT_PARTITIONS,
      memoryCut:
        request.current.executor.containerMiB /
        request.current.executor.cores /
        (executor.containerMiB / executor.cores),
    },
  });
  const reasons = reasonsFor(request, dynamicAllocation, largest.executors, smallest.executors, chosen);
  return {
    admission: largest,
    dynamicAllocation,
    partitions: chosen.partitions,
    jobConf: Object.fromEntries(reasons.map(({ key, value }) => [key, value])),
    reasons,
    warnings: warningsFor(request, chosen.partitions),
  };
}

/** The application master of a cluster layer: a small one, or in cluster mode the driver. */
export function applicationMasterOf(cluster: ClusterLayer): ContainerSize {
  return cluster.deployMode === 'client'
    ? { memoryMiB: CLIENT_AM_CONTAINER_MIB, vcores: 1 }
    : { memoryMiB: cluster.driverMemoryMiB + cluster.driverOverheadMiB, vcores: 1 };
}

function admissionAt(cluster: ClusterLayer, nodes: readonly (NodeGroup & { name: string })[]) {
  return worstAdmission({
    nodes,
    calculator: cluster.calculator,
    applicationMaster: applicationMasterOf(cluster),
    executor: cluster.executor,
    // A memory target leaves room that YARN itself would give away.
    most: nodes.reduce((sum, node) => sum + node.count * (cluster.perNode[node.name] ?? 0), 0),
  });
}

function groups(
  { cpuOversubscription }: ClusterLayer,
  ranges: readonly NodeRange[],
  end: 'min' | 'max',
): (NodeGroup & { name: string })[] {
  return ranges.map((range) => {
    const type = instanceFacts(range.instanceType);
    // Over-subscription works by node managers that declare more vcores than EMR's own configuration.
    const vcores = cpuOversubscription > 1 ? usableVcores(type, cpuOversubscription) : type.yarnVcores;
    return { name: type.name, count: range[end], memoryMiB: type.yarnMemoryMiB, vcores };
  });
}

function reasonsFor(
  request: JobLayerRequest,
  allocation: JobLayer['dynamicAllocation'],
  atMost: number,
  atLeast: number,
  chosen: { partitions: number; because: string },
): Reason[] {
  const ranged = request.nodes.some((n) => n.min !== n.max);
  const at = (end: string): string => (ranged ? ` at the ${end} declared size` : '');
  return [
    {
      key: 'spark.sql.shuffle.partitions',
      value: String(chosen.partitions),
      because: chosen.because,
      source: 'about 128 MiB of shuffle a task (Spark and EMR guides)',
    },
    {
      key: 'spark.dynamicAllocation.maxExecutors',
      value: String(allocation.max),
      because: `what YARN runs${at('largest')}: ${atMost}${displaced(request, atMost)}; more would pend for ever`,
      source: 'admission model, verified against a CapacityScheduler',
    },
    {
      key: 'spark.dynamicAllocation.minExecutors',
      value: String(allocation.min),
      because: `20 % of the ${atLeast} that run${at('smallest')}`,
      source: 'policy: leaves managed scaling room to shrink',
    },
    {
      key: 'spark.dynamicAllocation.initialExecutors',
      value: String(allocation.initial),
      because: `40 % of the ${atLeast} that run${at('smallest')}`,
      source: 'policy: most of the first stage starts at once',
    },
  ];
}

/** The application master takes node memory first: the plan says what it costs. */
function displaced({ cluster, nodes }: JobLayerRequest, executors: number): string {
  const without = nodes.reduce((sum, n) => sum + n.max * (cluster.perNode[n.instanceType] ?? 0), 0);
  if (executors >= without) return '';
  const what = cluster.deployMode === 'client' ? 'the application master' : 'the driver';
  return ` (${what} takes the place of ${without - executors} of ${without}, wherever YARN puts it)`;
}

function warningsFor(request: JobLayerRequest, partitions: number): PlanWarning[] {
  const warnings: PlanWarning[] = [];
  if (partitions * partitions > MANY_BLOCKS) {
    warnings.push({
      id: 'many-blocks',
      text: `${partitions} partitions on both sides of a shuffle make ${(partitions * partitions).toExponential(1)} blocks, each with a record in the driver; ${request.workload?.totalBytes === undefined ? 'declare the data size so that fewer are planned' : 'a smaller maximum size would need fewer'}`,
    });
  }
  return warnings;
}

function validate(ranges: readonly NodeRange[]): void {
  if (ranges.length === 0) throw new InputError('no-nodes', 'a cluster needs at least one group of nodes');
  for (const { instanceType, min, max } of ranges) {
    for (const count of [min, max]) {
      if (!Number.isSafeInteger(count) || count <= 0) {
        throw new InputError(
          'not-positive',
          `the number of ${instanceType} nodes must be a positive whole number, got ${count}`,
        );
      }
    }
    if (min > max)
      throw new InputError(
        'bad-range',
        `the range of ${instanceType} nodes is ${min} to ${max}; put the smaller number first`,
      );
  }
}
