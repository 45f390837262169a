import type { Classification, EmrRelease } from '../catalog';
import type { DeployMode, ExecutorBounds, ExecutorSize, SparkSettings } from '../spark';
import type { Calculator, Limit } from '../yarn';
import type { ClusterSize } from './cluster-size';
import type { PartitionRequest, Partitions } from './partitions';
import type { SizingVersion } from './sizing-version';
import type { Workload } from './workload';

/** One number or switch of a plan, the reason for it, and where the rule comes from. */
export interface Reason {
  /** A Spark key, or a name such as `partitions`. */
  readonly key: string;
  readonly value: string;
  readonly reason: string;
  readonly source: string;
}

export interface PlanWarning {
  readonly id: string;
  readonly text: string;
}

/** What the user wants otherwise than the engine would choose. MiB. */
export interface SizeOptions {
  readonly offHeapMiB?: number;
  readonly pysparkMiB?: number;
  /** Whether jobs have Python workers, which use the overhead: it is then 40 % of the heap. Default: no, 18.75 %. */
  readonly python?: boolean;
  /** Share of YARN memory that executors may take, (0, 1]. Default 1. */
  readonly memoryTarget?: number;
  /** Task slots per vcore, for I/O-bound jobs. Default 1. */
  readonly cpuOversubscription?: number;
  /** Memory of its container that a task needs: no executor gives it less. */
  readonly taskMemoryMiB?: number;
  /** Heap that a task needs, such as the peak that an event log or the Spark UI shows: no executor gives it less. */
  readonly taskHeapMiB?: number;
}

/** What depends on node types only; goes into the cluster's classifications. */
export interface ClusterLayerRequest extends SizeOptions {
  readonly release: EmrRelease;
  /** Types of core and task nodes, that of the core nodes first. */
  readonly instanceTypes: readonly string[];
  readonly primaryInstanceType: string;
  /** The largest container that YARN grants, where the cluster's yarn-site sets it; default: what a core node has. */
  readonly maxAllocationMiB?: number;
  /** A class of clusters whose few nodes make the application master's place count; default: sizes do not count it. */
  readonly clusterSize?: ClusterSize;
  /** Default `client`, EMR's own. */
  readonly deployMode?: DeployMode;
  /** Default: from the primary's type. */
  readonly driverMemoryMiB?: number;
  /** The user's own spark-defaults: they win, and are reported. */
  readonly sparkConf?: Readonly<Record<string, string>>;
  /** Which numbers; default the first of this major version of the library. */
  readonly sizingVersion?: SizingVersion;
}

export interface ClusterLayer {
  /** Label of the sizing version that gave the numbers. */
  readonly sizingVersion: string;
  readonly release: EmrRelease;
  readonly instanceTypes: readonly string[];
  readonly primaryInstanceType: string;
  readonly clusterSize?: ClusterSize;
  readonly deployMode: DeployMode;
  readonly calculator: Calculator;
  /** Task slots per vcore. */
  readonly cpuOversubscription: number;
  readonly executor: ExecutorSize;
  /** Executors on a node that holds no application master, by instance type. */
  readonly perNode: Readonly<Record<string, number>>;
  readonly driverMemoryMiB: number;
  readonly driverOverheadMiB: number;
  /** Whether the user gave the driver's memory. */
  readonly driverIsGiven: boolean;
  /** spark-defaults. */
  readonly settings: SparkSettings;
  /** The same as it is written. */
  readonly sparkConf: Readonly<Record<string, string>>;
  /** Everything for the cluster: spark-defaults, capacity-scheduler, emr-metrics, … */
  readonly classifications: readonly Classification[];
  readonly reasons: readonly Reason[];
  readonly warnings: readonly PlanWarning[];
}

/** Nodes of one type; fixed where both ends are equal. */
export interface NodeRange {
  readonly instanceType: string;
  readonly min: number;
  readonly max: number;
}

/** Containers of another application (Livy, a notebook) that find room while a job runs. */
export interface Reserve {
  /** Of one container, heap and overhead together. */
  readonly memoryMiB: number;
  readonly vcores: number;
  readonly containers: number;
}

