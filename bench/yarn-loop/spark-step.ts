import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SPARK_JARS, tool } from './build';

/** What executors and masters are started with: two cores carry twenty JVMs. */
const SMALL_JVM = '-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xss512k -XX:-UsePerfData';

/** Modules that Spark opens for Java 17 (`JavaModuleOptions`); its launcher adds them, and is not part of the jars. */
const OPENED = [
  ...[
    'lang',
    'lang.invoke',
    'lang.reflect',
    'io',
    'net',
    'nio',
    'util',
    'util.concurrent',
    'util.concurrent.atomic',
  ].map((name) => `java.base/java.${name}`),
  ...['nio.ch', 'nio.cs', 'security.action', 'util.calendar'].map((name) => `java.base/sun.${name}`),
].map((name) => `--add-opens=${name}=ALL-UNNAMED`);

/** The job's own line, where it got so far. */
export interface JobResult {
  readonly appId: string;
  readonly reads: number;
  readonly sessionMs: number;
  readonly jobMs: number;
}

/** How a process ended: its exit code, 128 + signal where a signal ended it. */
export type Exit = number;

export interface SparkProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Exit>;
  result(): JobResult | undefined;
}

/** Writes what stands for EMR's environment of every step: spark-defaults of this small machine. */
export function writeSparkDefaults(folder: string): void {
  const settings = {
    'spark.master': 'yarn',
    // EMR's own default. Without an external shuffle service Spark has to track shuffles itself.
    'spark.dynamicAllocation.enabled': 'true',
    'spark.dynamicAllocation.shuffleTracking.enabled': 'true',
    'spark.yarn.jars': `local:${SPARK_JARS}/*`,
    'spark.yarn.stagingDir': `file://${join(folder, 'staging')}`,
    'spark.yarn.report.interval': '500ms',
    'spark.ui.enabled': 'false',
    'spark.executor.extraJavaOptions': SMALL_JVM,
    'spark.yarn.am.extraJavaOptions': SMALL_JVM,
    'spark.driver.extraJavaOptions': SMALL_JVM,
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key} ${value}\n`);
  mkdirSync(join(folder, 'spark-conf'), { recursive: true });
  writeFileSync(join(folder, 'spark-conf', 'spark-defaults.conf'), lines.join(''));
}

/** Runs spark-submit with a step's arguments as they are: `SparkSubmit` itself, no wrapper that a signal would stop at. */
export function startSpark(folder: string, confFolder: string, stepId: string, args: readonly string[]): SparkProcess {
  const temporary = join(folder, 'tmp');
  const log = join(folder, `${stepId}.log`);
  const java = [
    ...[
      '-Xmx512m',
      ...SMALL_JVM.split(' '),
      `-Djava.io.tmpdir=${temporary}`,
      '-Djava.net.preferIPv4Stack=true',
      ...OPENED,
    ],
    ...['-cp', `${confFolder}:${join(SPARK_JARS, '*')}`, 'org.apache.spark.deploy.SparkSubmit'],
  ];
  const out = openSync(log, 'w');
  const child = spawn(tool('java'), [...java, ...args.slice(1)], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', out, out],
    env: {
      ...process.env,
      HADOOP_CONF_DIR: confFolder,
      SPARK_CONF_DIR: join(folder, 'spark-conf'),
      SPARK_LOCAL_DIRS: temporary,
      SPARK_LOCAL_HOSTNAME: 'localhost',
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
