import { InputError } from '../errors';
import type { Admission, AdmissionRequest, ContainerSize, Limit, NodeGroup } from './types';

/** `yarn.scheduler.minimum-allocation-mb` on EMR 5.x and 6.x; a multiple of it is also one of the 1 MB that newer pages state. */
export const DEFAULT_MIN_ALLOCATION_MIB = 32;

/** A request for more executors than any cluster holds: the answer is what fits. */
export const AS_MANY_AS_FIT = 10_000_000;

/** Hadoop's default of `yarn.scheduler.maximum-allocation-vcores`, which larger nodes raise. */
const DEFAULT_MAX_ALLOCATION_VCORES = 128;

interface Bounds {
  readonly minMiB: number;
  readonly minVcores: number;
  readonly maxMiB: number;
  readonly maxVcores: number;
}

/**
 * How many executors a CapacityScheduler with one application runs, in closed form.
 *
 * Agrees with the answers of a real scheduler recorded in `test/fixtures/yarn-truth.json`, and on random cases with a real scheduler that
 * is asked (`npm run oracle:check`). Reservations depend on the order of heartbeats and are not predicted.
 *
 * @throws InputError when a count, a size or a limit is not a positive whole number
 */
export function admit(request: AdmissionRequest): Admission {
  validate(request);
  const least = {
    memoryMiB: request.minAllocationMiB ?? DEFAULT_MIN_ALLOCATION_MIB,
    vcores: request.minAllocationVcores ?? 1,
  };
  // The ResourceManager turns away a node manager that is smaller than the minimum allocation.
  const registered = request.nodes.map((n) => n.memoryMiB >= least.memoryMiB && n.vcores >= least.vcores);
  const present = request.nodes.filter((_, i) => registered[i]);
  const bounds = boundsOf(request, least, present);
  const totals = {
    totalMiB: sum(present.map((n) => n.count * n.memoryMiB)),
    totalVcores: sum(present.map((n) => n.count * n.vcores)),
  };
  const nothing = {
    executors: 0,
    executorsPerGroup: request.nodes.map(() => 0),
    containers: 0,
    pending: 0,
    allocatedMiB: 0,
    allocatedVcores: 0,
    limitedBy: 'memory' as Limit,
    ...totals,
  };

  const am = normalise(request.applicationMaster, bounds, request.calculator);
  const amRefusal = refusal('application master', request.applicationMaster, bounds);
  if (amRefusal) return { ...nothing, refused: amRefusal };
  const amGroup = groupOfApplicationMaster(request, registered, am);
  // The queue's own limit: the cluster, rounded down to the minimum allocation.
  const queue = {
    memoryMiB: roundDown(totals.totalMiB, bounds.minMiB),
    vcores: roundDown(totals.totalVcores, bounds.minVcores),
  };
  if (amGroup === undefined || timesInto(queue, am) < 1) return { ...nothing, pending: 1 };

  const amVcores = request.calculator === 'dominant' ? am.vcores : 1;
  const refused = refusal('executor', request.executor, bounds);
  if (refused) return { ...nothing, containers: 1, allocatedMiB: am.memoryMiB, allocatedVcores: amVcores, refused };

  const executor = normalise(request.executor, bounds, request.calculator);
  const capacity = request.nodes.map((node, i) => {
    if (!registered[i]) return 0;
    const free = timesInto(node, executor);
    if (i !== amGroup) return node.count * free;
    return (node.count - 1) * free + timesInto(without(node, am), executor);
  });

  let left = Math.min(request.requested, timesInto(without(queue, am), executor));
  const executorsPerGroup = capacity.map((most) => {
    const taken = Math.min(most, left);
    left -= taken;
    return taken;
  });
  const executors = sum(executorsPerGroup);
  return {
    executors,
    executorsPerGroup,
    containers: executors + 1,
    pending: request.requested - executors,
    allocatedMiB: executors * executor.memoryMiB + am.memoryMiB,
    allocatedVcores: request.calculator === 'dominant' ? executors * executor.vcores + am.vcores : executors + 1,
    ...totals,
    granted:
      executors > 0 ? { ...executor, vcores: request.calculator === 'dominant' ? executor.vcores : 1 } : undefined,
    limitedBy: executors === request.requested ? 'requested' : limitOf(present, executor),
  };

  /** How many such containers the calculator fits into a room; none into one that is overdrawn. */
  function timesInto(room: ContainerSize, container: ContainerSize): number {
    const byMemory = Math.floor(room.memoryMiB / container.memoryMiB);
    if (request.calculator === 'default') return Math.max(0, byMemory);
    return Math.max(0, Math.min(byMemory, Math.floor(room.vcores / container.vcores)));
  }

  function limitOf(nodes: readonly NodeGroup[], container: ContainerSize): Limit {
    if (request.calculator === 'default') return 'memory';
    const byVcores = nodes.some(
      (n) => Math.floor(n.vcores / container.vcores) < Math.floor(n.memoryMiB / container.memoryMiB),
    );
    return byVcores ? 'vcores' : 'memory';
  }
}

