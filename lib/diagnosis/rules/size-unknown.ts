import { counted, grouped, percent } from '../../numbers';
import type { Facts } from '../facts';
import { MATERIAL_GAIN } from '../full';
import { isNearlySaturated, possibleSizes } from '../reproducing-sizes';
import type { Finding, ReproducingSize } from '../types';

/** Memory in use while nothing says how many cores work: executors of every size give these figures. */
export function sizeUnknown(facts: Facts): Finding | undefined {
  const { evidence, executor, memoryUtilisation, totalVcores } = facts;
  if (executor !== undefined || evidence.allocatedVcores !== undefined || evidence.containersPending === 0) {
    return undefined;
  }
  const sizes = possibleSizes(facts);
  const [closest] = sizes;
  if (closest === undefined) return undefined;
  const isFull = sizes.every(isNearlySaturated);
  return {
    id: 'size-unknown',
    // Where there may be room for more, nothing may be wrong.
    severity: isFull ? 'warning' : 'info',
    summary: `${percent(memoryUtilisation)} of YARN memory is in use, and nothing says how many of ${grouped(totalVcores)} vcores have a task`,
    arithmetic: [
      evidence.containersAllocated === undefined
        ? sizesInWords(sizes)
        : coresInWords(closest, evidence.containersAllocated - 1, isFull ? facts : undefined),
    ],
    remedy: 'none before the cores of an executor are known',
    actionable: false,
  };
}

/** @param full facts of nodes that hold no more executors, undefined where they may */
function coresInWords({ containerMiB }: ReproducingSize, executors: number, full: Facts | undefined): string {
  const size = `${counted(executors, 'executor')} of some ${grouped(containerMiB)} MiB`;
  if (full === undefined) return `${size}: whether more of them fit depends on their cores`;
  const stranded = Math.floor(full.potential().taskSlots / MATERIAL_GAIN / executors);
  return `${size}: cores are stranded where each has ${grouped(stranded)} or fewer, and over-subscribed where it has more than ${grouped(Math.floor(full.totalVcores / executors))}`;
}

/** The first and the last of many, by their number. */
function sizesInWords(sizes: readonly ReproducingSize[]): string {
  const byCount = [...sizes].sort((a, b) => a.executors - b.executors);
  const inWords = (size: ReproducingSize | undefined): string =>
    size === undefined ? '' : `${counted(size.executors, 'executor')} of ${grouped(size.containerMiB)} MiB`;
  const [first, last] = [inWords(byCount[0]), inWords(byCount.at(-1))];
  const all = first === last ? first : `anything from ${first} to ${last}`;
  return `${all} would give it, each with few cores or many`;
}
