import { counted } from '../numbers';
import { type Resource, roundUp } from './resource';
import type { AdmissionRequest, ContainerSize, NodeGroup } from './types';

/** `yarn.scheduler.minimum-allocation-mb` on EMR 5.x and 6.x; a multiple of it is also one of the 1 MB that newer pages state. */
export const DEFAULT_MIN_ALLOCATION_MIB = 32;

/** Hadoop's default of `yarn.scheduler.maximum-allocation-vcores`, which larger nodes raise. */
export const DEFAULT_MAX_ALLOCATION_VCORES = 128;

/** The minimum and the maximum allocation of one container. */
export interface AllocationBounds {
  readonly minimum: Resource;
  readonly maximum: Resource;
}

/** `yarn.scheduler.minimum-allocation-mb` and `-vcores`. */
export const minimumAllocation = (request: AdmissionRequest): Resource => ({
  memoryMiB: request.minAllocationMiB ?? DEFAULT_MIN_ALLOCATION_MIB,
  vcores: request.minAllocationVcores ?? 1,
});

/** `yarn.scheduler.maximum-allocation-mb` and `-vcores`. */
export const configuredMaximum = (request: AdmissionRequest): Resource => ({
  memoryMiB: request.maxAllocationMiB ?? largest(request.nodes).memoryMiB,
  vcores: request.maxAllocationVcores ?? Math.max(DEFAULT_MAX_ALLOCATION_VCORES, largest(request.nodes).vcores),
});

/** Whether a node manager registers: the ResourceManager turns away one that is smaller than the minimum allocation. */
export const registers = (node: NodeGroup, minimum: Resource): boolean =>
  node.memoryMiB >= minimum.memoryMiB && node.vcores >= minimum.vcores;

/** The bounds in force: the maximum is the configured one, or the largest registered node where that is smaller. */
export function boundsFor(request: AdmissionRequest, registered: readonly NodeGroup[]): AllocationBounds {
  const configured = configuredMaximum(request);
  const node = largest(registered);
  const limited = registered.length > 0 && !request.justStarted;
  return {
    minimum: minimumAllocation(request),
    maximum: limited
      ? {
          memoryMiB: Math.min(configured.memoryMiB, node.memoryMiB),
          vcores: Math.min(configured.vcores, node.vcores),
        }
      : configured,
  };
}

/** A container as it is granted: memory, and vcores under the dominant calculator, rounded up to the minimum allocation but not past the maximum. */
export function normalise(size: ContainerSize, { minimum, maximum }: AllocationBounds, calculator: string): Resource {
  const memoryMiB = Math.min(roundUp(size.memoryMiB, minimum.memoryMiB), maximum.memoryMiB);
  if (calculator === 'default') return { memoryMiB, vcores: 0 };
  return { memoryMiB, vcores: Math.min(roundUp(size.vcores, minimum.vcores), maximum.vcores) };
}

/** YARN's reason to refuse a request above the maximum, vcores included under either calculator; undefined where it takes it. */
export function findRefusal(what: string, size: ContainerSize, { maximum }: AllocationBounds): string | undefined {
  if (size.memoryMiB > maximum.memoryMiB) {
    return `${what} container of ${size.memoryMiB} MB is above the largest that YARN grants here, ${maximum.memoryMiB} MB`;
  }
  if (size.vcores > maximum.vcores) {
    return `${what} container of ${counted(size.vcores, 'vcore')} is above the largest that YARN grants here, ${maximum.vcores}`;
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
