import { InputError, shown } from '../errors';
import { SPARK_VERSIONS } from './emr-release-versions';
import type { ListedRelease } from './instance-types';

/** Whether the release is one of those that contain only Spark, from `emr-spark-8.0.0`. */
export function isSparkOnly({ label }: EmrRelease): boolean {
  return label.startsWith('emr-spark-');
}

/** A release label. Spark-only releases have numbers of their own; what they can do is what EMR can after 7.14. */
const LABEL = /^(emr|emr-spark)-(\d+)\.(\d+)\.(\d+)$/;

/**
 * An Amazon EMR release: its label, its Spark version and its capabilities.
 *
 * `EmrRelease.of` makes a release that is not listed: it takes the Spark version of the newest listed release before it. Its `isKnown` is
 * false unless it is a patch of a listed one, such as `emr-5.36.2`.
 */
export class EmrRelease {
  /** EMR 5.28.0: Spark 2.4.4. */
  public static readonly EMR_5_28_0 = EmrRelease.of('emr-5.28.0');
  /** EMR 5.29.0: Spark 2.4.4. */
  public static readonly EMR_5_29_0 = EmrRelease.of('emr-5.29.0');
  /** EMR 5.30.0: Spark 2.4.5. */
  public static readonly EMR_5_30_0 = EmrRelease.of('emr-5.30.0');
  /** EMR 5.31.0: Spark 2.4.6. */
  public static readonly EMR_5_31_0 = EmrRelease.of('emr-5.31.0');
  /** EMR 5.32.0: Spark 2.4.7. */
  public static readonly EMR_5_32_0 = EmrRelease.of('emr-5.32.0');
  /** EMR 5.33.0: Spark 2.4.7. */
  public static readonly EMR_5_33_0 = EmrRelease.of('emr-5.33.0');
  /** EMR 5.34.0: Spark 2.4.8. */
  public static readonly EMR_5_34_0 = EmrRelease.of('emr-5.34.0');
  /** EMR 5.35.0: Spark 2.4.8. */
  public static readonly EMR_5_35_0 = EmrRelease.of('emr-5.35.0');
  /** EMR 5.36.0: Spark 2.4.8. */
  public static readonly EMR_5_36_0 = EmrRelease.of('emr-5.36.0');
  /** EMR 6.0.0: Spark 2.4.4. */
  public static readonly EMR_6_0_0 = EmrRelease.of('emr-6.0.0');
  /** EMR 6.1.0: Spark 3.0.0. */
  public static readonly EMR_6_1_0 = EmrRelease.of('emr-6.1.0');
  /** EMR 6.2.0: Spark 3.0.1. */
  public static readonly EMR_6_2_0 = EmrRelease.of('emr-6.2.0');
  /** EMR 6.3.0: Spark 3.1.1. */
  public static readonly EMR_6_3_0 = EmrRelease.of('emr-6.3.0');
  /** EMR 6.4.0: Spark 3.1.2. */
  public static readonly EMR_6_4_0 = EmrRelease.of('emr-6.4.0');
  /** EMR 6.5.0: Spark 3.1.2. */
  public static readonly EMR_6_5_0 = EmrRelease.of('emr-6.5.0');
  /** EMR 6.6.0: Spark 3.2.0. */
  public static readonly EMR_6_6_0 = EmrRelease.of('emr-6.6.0');
  /** EMR 6.7.0: Spark 3.2.1. */
  public static readonly EMR_6_7_0 = EmrRelease.of('emr-6.7.0');
  /** EMR 6.8.0: Spark 3.3.0. */
  public static readonly EMR_6_8_0 = EmrRelease.of('emr-6.8.0');
  /** EMR 6.9.0: Spark 3.3.0. */
  public static readonly EMR_6_9_0 = EmrRelease.of('emr-6.9.0');
  /** EMR 6.10.0: Spark 3.3.1. */
  public static readonly EMR_6_10_0 = EmrRelease.of('emr-6.10.0');
  /** EMR 6.11.0: Spark 3.3.2. */
  public static readonly EMR_6_11_0 = EmrRelease.of('emr-6.11.0');
  /** EMR 6.12.0: Spark 3.4.0. */
  public static readonly EMR_6_12_0 = EmrRelease.of('emr-6.12.0');
  /** EMR 6.13.0: Spark 3.4.1. */
  public static readonly EMR_6_13_0 = EmrRelease.of('emr-6.13.0');
  /** EMR 6.14.0: Spark 3.4.1. */
  public static readonly EMR_6_14_0 = EmrRelease.of('emr-6.14.0');
  /** EMR 6.15.0: Spark 3.4.1. */
  public static readonly EMR_6_15_0 = EmrRelease.of('emr-6.15.0');
  /** EMR 7.0.0: Spark 3.5.0. */
  public static readonly EMR_7_0_0 = EmrRelease.of('emr-7.0.0');
  /** EMR 7.1.0: Spark 3.5.0. */
  public static readonly EMR_7_1_0 = EmrRelease.of('emr-7.1.0');
  /** EMR 7.2.0: Spark 3.5.1. */
  public static readonly EMR_7_2_0 = EmrRelease.of('emr-7.2.0');
  /** EMR 7.3.0: Spark 3.5.1. */
  public static readonly EMR_7_3_0 = EmrRelease.of('emr-7.3.0');
  /** EMR 7.4.0: Spark 3.5.2. */
  public static readonly EMR_7_4_0 = EmrRelease.of('emr-7.4.0');
  /** EMR 7.5.0: Spark 3.5.2. */
  public static readonly EMR_7_5_0 = EmrRelease.of('emr-7.5.0');
  /** EMR 7.6.0: Spark 3.5.3. */
  public static readonly EMR_7_6_0 = EmrRelease.of('emr-7.6.0');
  /** EMR 7.7.0: Spark 3.5.3. */
  public static readonly EMR_7_7_0 = EmrRelease.of('emr-7.7.0');
  /** EMR 7.8.0: Spark 3.5.4. */
  public static readonly EMR_7_8_0 = EmrRelease.of('emr-7.8.0');
  /** EMR 7.9.0: Spark 3.5.5. */
  public static readonly EMR_7_9_0 = EmrRelease.of('emr-7.9.0');
  /** EMR 7.10.0: Spark 3.5.5. */
  public static readonly EMR_7_10_0 = EmrRelease.of('emr-7.10.0');
  /** EMR 7.11.0: Spark 3.5.6. */
  public static readonly EMR_7_11_0 = EmrRelease.of('emr-7.11.0');
  /** EMR 7.12.0: Spark 3.5.6. */
  public static readonly EMR_7_12_0 = EmrRelease.of('emr-7.12.0');
  /** EMR 7.13.0: Spark 3.5.6. */
  public static readonly EMR_7_13_0 = EmrRelease.of('emr-7.13.0');
  /** EMR 7.14.0: Spark 3.5.8. */
  public static readonly EMR_7_14_0 = EmrRelease.of('emr-7.14.0');
  /** The Spark-only release 8.0.0: Spark 4.0.2. */
  public static readonly SPARK_8_0_0 = EmrRelease.of('emr-spark-8.0.0');

