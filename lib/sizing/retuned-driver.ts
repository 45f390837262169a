import { instanceFacts } from '../catalog';
import {
  applicationMasterFor,
  type DriverLoad,
  defaultOverheadMiB,
  EMR_DRIVER_MEMORY_MIB,
  formatMemory,
  largestHeapMiB,
  SPARK_OVERHEAD_FACTOR,
} from '../spark';
import type { ContainerSize } from '../yarn';
import { largerDriver, primaryRoomMiB } from './driver';
import { change } from './setting-change';
import type { RetuneRequest, SettingChange } from './types';

const MEMORY = 'spark.driver.memory';
const OVERHEAD = 'spark.driver.memoryOverhead';

export interface RetunedDriver {
  readonly changes: readonly SettingChange[];
  /** The larger driver's container in cluster mode; undefined where the application master stays as it is. */
  readonly applicationMaster?: ContainerSize;
}

/**
 * More memory for a driver whose executors and partitions become more than it can keep track of. In client mode as much as the primary has;
 * where its type is not known, nothing.
 */
export function retunedDriver(request: RetuneRequest, load: DriverLoad): RetunedDriver {
  const { settings, deployMode, release } = request;
  const maxMiB = maxHeapMiB(request);
  const inForce = settings.memoryMiB(MEMORY) ?? EMR_DRIVER_MEMORY_MIB;
  const larger = maxMiB === undefined ? undefined : largerDriver({ memoryMiB: inForce, maxMiB, load });
  if (larger === undefined || larger.memoryMiB === inForce) return { changes: [] };
  const changes = change(request, MEMORY, formatMemory(larger.memoryMiB), larger.reason);
  if (deployMode === 'client') return { changes };
  const byRule = defaultOverheadMiB(larger.memoryMiB, SPARK_OVERHEAD_FACTOR);
  const overhead =
    (settings.memoryMiB(OVERHEAD) ?? byRule) < byRule
      ? change(request, OVERHEAD, formatMemory(byRule), 'max(384, 0.10 × heap) of the larger driver')
      : [];
  const all = [...changes, ...overhead];
  const changed = settings.with(Object.fromEntries(all.map(({ key, to }) => [key, to])));
  return { changes: all, applicationMaster: applicationMasterFor(changed, deployMode, release.sparkVersion) };
}

/** Undefined where it is not known. */
function maxHeapMiB({ deployMode, primaryInstanceType, nodes }: RetuneRequest): number | undefined {
  if (deployMode === 'cluster') {
    const largest = Math.max(...nodes.map(({ instanceType }) => instanceFacts(instanceType).yarnMemoryMiB));
    return largestHeapMiB(largest, SPARK_OVERHEAD_FACTOR);
  }
  return primaryInstanceType === undefined ? undefined : primaryRoomMiB(primaryInstanceType);
}
