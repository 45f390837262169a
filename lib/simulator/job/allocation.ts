import { InputError } from '../../errors';

/** How many executors Spark asks YARN for. */
export type Allocation =
  | { readonly kind: 'fixed'; readonly instances: number }
  | { readonly kind: 'dynamic'; readonly min: number; readonly initial: number; readonly max: number };

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
  return { kind: 'dynamic', min, initial, max };
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

function whole(settings: ReadonlyMap<string, string>, key: string, fallback: number): number {
  const text = settings.get(key);
  if (text === undefined || text === 'infinity') return fallback;
  if (!/^\d+$/.test(text.trim())) throw new InputError('bad-setting', `${key} must be a whole number`);
  return Number(text);
}
