import { instanceFacts } from '../../catalog';
import { type JobEvidence, memoryNeed, ranForMs } from '../../evidence';
import { grouped } from '../../numbers';
import { SparkSettings, taskCpus } from '../../spark';
import { seconds } from './stage-time';
import type { JobRule } from './types';

/** One type of each ratio of memory to cores that EMR's general families have, the least memory first. */
const TYPES = ['c5.4xlarge', 'm5.4xlarge', 'r5.4xlarge'] as const;
/** EMR's default for the memory beside the heap, as a share of it. */
const OVERHEAD = 0.1875;
/** A shorter run has hardly filled its heaps, ms. */
const MIN_RUN_MS = 300_000;

/** Executors that need nodes with more memory for each core than what the tasks use asks for. */
export const instanceFamily: JobRule = {
  id: 'instance-family',
  finds: `executors whose heap for each core only fits nodes with more memory for each core than the job needs, by a peak that is a safe one, in a run of ${MIN_RUN_MS / 60_000} minutes or more`,
  source: `memory that EMR gives YARN on ${TYPES.join(', ')}, for each vcore; EMR's default of ${100 * OVERHEAD} % beside the heap`,
  judge: (evidence) => {
    const ran = ranForMs(evidence);
    if (ran < MIN_RUN_MS)
      return { kind: 'unknown', reason: `the run took ${seconds(ran)}: its heaps have hardly filled` };
    if (evidence.times?.isLocal)
      return { kind: 'unknown', reason: 'the tasks ran in the driver (local mode), which says nothing of nodes' };
    const { safe, reason } = memoryNeed(evidence);
    const heldMiB = heldPerCoreMiB(evidence);
    if (safe === undefined || heldMiB === undefined)
      return { kind: 'unknown', reason: safe === undefined ? reason : 'the size of an executor is not known' };
    const beside = Math.max(safe.besideHeapMiB, OVERHEAD * safe.heapMiB);
    const neededMiB = (safe.heapMiB + beside) / taskCpus(SparkSettings.of(evidence.settings));
    const [held, needed] = [typeFor(heldMiB), typeFor(neededMiB)];
    const figures = `a core has ${grouped(heldMiB)} MiB and needs up to ${grouped(neededMiB)} MiB, memory beside the heap included`;
    if (needed === undefined || needed.name === held?.name) return { kind: 'clean', reason: figures };
    return {
      kind: 'finding',
      severity: 'info',
      summary: `nodes such as ${needed.name} have memory enough for this job's cores; its executors only fit ${held === undefined ? 'larger ones' : `such as ${held.name}`}`,
      arithmetic: [
        figures,
        TYPES.map((name) => `${name}: ${grouped(perCoreMiB(name))} MiB of YARN memory for each vcore`).join(', '),
      ],
      remedy: `run it on nodes such as ${needed.name} with a plan for these, where nothing else on the cluster needs the memory`,
      confidence: 'likely',
      confirm: `the same job on nodes such as ${needed.name}; larger data need more`,
    };
  },
};

const perCoreMiB = (name: string): number => {
  const { yarnMemoryMiB, yarnVcores } = instanceFacts(name);
  return yarnMemoryMiB / yarnVcores;
};

/** The type with the least memory for each core on which this much fits; undefined where none of them has it. */
function typeFor(neededMiB: number): { readonly name: string } | undefined {
  const name = TYPES.find((one) => perCoreMiB(one) >= neededMiB);
  return name === undefined ? undefined : { name };
}

function heldPerCoreMiB({ settings, executors }: JobEvidence): number | undefined {
  const heap = SparkSettings.of(settings).memoryMiB('spark.executor.memory');
  const cores = executors.reduce((most, one) => Math.max(most, one.cores), 0);
  return heap === undefined || cores === 0 ? undefined : ((1 + OVERHEAD) * heap) / cores;
}