/** What depends on node counts or data; belongs to the job. */
export interface JobLayerRequest {
  readonly cluster: ClusterLayer;
  readonly nodes: readonly NodeRange[];
  readonly workload?: Workload;
  /** Room that the job leaves to others. Default: none. */
  readonly reserve?: Reserve;
}

export interface PlannedAdmission {
  readonly executors: number;
  readonly pending: number;
  readonly taskSlots: number;
  readonly allocatedMB: number;
  readonly allocatedVCores: number;
  readonly totalMB: number;
  readonly totalVcores: number;
  readonly memoryUtilisation: number;
  /** Task slots ÷ vcores; where a task takes several cores (`spark.task.cpus`), all of them count. */
  readonly coreUtilisation: number;
  readonly limitedBy: Limit;
}

export interface JobLayer {
  /** At the largest declared size, with the application master placed worst. */
  readonly admission: PlannedAdmission;
  readonly dynamicAllocation: ExecutorBounds;
  readonly partitions: number;
  /** Whether the partitions follow from task slots alone, as no data size was declared. */
  readonly partitionsAreAssumed: boolean;
  /** The driver's heap: the cluster's, or more where the job's executors and partitions need it. MiB. */
  readonly driverMemoryMiB: number;
  readonly driverOverheadMiB: number;
  /** Spark settings of the job; to be passed as `--conf`. */
  readonly jobConf: Readonly<Record<string, string>>;
  readonly reasons: readonly Reason[];
  readonly warnings: readonly PlanWarning[];
}

/** A setting that tuning guides recommend, and the reason why a plan does not set it. */
export interface LeftAlone {
  readonly key: string;
  readonly reason: string;
  readonly source: string;
}

export interface SparkPlan {
  readonly cluster: ClusterLayer;
  readonly nodes: readonly NodeRange[];
  readonly job: JobLayer;
  /** Settings that tuning guides name and this plan leaves alone. */
  readonly leftAlone: readonly LeftAlone[];
}

/** Nodes that are there now. */
interface NodeSet {
  readonly instanceType: string;
  readonly count: number;
}

/** A step's configuration in force, to be replaced on a live cluster. */
export interface RetuneRequest {
  readonly release: EmrRelease;
  readonly nodes: readonly NodeSet[];
  readonly calculator: Calculator;
  readonly deployMode: DeployMode;
  /** Where a client-mode driver runs; where it is not known, the driver's memory stays as it is. */
  readonly primaryInstanceType?: string;
  /** Settings in force for the step: its arguments over the cluster's spark-defaults. */
  readonly settings: SparkSettings;
  readonly workload?: Workload;
  /** What was measured of its tasks, MiB for each task slot; without it no share of memory is cut by more than 2.5. */
  readonly taskNeed?: TaskNeed;
  /** Executors of today's size that ran at one time, where a run tells: it may ask for fewer than the nodes hold. */
  readonly executorsSeen?: number;
  /** Partitions by the job's own figures; undefined where these do not tell. */
  readonly partitions?: (request: PartitionRequest) => Partitions | undefined;
}

/** What tasks were measured to need of an executor's memory, MiB for each task slot. */
interface TaskNeed {
  /** Heap that no size may go below. */
  readonly floorHeapMiB?: number;
  /** Heap and memory beside it down to which a cut is safe, however deep. */
  readonly safe?: { readonly heapMiB: number; readonly besideHeapMiB: number };
}

/** A Spark setting that gets another value. */
export interface SettingChange {
  readonly key: string;
  /** The value in force; undefined where none was set. */
  readonly from?: string;
  readonly to: string;
  readonly reason: string;
}

export interface Retune {
  readonly changes: readonly SettingChange[];
  readonly before: PlannedAdmission;
  readonly after: PlannedAdmission;
  readonly executor: ExecutorSize;
  readonly partitions: number;
  /** Task slots after ÷ before: the upper bound of the gain where nothing spills. */
  readonly slotRatio: number;
  /** Memory per task slot before ÷ after. */
  readonly memoryCut: number;
  /** The reason why these changes must not be made; they are then advice only. */
  readonly refused?: string;
}