/** Memory, and vcores under the dominant calculator, rounded up to the minimum allocation but not past the maximum. */
function normalise(size: ContainerSize, bounds: Bounds, calculator: string): ContainerSize {
  const memoryMiB = Math.min(roundUp(size.memoryMiB, bounds.minMiB), bounds.maxMiB);
  if (calculator === 'default') return { memoryMiB, vcores: 0 };
  return { memoryMiB, vcores: Math.min(roundUp(size.vcores, bounds.minVcores), bounds.maxVcores) };
}

/** The text of YARN's refusal of a request above the maximum, vcores included under either calculator. */
function refusal(what: string, size: ContainerSize, bounds: Bounds): string | undefined {
  if (size.memoryMiB > bounds.maxMiB) {
    return `${what} container of ${size.memoryMiB} MB is above the largest that YARN grants here, ${bounds.maxMiB} MB`;
  }
  if (size.vcores > bounds.maxVcores) {
    return `${what} container of ${size.vcores} vcores is above the largest that YARN grants here, ${bounds.maxVcores}`;
  }
  return undefined;
}

function groupOfApplicationMaster(
  request: AdmissionRequest,
  registered: readonly boolean[],
  am: ContainerSize,
): number | undefined {
  const fits = (i: number): boolean => {
    const node = request.nodes[i];
    return node !== undefined && registered[i] === true && node.memoryMiB >= am.memoryMiB && node.vcores >= am.vcores;
  };
  if (request.applicationMasterNode !== undefined) {
    let before = 0;
    for (const [i, node] of request.nodes.entries()) {
      before += registered[i] ? node.count : 0;
      if (request.applicationMasterNode < before) return fits(i) ? i : undefined;
    }
    return undefined;
  }
  const first = request.nodes.findIndex((_, i) => fits(i));
  return first < 0 ? undefined : first;
}

/** The maximum in force is the configured one, or the largest registered node where that is smaller. */
function boundsOf(request: AdmissionRequest, least: ContainerSize, present: readonly NodeGroup[]): Bounds {
  const largest = (values: number[]): number => (values.length > 0 ? Math.max(...values) : Number.POSITIVE_INFINITY);
  const configuredMiB = request.maxAllocationMiB ?? largest(request.nodes.map((n) => n.memoryMiB));
  const configuredVcores =
    request.maxAllocationVcores ?? Math.max(DEFAULT_MAX_ALLOCATION_VCORES, ...request.nodes.map((n) => n.vcores));
  return {
    minMiB: least.memoryMiB,
    minVcores: least.vcores,
    maxMiB: Math.min(configuredMiB, largest(present.map((n) => n.memoryMiB))),
    maxVcores: Math.min(configuredVcores, largest(present.map((n) => n.vcores))),
  };
}

function validate(request: AdmissionRequest): void {
  if (request.nodes.length === 0) throw new InputError('no-nodes', 'a cluster needs at least one group of nodes');
  for (const node of request.nodes) {
    positive('node count', node.count);
    positive('node memory (MB)', node.memoryMiB);
    positive('node vcores', node.vcores);
  }
  positive('application master memory (MB)', request.applicationMaster.memoryMiB);
  positive('application master vcores', request.applicationMaster.vcores);
  positive('executor memory (MB)', request.executor.memoryMiB);
  positive('executor vcores', request.executor.vcores);
  if (request.requested !== 0) positive('requested executors', request.requested);
  if (request.minAllocationMiB !== undefined) positive('minimum allocation (MB)', request.minAllocationMiB);
  if (request.minAllocationVcores !== undefined) positive('minimum allocation vcores', request.minAllocationVcores);
  if (request.maxAllocationMiB !== undefined) positive('maximum allocation (MB)', request.maxAllocationMiB);
  if (request.maxAllocationVcores !== undefined) positive('maximum allocation vcores', request.maxAllocationVcores);
}

function positive(what: string, value: number): void {
  if (!Number.isSafeInteger(value) || value <= 0) {
    throw new InputError('not-positive', `${what} must be a positive whole number, got ${value}`);
  }
}

const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;
const roundDown = (value: number, step: number): number => Math.floor(value / step) * step;
const without = (room: ContainerSize, taken: ContainerSize): ContainerSize => ({
  memoryMiB: room.memoryMiB - taken.memoryMiB,
  vcores: room.vcores - taken.vcores,
});
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
