import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MissingTool, OracleFailure } from '../yarn-oracle/real-scheduler';

/** Everything that is downloaded or written; git ignores it. */
export const TARGET = join(__dirname, 'target');
export const YARN_JARS = join(TARGET, 'yarn-lib');
export const SPARK_JARS = join(TARGET, 'spark-lib');
export const JOB_JAR = join(TARGET, 'sleep-job.jar');

const LEAST_JAVA = 17;
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

export function tool(name: string): string {
  const home = process.env.JAVA_HOME;
  return home && existsSync(join(home, 'bin', name)) ? join(home, 'bin', name) : name;
}

/**
 * Fetches the jars and compiles the job, each where it is missing or older than what it is made from.
 *
 * @throws MissingTool where the JDK or Maven is not there
 * @throws OracleFailure where one of them fails
 */
export function buildBench(): void {
  checkJava();
  mkdirSync(TARGET, { recursive: true });
  const job = join(__dirname, 'src', 'SleepJob.java');
  make('yarn-lib', [join(__dirname, 'yarn.pom.xml')], (pom) => copyJars(pom, YARN_JARS));
  make('spark-lib', [join(__dirname, 'spark.pom.xml')], (pom) => copyJars(pom, SPARK_JARS));
  make('sleep-job.jar', [job, join(__dirname, 'spark.pom.xml')], () => compileJob(job));
}

function checkJava(): void {
  const { stdout, error } = spawnSync(tool('javac'), ['-version'], { encoding: 'utf8' });
  const version = /javac (\d+)/.exec(stdout ?? '')?.[1];
  if (error || version === undefined) throw new MissingTool(`a JDK of Java ${LEAST_JAVA} or later is not installed`);
  if (Number(version) < LEAST_JAVA) throw new MissingTool(`Java ${LEAST_JAVA} or later is needed, found ${version}`);
}

/** Makes one thing in the target folder anew where the digest of its sources is not the recorded one. */
function make(name: string, sources: readonly [string, ...string[]], how: (source: string) => void): void {
  const hash = createHash('sha256');
  for (const source of sources) hash.update(readFileSync(source)).update('\0');
  const digest = hash.digest('hex');
  const stamp = join(TARGET, `${name}.stamp`);
  if (existsSync(join(TARGET, name)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  rmSync(join(TARGET, name), { recursive: true, force: true });
  process.stderr.write(`making ${name}\n`);
  how(sources[0]);
  writeFileSync(stamp, digest);
}

function copyJars(pom: string, folder: string): void {
  if (spawnSync('mvn', ['-v']).error) throw new MissingTool('Maven is not installed');
  run('mvn', ['-B', '-ntp', '-q', '-f', pom, COPY, `-DoutputDirectory=${folder}`, '-DincludeScope=runtime']);
}

function compileJob(source: string): void {
  const classes = join(TARGET, 'classes');
  run(tool('javac'), ['-cp', join(SPARK_JARS, '*'), '-d', classes, source]);
  run(tool('jar'), ['cf', JOB_JAR, '-C', classes, '.']);
}

function run(command: string, args: readonly string[]): void {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  if (done.status === 0) return;
  process.stderr.write(`${done.stdout}${done.stderr}`);
  throw new OracleFailure(`${command} failed; it says why above`);
}
