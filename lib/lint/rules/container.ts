import { counted, grouped } from '../../numbers';
import { defaultOverheadMiB, EMR_EXECUTOR_OVERHEAD_FACTOR, losesCompressedOops } from '../../spark';
import { findCount, findMemoryMiB, type LintFacts, placeOf } from '../facts';
import type { PlacedFinding } from '../types';

const MEMORY = 'spark.executor.memory';
const OVERHEAD = 'spark.executor.memoryOverhead';

/** What an executor's own settings say of its container, on any hardware. */
export function container(facts: LintFacts): PlacedFinding[] {
  return [...overheadNotSet(facts), ...lostPointers(facts), ...taskCpus(facts)];
}

/** Spark's factor from 3.3 on, and EMR's own. */
const FACTORS = ['spark.executor.memoryOverheadFactor', 'spark.yarn.executor.memoryOverheadFactor'];

/** EMR adds 18.75 % on its own, which is written nowhere; which factor wins where one is written is not published. */
function overheadNotSet(facts: LintFacts): PlacedFinding[] {
  const [place, heap] = [placeOf(facts, MEMORY), findMemoryMiB(facts, MEMORY)];
  if (place === undefined || heap === undefined || facts.settings.has(OVERHEAD)) return [];
  const overhead = defaultOverheadMiB(heap, EMR_EXECUTOR_OVERHEAD_FACTOR);
  const written = FACTORS.find((key) => facts.settings.has(key));
  const consequence =
    written === undefined
      ? `so EMR adds 18.75 %: a container of ${grouped(heap + overhead)} MiB, not ${grouped(heap)}`
      : `and whether ${written} or EMR's own 18.75 % counts is not known: with the latter a container of ${grouped(heap + overhead)} MiB`;
  return [
    {
      id: 'overhead-not-set',
      severity: 'note',
      key: MEMORY,
      ...place,
      message: `${OVERHEAD} is not set, ${consequence}`,
      instead: `set ${OVERHEAD}, such as ${overhead}m, so that the container is what you wrote`,
      fix: [{ edit: 'set', key: OVERHEAD, value: `${overhead}m` }],
    },
  ];
}

function lostPointers(facts: LintFacts): PlacedFinding[] {
  const [place, heap] = [placeOf(facts, MEMORY), findMemoryMiB(facts, MEMORY)];
  if (place === undefined || heap === undefined || !losesCompressedOops(heap)) return [];
  return [
    {
      id: 'heap-without-compressed-pointers',
      severity: 'warning',
      key: MEMORY,
      ...place,
      message: `from 32 GiB of heap on the JVM drops compressed pointers: up to about 48 GiB such a heap holds less than one of 31 GiB`,
      instead: `write ${MEMORY}=31g or less, or 49g or more`,
      fix: [{ edit: 'set', key: MEMORY, value: '31g' }],
    },
  ];
}

function taskCpus(facts: LintFacts): PlacedFinding[] {
  const key = 'spark.task.cpus';
  const [place, perTask, cores] = [
    placeOf(facts, key),
    findCount(facts, key),
    findCount(facts, 'spark.executor.cores'),
  ];
  if (place === undefined || perTask === undefined || cores === undefined) return [];
  const at = { key, ...place };
  if (perTask > cores) {
    return [
      {
        id: 'task-larger-than-executor',
        severity: 'error',
        ...at,
        message: `a task takes ${perTask} cores and an executor has ${cores}; Spark refuses to start`,
        instead: `set it to ${cores} or less, or spark.executor.cores to ${perTask} or more`,
        fix: [{ edit: 'set', key, value: String(cores) }],
      },
    ];
  }
  if (cores % perTask === 0) return [];
  return [
    {
      id: 'cores-left-over',
      severity: 'warning',
      ...at,
      message: `${cores} cores hold ${counted(Math.floor(cores / perTask), 'task')} of ${perTask}: ${cores % perTask} of each executor never work`,
      instead: `set spark.executor.cores to a multiple of ${perTask}`,
      fix: [{ edit: 'set', key: 'spark.executor.cores', value: String(cores - (cores % perTask)) }],
    },
  ];
}
