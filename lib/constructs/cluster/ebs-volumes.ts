import { type Size, SizeRoundingBehavior } from 'aws-cdk-lib';
import { EbsDeviceVolumeType } from 'aws-cdk-lib/aws-ec2';
import type { CfnCluster } from 'aws-cdk-lib/aws-emr';
import { InputError } from '../../errors';
import { oneOf, positiveWholeNumber, wholeNumberWithin } from '../checks';

/** Identical EBS volumes on each node of a group: they hold shuffle data and, on core nodes, HDFS. */
export interface EbsVolumes {
  /** The size of one volume, whole GiB. */
  readonly size: Size;

  /**
   * The number of such volumes on each node.
   *
   * @default 1
   */
  readonly count?: number;

  /**
   * The type of the volumes. EMR does not take io2.
   *
   * @default EbsDeviceVolumeType.GP3
   */
  readonly volumeType?: EbsDeviceVolumeType;

  /**
   * I/O operations per second of one volume; for gp3 and io1, and for io1 required.
   *
   * @default - EBS's own for gp3
   */
  readonly iops?: number;

  /**
   * Throughput of one volume in MiB/s; for gp3 only.
   *
   * @default - EBS's own
   */
  readonly throughputMiBps?: number;
}

/** The volume on which each node's system lies. */
export interface RootVolume {
  /**
   * The size, whole GiB.
   *
   * @default - EMR's own for the release
   */
  readonly size?: Size;

  /**
   * I/O operations per second (6.15.0 and later).
   *
   * @default - EBS's own
   */
  readonly iops?: number;

  /**
   * Throughput in MiB/s (6.15.0 and later).
   *
   * @default - EBS's own
   */
  readonly throughputMiBps?: number;
}

/** EBS's least for each type (EBS user guide, volume types); what is most depends on the region and grows. */
const MIN_GP3_IOPS = 3_000;
const MIN_GP3_THROUGHPUT_MIBPS = 125;
const MIN_IO1_IOPS = 100;
const MIN_HDD_GIB = 125;

/** EMR's limit for one node (management guide, instance storage). */
const MAX_VOLUMES = 25;

const TYPES: Readonly<Record<string, EbsDeviceVolumeType>> = {
  GP2: EbsDeviceVolumeType.GP2,
  GP3: EbsDeviceVolumeType.GP3,
  IO1: EbsDeviceVolumeType.IO1,
  SC1: EbsDeviceVolumeType.SC1,
  ST1: EbsDeviceVolumeType.ST1,
  STANDARD: EbsDeviceVolumeType.STANDARD,
};

/**
 * The EBS volumes of a node, as CloudFormation takes them; undefined leaves them to EMR.
 *
 * @throws InputError for a type that EMR does not have, or for figures that the type does not take
 */
export function ebsConfigurationFor(
  prop: string,
  volumes: readonly EbsVolumes[] | undefined,
  ebsOptimized: boolean | undefined,
): CfnCluster.EbsConfigurationProperty | undefined {
  if (volumes === undefined && ebsOptimized === undefined) return undefined;
  const blocks = (volumes ?? []).map((one, i) => blockOf(`${prop}[${i}]`, one));
  const total = blocks.reduce((sum, { volumesPerInstance }) => sum + volumesPerInstance, 0);
  if (total > MAX_VOLUMES) {
    throw new InputError(
      'too-many-volumes',
      `\`${prop}\` must have at most ${MAX_VOLUMES} volumes on each node, got ${total}; use fewer, larger ones`,
    );
  }
  return {
    ...(blocks.length > 0 ? { ebsBlockDeviceConfigs: blocks } : {}),
    ...(ebsOptimized === undefined ? {} : { ebsOptimized }),
  };
}

function blockOf(
  prop: string,
  volumes: EbsVolumes,
): { volumeSpecification: CfnCluster.VolumeSpecificationProperty; volumesPerInstance: number } {
  const { iops, throughputMiBps } = volumes;
  const volumeType = oneOf(`${prop}.volumeType`, volumes.volumeType ?? EbsDeviceVolumeType.GP3, TYPES);
  const io1 = volumeType === EbsDeviceVolumeType.IO1;
  if (io1 && iops === undefined) {
    throw new InputError('no-iops', `\`${prop}.iops\` is missing for a volume of type io1; give it, or use gp3`);
  }
  if (iops !== undefined && !io1 && volumeType !== EbsDeviceVolumeType.GP3) {
    throw new InputError(
      'bad-volume',
      `\`${prop}.iops\` is for gp3 and io1, got ${volumeType}; leave it out or use gp3`,
    );
  }
  if (throughputMiBps !== undefined && volumeType !== EbsDeviceVolumeType.GP3) {
    throw new InputError(
      'bad-volume',
      `\`${prop}.throughputMiBps\` is for gp3, got ${volumeType}; leave it out or use gp3`,
    );
  }
  return {
    volumeSpecification: {
      volumeType,
      sizeInGb: volumeSize(`${prop}.size`, volumes.size, volumeType),
      ...(iops === undefined ? {} : { iops: io1 ? io1Iops(`${prop}.iops`, iops) : gp3Iops(`${prop}.iops`, iops) }),
      ...(throughputMiBps === undefined
        ? {}
        : { throughput: gp3Throughput(`${prop}.throughputMiBps`, throughputMiBps) }),
    },
    volumesPerInstance: wholeNumberWithin(`${prop}.count`, volumes.count ?? 1, 1, MAX_VOLUMES),
  };
}

function volumeSize(prop: string, size: Size, type: EbsDeviceVolumeType): number {
  const value = gibibytes(prop, size);
  const isHdd = type === EbsDeviceVolumeType.ST1 || type === EbsDeviceVolumeType.SC1;
  return isHdd ? atLeast(`${prop} (GiB)`, value, MIN_HDD_GIB, type) : value;
}

/** I/O operations per second that a gp3 volume can have. */
export function gp3Iops(prop: string, value: number): number {
  return atLeast(prop, value, MIN_GP3_IOPS, 'gp3');
}

/** The throughput that a gp3 volume can have, in MiB/s. */
export function gp3Throughput(prop: string, value: number): number {
  return atLeast(prop, value, MIN_GP3_THROUGHPUT_MIBPS, 'gp3');
}

const io1Iops = (prop: string, value: number): number => atLeast(prop, value, MIN_IO1_IOPS, 'io1');

function atLeast(prop: string, value: number, min: number, type: string): number {
  if (positiveWholeNumber(prop, value) >= min) return value;
  throw new InputError('bad-volume', `\`${prop}\` of ${type} must be ${min} or more, got ${value}; raise it`);
}

/** A size in whole GiB that is known at synthesis. */
export function gibibytes(prop: string, size: Size): number {
  if (size.isUnresolved()) {
    throw new InputError(
      'unresolved',
      `\`${prop}\` must be known at synthesis; write the size itself instead of a token`,
    );
  }
  return positiveWholeNumber(`${prop} (GiB)`, size.toGibibytes({ rounding: SizeRoundingBehavior.NONE }));
}
