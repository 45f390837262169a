import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { OracleFailure, requireJava, requirePython } from '../tools';

export const PYSPARK = '3.5.6';
export const TARGET = join(__dirname, 'target');
export const WORK = join(TARGET, 'work');
const VENV = join(TARGET, 'venv');
export const BIN = join(VENV, 'bin');
const TIME_LIMIT_MS = 15 * 60_000;

/** Everything that Spark, Java and Python write goes below the work folder, and every port opens on this machine alone. */
export function environment(): NodeJS.ProcessEnv {
  return {
    PATH: `${BIN}:${process.env.PATH}`,
    HOME: WORK,
    ...(process.env.JAVA_HOME === undefined ? {} : { JAVA_HOME: process.env.JAVA_HOME }),
    TMPDIR: WORK,
    JAVA_TOOL_OPTIONS: `-Djava.io.tmpdir=${WORK} -XX:-UsePerfData`,
    SPARK_LOCAL_DIRS: join(WORK, 'local'),
    SPARK_LOCAL_IP: '127.0.0.1',
    PYSPARK_PYTHON: join(BIN, 'python'),
  };
}

/**
 * PySpark in a virtual environment of this folder; it stays there for the next run.
 *
 * @throws MissingTool where there is no Python 3.9 or no Java 17, on which PySpark 3.5 runs
 */
export function preparePySpark(): void {
  requirePython();
  requireJava('exactly');
  const installed = `import pyspark, pyarrow; assert pyspark.__version__ == '${PYSPARK}'`;
  if (spawnSync(join(BIN, 'python'), ['-c', installed]).status === 0) return;
  process.stderr.write(`installing pyspark ${PYSPARK} and pyarrow into bench/pyspark/target/venv (about 500 MB)\n`);
  rmSync(VENV, { recursive: true, force: true });
  mkdirSync(TARGET, { recursive: true });
  for (const [command, ...args] of [
    ['python3', '-m', 'venv', VENV],
    [
      join(BIN, 'pip'),
      'install',
      '--quiet',
      '--no-cache-dir',
      '--disable-pip-version-check',
      `pyspark==${PYSPARK}`,
      'pyarrow',
    ],
  ] as [string, ...string[]][]) {
    const done = spawnSync(command, args, { encoding: 'utf8' });
    if (done.status !== 0)
      throw new OracleFailure(`${command} ${args[0]} fails: ${done.stderr.trim().split('\n').at(-1)}`);
  }
}

export interface Done {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Removes what the runs wrote: the work folder, and the folders of executors, which Spark's own cluster puts beside its jars. */
export function cleanUp(): void {
  rmSync(WORK, { recursive: true, force: true });
  for (const python of existsSync(join(VENV, 'lib')) ? readdirSync(join(VENV, 'lib')) : []) {
    rmSync(join(VENV, 'lib', python, 'site-packages', 'pyspark', 'work'), { recursive: true, force: true });
  }
}

/** Runs a line of a POSIX shell in the work folder. */
export function shell(line: string): Done {
  const done = spawnSync('sh', ['-c', line], {
    cwd: WORK,
    env: environment(),
    encoding: 'utf8',
    timeout: TIME_LIMIT_MS,
    maxBuffer: 2 ** 28,
  });
  return { code: done.status, stdout: done.stdout, stderr: done.stderr };
}

/**
 * The external shuffle service that `spark.shuffle.service.enabled` asks for, as EMR's NodeManagers run it, for as long as the work lasts.
 *
 * @param work takes the port on which the service listens
 */
export async function withShuffleService<T>(work: (port: number) => T): Promise<T> {
  const port = await freePort();
  const options = `-Dspark.shuffle.service.enabled=true -Dspark.shuffle.service.port=${port}`;
  const service = spawn(join(BIN, 'spark-class'), ['org.apache.spark.deploy.ExternalShuffleService'], {
    cwd: WORK,
    env: { ...environment(), SPARK_DAEMON_JAVA_OPTS: options, SPARK_DAEMON_MEMORY: '256m' },
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => service.on('close', () => resolve()));
  service.on('error', () => {}); // then nothing listens, which is reported below
  try {
    for (let tries = 0; !(await listens(port)); tries++) {
      if (tries > 120 || service.exitCode !== null)
        throw new OracleFailure("Spark's external shuffle service does not start");
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    return work(port);
  } finally {
    service.kill();
    await ended;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
