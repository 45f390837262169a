import type { EmrRelease } from '../../catalog';

/** Whether the release is one of those that contain only Spark, from `emr-spark-8.0.0`. */
export function isSparkOnly(release: EmrRelease): boolean {
  return release.label.startsWith('emr-spark-');
}

/** Whether nodes start when version 1 of the instance metadata service is off (from 5.32 and 6.2; nodes of older releases fail to start). */
export function canRequireImdsV2(release: EmrRelease): boolean {
  return release.isAtLeast(6, 2) || (release.isAtLeast(5, 32) && !release.isAtLeast(6, 0));
}
