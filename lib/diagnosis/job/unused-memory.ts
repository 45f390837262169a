import { coresInUse, type JobEvidence, memoryNeed, ranForMs } from '../../evidence';
import { grouped, percent } from '../../numbers';
import { SparkSettings } from '../../spark';
import { seconds } from './stage-time';
import type { JobRule } from './types';

const MAX_USED = 0.5;
/** A shorter run has hardly filled its heaps, ms. */
const MIN_RUN_MS = 300_000;

/** Heap that no executor came near to using. */
export const unusedMemory: JobRule = {
  id: 'unused-memory',
  finds: `executors that never used ${percent(MAX_USED)} of their heap, by a peak that is a safe one, in a run of ${MIN_RUN_MS / 60_000} minutes or more`,
  source: 'the peaks of heap that Spark samples, with a margin for what passes between two samples; the share is ours',
  judge: (evidence) => {
    const ran = ranForMs(evidence);
    if (ran < MIN_RUN_MS)
      return { kind: 'unknown', reason: `the run took ${seconds(ran)}: its heaps have hardly filled` };
    if (evidence.times?.isLocal)
      return { kind: 'unknown', reason: 'the tasks ran in the driver (local mode), whose heap has other uses' };
    const { safe, reason } = memoryNeed(evidence);
    const heap = heapPerSlotMiB(evidence);
    if (safe === undefined || heap === undefined)
      return { kind: 'unknown', reason: safe === undefined ? reason : 'the heap of an executor is not known' };
    const share = safe.heapMiB / heap;
    if (share >= MAX_USED)
      return {
        kind: 'clean',
        reason: `a slot has ${grouped(heap)} MiB of heap, and needs up to ${grouped(safe.heapMiB)} MiB`,
      };
    return {
      kind: 'finding',
      severity: 'info',
      summary: `${percent(1 - share)} of the executors' heap was never used`,
      arithmetic: [
        `${grouped(heap)} MiB of heap for each task slot; the most in use was ${grouped(safe.heapMiB)} MiB, margin included`,
      ],
      remedy:
        'executors with less memory for each core, which the nodes can run more of, or nodes with less memory for each core',
      confidence: 'measured',
      confirm: 'the same job with the planned size; larger data need more',
    };
  },
};

function heapPerSlotMiB(evidence: JobEvidence): number | undefined {
  const heap = SparkSettings.of(evidence.settings).memoryMiB('spark.executor.memory');
  const slots = evidence.executors.reduce((most, { maxTasks }) => Math.max(most, maxTasks), 0);
  return heap === undefined || slots === 0 || coresInUse(evidence).peakTaskSlots === 0 ? undefined : heap / slots;
}
