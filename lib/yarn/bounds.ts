import { type Resource, roundUp } from './resource';
import type { AdmissionRequest, ContainerSize, NodeGroup } from './types';

/** `yarn.scheduler.minimum-allocation-mb` on EMR 5.x and 6.x; a multiple of it is also one of the 1 MB that newer pages state. */
export const DEFAULT_MIN_ALLOCATION_MIB = 32;

/** Hadoop's default of `yarn.scheduler.maximum-allocation-vcores`, which larger nodes raise. */
const DEFAULT_MAX_ALLOCATION_VCORES = 128;

/** The least and the most that one container may have. */
export interface Bounds {
  readonly least: Resource;
  readonly most: Resource;
}

export const leastAllocation = (request: AdmissionRequest): Resource => ({
  memoryMiB: request.minAllocationMiB ?? DEFAULT_MIN_ALLOCATION_MIB,
  vcores: request.minAllocationVcores ?? 1,
});

/** `yarn.scheduler.maximum-allocation-mb` and `-vcores`. */
export const configuredMaximum = (request: AdmissionRequest): Resource => ({
  memoryMiB: request.maxAllocationMiB ?? largest(request.nodes).memoryMiB,
  vcores: request.maxAllocationVcores ?? Math.max(DEFAULT_MAX_ALLOCATION_VCORES, largest(request.nodes).vcores),
});

/** The ResourceManager turns away a node manager that is smaller than the minimum allocation. */
export const registers = (node: NodeGroup, least: Resource): boolean =>
  node.memoryMiB >= least.memoryMiB && node.vcores >= least.vcores;

/** The maximum in force is the configured one, or the largest registered node where that is smaller. */
export function boundsOf(request: AdmissionRequest, registered: readonly NodeGroup[]): Bounds {
  const most = configuredMaximum(request);
  const node = largest(registered);
  const limited = registered.length > 0 && !request.justStarted;
  return {
    least: leastAllocation(request),
    most: limited
      ? { memoryMiB: Math.min(most.memoryMiB, node.memoryMiB), vcores: Math.min(most.vcores, node.vcores) }
      : most,
  };
}

/** Memory, and vcores under the dominant calculator, rounded up to the minimum allocation but not past the maximum. */
export function normalise(size: ContainerSize, { least, most }: Bounds, calculator: string): Resource {
  const memoryMiB = Math.min(roundUp(size.memoryMiB, least.memoryMiB), most.memoryMiB);
  if (calculator === 'default') return { memoryMiB, vcores: 0 };
  return { memoryMiB, vcores: Math.min(roundUp(size.vcores, least.vcores), most.vcores) };
}

/** The text of YARN's refusal of a request above the maximum, vcores included under either calculator. */
export function refusal(what: string, size: ContainerSize, { most }: Bounds): string | undefined {
  if (size.memoryMiB > most.memoryMiB) {
    return `${what} container of ${size.memoryMiB} MB is above the largest that YARN grants here, ${most.memoryMiB} MB`;
  }
  if (size.vcores > most.vcores) {
    return `${what} container of ${size.vcores} vcores is above the largest that YARN grants here, ${most.vcores}`;
  }
  return undefined;
}

function largest(nodes: readonly NodeGroup[]): Resource {
  let memoryMiB = 0;
  let vcores = 0;
  for (const node of nodes) {
    memoryMiB = Math.max(memoryMiB, node.memoryMiB);
    vcores = Math.max(vcores, node.vcores);
  }
  return { memoryMiB, vcores };
}
