import type { EmrRelease } from '../catalog';
import type { InForce } from './types';

/** A recorded default of EMR, Spark or Hadoop. */
export function recorded<T>(value: T, source: string, key?: string): InForce<T> {
  return { value, layer: 'default', source, key };
}

/** A value that stands for one of EMR's that is not published. */
export function assumed<T>(value: T, source: string, key?: string): InForce<T> {
  return { value, layer: 'assumed', source, key };
}

/** An executor that EMR writes into spark-defaults where nothing sizes it; how it computes one is not published. */
export interface RecordedExecutor {
  readonly instanceType: string;
  readonly memoryMiB: number;
  readonly cores: number;
}

/** Seen in the spark-defaults of clusters of one type; other recorded sizes do not name their type. */
export const RECORDED_EXECUTORS: readonly RecordedExecutor[] = [
  { instanceType: 'c5.12xlarge', memoryMiB: 4743, cores: 3 },
];

/** `yarn.scheduler.minimum-allocation-mb`: seen on 5.x and 6.x; sources disagree on 7.x (1 or 32), and 32 suits both. */
export function minAllocationFor(release: EmrRelease, mib: number, key: string): InForce<number> {
  return release.isAtLeast(7, 0)
    ? assumed(mib, 'EMR 5.x and 6.x; not recorded for this release', key)
    : recorded(mib, 'configurations of EMR 5.x and 6.x clusters', key);
}

/** Whether EMR labels nodes by itself: 5.19 to the last 5.x. */
export function labelsNodes(release: EmrRelease): boolean {
  return release.isAtLeast(5, 19) && !release.isAtLeast(6, 0);
}
