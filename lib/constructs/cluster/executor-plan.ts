/** The executor size of a cluster: what its spark-defaults ask YARN for. */
export interface ExecutorPlan {
  /** `spark.executor.cores`: tasks that run at the same time in one executor. */
  readonly cores: number;

  /** Heap, MiB. */
  readonly memoryMiB: number;

  /** Overhead, MiB. */
  readonly memoryOverheadMiB: number;

  /** Off-heap memory, MiB. */
  readonly offHeapMiB: number;

  /** Memory of Python workers, MiB. */
  readonly pysparkMiB: number;

  /** The YARN container that holds all of it, MiB. */
  readonly containerMiB: number;

  /** Executors on a node that holds no application master, by instance type. */
  readonly perNode: { [instanceType: string]: number };
}
