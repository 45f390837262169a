import { DEFAULT_MIN_ALLOCATION_MIB } from './bounds';
import { type Resource, resourceCalculatorFor, roundDown, roundUp } from './resource';
import type { Calculator, MiB, NodeGroup } from './types';

/** What EMR's YARN grants for a request: a multiple of its minimum allocation. */
export const grantedMiB = (requested: MiB): MiB => roundUp(requested, DEFAULT_MIN_ALLOCATION_MIB);

/** The largest request of which no more than this is granted. */
export const largestRequestMiB = (available: MiB): MiB => roundDown(available, DEFAULT_MIN_ALLOCATION_MIB);

/** How many containers of one size fit on a node, or on what is left of one. */
export function containersOn(available: Resource, container: Resource, calculator: Calculator): number {
  const granted = { memoryMiB: grantedMiB(container.memoryMiB), vcores: container.vcores };
  return resourceCalculatorFor(calculator).computeAvailableContainers(available, granted);
}

/** The index of one node of each group, as `AdmissionRequest.applicationMasterNode` counts them: the nodes of a group are identical. */
export function firstNodes(nodes: readonly Pick<NodeGroup, 'count'>[]): number[] {
  let before = 0;
  return nodes.map(({ count }) => {
    const first = before;
    before += count;
    return first;
  });
}
