import type { EmrRelease } from '../catalog';
import { InputError } from '../errors';
import { type DeployMode, executorSizeFor, formatMemory, SparkSettings, taskCpus } from '../spark';
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
export const DEPLOY_MODE = 'spark.submit.deployMode';
const OVERHEAD = 'spark.executor.memoryOverhead';
const OFF_HEAP = 'spark.memory.offHeap.enabled';
const OFF_HEAP_SIZE = 'spark.memory.offHeap.size';
const PYSPARK = 'spark.executor.pyspark.memory';
const DRIVER = 'spark.driver.memory';

const SIZES: ReadonlySet<string> = new Set([MEMORY, OVERHEAD, OFF_HEAP_SIZE, PYSPARK, DRIVER]);

type Entry = readonly [flag: string, key: string, value: string];

/**
 * The job's settings as far as the options tell them, those of `--conf` among them.
 *
 * @throws InputError for a value that cannot be read, half an executor, or two values of one setting
 */
export function jobSettings(flags: JobFlags, release: EmrRelease): SparkSettings {
  const given = SparkSettings.of(Object.fromEntries((flags.conf ?? []).map((text) => setting('--conf', text))));
  checkDeployMode(given, flags);
  const entries = entriesOf(flags);
  const ofFlags = SparkSettings.of(entries.map(([, key, value]) => [key, value] as const));
  for (const [flag, key, value] of entries) {
    if (given.has(key) && readValue(given, key) !== readValue(ofFlags, key))
      throw new InputError(
        'two-values',
        `${flag} says ${value}, but --conf ${key}=${given.get(key)}; give one of them`,
      );
  }
  const settings = given.with(ofFlags.toRecord());
  checkExecutor(settings, release);
  return settings;
}

/** `20g` and `20480m` are one value. */
const readValue = (settings: SparkSettings, key: string): string | number | undefined =>
  SIZES.has(key) ? settings.memoryMiB(key) : settings.get(key);

function checkDeployMode(given: SparkSettings, { deployMode }: JobFlags): void {
  const mode = given.get(DEPLOY_MODE) ?? deployMode;
  if (mode === deployMode) return;
  throw new InputError(
    'two-values',
    `--conf ${DEPLOY_MODE}=${mode} needs --deploy-mode ${mode}; give that as well, or leave the setting out`,
  );
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
    ...of('--offheap', OFF_HEAP, offheap, () => 'true'),
    ...of('--offheap', OFF_HEAP_SIZE, offheap, memory),
    ...of('--python', PYSPARK, python, memory),
    ...of('--driver-memory', DRIVER, driverMemory, memory),
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

/** The flags of a plan for the same job: what heap and cores do not tell of its executors, and of its driver where that is a container. */
export function planFlags(settings: SparkSettings, deployMode: DeployMode): string[] {
  const size = (flag: string, mib: number | undefined): string[] => (mib ? [`${flag} ${formatMemory(mib)}`] : []);
  const cpus = taskCpus(settings);
  return [
    ...(deployMode === 'cluster' ? size('--driver-memory', settings.memoryMiB(DRIVER)) : []),
    ...(settings.boolean(OFF_HEAP) ? size('--offheap', settings.memoryMiB(OFF_HEAP_SIZE)) : []),
    ...size('--python', settings.memoryMiB(PYSPARK)),
    ...(cpus > 1 ? [`--conf spark.task.cpus=${cpus}`] : []),
  ];
}
