import { EmrRelease } from '../../lib/catalog';
import { ALLOW_KEY } from '../../lib/remedy';
import { retune } from '../../lib/sizing';
import { CLIENT_AM_CONTAINER_MIB, type DeployMode, executorSizeFor, SparkSettings } from '../../lib/spark';
import { parseStep, settingsInForce } from '../../lib/steps';
import { type Admission, AS_MANY_AS_FIT, admit, type Calculator } from '../../lib/yarn';
import { JOB_JAR, PYTHON_JOB } from './build';
import { NODES } from './yarn-process';

/** An executor as spark-submit is told of it. MiB. */
export interface Executor {
  readonly cores: number;
  readonly memoryMiB: number;
  readonly overheadMiB: number;
  /** Container of the application master, in cluster mode of the driver; default: client mode's 512 + 384. */
  readonly masterMiB?: number;
}

/** One executor of 7 cores a node: 23,680 MB leave the node exactly the application master's 896. Heap and overhead in EMR's proportion of about 5 to 1. */
export const FAT: Executor = { cores: 7, memoryMiB: 19_456, overheadMiB: 4224 };

/** The same beside a driver of 1,024 + 384 MB, which a cluster-mode application has on a node. */
export const FAT_BESIDE_A_DRIVER: Executor = { ...FAT, overheadMiB: 3712, masterMiB: 1408 };

/** A node to each executor and one to the application master: not a megabyte is left, and the default calculator then shows as many vcores as containers. */
export const WHOLE_NODES: Executor = { ...FAT, overheadMiB: 5120, masterMiB: NODES.memoryMiB };

/** Two of 8 cores a node but for the one that has the application master. The heap's factor is EMR's 0.1875, rounded down. */
export const EIGHT: Executor = { cores: 8, memoryMiB: 10_000, overheadMiB: 1875 };

/** `spark.yarn.am.memory`'s default. */
const AM_HEAP_MIB = 512;
/** What a driver on the cluster asks for. */
const DRIVER_HEAP_MIB = 1024;

export type Language = 'java' | 'python';

export const READ_MS = 250;
/** A task of PySpark costs some 0.1 s of CPU whatever it does: of such as are short, dozens of slots would wait for two cores. */
const READS_PER_TASK: Readonly<Record<Language, number>> = { java: 8, python: 40 };

/** Tasks that keep the fat executors' slots busy for so many seconds. */
export function tasksFor(seconds: number, language: Language = 'java'): number {
  const slots = FAT.cores * NODES.count;
  const taskSeconds = (READS_PER_TASK[language] * READ_MS) / 1000;
  return Math.ceil(seconds / taskSeconds) * slots;
}

/** What a job that has got to its end says that it has read. */
export const readsOf = (tasks: number, language: Language): number => tasks * READS_PER_TASK[language];

export interface JobOptions {
  readonly deployMode?: DeployMode;
  readonly language?: Language;
  /** Once this file is there, the reads that are left take no time. */
  readonly stopFile?: string;
  /** Where an executor has a smaller heap, its tasks fail; of the Java job. */
  readonly needsHeapMiB?: number;
  /** YARN tag. */
  readonly tag?: string;
}

/** The step's arguments, as EMR's command-runner.jar takes them. */
export function jobArgs(executor: Executor, tasks: number, options: JobOptions = {}): string[] {
  const { cores, memoryMiB, overheadMiB } = executor;
  const { deployMode = 'client', language = 'java', stopFile, needsHeapMiB, tag } = options;
  return [
    ...['spark-submit', '--deploy-mode', deployMode, ...masterArgs(executor, deployMode)],
    ...['--executor-memory', `${memoryMiB}m`, '--executor-cores', String(cores)],
    ...['--conf', `spark.executor.memoryOverhead=${overheadMiB}m`, '--conf', `${ALLOW_KEY}=true`],
    ...(tag === undefined ? [] : ['--conf', `spark.yarn.tags=${tag}`]),
    ...(language === 'java' ? ['--class', 'SleepJob', JOB_JAR] : [PYTHON_JOB]),
    ...[tasks, READS_PER_TASK[language], READ_MS].map(String),
    ...(stopFile === undefined ? [] : [stopFile]),
    ...(needsHeapMiB === undefined ? [] : [String(needsHeapMiB)]),
  ];
}

function masterArgs({ masterMiB }: Executor, deployMode: DeployMode): string[] {
  const overhead = (key: string, heapMiB: number): string[] =>
    masterMiB === undefined ? [] : ['--conf', `${key}=${masterMiB - heapMiB}m`];
  if (deployMode === 'client') return overhead('spark.yarn.am.memoryOverhead', AM_HEAP_MIB);
  return ['--driver-memory', `${DRIVER_HEAP_MIB}m`, ...overhead('spark.driver.memoryOverhead', DRIVER_HEAP_MIB)];
}

/** What lib/yarn says a ResourceManager will show once everything that fits has been started. */
export function predicted(executor: Executor, calculator: Calculator): Admission {
  return admit({
    nodes: [{ count: NODES.count, memoryMiB: NODES.memoryMiB, vcores: NODES.vcores }],
    calculator,
    applicationMaster: { memoryMiB: executor.masterMiB ?? CLIENT_AM_CONTAINER_MIB, vcores: 1 },
    executor: { memoryMiB: executor.memoryMiB + executor.overheadMiB, vcores: executor.cores },
    requested: AS_MANY_AS_FIT,
  });
}

/** How long the reads of so many tasks take on the slots of such executors, minutes of the machine. */
export function readMinutes(executor: Executor, calculator: Calculator, tasks: number): number {
  const slots = predicted(executor, calculator).executors * executor.cores;
  return (tasks * READS_PER_TASK.java * READ_MS) / slots / 60_000;
}

const RELEASE = EmrRelease.of('emr-7.9.0');

/** What lib/sizing makes of such executors, without a look at any run. */
export function curedExecutor(fat: Executor, calculator: Calculator, deployMode: DeployMode = 'client'): Executor {
  const nodes = [{ instanceType: NODES.instanceType, count: NODES.count }];
  const settings = settingsOf(jobArgs(fat, 1, { deployMode }));
  const { executor } = retune({ release: RELEASE, nodes, calculator, deployMode, settings });
  const { cores, memoryMiB, memoryOverheadMiB: overheadMiB } = executor;
  return { cores, memoryMiB, overheadMiB, ...masterOf(fat) };
}

/** The executor that a step's arguments ask for, beside the application master of another. */
export function executorIn(args: readonly string[], beside: Executor): Executor {
  const { cores, memoryMiB, memoryOverheadMiB: overheadMiB } = executorSizeFor(settingsOf(args), RELEASE.sparkVersion);
  return { cores, memoryMiB, overheadMiB, ...masterOf(beside) };
}

function settingsOf(args: readonly string[]): SparkSettings {
  const form = parseStep('command-runner.jar', args);
  if (form.kind === 'unknown') throw new Error(form.reason);
  return SparkSettings.of(settingsInForce(form.submit, {}));
}

const masterOf = ({ masterMiB }: Executor): Pick<Executor, 'masterMiB'> =>
  masterMiB === undefined ? {} : { masterMiB };
