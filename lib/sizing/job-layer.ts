import { instanceFacts } from '../catalog';
import { InputError } from '../errors';
import { grouped } from '../numbers';
import { applicationMasterFor } from '../spark';
import type { NodeGroup } from '../yarn';
import { worstAdmission } from './admission';
import { allocatesDynamically, type Conf, countIn, taskCpusIn } from './given';
import { partitionsFor } from './partitions';
import { placesToLeave } from './reserve';
import { usableVcores } from './shape';
import { taskMemoryMiB } from './task-memory';
import type { JobLayer, JobLayerRequest, NodeRange, PlannedAdmission, PlanWarning, Reason } from './types';

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
  const possible = admissionAt(request, 'max');
  const largest = admissionAt(request, 'max', asked);
  const smallest = admissionAt(request, 'min', asked);
  if (smallest.executors === 0) throw noRoom(request);
  const computed = {
    min: Math.max(1, Math.floor(MIN_SHARE * smallest.executors)),
    initial: Math.max(1, Math.ceil(INITIAL_SHARE * smallest.executors)),
    max: possible.executors,
  };
  const dynamicAllocation = allocationInForce(given, computed, largest.executors);
  const chosen = partitionsFor({
    taskSlots: largest.taskSlots,
    taskMemoryMiB: taskMemoryMiB(executor, given),
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

function noRoom({ cluster, nodes, reserve }: JobLayerRequest): InputError {
  const what = nodes.map((n) => `${n.min} × ${n.instanceType}`).join(' and ');
  const master = `${cluster.deployMode === 'client' ? 'application master' : 'driver'}${reserve === undefined ? '' : ' and the reserved containers'}`;
  const { cores } = cluster.executor;
  const slimmer = cores > 1 && reserve === undefined ? `, or leave it a core: spark.executor.cores=${cores - 1}` : '';
  return new InputError(
    'no-room',
    `${what} has no room for an executor beside the ${master}; use more nodes or a larger type${slimmer}`,
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
  const starts = [
    [key('initial'), countIn(given, key('initial'), 0) ?? Math.min(max, Math.max(min, computed.initial))],
    ['spark.executor.instances', countIn(given, 'spark.executor.instances', 0) ?? 0],
  ] as const;
  for (const [name, value] of starts) {
    // `SchedulerBackendUtils.getInitialTargetExecutorNumber` requires it.
    if (value > max) {
      throw new InputError(
        'bad-range',
        `${name} of ${value} is above the ${max} executors of ${key('max')}; give less, as Spark refuses to start with it`,
      );
    }
  }
  return { min, initial: Math.max(min, ...starts.map(([, value]) => value)), max };
}

/** The most executors that the user's own settings let the job have. */
function mostAsked(given: Conf): number {
  const key = allocatesDynamically(given) ? 'spark.dynamicAllocation.maxExecutors' : 'spark.executor.instances';
  return countIn(given, key) ?? Number.POSITIVE_INFINITY;
}

/** What runs at one end of the declared range; with room for others where it is asked for. */
function admissionAt(request: JobLayerRequest, end: 'min' | 'max', asked = Number.POSITIVE_INFINITY): PlannedAdmission {
  const { cluster, reserve } = request;
  const nodes = groups(request, end);
  // A memory target leaves room that YARN itself would give away.
  const planned = nodes.reduce((sum, node) => sum + node.count * node.perNode, 0);
  const question = {
    nodes,
    calculator: cluster.calculator,
    applicationMaster: applicationMasterFor(new Map(Object.entries(cluster.sparkConf)), cluster.deployMode),
    executor: cluster.executor,
    taskCpus: taskCpusIn(cluster.sparkConf),
  };
  const alone = worstAdmission({ ...question, most: Math.min(asked, planned) });
  if (reserve === undefined) return alone;
  const executor = { memoryMiB: cluster.executor.containerMiB, vcores: cluster.executor.cores };
  const most = worstAdmission(question).executors - placesToLeave({ reserve, nodes, executor });
  if (most < 1) throw noRoom(request);
  return worstAdmission({ ...question, most: Math.min(asked, planned, most) });
}

function groups({ cluster, nodes }: JobLayerRequest, end: 'min' | 'max'): (NodeGroup & { perNode: number })[] {
  return nodes.map((range) => {
    const type = instanceFacts(range.instanceType);
    // Over-subscription works by node managers that declare more vcores than EMR's own configuration.
    const vcores = cluster.cpuOversubscription > 1 ? usableVcores(type, cluster.cpuOversubscription) : type.yarnVcores;
    const perNode = cluster.perNode[type.name] ?? 0;
    return { count: range[end], memoryMiB: type.yarnMemoryMiB, vcores, perNode };
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
function displaced({ cluster, nodes, reserve }: JobLayerRequest, executors: number): string {
  const without = nodes.reduce((sum, n) => sum + n.max * (cluster.perNode[n.instanceType] ?? 0), 0);
  if (executors >= without) return '';
  const master = cluster.deployMode === 'client' ? 'the application master' : 'the driver';
  if (reserve !== undefined) {
    return ` (${master} and ${reserve.containers} reserved containers of ${reserve.memoryMiB} MiB take the place of ${without - executors} of ${without}, wherever YARN puts them)`;
  }
  return ` (${master} takes the place of ${without - executors} of ${without}, wherever YARN puts it)`;
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
