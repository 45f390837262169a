import { grouped } from '../numbers';
import { SPARK_DEFAULT_PARTITIONS, sparkIsAtLeast } from '../spark';

/** Bytes of shuffle a task should read: Spark's and EMR's guides both advise about 128 MB. */
export const TARGET_PARTITION_MIB = 128;

/** Waves of tasks without any size to go by. */
const WAVES_WITHOUT_BYTES = 3;

/** Fewer than two waves leave slots idle as soon as one task runs long. */
const MIN_WAVES = 2;

/** More costs the driver and the shuffle more than it brings, unless a partition would not fit into a task's memory. */
export const MAX_PARTITIONS = 100_000;

/** Read splits: Spark's default, and the smallest that still amortises opening a file. MiB. */
export const READ_SPLIT_MIB = 128;
const MIN_READ_SPLIT_MIB = 32;

/** Parquet decodes to about four times its size on disk. */
export const DECODE_FACTOR = 4;

const BYTES_IN_MIB = 1024 * 1024;

export interface PartitionRequest {
  readonly taskSlots: number;
  /** Execution memory of one task, MiB. */
  readonly taskMemoryMiB: number;
  /** Bytes of the largest shuffle, where known. */
  readonly bytes?: number;
  /** Partitions in force, and how much memory per task slot shrinks (before ÷ after), where a configuration is replaced. */
  readonly current?: { readonly partitions: number; readonly memoryCut: number };
}

export interface Partitions {
  readonly partitions: number;
  /** Whether they follow from no size of the data, declared or implied by what is in force. */
  readonly isAssumed: boolean;
  readonly reason: string;
}

/** Shuffle partitions, and which rule won. */
export function partitionsFor(request: PartitionRequest): Partitions {
  const { taskSlots, bytes, current } = request;
  if (bytes !== undefined) return fromBytes(bytes, taskSlots, request.taskMemoryMiB);
  if (current !== undefined) return fromMemoryCut(current.partitions, Math.max(1, current.memoryCut), taskSlots);
  return assumed(taskSlots);
}

function assumed(taskSlots: number): Partitions {
  const waves = WAVES_WITHOUT_BYTES * taskSlots;
  const partitions = Math.min(MAX_PARTITIONS, Math.max(SPARK_DEFAULT_PARTITIONS, waves));
  const product = `${WAVES_WITHOUT_BYTES} waves of ${grouped(taskSlots)} task slots`;
  const rule =
    partitions > waves
      ? `Spark's default, as ${product} would be fewer`
      : `${product}${partitions < waves ? ` would be ${grouped(waves)}, held at ${grouped(partitions)}` : ''}`;
  return { partitions, isAssumed: true, reason: `assumed, as no data size is known: ${rule}` };
}

function fromBytes(bytes: number, taskSlots: number, taskMemoryMiB: number): Partitions {
  const memoryMiB = Math.max(1, taskMemoryMiB);
  const targetMiB = Math.min(TARGET_PARTITION_MIB, memoryMiB);
  const wanted = Math.ceil(bytes / (targetMiB * BYTES_IN_MIB));
  const waves = Math.max(MIN_WAVES, Math.ceil(wanted / taskSlots));
  const most = Math.max(MAX_PARTITIONS, Math.ceil(bytes / (memoryMiB * BYTES_IN_MIB)));
  const partitions = Math.min(most, waves * taskSlots);
  const held = partitions < waves * taskSlots ? `, held at ${grouped(partitions)}` : '';
  const reason = `${size(bytes)} ÷ ${targetMiB} MiB a task = ${grouped(wanted)}, rounded up to ${waves} whole waves of ${grouped(taskSlots)} task slots${held}`;
  return { partitions, isAssumed: false, reason };
}

/** Partitions rise as memory per slot falls. They never fall below those in force: whether fewer, larger ones would fit is not known. */
function fromMemoryCut(now: number, memoryCut: number, taskSlots: number): Partitions {
  const wanted = Math.ceil(now * memoryCut);
  const held = Math.max(now, Math.min(wanted, MAX_PARTITIONS));
  const partitions = Math.max(held, Math.min(MIN_WAVES * taskSlots, MAX_PARTITIONS));
  const rule =
    memoryCut > 1
      ? `bytes are unknown and memory per task slot falls by ${memoryCut.toFixed(2)}: ${grouped(now)} × ${memoryCut.toFixed(2)} = ${grouped(wanted)}`
      : `bytes are unknown and memory per task slot does not fall: ${grouped(now)} as in force`;
  const cap = wanted > held ? `, held at ${grouped(held)} for want of evidence` : '';
  const raised = partitions > held ? `, raised to ${MIN_WAVES} waves of ${grouped(taskSlots)} task slots` : '';
  return { partitions, isAssumed: false, reason: `${rule}${cap}${raised}` };
}

/** `spark.sql.files.maxPartitionBytes`, MiB: halved while a decoded split exceeds what a task has. */
export function readSplitMiB(taskMemoryMiB: number): number {
  let split = READ_SPLIT_MIB;
  while (split > MIN_READ_SPLIT_MIB && split * DECODE_FACTOR > taskMemoryMiB) split /= 2;
  return split;
}

/** A read split as Spark reads it back: until 2.4 the setting is a bare number of bytes, and one with a unit keeps a session from starting. */
export function splitSetting(mib: number, sparkVersion: string): string {
  return sparkIsAtLeast(sparkVersion, 3, 0) ? `${mib}m` : String(mib * BYTES_IN_MIB);
}

const size = (bytes: number): string =>
  bytes < 1e10 ? `${grouped(Math.ceil(bytes / 1e6))} MB` : `${grouped(Math.round(bytes / 1e9))} GB`;
