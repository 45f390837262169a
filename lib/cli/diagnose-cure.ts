import type { EmrRelease } from '../catalog';
import { type ClusterEvidence, type Diagnosis, sizeOfContainer } from '../diagnosis';
import { type Retune, retune } from '../sizing';
import { type DeployMode, type ExecutorSize, SparkSettings } from '../spark';

interface CureRequest {
  readonly diagnosis: Diagnosis;
  readonly evidence: ClusterEvidence;
  readonly release: EmrRelease;
  readonly deployMode: DeployMode;
  /** The job's executors, where they are known. */
  readonly executor?: ExecutorSize;
  /** Undefined where their size is an estimate. */
  readonly settings?: SparkSettings;
  readonly partitions?: number;
}

/** Settings that an estimate stands for: their value in force is not known. */
const ESTIMATED = ['spark.executor.memory', 'spark.executor.memoryOverhead', 'spark.executor.cores'];

/** A cure, and what a reader has to know of it. */
interface Cure {
  readonly cure?: Retune;
  readonly notes: readonly string[];
}

/** The new settings, only where the verdict is stranded cores and does not hang on another figure. */
export function cureFor({ settings, ...request }: CureRequest): Cure {
  const { diagnosis, executor } = request;
  const decisive = diagnosis.findings.find(({ id }) => id === 'stranded-cores');
  if (diagnosis.verdict !== 'stranded-cores' || decisive === undefined) return { notes: [] };
  const size = executor ?? closestSize(diagnosis);
  if (size === undefined || (executor !== undefined && !decisive.actionable)) return { notes: [] };
  const cure = retune({
    release: request.release,
    nodes: request.evidence.nodes,
    // Where it is not known the proposal has to be right under the one that does not keep executors to the cores of a node.
    calculator: diagnosis.calculator ?? 'default',
    deployMode: request.deployMode,
    settings: settings ?? settingsOf(size, request.partitions),
  });
  const areEstimated = settings === undefined;
  const arePartitionsKnown = request.partitions !== undefined;
  const changes = cure.changes
    .filter(({ key }) => arePartitionsKnown || key !== PARTITIONS)
    .map((change) => {
      const { from: _, ...rest } = change;
      return areEstimated && ESTIMATED.includes(change.key) ? rest : change;
    });
  const notes = [
    ...(areEstimated
      ? ["today's executor size is worked out of the memory and the containers in use, with EMR's overhead"]
      : []),
    ...(arePartitionsKnown || cure.changes.length === 0 ? [] : [partitionsInWords(cure)]),
  ];
  return { cure: { ...cure, changes }, notes };
}

const PARTITIONS = 'spark.sql.shuffle.partitions';

/** A number made of one that nobody gave would cut the job's own. */
const partitionsInWords = ({ memoryCut, partitions }: Retune): string =>
  `${PARTITIONS} is not among the settings, as the job's own number was not given (--partitions): set it to that number × ${Math.max(1, memoryCut).toFixed(2)}, as each task gets so much less memory; a job that sets none runs with Spark's 200 and gets ${partitions}`;

/** Where whichever size runs strands cores, the one closest to the figures stands for it. */
function closestSize({ sizes: [closest] }: Diagnosis): ExecutorSize | undefined {
  if (closest?.executorCores === undefined) return undefined;
  return sizeOfContainer(closest.containerMiB, closest.executorCores);
}

function settingsOf(
  { memoryMiB, memoryOverheadMiB, cores }: ExecutorSize,
  partitions: number | undefined,
): SparkSettings {
  return SparkSettings.of({
    'spark.executor.memory': `${memoryMiB}m`,
    'spark.executor.memoryOverhead': `${memoryOverheadMiB}m`,
    'spark.executor.cores': String(cores),
    ...(partitions === undefined ? {} : { 'spark.sql.shuffle.partitions': String(partitions) }),
  });
}
