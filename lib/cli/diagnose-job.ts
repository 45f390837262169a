import type { EmrRelease } from '../catalog';
import { InputError } from '../errors';
import { type DeployMode, executorSizeFor, SparkSettings, taskCpus } from '../spark';
import { executorHeapMiB, memoryMiB, setting, wholeNumber } from './values';

/** What the options say of the job. */
export interface JobFlags {
  readonly deployMode: DeployMode;
  readonly executorMemory?: string;
  readonly executorOverhead?: string;
  readonly executorCores?: string;
  readonly offheap?: string;
  readonly python?: string;
  readonly driverMemory?: string;
  readonly partitions?: string;
  readonly conf?: readonly string[];
}

export const MEMORY = 'spark.executor.memory';
export const CORES = 'spark.executor.cores';
export const PARTITIONS = 'spark.sql.shuffle.partitions';
const OVERHEAD = 'spark.executor.memoryOverhead';
export const DEPLOY_MODE = 'spark.submit.deployMode';

type Entry = readonly [flag: string, key: string, value: string];

/**
 * The job's settings as far as the options tell them, those of `--conf` among them.
 *
 * @throws InputError for a value that cannot be read, half an executor, or two values of one setting
 */
export function jobSettings(flags: JobFlags, release: EmrRelease): SparkSettings {
  const given = SparkSettings.of(Object.fromEntries((flags.conf ?? []).map((text) => setting('--conf', text))));
  for (const [flag, key, value] of [...entriesOf(flags), ['--deploy-mode', DEPLOY_MODE, flags.deployMode] as const]) {
    const other = given.get(key);
    if (other !== undefined && other !== value)
      throw new InputError('two-values', `${flag} says ${value}, but --conf ${key}=${other}; give one of them`);
  }
  const settings = given.with(Object.fromEntries(entriesOf(flags).map(([, key, value]) => [key, value])));
  checkExecutor(settings, release);
  return settings;
}

function entriesOf(flags: JobFlags): Entry[] {
  const { executorMemory, executorOverhead, executorCores, offheap, python, driverMemory, partitions } = flags;
  const of = (flag: string, key: string, text: string | undefined, read: (flag: string, text: string) => string) =>
    text === undefined ? [] : [[flag, key, read(flag, text)] as const];
  const heap = (flag: string, text: string): string => `${executorHeapMiB(flag, text)}m`;
  const memory = (flag: string, text: string): string => `${memoryMiB(flag, text)}m`;
  const whole = (flag: string, text: string): string => String(wholeNumber(flag, text));
  return [
    ...of('--executor-memory', MEMORY, executorMemory, heap),
    ...of('--executor-overhead', OVERHEAD, executorOverhead, memory),
    ...of('--executor-cores', CORES, executorCores, whole),
    ...of('--offheap', 'spark.memory.offHeap.enabled', offheap, () => 'true'),
    ...of('--offheap', 'spark.memory.offHeap.size', offheap, memory),
    ...of('--python', 'spark.executor.pyspark.memory', python, memory),
    ...of('--driver-memory', 'spark.driver.memory', driverMemory, memory),
    ...of('--partitions', PARTITIONS, partitions, whole),
  ];
}

function checkExecutor(settings: SparkSettings, { sparkVersion }: EmrRelease): void {
  if (!settings.has(MEMORY)) {
    if (!settings.has(OVERHEAD)) return;
    throw new InputError('half-a-shape', '--executor-overhead needs --executor-memory and --executor-cores');
  }
  if (!settings.has(CORES)) throw new InputError('half-a-shape', '--executor-memory needs --executor-cores');
  executorHeapMiB(MEMORY, settings.get(MEMORY) ?? '');
  executorSizeFor(settings, sparkVersion);
}

/** What a reader has to know of how the job's settings were taken, one sentence each. */
export function settingsInWords(flags: JobFlags, settings: SparkSettings): string[] {
  const cpus = taskCpus(settings);
  return [
    ...(cpus > 1 ? [`task slots: cores of executors, of which a task takes ${cpus} (spark.task.cpus)`] : []),
    ...(flags.driverMemory !== undefined && flags.deployMode === 'client'
      ? ['driver: on the primary, outside YARN; in cluster mode (--deploy-mode cluster) it would be a container']
      : []),
  ];
}
