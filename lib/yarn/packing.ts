import { DEFAULT_MIN_ALLOCATION_MIB } from './bounds';
import { arithmeticOf, type Resource, roundDown, roundUp } from './resource';
import type { Calculator, MiB, NodeGroup } from './types';

/** What EMR's YARN grants for a request: a multiple of its minimum allocation. */
export const grantedMiB = (requested: MiB): MiB => roundUp(requested, DEFAULT_MIN_ALLOCATION_MIB);

/** The largest request of which no more than this is granted. */
export const largestRequestMiB = (room: MiB): MiB => roundDown(room, DEFAULT_MIN_ALLOCATION_MIB);

/** How many containers of one size a node, or what is left of one, holds. */
export function containersOn(room: Resource, container: Resource, calculator: Calculator): number {
  const granted = { memoryMiB: grantedMiB(container.memoryMiB), vcores: container.vcores };
  return arithmeticOf(calculator).timesInto(room, granted);
}

/** One node of each group, as `AdmissionRequest.applicationMasterNode` counts them: within a group all are alike. */
export function firstNodes(nodes: readonly Pick<NodeGroup, 'count'>[]): number[] {
  let before = 0;
  return nodes.map(({ count }) => {
    const first = before;
    before += count;
    return first;
  });
}
