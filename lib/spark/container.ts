import { sparkIsAtLeast } from './version';

/** Spark's smallest executor and driver overhead (`ResourceProfile.MEMORY_OVERHEAD_MIN_MIB`), MiB. */
export const MIN_OVERHEAD_MIB = 384;

/** `spark.yarn.executor.memoryOverheadFactor` on EMR since 5.22.0. Executors only. */
export const EMR_EXECUTOR_OVERHEAD_FACTOR = 0.1875;

/**
 * Spark's factor for applications that are not Java's alone, whose workers live in the overhead (`spark.kubernetes.memoryOverheadFactor`, 0.40
 * for non-JVM jobs; on YARN Spark has no default of its own for them).
 */
export const PYTHON_OVERHEAD_FACTOR = 0.4;

/** Spark's own factor, which EMR leaves in place for drivers. */
export const SPARK_OVERHEAD_FACTOR = 0.1;

/** `spark.yarn.am.memory` where it is not set, MiB. */
export const CLIENT_AM_MEMORY_MIB = 512;

/** A client-mode application master by default: its memory and the minimum overhead. */
export const CLIENT_AM_CONTAINER_MIB = CLIENT_AM_MEMORY_MIB + MIN_OVERHEAD_MIB;

/** `spark.memory.fraction`: the share of the heap, less the reserve, that execution and storage use. */
export const UNIFIED_MEMORY_FRACTION = 0.6;

/** `UnifiedMemoryManager.RESERVED_SYSTEM_MEMORY_BYTES`, MiB. */
const RESERVED_HEAP_MIB = 300;

/**
 * The largest heap with compressed pointers: measured as the last for which G1 has them on JDK 17 and 25 (Parallel and Serial: 32,766). Up to
 * about 48 GiB a heap without them holds less than this one.
 */
export const MAX_COMPRESSED_OOPS_HEAP_MIB = 32_736;
const COMPRESSED_OOPS_REGAINED_MIB = 48 * 1024;

/** The parts of an executor's YARN container, MiB. */
export interface ExecutorMemory {
  readonly memoryMiB: number;
  readonly memoryOverheadMiB: number;
  readonly offHeapMiB: number;
  readonly pysparkMiB: number;
}

/** Whether off-heap memory is a part of its own of the container: since Spark 3.0, before it lies within the overhead (SPARK-28577). */
export function offHeapIsInContainer(sparkVersion: string): boolean {
  return sparkIsAtLeast(sparkVersion, 3, 0);
}

/** What Spark asks YARN for: heap, overhead, off-heap and PySpark memory; YARN's rounding comes on top (`ResourceProfile.scala`). */
export function containerMiB(parts: ExecutorMemory): number {
  return parts.memoryMiB + parts.memoryOverheadMiB + parts.offHeapMiB + parts.pysparkMiB;
}

/** Overhead where none is set: `max(trunc(factor × memory), least)`; the least is 384 MiB and can be set since Spark 4.0. */
export function defaultOverheadMiB(memoryMiB: number, factor: number, leastMiB = MIN_OVERHEAD_MIB): number {
  return Math.max(Math.trunc(factor * memoryMiB), leastMiB);
}

/**
 * The largest heap whose default overhead still fits the container; 0 where none does.
 *
 * Overhead truncates, so the plain quotient is often one MiB short: 11,264 MiB hold 9,486 + 1,778, not 9,485.
 */
export function largestHeapMiB(container: number, factor: number): number {
  const quotient = Math.trunc(container / (1 + factor));
  const candidates = [quotient + 1, quotient, container - MIN_OVERHEAD_MIB];
  const fits = candidates.filter((heap) => heap > 0 && heap + defaultOverheadMiB(heap, factor) <= container);
  return Math.max(0, ...fits);
}

/** Execution and storage memory of a heap, MiB. */
export function unifiedMemoryMiB(heapMiB: number, fraction = UNIFIED_MEMORY_FRACTION): number {
  return Math.max(0, Math.floor((heapMiB - RESERVED_HEAP_MIB) * fraction));
}

/** The smallest heap with this much execution and storage memory, MiB. */
export function heapForUnifiedMiB(unifiedMiB: number, fraction = UNIFIED_MEMORY_FRACTION): number {
  return Math.ceil(unifiedMiB / fraction) + RESERVED_HEAP_MIB;
}

/** Whether a heap lies in the zone where lost compressed pointers make it smaller in effect than one just below 32 GiB. */
export function losesCompressedOops(heapMiB: number): boolean {
  return heapMiB > MAX_COMPRESSED_OOPS_HEAP_MIB && !isFarAboveCompressedOops(heapMiB);
}

/** Whether a heap holds more without compressed pointers than any with them. */
export function isFarAboveCompressedOops(heapMiB: number): boolean {
  return heapMiB > COMPRESSED_OOPS_REGAINED_MIB;
}

/** The smallest `spark.executor.memory` that Spark accepts: 1.5 times the reserve (`UnifiedMemoryManager`), MiB. */
export const MIN_EXECUTOR_HEAP_MIB = 1.5 * RESERVED_HEAP_MIB;

/** The smallest -Xmx with which a JVM reports as much; drivers need it, and sizing gives executors no less. MiB, recorded. */
export const MIN_JVM_HEAP_MIB = 471;
