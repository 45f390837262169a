import { InputError } from '../errors';
import type { Admission, AdmissionRequest, ContainerSize, Limit, NodeGroup } from './types';

/** `yarn.scheduler.minimum-allocation-mb` on EMR 5.x and 6.x; a multiple of it is also one of the 1 MB that newer pages state. */
export const DEFAULT_MIN_ALLOCATION_MIB = 32;

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
 * Agrees with the answers of a real scheduler recorded in `test/fixtures/yarn-truth.json`. Reservations depend on the
 * order of heartbeats and are not predicted.
 *
 * @throws InputError when a count, a size or a limit is not a positive whole number.
 */
export function admit(request: AdmissionRequest): Admission {
  validate(request);
  const bounds = boundsOf(request);
  // The ResourceManager turns away a node manager that is smaller than the minimum allocation.
  const registered = request.nodes.map((n) => n.memoryMiB >= bounds.minMiB && n.vcores >= bounds.minVcores);
  const present = request.nodes.filter((_, i) => registered[i]);
  const totals = {
    totalMiB: sum(present.map((n) => n.count * n.memoryMiB)),
    totalVcores: sum(present.map((n) => n.count * n.vcores)),
  };
  const nothing = {
    executors: 0,
    executorsPerGroup: request.nodes.map(() => 0),
    pending: 0,
    limitedBy: 'memory' as Limit,
    ...totals,
  };

  const am = normalise(request.applicationMaster, bounds, request.calculator);
  const amRefusal = refusal('application master', request.applicationMaster, bounds, present);
  if (amRefusal) {
    return { ...nothing, containers: 0, allocatedMiB: 0, allocatedVcores: 0, refused: amRefusal };
  }
  const amGroup = groupOfApplicationMaster(request, registered, am);
  if (amGroup === undefined) {
    const refused = 'no node can take the application master';
    return { ...nothing, containers: 0, allocatedMiB: 0, allocatedVcores: 0, refused };
  }
  const amVcores = request.calculator === 'dominant' ? am.vcores : 1;
  const amOnly = { containers: 1, allocatedMiB: am.memoryMiB, allocatedVcores: amVcores };
  const refused = refusal('executor', request.executor, bounds, present);
  if (refused) return { ...nothing, ...amOnly, refused };

  const executor = normalise(request.executor, bounds, request.calculator);
  const capacity = request.nodes.map((node, i) => {
    if (!registered[i]) return 0;
    const free = perNode(node, executor);
    if (i !== amGroup) return node.count * free;
    const rest = { ...node, memoryMiB: node.memoryMiB - am.memoryMiB, vcores: node.vcores - am.vcores };
    return (node.count - 1) * free + perNode(rest, executor);
  });

  let left = request.requested;
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

  function perNode(node: { memoryMiB: number; vcores: number }, container: ContainerSize): number {
    const byMemory = Math.floor(node.memoryMiB / container.memoryMiB);
    if (request.calculator === 'default') return byMemory;
    return Math.min(byMemory, Math.floor(node.vcores / container.vcores));
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

/** The text of YARN's refusal of a request above a limit or above every node, vcores included under either calculator. */
function refusal(what: string, size: ContainerSize, bounds: Bounds, nodes: readonly NodeGroup[]): string | undefined {
  const largestMiB = Math.min(bounds.maxMiB, Math.max(0, ...nodes.map((n) => n.memoryMiB)));
  const largestVcores = Math.min(bounds.maxVcores, Math.max(0, ...nodes.map((n) => n.vcores)));
  if (size.memoryMiB > largestMiB) {
    return `${what} container of ${size.memoryMiB} MB is above the largest that YARN grants here, ${largestMiB} MB`;
  }
  if (size.vcores > largestVcores) {
    return `${what} container of ${size.vcores} vcores is above the largest that YARN grants here, ${largestVcores}`;
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

function boundsOf(request: AdmissionRequest): Bounds {
  return {
    minMiB: request.minAllocationMiB ?? DEFAULT_MIN_ALLOCATION_MIB,
    minVcores: request.minAllocationVcores ?? 1,
    maxMiB: request.maxAllocationMiB ?? Math.max(...request.nodes.map((n) => n.memoryMiB)),
    maxVcores:
      request.maxAllocationVcores ?? Math.max(DEFAULT_MAX_ALLOCATION_VCORES, ...request.nodes.map((n) => n.vcores)),
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
}

function positive(what: string, value: number): void {
  if (!Number.isSafeInteger(value) || value <= 0) {
    throw new InputError('not-positive', `${what} must be a positive whole number, got ${value}`);
  }
}

const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