  /**
   * A release by its label, listed or not.
   *
   * @param label `emr-7.9.0` or `emr-spark-8.0.0`
   */
  public static of(label: string): EmrRelease {
    return new EmrRelease(label);
  }

  /** The release label as EMR's API takes it. */
  public readonly label: string;
  /** The version of Apache Spark, for example `3.5.5`; for an unlisted release the version of the newest listed one before it. */
  public readonly sparkVersion: string;
  /** Whether the release is one this library was built with, or a patch of one. */
  public readonly isKnown: boolean;
  private readonly order: number;

  private constructor(label: string) {
    const match = LABEL.exec(label);
    if (match === null) {
      throw new InputError('bad-release', `release must look like emr-7.9.0 or emr-spark-8.0.0, got ${shown(label)}`);
    }
    const [major, minor, patch] = [Number(match[2]), Number(match[3]), Number(match[4])];
    this.label = label;
    this.order = orderOf(major, minor, patch);
    const listed = SPARK_VERSIONS[label];
    // A patch release has the Spark of the release that it mends.
    this.isKnown = listed !== undefined || SPARK_VERSIONS[`${match[1]}-${major}.${minor}.0`] !== undefined;
    const line = labelsBeside(label);
    const before = line.findLast((one) => orderOfLabel(one) <= this.order);
    const spark = listed ?? SPARK_VERSIONS[before ?? ''];
    if (spark === undefined) {
      throw new InputError('old-release', `release ${label} is older than any supported one; use ${line[0]} or later`);
    }
    this.sparkVersion = spark;
  }

