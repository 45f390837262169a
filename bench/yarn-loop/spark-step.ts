import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SMALL_JVM } from './build';
import type { SparkInstallation } from './spark-installation';

/** The job's own line, where it got so far. */
export interface JobResult {
  readonly appId: string;
  readonly reads: number;
  readonly sessionMs: number;
  readonly jobMs: number;
  /** Of all tasks, from launch to end; the Java job alone tells. */
  readonly taskMs?: number;
  /** Of all task slots, from the job's start until their executor had registered. */
  readonly lateSlotMs?: number;
}

/** How a process ended: its exit code, 128 + signal where a signal ended it. */
export type Exit = number;

export interface SparkProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Exit>;
  /** What it wrote to stderr, with the guard's own words. */
  said(): string;
  result(): JobResult | undefined;
}

/** Writes what stands for EMR's environment of every step: spark-defaults of this small machine. */
export function writeSparkDefaults(folder: string, { jars, classArchive }: SparkInstallation): void {
  const jvm = SMALL_JVM.join(' ');
  const settings = {
    'spark.master': 'yarn',
    // EMR's own default. Without an external shuffle service Spark has to track shuffles itself.
    'spark.dynamicAllocation.enabled': 'true',
    'spark.dynamicAllocation.shuffleTracking.enabled': 'true',
    'spark.yarn.jars': `local:${jars}/*`,
    'spark.yarn.stagingDir': `file://${join(folder, 'staging')}`,
    'spark.yarn.report.interval': '500ms',
    'spark.ui.port': '0',
    'spark.executor.extraJavaOptions': classArchive ? `${jvm} -XX:SharedArchiveFile=${classArchive}` : jvm,
    // The archive holds for a class path that begins with the one it was made on; else YARN's folders would come first.
    ...(classArchive && { 'spark.executor.extraClassPath': `${jars}/*` }),
    'spark.yarn.am.extraJavaOptions': jvm,
    'spark.driver.extraJavaOptions': jvm,
    'spark.yarn.appMasterEnv.SPARK_LOCAL_HOSTNAME': 'localhost',
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key} ${value}\n`);
  mkdirSync(join(folder, 'spark-conf'), { recursive: true });
  writeFileSync(join(folder, 'spark-conf', 'spark-defaults.conf'), lines.join(''));
}

/** What stands for EMR's primary node: folders of steps and of their logs, and a spark-submit on the path. */
export interface PrimaryNode {
  readonly folder: string;
  readonly confFolder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Where the guard of a step looks: EMR has these two below /mnt/var. */
export const stepFolders = (folder: string): { readonly folders: string; readonly logs: string } => ({
  folders: join(folder, 'steps'),
  logs: join(folder, 'logs'),
});

/**
 * Writes the program that a step's `spark-submit` is.
 *
 * @param isWrapped whether a shell waits for it, which a signal ends in its place
 */
export function makePrimaryNode(
  folder: string,
  confFolder: string,
  spark: SparkInstallation,
  isWrapped = false,
): PrimaryNode {
  const temporary = join(folder, 'tmp');
  const jvm = [`-Djava.io.tmpdir=${temporary}`, '-Djava.net.preferIPv4Stack=true'];
  const [command, before, environment] = spark.submit(confFolder, jvm);
  const line = [command, ...before].map((word) => `'${word}'`).join(' ');
  const program = join(folder, 'bin', 'spark-submit');
  for (const path of [join(folder, 'bin'), temporary]) mkdirSync(path, { recursive: true });
  writeFileSync(program, isWrapped ? `#!/bin/sh\n${line} "$@" &\nwait $!\n` : `#!/bin/sh\nexec ${line} "$@"\n`);
  chmodSync(program, 0o755);
  return { folder, confFolder, environment };
}

/** Starts a command as EMR's command-runner.jar does: in the step's folder, its output in the step's folder of logs. */
export function startStep(node: PrimaryNode, stepId: string, command: readonly string[]): SparkProcess {
  const { folder, confFolder, environment } = node;
  const { folders, logs } = stepFolders(folder);
  const [cwd, log] = [join(folders, stepId), join(logs, stepId)];
  for (const path of [cwd, log]) mkdirSync(path, { recursive: true });
  const [stdout, stderr] = [join(log, 'stdout'), join(log, 'stderr')];
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd,
    detached: true,
    stdio: ['ignore', openSync(stdout, 'w'), openSync(stderr, 'w')],
    env: {
      ...process.env,
      ...environment,
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      HOME: folder,
      HADOOP_CONF_DIR: confFolder,
      SPARK_CONF_DIR: join(folder, 'spark-conf'),
      SPARK_LOCAL_DIRS: join(folder, 'tmp'),
      SPARK_LOCAL_HOSTNAME: 'localhost',
      TMPDIR: join(folder, 'tmp'),
    },
  });
  const ended = new Promise<Exit>((resolve) => {
    child.on('error', () => resolve(127));
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal === 'SIGKILL' ? 9 : 15)));
  });
  const said = (): string => readFileSync(stderr, 'utf8');
  const result = (): JobResult | undefined =>
    resultsIn(stdout)[0] ?? resultsOfContainers(folder).find(({ appId }) => said().includes(`application ${appId}`));
  return { child, ended, said, result };
}

/** Every line of a job that got to its end: those of drivers in steps' processes, and in containers. */
export function allResults(folder: string): JobResult[] {
  const { logs } = stepFolders(folder);
  return [...namesIn(logs).flatMap((step) => resultsIn(join(logs, step, 'stdout'))), ...resultsOfContainers(folder)];
}

/** NodeManagers keep the logs of containers that have ended. */
function resultsOfContainers(folder: string): JobResult[] {
  const below = (path: string): string[] => namesIn(path).map((name) => join(path, name));
  const homes = namesIn(folder).filter((name) => /^nm\d+$/.test(name));
  const containers = homes.flatMap((home) => below(join(folder, home, 'log')).flatMap(below));
  return containers.flatMap((container) => resultsIn(join(container, 'stdout')));
}

const namesIn = (path: string): string[] => (existsSync(path) ? readdirSync(path) : []);

function resultsIn(log: string): JobResult[] {
  if (!existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8').split('\n');
  return lines.flatMap((line) =>
    line.startsWith('RESULT ') ? [JSON.parse(line.slice('RESULT '.length)) as JobResult] : [],
  );
}
