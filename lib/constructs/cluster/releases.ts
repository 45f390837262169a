import type { EmrRelease } from '../../catalog';

/** Whether nodes start when version 1 of the instance metadata service is off (from 5.32 and 6.2; nodes of older releases fail to start). */
export function canRequireImdsV2(release: EmrRelease): boolean {
  return release.isAtLeast(6, 2) || (release.isAtLeast(5, 32) && !release.isAtLeast(6, 0));
}
