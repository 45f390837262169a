import type { EmrRelease } from '../catalog';
import { type ClusterEvidence, type Diagnosis, sizeOfContainer } from '../diagnosis';
import { grouped } from '../numbers';
import { type Retune, retune } from '../sizing';
import type { DeployMode, ExecutorSize, SparkSettings } from '../spark';
import { CORES, MEMORY, PARTITIONS } from './diagnose-job';

interface CureRequest {
  readonly diagnosis: Diagnosis;
  readonly evidence: ClusterEvidence;
  readonly release: EmrRelease;
  readonly deployMode: DeployMode;
  /** The job's executors, where they are known. */
  readonly executor?: ExecutorSize;
  /** Whether their size was given; else it is an estimate. */
  readonly isSizeGiven: boolean;
  /** As far as they are known. */
  readonly settings: SparkSettings;
}

/** Settings that an estimate stands for: their value in force is not known. */
const ESTIMATED = [MEMORY, 'spark.executor.memoryOverhead', CORES];

/** A cure, and what a reader has to know of it. */
interface Cure {
  readonly cure?: Retune;
  readonly notes: readonly string[];
}

/** The new settings, only where the verdict is stranded cores and does not hang on another figure. */
export function cureFor({ settings, isSizeGiven, ...request }: CureRequest): Cure {
  const { diagnosis, executor } = request;
  const decisive = diagnosis.findings.find(({ id }) => id === 'stranded-cores');
  if (diagnosis.verdict !== 'stranded-cores' || decisive === undefined) return { notes: [] };
  const size = executor ?? closestSize(diagnosis);
  // Settings of a job do not say how many vcores its nodes declare; the plan does.
  if ((request.evidence.oversubscription ?? 1) > 1) return { notes: [] };
  if (size === undefined || (executor !== undefined && !decisive.actionable)) return { notes: [] };
  const cure = retune({
    release: request.release,
    nodes: request.evidence.nodes,
    // Where it is not known the proposal has to be right under the one that does not keep executors to the cores of a node.
    calculator: diagnosis.calculator ?? 'default',
    deployMode: request.deployMode,
    settings: isSizeGiven ? settings : settings.with(settingsOf(size)),
  });
  const arePartitionsKnown = settings.has(PARTITIONS);
  const changes = cure.changes
    .filter(({ key }) => arePartitionsKnown || key !== PARTITIONS)
    .map((change) => {
      const { from: _, ...rest } = change;
      return !isSizeGiven && ESTIMATED.includes(change.key) ? rest : change;
    });
  const notes = [
    ...(isSizeGiven
      ? []
      : ["today's executor size is worked out of the memory and the containers in use, with EMR's overhead"]),
    ...(arePartitionsKnown || cure.changes.length === 0 ? [] : [partitionsInWords(cure)]),
  ];
  return { cure: { ...cure, changes }, notes };
}

/** A number made of one that nobody gave would cut the job's own. */
const partitionsInWords = ({ memoryCut, partitions }: Retune): string =>
  `${PARTITIONS} is not among the settings, as the job's own number was not given (--partitions): set it to that number × ${Math.max(1, memoryCut).toFixed(2)}, as each task gets so much less memory; a job that sets none runs with Spark's 200 and gets ${grouped(partitions)}`;

/** Where whichever size runs strands cores, the one closest to the figures stands for it. */
function closestSize({ sizes: [closest] }: Diagnosis): ExecutorSize | undefined {
  if (closest?.executorCores === undefined) return undefined;
  return sizeOfContainer(closest.containerMiB, { cores: closest.executorCores, offHeapMiB: 0, pysparkMiB: 0 });
}

const settingsOf = ({ memoryMiB, memoryOverheadMiB, cores }: ExecutorSize): Record<string, string> => ({
  [MEMORY]: `${memoryMiB}m`,
  'spark.executor.memoryOverhead': `${memoryOverheadMiB}m`,
  [CORES]: String(cores),
});
