/** YARN calls its memory unit MB; it is MiB throughout. */
export type MiB = number;

/** `default` = DefaultResourceCalculator (memory only), `dominant` = DominantResourceCalculator (memory and vcores). */
export type Calculator = 'default' | 'dominant';

/** A number of equal node managers. */
export interface NodeGroup {
  readonly count: number;
  /** `yarn.nodemanager.resource.memory-mb` */
  readonly memoryMiB: MiB;
  /** `yarn.nodemanager.resource.cpu-vcores` */
  readonly vcores: number;
}

/** What one container asks for. */
export interface ContainerSize {
  readonly memoryMiB: MiB;
  readonly vcores: number;
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
}

export interface AdmissionRequest extends SchedulerSettings {
  readonly nodes: readonly NodeGroup[];
  readonly applicationMaster: ContainerSize;
  /** The node that holds the application master: its index over all registered nodes in the order of `nodes`. Default: the first that can. */
  readonly applicationMasterNode?: number;
  readonly executor: ContainerSize;
  /** Executors asked for. */
  readonly requested: number;
}

/** Why no further executor is admitted. */
export type Limit = 'memory' | 'vcores' | 'requested';

/** What the ResourceManager would report once the scheduler has come to rest. */
export interface Admission {
  readonly executors: number;
  /** Executors on each entry of `nodes`. */
  readonly executorsPerGroup: readonly number[];
  /** Executors and the application master. */
  readonly containers: number;
  /** Containers that wait: executors, or the application master itself where it finds no place. */
  readonly pending: number;
  readonly allocatedMiB: MiB;
  /** As YARN counts them: one per container under the default calculator. */
  readonly allocatedVcores: number;
  readonly totalMiB: MiB;
  readonly totalVcores: number;
  /** The executor container after rounding; absent where nothing was granted. */
  readonly granted?: ContainerSize;
  readonly limitedBy: Limit;
  /** Set where YARN refuses the request outright (then nothing pends). */
  readonly refused?: string;
}
