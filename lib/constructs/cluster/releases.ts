import type { EmrRelease } from '../../catalog';

/** The train of releases that holds Spark alone, from `emr-spark-8.0.0`. */
export function isSparkOnly(release: EmrRelease): boolean {
  return release.label.startsWith('emr-spark-');
}

/** Whether nodes start where version 1 of the instance metadata service is off (5.32 and 6.2 and later; older ones fail to start). */
export function canRequireImdsV2(release: EmrRelease): boolean {
  return release.isAtLeast(6, 2) || (release.isAtLeast(5, 32) && !release.isAtLeast(6, 0));
}
