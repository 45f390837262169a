import { grouped } from '../../numbers';
import { applicationMasterIn } from '../explain';
import type { Facts } from '../facts';
import type { Finding } from '../types';

/** A dashboard shows less than this share as 0.0 %. */
const SHOWN_AS_ZERO = 0.0005;

/** Whether nothing runs but an application master. */
export function isIdle({ evidence }: Pick<Facts, 'evidence'>): boolean {
  const { memoryAllocatedMB, memoryTotalMB, containersAllocated = 0, allocatedVcores = 0, nodes } = evidence;
  const { memoryMiB, vcores } = applicationMasterIn(evidence);
  // One container is no executor, whatever its size: each has an application master beside it.
  const isAlone = evidence.containersAllocated === 1 || (evidence.allocatedVcores === 1 && containersAllocated <= 1);
  if (isAlone && memoryAllocatedMB <= Math.max(...nodes.map((node) => node.memoryMiB))) return true;
  const most = Math.max(memoryMiB * 1.1, memoryTotalMB * SHOWN_AS_ZERO);
  return memoryAllocatedMB <= most && containersAllocated <= 1 && allocatedVcores <= vcores;
}

/** No executor runs, so nothing is to be explained. */
export function idle(facts: Facts): Finding | undefined {
  if (!isIdle(facts)) return undefined;
  const { containersPending } = facts.evidence;
  const waiting = (containersPending ?? 0) > 0;
  return {
    id: 'idle',
    severity: waiting ? 'warning' : 'info',
    summary: waiting
      ? `no executor runs, and ${grouped(containersPending ?? 0)} containers are pending: YARN gives this job none`
      : 'no executor runs: the cluster is idle, or a driver works alone',
    arithmetic: [],
    remedy: waiting
      ? 'look at the queue of the job, its limits and its node labels, and whether a container is larger than every node (emr-autotune lint)'
      : 'none: there is nothing to explain; look again while the job has executors',
    actionable: false,
  };
}
