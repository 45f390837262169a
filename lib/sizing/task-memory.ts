import { slotsPerExecutor } from '../spark';
import type { ClusterLayer } from './types';

/** Memory of its container that each task has that runs at the same time in an executor, MiB. */
export function memoryPerTaskMiB({ executor, settings }: ClusterLayer): number {
  return Math.floor(executor.containerMiB / slotsPerExecutor(executor.cores, settings));
}
