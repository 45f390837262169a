/** YARN calls its memory unit MB; it is MiB throughout. */
export type MiB = number;

/** `default` = DefaultResourceCalculator (memory only), `dominant` = DominantResourceCalculator (memory and vcores). */
export type Calculator = 'default' | 'dominant';

/** A group of identical node managers. */
export interface NodeGroup {
  readonly count: number;
  /** `yarn.nodemanager.resource.memory-mb` */
  readonly memoryMiB: MiB;
  /** `yarn.nodemanager.resource.cpu-vcores` */
  readonly vcores: number;
  /** Node label (partition). Default: none, the default partition. */
  readonly label?: string;
}

/** What one container asks for. */
export interface ContainerSize {
  readonly memoryMiB: MiB;
  readonly vcores: number;
}

/** The leaf queue of the applications, directly below root; the rest of root belongs to queues that stay idle. */
export interface QueueLimits {
  /** `yarn.scheduler.capacity.root.<queue>.capacity`, percent of the cluster, above 0. Default 100. */
  readonly capacity?: number;
  /** `….maximum-capacity`, percent of the cluster, not below `capacity`. Default 100. */
  readonly maximumCapacity?: number;
  /** `….user-limit-factor`: a single user gets `capacity` times this, whatever `maximumCapacity` says; −1 lifts it. Default 1. */
  readonly userLimitFactor?: number;
}

/** The CapacityScheduler settings that decide admission; the defaults are EMR's as far as they are known. */
export interface SchedulerSettings {
  readonly calculator: Calculator;
  /** `yarn.scheduler.minimum-allocation-mb`; memory is rounded up to a multiple of it. Default 32. */
  readonly minAllocationMiB?: MiB;
  /** `yarn.scheduler.minimum-allocation-vcores`. Default 1. */
  readonly minAllocationVcores?: number;
  /** `yarn.scheduler.maximum-allocation-mb`; never above the largest registered node. Default: the largest node. */
  readonly maxAllocationMiB?: MiB;
  /** `yarn.scheduler.maximum-allocation-vcores`. Default: 128 or the largest node, whichever is more. */
  readonly maxAllocationVcores?: number;
  /** Default: one queue that may use the whole cluster. It limits the default partition; of each label it may use all. */
  readonly queue?: QueueLimits;
  /** `yarn.scheduler.capacity.maximum-am-resource-percent`, a share from 0 to 1. Default 0.1. */
  readonly amResourcePercent?: number;
  /** Labels of EMR are not exclusive: containers without a label may use idle labelled nodes. Default false. */
  readonly exclusiveLabels?: boolean;
  /**
   * The ResourceManager has just started (`yarn.resourcemanager.work-preserving-recovery.scheduling-wait-ms`, 10 s): a request above
   * the largest node but not above the configured maximum is taken, and waits. Default false.
   */
  readonly justStarted?: boolean;
}

export interface AdmissionRequest extends SchedulerSettings {
  readonly nodes: readonly NodeGroup[];
  readonly applicationMaster: ContainerSize;
  /**
   * The node that holds the application master: its index over all registered nodes in the order of `nodes`; for several
   * applications a list, in the order in which they start. Default, and for application masters that it does not list: one per node in
   * turn, on the nodes that can hold one.
   */
  readonly applicationMasterNode?: number | readonly number[];
  /** Label that the application masters ask for (`yarn.node-labels.am.default-node-label-expression`). Default: none. */
  readonly applicationMasterLabel?: string;
  /** Identical applications, all of one user, submitted before the first of them asks for executors; the others ask for none. Default 1. */
  readonly applications?: number;
  readonly executor: ContainerSize;
  /** Executors that the first application asks for, without a label. With 0 no size is refused. */
  readonly requested: number;
}

/** The limit that admits no further executor: `queue` its maximum capacity, `user-limit` its capacity times the user-limit factor. */
export type Limit = 'memory' | 'vcores' | 'requested' | 'queue' | 'user-limit';

/** Figures as a ResourceManager counts them. */
export interface SchedulerFigures {
  /** Executors and application masters. */
  readonly containers: number;
  /** Containers that wait: executors, and the application masters of applications that have not started, active or not. */
  readonly pending: number;
  readonly allocatedMiB: MiB;
  /** As YARN counts them: one per container under the default calculator. */
  readonly allocatedVcores: number;
  readonly totalMiB: MiB;
  readonly totalVcores: number;
}

/** What the ResourceManager would report once the scheduler has come to rest. */
export interface Admission extends SchedulerFigures {
  readonly executors: number;
  /**
   * Executors on nodes without a label. With labels the count stays here until the scheduler has missed as many chances as there are nodes,
   * which takes nodes ÷ labelled nodes heartbeats of each; then idle labelled nodes take the rest of `executors`.
   */
  readonly executorsAtFirst: number;
  /**
   * The fewest that another order of heartbeats runs: application masters elsewhere (unless `applicationMasterNode` says where), nodes
   * reserved by masters that wait, or executors' own reservations at a limit (`at-rest.ts`).
   */
  readonly executorsLeast: number;
  /**
   * The most that another order runs. Over the places of the application masters both ends occur, up to `EXACT_RANGE_MASTERS` of them; beyond,
   * and where reservations lower the minimum, the scheduler stays within the ends but need not reach them.
   */
  readonly executorsMost: number;
  /** Executors on each entry of `nodes`. */
  readonly executorsPerGroup: readonly number[];
  /** Applications whose application master runs; the others wait for the application master limit, for another limit or for a node. */
  readonly applicationsStarted: number;
  /** The same figures as the root queue's metrics and the top level of the REST API have them: of the default partition only. */
  readonly rootMetrics: SchedulerFigures;
  /** The executor container after rounding; absent where nothing was granted. */
  readonly granted?: ContainerSize;
  readonly limitedBy: Limit;
  /** Set where YARN refuses the request outright: then no executor is pending, and without an application master nothing is. */
  readonly refused?: string;
}
