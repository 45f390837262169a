/** What a driver takes for the application itself: half of Spark's default of `spark.driver.memory`. MiB. */
const BASE_MIB = 512;

/** Of a connected executor: its tasks and their metrics in each heartbeat, its blocks, its network buffers. A round figure, not measured. MiB. */
const PER_EXECUTOR_MIB = 2;

/** Of a partition: its task, the task's metrics and accumulators, and what Spark's UI keeps of it. A round figure, not measured. KiB. */
const PER_PARTITION_KIB = 16;

/** Above so many partitions a map task's entry is one bit for each partition (`spark.shuffle.minNumPartitionsToHighlyCompress`), below a byte. */
const PARTITIONS_IN_BYTES = 2_000;
const BITS_IN_BYTE = 8;

/** The entries of map tasks are held once, and once serialized for executors that ask (`MapOutputTrackerMaster`). */
const COPIES_OF_MAP_STATUSES = 2;

const KIB_IN_MIB = 1024;
const BYTES_IN_MIB = 2 ** 20;

/** What a driver keeps track of. */
export interface DriverLoad {
  readonly executors: number;
  /** Of the largest shuffle, on both of its sides. */
  readonly partitions: number;
}

/**
 * The heap, MiB, that a driver needs to keep track of so many executors and partitions, results of the application apart. The driver keeps
 * one entry for each map task, not for each block: a compressed bitmap of the partitions (`HighlyCompressedMapStatus`).
 */
export function driverNeedMiB({ executors, partitions }: DriverLoad): number {
  const entryBytes = partitions > PARTITIONS_IN_BYTES ? partitions / BITS_IN_BYTE : partitions;
  const mapStatuses = (COPIES_OF_MAP_STATUSES * partitions * entryBytes) / BYTES_IN_MIB;
  const tasks = (partitions * PER_PARTITION_KIB) / KIB_IN_MIB;
  return Math.ceil(BASE_MIB + executors * PER_EXECUTOR_MIB + tasks + mapStatuses);
}