  /** Whether this release is `major.minor` or later. */
  public isAtLeast(major: number, minor: number): boolean {
    return this.order >= orderOf(major, minor, 0);
  }

  /** Whether the CloudWatch agent can be configured by classification, which publishes YARN's vcores (7.1.0 and later). */
  public get hasCloudWatchAgentMetrics(): boolean {
    return this.isAtLeast(7, 1);
  }

  /** Whether a running step can be cancelled (5.28.0 and later). */
  public get canCancelRunningSteps(): boolean {
    return this.isAtLeast(5, 28);
  }

  /** Whether cancelling a step sends SIGTERM to its child process too (5.32.0 and later). */
  public get signalsStepChildProcess(): boolean {
    return this.isAtLeast(5, 32);
  }

  /** Whether EMR may grant larger executors than were asked for, unless configured otherwise (5.32 and 6.2 and later). */
  public get hasHeterogeneousExecutors(): boolean {
    return this.order >= orderOf(6, 2, 0) || (this.order >= orderOf(5, 32, 0) && this.order < orderOf(6, 0, 0));
  }

  /**
   * The release whose list of instance types holds for this one as well: a type that the last release of a major version does not have is
   * not on an earlier one either. Undefined for releases after all that were read.
   *
   * @internal
   */
  public get _typesListedBy(): ListedRelease | undefined {
    if (!this.isAtLeast(6, 0)) return 'emr-5.36.2';
    if (!this.isAtLeast(7, 0)) return 'emr-6.15.0';
    return this.isAtLeast(7, 14) ? undefined : 'emr-7.13.0';
  }

  /** Version of Java that Spark runs on unless configured otherwise: 8 up to 6.15, 17 from 7.0 on (EMR release guide, "Java virtual machine"). */
  public get javaVersion(): number {
    return this.isAtLeast(7, 0) ? 17 : 8;
  }

  /** Whether managed scaling and auto-termination are available (5.30 and 6.1 and later). */
  public get hasManagedScaling(): boolean {
    return this.isAtLeast(6, 1) || (this.isAtLeast(5, 30) && !this.isAtLeast(6, 0));
  }

  /** The release label. */
  public toString(): string {
    return this.label;
  }
}

/**
 * The oldest listed release of a label's line: Spark-only releases have one of their own.
 *
 * @throws InputError `bad-release` for a label that is not one
 */
export function oldestBeside(label: string): EmrRelease {
  return EmrRelease.of(labelsBeside(label)[0] ?? label);
}

/** The label of the newest listed release with a Spark of the same `major.minor`. */
export function releaseWithSpark(version: string): string | undefined {
  const minor = (one: string): string | undefined => /^\d+\.\d+(?=\.|$)/.exec(one)?.[0];
  const wanted = minor(version);
  return Object.keys(SPARK_VERSIONS).findLast(
    (label) => wanted !== undefined && minor(SPARK_VERSIONS[label] ?? '') === wanted,
  );
}

/** The listed labels of a label's line, the oldest first. */
function labelsBeside(label: string): string[] {
  const [, line] = LABEL.exec(label) ?? [];
  return Object.keys(SPARK_VERSIONS)
    .filter((one) => LABEL.exec(one)?.[1] === line)
    .sort((a, b) => orderOfLabel(a) - orderOfLabel(b));
}

function orderOf(major: number, minor: number, patch: number): number {
  return (major * 1000 + minor) * 1000 + patch;
}

function orderOfLabel(label: string): number {
  const match = LABEL.exec(label);
  return match === null ? 0 : orderOf(Number(match[2]), Number(match[3]), Number(match[4]));
}
