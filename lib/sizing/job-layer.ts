import { instanceFacts } from '../catalog';
import { InputError } from '../errors';
import { grouped } from '../numbers';
import { applicationMasterFor, unifiedMemoryMiB } from '../spark';
import type { NodeGroup } from '../yarn';
import { worstAdmission } from './admission';
import { allocatesDynamically, type Conf, countIn, taskCpusIn } from './given';
import { partitionsFor } from './partitions';
import { usableVcores } from './shape';
import type { ClusterLayer, JobLayer, JobLayerRequest, NodeRange, PlanWarning, Reason } from './types';

/** Shares of what the smallest cluster runs: enough to start at once, little enough for managed scaling to shrink. */
const MIN_SHARE = 0.2;
const INITIAL_SHARE = 0.4;

/** Far above what EMR runs; beyond it a number is a slip of the keyboard. */
const MOST_NODES = 100_000;

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
  const { executor, sparkConf: given } = cluster;
  const asked = mostAsked(given);
  const possible = admissionAt(cluster, groups(cluster, request.nodes, 'max'));
  const largest = admissionAt(cluster, groups(cluster, request.nodes, 'max'), asked);
  const smallest = admissionAt(cluster, groups(cluster, request.nodes, 'min'), asked);
  if (smallest.executors === 0) throw noRoom(request);
  const computed = {
    min: Math.max(1, Math.floor(MIN_SHARE * smallest.executors)),
    initial: Math.max(1, Math.ceil(INITIAL_SHARE * smallest.executors)),
    max: possible.executors,
  };
  const dynamicAllocation = allocationInForce(given, computed, largest.executors);
  const slots = Math.floor(executor.cores / taskCpusIn(given));
  const chosen = partitionsFor({
    taskSlots: largest.taskSlots,
    taskMemoryMiB: Math.floor(unifiedMemoryMiB(executor.memoryMiB) / slots),
    bytes: request.workload?.totalBytes,
  });
  const reasons = reasonsFor(request, computed, possible.executors, smallest.executors, chosen).map((reason) =>
    asGiven(reason, given),
  );
  const partitions = countIn(given, 'spark.sql.shuffle.partitions') ?? chosen.partitions;
  return {
    admission: largest,
    dynamicAllocation,
    partitions,
    jobConf: Object.fromEntries(reasons.map(({ key, value }) => [key, value])),
    reasons,
    warnings: warningsFor(request, partitions),
  };
}

function noRoom({ cluster, nodes }: JobLayerRequest): InputError {
  const what = nodes.map((n) => `${n.min} × ${n.instanceType}`).join(' and ');
  const master = cluster.deployMode === 'client' ? 'application master' : 'driver';
  return new InputError(
    'no-room',
    `${what} has no room for an executor beside the ${master}; use more nodes or a larger type`,
  );
}

/** What the user set in the cluster's configuration wins over what is computed for the job, whose arguments would otherwise beat it. */
function asGiven(reason: Reason, given: Conf): Reason {
  const own = given[reason.key];
  if (own === undefined || own === reason.value) return reason;
  return {
    ...reason,
    value: own,
    because: `given by you; computed would be ${reason.value} (${reason.because})`,
    source: 'user',
  };
}

/** As Spark reads them: it starts with the most of minimum, initial and `spark.executor.instances`. */
function allocationInForce(
  given: Conf,
  computed: JobLayer['dynamicAllocation'],
  running: number,
): JobLayer['dynamicAllocation'] {
  if (!allocatesDynamically(given)) return { min: running, initial: running, max: running };
  const key = (name: string): string => `spark.dynamicAllocation.${name}Executors`;
  const max = countIn(given, key('max')) ?? computed.max;
  const min = countIn(given, key('min'), 0) ?? computed.min;
  if (min > max) {
    throw new InputError(
      'bad-range',
      `${key('min')} of ${min} is above the ${max} executors that run; give less, as Spark refuses to start with it`,
    );
  }
  const initial = countIn(given, key('initial'), 0) ?? computed.initial;
  return { min, initial: Math.max(min, initial, countIn(given, 'spark.executor.instances', 0) ?? 0), max };
}

/** The most executors that the user's own settings let the job have. */
function mostAsked(given: Conf): number {
  const key = allocatesDynamically(given) ? 'spark.dynamicAllocation.maxExecutors' : 'spark.executor.instances';
  return countIn(given, key) ?? Number.POSITIVE_INFINITY;
}

function admissionAt(
  cluster: ClusterLayer,
  nodes: readonly (NodeGroup & { name: string })[],
  asked = Number.POSITIVE_INFINITY,
) {
  return worstAdmission({
    nodes,
    calculator: cluster.calculator,
    applicationMaster: applicationMasterFor(new Map(Object.entries(cluster.sparkConf)), cluster.deployMode),
    executor: cluster.executor,
    taskCpus: taskCpusIn(cluster.sparkConf),
    // A memory target leaves room that YARN itself would give away.
    most: Math.min(
      asked,
      nodes.reduce((sum, node) => sum + node.count * (cluster.perNode[node.name] ?? 0), 0),
    ),
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
  const partitions = {
    key: 'spark.sql.shuffle.partitions',
    value: String(chosen.partitions),
    because: chosen.because,
    source: 'about 128 MiB of shuffle a task (Spark and EMR guides)',
  };
  if (!allocatesDynamically(request.cluster.sparkConf)) {
    return [
      partitions,
      {
        key: 'spark.executor.instances',
        value: String(atMost),
        because: `dynamic allocation is off: what YARN runs${at('largest')}: ${atMost}${displaced(request, atMost)}`,
        source: 'admission model, verified against a CapacityScheduler',
      },
    ];
  }
  return [
    partitions,
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
      if (count > MOST_NODES) {
        throw new InputError(
          'too-many-nodes',
          `the number of ${instanceType} nodes must be at most ${grouped(MOST_NODES)}, got ${grouped(count)}`,
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
