import { closestWords } from '../close-words';
import { type EmrRelease, isSparkOnly } from './emr-release';

/** A span of releases: from the first that has an application to the last, both by major and minor version. */
interface Span {
  readonly from?: readonly [major: number, minor: number];
  /** The first that no longer has it. */
  readonly before?: readonly [major: number, minor: number];
}

const ALWAYS: readonly Span[] = [{}];

/**
 * The applications of EMR and the releases that have them (release guide, "Application versions" of 5.x, 6.x and 7.x).
 *
 * A bound stands here only where the guide shows releases on both sides of it.
 */
const APPLICATIONS: Readonly<Record<string, readonly Span[]>> = {
  AmazonCloudWatchAgent: [{ from: [7, 0] }],
  Delta: [{ from: [6, 9] }],
  Flink: [{ from: [5, 1], before: [6, 0] }, { from: [6, 1] }],
  Ganglia: [{ before: [7, 0] }],
  HBase: ALWAYS,
  HCatalog: ALWAYS,
  Hadoop: ALWAYS,
  Hive: ALWAYS,
  Hudi: [{ from: [5, 28] }],
  Hue: ALWAYS,
  Iceberg: [{ from: [6, 5] }],
  JupyterEnterpriseGateway: [{ from: [5, 32], before: [6, 0] }, { from: [6, 2] }],
  JupyterHub: [{ from: [5, 14] }],
  Livy: [{ from: [5, 9] }],
  MXNet: [{ from: [5, 10] }],
  Mahout: [{ before: [6, 0] }],
  Oozie: ALWAYS,
  Phoenix: ALWAYS,
  Pig: [{ before: [6, 0] }, { from: [6, 1] }],
  Presto: ALWAYS,
  PrestoSQL: [{ from: [6, 1], before: [6, 4] }],
  Spark: ALWAYS,
  Sqoop: [{ before: [6, 0] }, { from: [6, 1] }],
  TensorFlow: [{ from: [5, 17] }],
  Tez: ALWAYS,
  Trino: [{ from: [6, 4] }],
  Zeppelin: ALWAYS,
  ZooKeeper: ALWAYS,
};

/** The applications of the releases that contain only Spark (release guide, emr-spark-8.0.0). */
const SPARK_ONLY: readonly string[] = [
  'AmazonCloudWatchAgent',
  'Delta',
  'Hudi',
  'Iceberg',
  'JupyterEnterpriseGateway',
  'Livy',
  'Spark',
];

/** The name of an application as the release guide writes it, as EMR takes any case; undefined for one that no recorded release has. */
export function findApplication(name: string): string | undefined {
  return Object.keys(APPLICATIONS).find((one) => one.toLowerCase() === name.toLowerCase());
}

/** Whether a release has an application, by its name as the release guide writes it. */
export function hasApplication(release: EmrRelease, application: string): boolean {
  if (isSparkOnly(release)) return SPARK_ONLY.includes(application);
  return (APPLICATIONS[application] ?? []).some(
    ({ from, before }) =>
      (from === undefined || release.isAtLeast(...from)) && (before === undefined || !release.isAtLeast(...before)),
  );
}

/** The names of all applications of a release. */
export function applicationsOf(release: EmrRelease): string[] {
  return Object.keys(APPLICATIONS).filter((name) => hasApplication(release, name));
}

/** The applications of a release whose names are nearest to this one. */
export function closestApplications(release: EmrRelease, name: string): string[] {
  return closestWords(name, applicationsOf(release), Math.max(2, Math.floor(name.length / 4))).slice(0, 3);
}
