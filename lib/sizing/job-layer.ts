import { instanceFacts } from '../catalog';
import { InputError } from '../errors';
import { grouped } from '../numbers';
import {
  aboveMaximum,
  allocatesDynamically,
  applicationMasterFor,
  boundsInForce,
  EXECUTOR_INSTANCES,
  type ExecutorBounds,
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
import { usableVcores } from './find-size';
import { JOB_SETTINGS } from './job-settings';
import { partitionsFor } from './partitions';
import { overridden, reasonsFor } from './planned-setting';
import { placesToLeave } from './reserve';
import type { JobLayer, JobLayerRequest, NodeRange, PlannedAdmission, PlanWarning } from './types';

/** Shares of what the smallest cluster runs: enough to start at once, little enough for managed scaling to shrink. */
const MIN_SHARE = 0.2;
const INITIAL_SHARE = 0.4;

/** Far above what EMR runs; beyond it a number is a slip of the keyboard. */
const MAX_NODES = 100_000;

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
  const { executor, settings: given } = cluster;
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
  const facts = { request, bounds: computed, atLeast: smallest.executors, chosen };
  // What the user set in the cluster's configuration wins over what is computed for the job, whose arguments would otherwise override it.
  const reasons = reasonsFor(JOB_SETTINGS, facts, cluster.release.sparkVersion).map((reason) =>
    overridden(reason, given.get(reason.key) ?? reason.value),
  );
  const partitions = given.count('spark.sql.shuffle.partitions', POSITIVE) ?? chosen.partitions;
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
function admissionAt(request: JobLayerRequest, end: 'min' | 'max', asked = Number.POSITIVE_INFINITY): PlannedAdmission {
  const { cluster, reserve } = request;
  const nodes = groups(request, end);
  // A memory target leaves room that YARN itself would give away.
  const planned = nodes.reduce((sum, node) => sum + node.count * node.perNode, 0);
  const question = {
    nodes,
    calculator: cluster.calculator,
    applicationMaster: applicationMasterFor(cluster.settings, cluster.deployMode, cluster.release.sparkVersion),
    executor: cluster.executor,
    taskCpus: taskCpus(cluster.settings),
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
      if (count > MAX_NODES) {
        throw new InputError(
          'too-many-nodes',
          `the number of ${instanceType} nodes must be at most ${grouped(MAX_NODES)}, got ${grouped(count)}`,
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
