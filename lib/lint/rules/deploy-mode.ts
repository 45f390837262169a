import { type LintFacts, placed } from '../facts';
import type { PlacedFinding } from '../types';

/** Read for a driver that is a YARN container only (`Client.scala`: in client mode the `spark.yarn.am.*` settings take their place). */
const CLUSTER_ONLY: ReadonlySet<string> = new Set([
  'spark.driver.cores',
  'spark.driver.memoryOverhead',
  'spark.driver.memoryOverheadFactor',
  'spark.driver.minMemoryOverhead',
  'spark.yarn.driver.memoryOverhead',
]);

/** The client-mode application master (running-on-yarn.md). */
const CLIENT_ONLY: ReadonlySet<string> = new Set([
  'spark.yarn.am.memory',
  'spark.yarn.am.cores',
  'spark.yarn.am.memoryOverhead',
  'spark.yarn.am.extraJavaOptions',
  'spark.yarn.am.extraLibraryPath',
]);

/** Settings of the other deploy mode. */
export function deployMode({ subject, deployMode: mode }: LintFacts): PlacedFinding[] {
  return subject.settings.flatMap(({ key, ...setting }): PlacedFinding[] => {
    if (mode === 'client' && CLUSTER_ONLY.has(key)) {
      return [
        {
          id: 'cluster-mode-only',
          severity: 'warning',
          key,
          ...placed(setting),
          message: 'in client mode the driver is a process of the primary node, not a container, and this does nothing',
          instead: 'leave it out, or submit with --deploy-mode cluster',
          fix: [{ edit: 'remove', key }],
        },
      ];
    }
    if (mode === 'cluster' && CLIENT_ONLY.has(key)) {
      return [
        {
          id: 'client-mode-only',
          severity: 'warning',
          key,
          ...placed(setting),
          message: 'in cluster mode the driver is the application master, and this does nothing',
          instead: `write ${key.replace('spark.yarn.am.', 'spark.driver.')}, or submit with --deploy-mode client`,
          fix: [{ edit: 'remove', key }],
        },
      ];
    }
    return [];
  });
}
