import type { EmrRelease } from '../catalog';
import type { DeployMode, ExecutorSize, SparkSettings } from '../spark';
import type { Calculator, ContainerSize, MiB } from '../yarn';
import type { NodeRole, Place, WrittenBlock, WrittenCommand, WrittenGroup, WrittenSetting } from './written';

/**
 * Configuration layers, each overridden by those after it.
 *
 * `assumed`: EMR's own value is not published, and this is what is taken for it. `default`: recorded defaults of EMR, Spark and Hadoop. `classification`: the
 * cluster's configurations. `group`: those of an instance group. `spark-defaults`: a spark-defaults.conf that was given. `properties-file`:
 * a command's `--properties-file`. `step`: a command's arguments. `flag`: a flag of this product. `observed`: asked from what runs.
 */
export type ConfigurationLayer =
  | 'assumed'
  | 'default'
  | 'classification'
  | 'group'
  | 'spark-defaults'
  | 'properties-file'
  | 'step'
  | 'flag'
  | 'observed';

/** A value in force, the configuration layer that it comes from, and where it stands. */
export interface InForce<T> {
  readonly value: T;
  readonly layer: ConfigurationLayer;
  /** The setting that gives it. */
  readonly key?: string;
  /** Undefined for defaults, and for what was observed. */
  readonly place?: Place;
  /** What a default rests on. */
  readonly source?: string;
}

/** A value that decides and is not known. */
export interface Unknown {
  readonly key: string;
  readonly reason: string;
  readonly place?: Place;
}

/** A value with which YARN does not start, or refuses the job. */
export interface Fault {
  /** `start`: the daemon that reads it does not start. `job`: the ResourceManager refuses the application. */
  readonly stops: 'start' | 'job';
  readonly key: string;
  readonly reason: string;
  /** What to write instead. */
  readonly instead: string;
  /** The value to write, where there is one that is surely meant. */
  readonly meant?: string;
  readonly place?: Place;
}

