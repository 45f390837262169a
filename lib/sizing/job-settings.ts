import { grouped } from '../numbers';
import {
  allocatesDynamically,
  EXECUTOR_INSTANCES,
  type ExecutorBounds,
  formatMemory,
  INITIAL_EXECUTORS,
  MAX_EXECUTORS,
  MIN_EXECUTORS,
} from '../spark';
import type { JobDriver } from './job-driver';
import type { Partitions } from './partitions';
import type { PlannedSetting } from './planned-setting';
import type { JobLayerRequest } from './types';

/** What the settings of a job are written from. */
export interface JobFacts {
  readonly request: JobLayerRequest;
  /** What is computed; the maximum is what YARN runs at the largest declared size. */
  readonly bounds: ExecutorBounds;
  /** What runs at the smallest. */
  readonly atLeast: number;
  readonly chosen: Partitions;
  /** Undefined where the cluster's own driver is enough. */
  readonly driver?: JobDriver;
}

const isDynamic = ({ request }: JobFacts): boolean => allocatesDynamically(request.cluster.settings);
const ADMISSION = 'admission model, verified against a CapacityScheduler';

export const JOB_SETTINGS: readonly PlannedSetting<JobFacts>[] = [
  {
    key: 'spark.sql.shuffle.partitions',
    value: ({ chosen }) => String(chosen.partitions),
    reason: ({ chosen }) => chosen.reason,
    source: 'about 128 MiB of shuffle a task (Spark and EMR guides)',
  },
  {
    key: EXECUTOR_INSTANCES,
    when: (facts) => !isDynamic(facts),
    value: ({ bounds }) => String(bounds.max),
    reason: (facts) => `dynamic allocation is off: ${whatRuns(facts)}`,
    source: ADMISSION,
  },
  {
    key: MAX_EXECUTORS,
    when: isDynamic,
    value: ({ bounds }) => String(bounds.max),
    reason: (facts) => `${whatRuns(facts)}; more would stay pending`,
    source: ADMISSION,
  },
  {
    key: MIN_EXECUTORS,
    when: (facts) => isDynamic(facts) && facts.request.cluster.settings.has(MIN_EXECUTORS),
    value: ({ bounds }) => String(bounds.min),
    reason: 'a floor holds on to executors that have nothing to do',
    source: "Spark's default",
  },
  {
    key: INITIAL_EXECUTORS,
    when: isDynamic,
    value: ({ bounds }) => String(bounds.initial),
    reason: (facts) => `40 % of the ${facts.atLeast} that run${at(facts, 'smallest')}`,
    source: 'policy: most of the first stage starts at once',
  },
  {
    key: 'spark.driver.memory',
    when: ({ driver }) => driver !== undefined,
    value: ({ driver }) => formatMemory(driver?.memoryMiB ?? 0),
    reason: ({ driver }) => driver?.reason ?? '',
    source: 'estimate: Spark HighlyCompressedMapStatus, and round figures for executors and tasks',
  },
  {
    key: 'spark.driver.memoryOverhead',
    when: ({ driver }) => driver !== undefined && driver.overheadMiB > 0,
    value: ({ driver }) => formatMemory(driver?.overheadMiB ?? 0),
    reason: 'max(384, 0.10 × heap), part of the driver container',
    source: 'Spark Client.scala',
  },
];

const at = ({ request }: JobFacts, end: 'smallest' | 'largest'): string =>
  request.nodes.some((n) => n.min !== n.max) ? ` at the ${end} declared size` : '';

function whatRuns(facts: JobFacts): string {
  const executors = facts.bounds.max;
  return `what YARN runs${at(facts, 'largest')}: ${executors}${displaced(facts.request, executors)}`;
}

/** The application master takes node memory first: the plan says what it costs. */
function displaced({ cluster, nodes, reserve }: JobLayerRequest, executors: number): string {
  const without = nodes.reduce((sum, n) => sum + n.max * (cluster.perNode[n.instanceType] ?? 0), 0);
  if (executors >= without) return '';
  const master = cluster.deployMode === 'client' ? 'the application master' : 'the driver';
  if (reserve !== undefined) {
    return ` (${master} and ${reserve.containers} reserved containers of ${grouped(reserve.memoryMiB)} MiB take the place of ${grouped(without - executors)} of ${grouped(without)}, wherever YARN puts them)`;
  }
  return ` (${master} takes the place of ${grouped(without - executors)} of ${grouped(without)}, wherever YARN puts it)`;
}
