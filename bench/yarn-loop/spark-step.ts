import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
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
  result(): JobResult | undefined;
}

/** Writes what stands for EMR's environment of every step: spark-defaults of this small machine. */
export function writeSparkDefaults(
  folder: string,
  { jars, classArchive }: SparkInstallation,
  servesRest: boolean,
): void {
  const jvm = SMALL_JVM.join(' ');
  const settings = {
    'spark.master': 'yarn',
    // EMR's own default. Without an external shuffle service Spark has to track shuffles itself.
    'spark.dynamicAllocation.enabled': 'true',
    'spark.dynamicAllocation.shuffleTracking.enabled': 'true',
    'spark.yarn.jars': `local:${jars}/*`,
    'spark.yarn.stagingDir': `file://${join(folder, 'staging')}`,
    'spark.yarn.report.interval': '500ms',
    'spark.ui.enabled': String(servesRest),
    'spark.ui.port': '0',
    'spark.executor.extraJavaOptions': classArchive ? `${jvm} -XX:SharedArchiveFile=${classArchive}` : jvm,
    // The archive holds for a class path that begins with the one it was made on; else YARN's folders would come first.
    ...(classArchive && { 'spark.executor.extraClassPath': `${jars}/*` }),
    'spark.yarn.am.extraJavaOptions': jvm,
    'spark.driver.extraJavaOptions': jvm,
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key} ${value}\n`);
  mkdirSync(join(folder, 'spark-conf'), { recursive: true });
  writeFileSync(join(folder, 'spark-conf', 'spark-defaults.conf'), lines.join(''));
}

/** Runs spark-submit with a step's arguments as they are. */
export function startSpark(
  spark: SparkInstallation,
  folder: string,
  confFolder: string,
  stepId: string,
  args: readonly string[],
): SparkProcess {
  const temporary = join(folder, 'tmp');
  const log = join(folder, `${stepId}.log`);
  const jvm = [`-Djava.io.tmpdir=${temporary}`, '-Djava.net.preferIPv4Stack=true'];
  const [command, before, environment] = spark.submit(confFolder, jvm);
  const out = openSync(log, 'w');
  const child = spawn(command, [...before, ...args.slice(1)], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', out, out],
    env: {
      ...process.env,
      ...environment,
      HADOOP_CONF_DIR: confFolder,
      SPARK_CONF_DIR: join(folder, 'spark-conf'),
      SPARK_LOCAL_DIRS: temporary,
      SPARK_LOCAL_HOSTNAME: 'localhost',
      TMPDIR: temporary,
    },
  });
  const ended = new Promise<Exit>((resolve) => {
    child.on('error', () => resolve(127));
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal === 'SIGKILL' ? 9 : 15)));
  });
  return { child, ended, result: () => resultIn(log) };
}

function resultIn(log: string): JobResult | undefined {
  const line = readFileSync(log, 'utf8')
    .split('\n')
    .find((text) => text.startsWith('RESULT '));
  return line === undefined ? undefined : (JSON.parse(line.slice('RESULT '.length)) as JobResult);
}