/** What was asked from what runs; overrides all that is written. */
interface Observed {
  /** Spark settings of the running application. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly calculator?: Calculator;
}

/** Flags of this product. */
interface GivenFlags {
  /** Override the groups of a document; its configurations of groups go by their roles. */
  readonly groups?: readonly WrittenGroup[];
  readonly calculator?: Calculator;
}

/** Everything that is written down. */
export interface EffectiveRequest {
  readonly release: InForce<EmrRelease>;
  /** Classifications of the whole cluster and of its groups, in the order in which they are written. */
  readonly blocks: readonly WrittenBlock[];
  /** The Spark settings of the classification spark-defaults among them. */
  readonly settings?: readonly WrittenSetting[];
  /** Instance groups of the document that the blocks come from. */
  readonly groups?: readonly WrittenGroup[];
  /** A spark-defaults.conf. */
  readonly sparkDefaults?: readonly WrittenSetting[];
  /** The content of the command's `--properties-file`; undefined where it is not known. */
  readonly propertiesFile?: readonly WrittenSetting[];
  readonly command?: WrittenCommand;
  readonly flags?: GivenFlags;
  readonly observed?: Observed;
}

/** What EMR, YARN and Spark would run, given everything that is written down. */
export interface Effective {
  readonly release: InForce<EmrRelease>;
  readonly spark: EffectiveSpark;
  readonly yarn: EffectiveYarn;
  /** Values that decide and are not known. */
  readonly unknown: readonly Unknown[];
  /** Values with which YARN does not start, or refuses the job. */
  readonly faults: readonly Fault[];
}

export interface EffectiveSpark {
  /** The settings that are written, as they are in force, by their present names; EMR's defaults are not among them. */
  readonly settings: SparkSettings;
  /** Whose defaults stand beneath them: Spark's own where a `--properties-file` takes the place of spark-defaults; unknown where its content is. */
  readonly defaults: 'emr' | 'spark' | 'unknown';
  /** The layer and the place of each, and of the defaults of what EMR sets where nothing overrides them. */
  readonly origins: ReadonlyMap<string, InForce<string>>;
  /** Undefined for a configuration that leaves it to each job, and where what is written is no mode of Spark's. */
  readonly deployMode?: DeployMode;
  /** Undefined where it is not known, or its setting cannot be read. */
  readonly dynamicAllocation?: boolean;
  /** The most executors that Spark asks for; infinite where nothing bounds them, undefined where it is not known. */
  readonly maxAsked?: number;
  /** Whether maximizeResourceAllocation lets EMR size executors and driver; undefined where it is not set. */
  readonly maximizesResources?: InForce<boolean>;
  readonly executor: EffectiveExecutor;
  readonly driver: EffectiveDriver;
  /** Cores that one task takes. */
  readonly taskCpus: InForce<number>;
  /** The queue that is asked for. */
  readonly queue: InForce<string>;
}

/** An executor as far as it is known. */
export interface EffectiveExecutor {
  /** Heap, MiB. */
  readonly memoryMiB?: InForce<MiB>;
  /** The container that Spark asks for, before YARN's rounding; known wherever the heap is and its parts can be read. */
  readonly containerMiB?: InForce<MiB>;
  readonly cores?: InForce<number>;
  /** Tasks that run in it at the same time; known wherever the cores are. */
  readonly slots?: number;
  /** Known where memory and cores are. */
  readonly size?: ExecutorSize;
}

export interface EffectiveDriver {
  /** Heap that is written or that EMR writes, MiB. */
  readonly memoryMiB?: InForce<MiB>;
  /** Heap with which it starts, MiB: that, else Spark's own. */
  readonly heapMiB?: InForce<MiB>;
  /** The first container of the application, before YARN's rounding: the driver itself in cluster mode, a small one in client mode. */
  readonly applicationMaster?: InForce<ContainerSize>;
}

/** The scheduler of the ResourceManager by its class. */
export type Scheduler = 'capacity' | 'fair' | 'fifo' | 'other';

export interface EffectiveYarn {
  /** Core and task nodes; empty where none is known. */
  readonly nodes: readonly EffectiveNodes[];
  /** Type of the primary node, where it is known. */
  readonly primary?: InForce<string>;
  readonly scheduler: InForce<Scheduler>;
  readonly calculator: InForce<Calculator>;
  readonly minAllocationMiB: InForce<MiB>;
  readonly minAllocationVcores: InForce<number>;
  /** The step to which the FairScheduler rounds a container up. */
  readonly incrementMiB: InForce<MiB>;
  /** Undefined where the nodes are not known and nothing sets it. */
  readonly maxAllocationMiB?: InForce<MiB>;
  readonly maxAllocationVcores: InForce<number>;
  readonly queue: EffectiveQueue;
  /** Share of the queue that application masters may have, 0 to 1. */
  readonly maxAmResourcePercent: InForce<number>;
  /** The label that application masters ask for; undefined: none, or labels are off. */
  readonly applicationMasterLabel?: InForce<string>;
}

/** Identical core or task nodes. */
export interface EffectiveNodes {
  readonly role: NodeRole;
  readonly group: string;
  readonly instanceType: string;
  /** Undefined where it is not known. */
  readonly count?: number;
  /** Memory for YARN, MiB; undefined where what sets it is not known before deployment. */
  readonly memoryMiB?: InForce<MiB>;
  readonly vcores?: InForce<number>;
  readonly label?: InForce<string>;
}

/** The leaf queue of the job; limits are shares of the cluster, whatever the queues above it. */
export interface EffectiveQueue {
  /** Its full name, such as `root.default`. */
  readonly path: string;
  /** Whether the configuration has it as a leaf; YARN refuses a job for another. */
  readonly exists: boolean;
  /** Whether it takes applications (`state` is not STOPPED). */
  readonly isRunning: boolean;
  /** Percent of the cluster. */
  readonly capacity: InForce<number>;
  /** Percent of the cluster. */
  readonly maximumCapacity: InForce<number>;
  readonly userLimitFactor: InForce<number>;
  /** The queue's own limit to one container; undefined: the scheduler's. */
  readonly maxAllocationMiB?: InForce<MiB>;
  readonly maxAllocationVcores?: InForce<number>;
}
