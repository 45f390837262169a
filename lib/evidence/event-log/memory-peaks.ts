import type { MemoryPeaks } from '../types';
import { type Fields, numberAt } from './fields';

/** Executor metrics; undefined where nothing was sampled: Spark then writes 0 or −1, and no JVM runs without a heap. */
export function memoryPeaks(metrics: Fields): MemoryPeaks | undefined {
  const bytes = (key: string): number => Math.max(0, numberAt(metrics, key));
  if (bytes('JVMHeapMemory') === 0) return undefined;
  const jvmBytes = bytes('ProcessTreeJVMRSSMemory');
  return {
    heapBytes: bytes('JVMHeapMemory'),
    nonHeapBytes: bytes('JVMOffHeapMemory'),
    onHeapExecutionBytes: bytes('OnHeapExecutionMemory'),
    offHeapExecutionBytes: bytes('OffHeapExecutionMemory'),
    onHeapStorageBytes: bytes('OnHeapStorageMemory'),
    offHeapStorageBytes: bytes('OffHeapStorageMemory'),
    directBytes: bytes('DirectPoolMemory'),
    mappedBytes: bytes('MappedPoolMemory'),
    processTree:
      jvmBytes === 0
        ? undefined
        : {
            jvmBytes,
            pythonBytes: bytes('ProcessTreePythonRSSMemory'),
            otherBytes: bytes('ProcessTreeOtherRSSMemory'),
          },
  };
}

/** The larger of each figure: peaks of one executor over several samples. */
export function largerPeaks(one: MemoryPeaks | undefined, other: MemoryPeaks | undefined): MemoryPeaks | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  // Most samples of a run are below its peaks.
  if (isBelow(other, one)) return one;
  const larger = (of: (peaks: MemoryPeaks) => number): number => Math.max(of(one), of(other));
  const trees = [one.processTree, other.processTree].flatMap((tree) => tree ?? []);
  const largest = (of: (tree: NonNullable<MemoryPeaks['processTree']>) => number): number => Math.max(...trees.map(of));
  return {
    heapBytes: larger(({ heapBytes }) => heapBytes),
    nonHeapBytes: larger(({ nonHeapBytes }) => nonHeapBytes),
    onHeapExecutionBytes: larger(({ onHeapExecutionBytes }) => onHeapExecutionBytes),
    offHeapExecutionBytes: larger(({ offHeapExecutionBytes }) => offHeapExecutionBytes),
    onHeapStorageBytes: larger(({ onHeapStorageBytes }) => onHeapStorageBytes),
    offHeapStorageBytes: larger(({ offHeapStorageBytes }) => offHeapStorageBytes),
    directBytes: larger(({ directBytes }) => directBytes),
    mappedBytes: larger(({ mappedBytes }) => mappedBytes),
    processTree:
      trees.length === 0
        ? undefined
        : {
            jvmBytes: largest(({ jvmBytes }) => jvmBytes),
            pythonBytes: largest(({ pythonBytes }) => pythonBytes),
            otherBytes: largest(({ otherBytes }) => otherBytes),
          },
  };
}

function isBelow(sample: MemoryPeaks, peaks: MemoryPeaks): boolean {
  const tree = sample.processTree;
  const top = peaks.processTree;
  const isTreeBelow =
    tree === undefined ||
    (top !== undefined &&
      tree.jvmBytes <= top.jvmBytes &&
      tree.pythonBytes <= top.pythonBytes &&
      tree.otherBytes <= top.otherBytes);
  return (
    isTreeBelow &&
    sample.heapBytes <= peaks.heapBytes &&
    sample.nonHeapBytes <= peaks.nonHeapBytes &&
    sample.onHeapExecutionBytes <= peaks.onHeapExecutionBytes &&
    sample.offHeapExecutionBytes <= peaks.offHeapExecutionBytes &&
    sample.onHeapStorageBytes <= peaks.onHeapStorageBytes &&
    sample.offHeapStorageBytes <= peaks.offHeapStorageBytes &&
    sample.directBytes <= peaks.directBytes &&
    sample.mappedBytes <= peaks.mappedBytes
  );
}
