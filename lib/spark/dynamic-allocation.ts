import { InputError } from '../errors';
import { rangeFor } from './ranges';
import type { SparkSettings } from './settings';

export const DYNAMIC_ALLOCATION = 'spark.dynamicAllocation.enabled';
export const MIN_EXECUTORS = 'spark.dynamicAllocation.minExecutors';
export const INITIAL_EXECUTORS = 'spark.dynamicAllocation.initialExecutors';
export const MAX_EXECUTORS = 'spark.dynamicAllocation.maxExecutors';
export const EXECUTOR_INSTANCES = 'spark.executor.instances';

/** Spark's default of `spark.executor.instances` on YARN without dynamic allocation. */
const DEFAULT_INSTANCES = 2;

/** Spark's defaults of `schedulerBacklogTimeout` and `executorIdleTimeout`, ms. */
const DEFAULT_BACKLOG_MS = 1_000;
const DEFAULT_IDLE_MS = 60_000;

/** Numbers of executors under dynamic allocation. */
export interface ExecutorBounds {
  readonly min: number;
  /** With which the job starts: the largest of minimum, initial and `spark.executor.instances`. */
  readonly initial: number;
  /** Infinite where none is set. */
  readonly max: number;
}

/** How many executors Spark asks YARN for. */
export type ExecutorAllocation = { readonly kind: 'fixed'; readonly instances: number } | DynamicAllocation;

/** Executors follow the tasks (`ExecutorAllocationManager`). */
interface DynamicAllocation extends ExecutorBounds {
  readonly kind: 'dynamic';
  /** Tasks wait so long before Spark asks for more executors, and then between two requests. */
  readonly backlogMs: number;
  readonly sustainedBacklogMs: number;
  /** An executor without tasks goes after this time. */
  readonly idleTimeoutMs: number;
}

/** Numbers of executors as they are set; what is not set is undefined. */
export interface GivenBounds {
  readonly min?: number;
  readonly initial?: number;
  readonly max?: number;
  readonly instances?: number;
}

/** Whether executors follow the tasks: EMR turns that on where nothing says otherwise. */
export function allocatesDynamically(settings: SparkSettings): boolean {
  return settings.boolean(DYNAMIC_ALLOCATION) ?? true;
}

/**
 * The numbers of executors that are set.
 *
 * @throws InputError `bad-setting` for a value that is not a whole number, or a maximum of 0
 */
export function givenBounds(settings: SparkSettings): GivenBounds {
  return {
    min: settings.count(MIN_EXECUTORS),
    initial: settings.count(INITIAL_EXECUTORS),
    max: settings.count(MAX_EXECUTORS),
    instances: settings.count(EXECUTOR_INSTANCES),
  };
}

/** The bounds in force: as given, else as `fallback` says, else Spark's own. */
export function boundsInForce(given: GivenBounds, fallback: Partial<ExecutorBounds> = {}): ExecutorBounds {
  const max = given.max ?? fallback.max ?? Number.POSITIVE_INFINITY;
  const min = given.min ?? fallback.min ?? 0;
  const planned = Math.min(max, Math.max(min, fallback.initial ?? min));
  return { min, initial: Math.max(min, given.initial ?? planned, given.instances ?? 0), max };
}

/** A setting that is above the maximum, with which Spark refuses to start. */
export interface AboveMaximum {
  readonly key: typeof MIN_EXECUTORS | typeof INITIAL_EXECUTORS | typeof EXECUTOR_INSTANCES;
  readonly value: number;
  readonly max: number;
}

/** Undefined where Spark starts (`ExecutorAllocationManager.validateSettings`, `SchedulerBackendUtils.getInitialTargetExecutorNumber`). */
export function aboveMaximum(given: GivenBounds, { min, initial, max }: ExecutorBounds): AboveMaximum | undefined {
  if (min > max) return { key: MIN_EXECUTORS, value: min, max };
  if (initial <= max) return undefined;
  return { key: initial === given.initial ? INITIAL_EXECUTORS : EXECUTOR_INSTANCES, value: initial, max };
}

/**
 * The most executors that Spark asks YARN for at a time; infinite where nothing bounds them.
 *
 * @throws InputError `bad-setting` for a value that is not a positive whole number
 */
export function maxAsked(settings: SparkSettings): number {
  if (allocatesDynamically(settings)) return givenBounds(settings).max ?? Number.POSITIVE_INFINITY;
  // spark-submit refuses 0 (`SparkSubmitArguments.validateSubmitArguments`).
  return (
    settings.count(EXECUTOR_INSTANCES, rangeFor(EXECUTOR_INSTANCES, { dynamicAllocation: false })) ?? DEFAULT_INSTANCES
  );
}

/**
 * How many executors these settings ask for.
 *
 * @throws InputError `bad-setting` for what Spark refuses to start with
 */
export function executorAllocationFor(settings: SparkSettings): ExecutorAllocation {
  if (!allocatesDynamically(settings)) return { kind: 'fixed', instances: maxAsked(settings) };
  const given = givenBounds(settings);
  const bounds = boundsInForce(given);
  const above = aboveMaximum(given, bounds);
  if (above !== undefined) {
    throw new InputError('bad-setting', `${above.key} of ${above.value} is above ${MAX_EXECUTORS} of ${above.max}`);
  }
  const backlogMs = settings.timeoutMs('spark.dynamicAllocation.schedulerBacklogTimeout') ?? DEFAULT_BACKLOG_MS;
  return {
    kind: 'dynamic',
    ...bounds,
    backlogMs,
    sustainedBacklogMs: settings.timeoutMs('spark.dynamicAllocation.sustainedSchedulerBacklogTimeout') ?? backlogMs,
    idleTimeoutMs: settings.timeoutMs('spark.dynamicAllocation.executorIdleTimeout') ?? DEFAULT_IDLE_MS,
  };
}
