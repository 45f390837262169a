import { counted, grouped, percent } from '../../numbers';
import type { Facts } from '../facts';
import { MATERIAL_GAIN } from '../full';
import { isNearlySaturated, possibleSizes } from '../reproducing-sizes';
import type { Finding } from '../types';

/** Memory that is taken up while nothing says how many cores work: executors of every size give these figures. */
export function sizeUnknown(facts: Facts): Finding | undefined {
  const { evidence, executor, memoryUtilisation, totalVcores, potential } = facts;
  if (executor !== undefined || evidence.allocatedVcores !== undefined || evidence.containersPending === 0) {
    return undefined;
  }
  const sizes = possibleSizes(facts);
  const [closest] = sizes;
  if (closest === undefined || !sizes.every(isNearlySaturated)) return undefined;
  const { containersAllocated } = evidence;
  const executors = (containersAllocated ?? 1) - 1;
  const stranded = Math.floor(potential().taskSlots / MATERIAL_GAIN / executors);
  return {
    id: 'size-unknown',
    severity: 'warning',
    summary: `${percent(memoryUtilisation)} of YARN memory is in use, and nothing says how many of ${grouped(totalVcores)} vcores have a task`,
    arithmetic:
      containersAllocated === undefined
        ? []
        : [
            `${counted(executors, 'executor')} of some ${grouped(closest.containerMiB)} MiB: cores are stranded where each has ${grouped(stranded)} or fewer, and over-subscribed where it has more than ${grouped(Math.floor(totalVcores / executors))}`,
          ],
    remedy: 'none before the cores of an executor are known',
    actionable: false,
  };
}
