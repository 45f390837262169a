import { InputError } from '../../errors';

/** How many executors Spark asks YARN for. */
export type Allocation =
  | { readonly kind: 'fixed'; readonly instances: number }
  | {
      readonly kind: 'dynamic';
      readonly min: number;
      readonly initial: number;
      readonly max: number;
      /** Tasks wait so long before Spark asks for more executors, and then between two requests. */
      readonly backlogMs: number;
      readonly sustainedBacklogMs: number;
    };

/** Spark's default of `spark.executor.instances` on YARN without dynamic allocation. */
const DEFAULT_INSTANCES = 2;

/** `spark.sql.shuffle.partitions` where nothing is set. */
const DEFAULT_PARTITIONS = 200;

/**
 * The allocation that these settings describe. Under dynamic allocation `spark.executor.instances` only raises the start.
 *
 * @throws InputError for a value that is not a whole number, or a maximum of 0 or below the minimum (Spark refuses them too)
 */
export function allocationOf(settings: ReadonlyMap<string, string>): Allocation {
  const instances = whole(settings, 'spark.executor.instances', 0);
  if (settings.get('spark.dynamicAllocation.enabled') !== 'true') {
    return { kind: 'fixed', instances: instances > 0 ? instances : DEFAULT_INSTANCES };
  }
  const min = whole(settings, 'spark.dynamicAllocation.minExecutors', 0);
  const max = whole(settings, 'spark.dynamicAllocation.maxExecutors', Number.MAX_SAFE_INTEGER);
  if (max === 0) {
    throw new InputError('bad-setting', 'spark.dynamicAllocation.maxExecutors must be above 0, got 0');
  }
  if (max < min)
    throw new InputError('bad-setting', `spark.dynamicAllocation.maxExecutors ${max} is below minExecutors ${min}`);
  const initial = Math.max(min, whole(settings, 'spark.dynamicAllocation.initialExecutors', min), instances);
  const backlogMs = milliseconds(settings, 'spark.dynamicAllocation.schedulerBacklogTimeout', 1000);
  const sustainedBacklogMs = milliseconds(
    settings,
    'spark.dynamicAllocation.sustainedSchedulerBacklogTimeout',
    backlogMs,
  );
  return { kind: 'dynamic', min, initial, max, backlogMs, sustainedBacklogMs };
}

/** Tasks of the job's large stage. */
export function partitionsOf(settings: ReadonlyMap<string, string>): number {
  const partitions = whole(settings, 'spark.sql.shuffle.partitions', DEFAULT_PARTITIONS);
  if (partitions === 0) throw new InputError('bad-setting', 'spark.sql.shuffle.partitions must be above 0, got 0');
  return partitions;
}

/** Executors wanted while `tasks` are running or waiting. */
export function wantedExecutors(allocation: Allocation, tasks: number, cores: number): number {
  if (allocation.kind === 'fixed') return allocation.instances;
  return Math.min(allocation.max, Math.max(allocation.min, Math.ceil(tasks / cores)));
}

/**
 * Executors asked for when tasks have waited for `sinceMs`: each request adds twice as many as the one before, beginning with one
 * (`ExecutorAllocationManager.addExecutors`; seen so on a real YARN).
 */
export function requestedExecutors(allocation: Allocation, wanted: number, sinceMs: number): number {
  if (allocation.kind === 'fixed') return wanted;
  const { initial, backlogMs, sustainedBacklogMs } = allocation;
  const requests = sinceMs < backlogMs ? 0 : 1 + Math.floor((sinceMs - backlogMs) / sustainedBacklogMs);
  return Math.min(wanted, initial + 2 ** requests - 1);
}

/** How long tasks wait until as many executors are asked for as they want; ms. */
export function requestsTakeMs(allocation: Allocation, wanted: number): number {
  if (allocation.kind === 'fixed' || wanted <= allocation.initial) return 0;
  const requests = Math.ceil(Math.log2(wanted - allocation.initial + 1));
  return allocation.backlogMs + (requests - 1) * allocation.sustainedBacklogMs;
}

/** Spark's units of time, in seconds; a number without one is in seconds. */
const TIME_UNITS: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, m: 60, min: 60, h: 3600, d: 86_400 };

/** Whole seconds, as Spark reads these timeouts; it refuses to start with none (`ExecutorAllocationManager.validateSettings`). */
function milliseconds(settings: ReadonlyMap<string, string>, key: string, fallback: number): number {
  const text = settings.get(key);
  if (text === undefined) return fallback;
  const [, digits, unit = 's'] = /^(\d+)(us|ms|s|m|min|h|d)?$/.exec(text.trim().toLowerCase()) ?? [];
  const seconds = Math.floor(Number(digits) * (TIME_UNITS[unit] ?? 1));
  if (!(seconds > 0)) throw new InputError('bad-setting', `${key} must be a time of at least 1s`);
  return seconds * 1000;
}

function whole(settings: ReadonlyMap<string, string>, key: string, fallback: number): number {
  const text = settings.get(key);
  if (text === undefined || text === 'infinity') return fallback;
  if (!/^\d+$/.test(text.trim())) throw new InputError('bad-setting', `${key} must be a whole number`);
  return Number(text);
}
