import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { javaTool, OracleFailure, requireCompiler, requireJava, requireMaven } from '../tools';

/** Everything that is downloaded or written; git ignores it. */
export const TARGET = join(__dirname, 'target');
export const YARN_JARS = join(TARGET, 'yarn-lib');
export const SPARK_JARS = join(TARGET, 'spark-lib');
/** Without it Spark's client logs nothing: the version beside the others is too old for its logger. */
export const LOG_JARS = join(TARGET, 'log-lib');
export const JOB_JAR = join(TARGET, 'sleep-job.jar');
/** Spark's classes as the JVM has loaded them once: a JVM of Spark starts in half the CPU time. */
export const CLASS_ARCHIVE = join(TARGET, 'spark.jsa');
export const PYTHON_JOB = join(__dirname, 'src', 'sleep_job.py');

/** Maven's own, so that it writes nowhere else; emptied once the jars are there. */
const MAVEN_REPOSITORY = join(TARGET, 'maven-repository');
/** Java else leaves files in the machine's temporary folder. */
const BUILD_ENVIRONMENT = {
  ...process.env,
  MAVEN_OPTS: `${process.env.MAVEN_OPTS ?? ''} -XX:-UsePerfData -Djava.io.tmpdir=${TARGET}`,
  SPARK_LOCAL_HOSTNAME: 'localhost',
};

/** What every JVM of Spark is started with: two cores carry twenty of them. */
export const SMALL_JVM = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xss512k', '-XX:-UsePerfData'];

/** Modules that Spark opens for Java 17 (`JavaModuleOptions`); its launcher adds them, and is not part of the jars. */
const OPENED = [
  ...['java.lang', 'java.lang.invoke', 'java.lang.reflect', 'java.io', 'java.net', 'java.nio', 'java.util'],
  ...['java.util.concurrent', 'java.util.concurrent.atomic', 'sun.nio.ch', 'sun.nio.cs', 'sun.security.action'],
  'sun.util.calendar',
];
/** `SMALL_JVM` with what SparkSubmit needs where no launcher starts it. */
export const SPARK_JVM = [...SMALL_JVM, ...OPENED.map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`)];
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

/**
 * Fetches the jars and compiles the job, each where it is missing or older than what it is made from.
 *
 * @throws MissingTool where the JDK or Maven is not there
 * @throws OracleFailure where one of them fails
 */
export function buildBench(): void {
  const java = requireJava('at least');
  requireCompiler();
  mkdirSync(TARGET, { recursive: true });
  const job = join(__dirname, 'src', 'SleepJob.java');
  const sparkPom = join(__dirname, 'spark.pom.xml');
  make('yarn-lib', [join(__dirname, 'yarn.pom.xml')], '', (pom) => copyJars(pom, YARN_JARS));
  make('spark-lib', [sparkPom], '', (pom) => copyJars(pom, SPARK_JARS));
  make('log-lib', [join(__dirname, 'log.pom.xml')], '', (pom) => copyJars(pom, LOG_JARS));
  make('sleep-job.jar', [job, sparkPom], '', () => compileJob(job, SPARK_JARS, JOB_JAR));
  // An archive of other jars, younger ones included, is silently not used.
  const jarsMade = statSync(SPARK_JARS).mtimeMs;
  make('spark.jsa', [job, sparkPom], `${java} ${SPARK_JVM.join(' ')} ${jarsMade}`, archiveClasses);
  rmSync(MAVEN_REPOSITORY, { recursive: true, force: true });
}

/** Fetches the jars of another Spark and compiles another job against them, both into the target folder of this bench; errors as of `buildBench`. */
export function buildJob(names: { readonly jars: string; readonly job: string }, pom: string, source: string): void {
  const jars = join(TARGET, names.jars);
  make(names.jars, [pom], '', () => copyJars(pom, jars));
  make(names.job, [source, pom], '', () => compileJob(source, jars, join(TARGET, names.job)));
  rmSync(MAVEN_REPOSITORY, { recursive: true, force: true });
}

/** Makes one thing in the target folder anew where the digest of its sources is not the recorded one. */
function make(
  name: string,
  sources: readonly [string, ...string[]],
  also: string,
  how: (source: string) => void,
): void {
  const hash = createHash('sha256').update(also);
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
  requireMaven(BUILD_ENVIRONMENT);
  const options = [`-Dmaven.repo.local=${MAVEN_REPOSITORY}`, `-DoutputDirectory=${folder}`, '-DincludeScope=runtime'];
  run('mvn', ['-B', '-ntp', '-q', '-f', pom, COPY, ...options]);
}

function compileJob(source: string, jars: string, jar: string): void {
  const classes = join(TARGET, 'classes');
  rmSync(classes, { recursive: true, force: true });
  run(javaTool('javac'), ['-J-XX:-UsePerfData', '-cp', join(jars, '*'), '-d', classes, source]);
  run(javaTool('jar'), ['-J-XX:-UsePerfData', '--create', '--file', jar, '-C', classes, '.']);
}

/** What one small job on threads loads is most of what a driver and an executor load. */
function archiveClasses(): void {
  const temporary = join(TARGET, 'archive-tmp');
  mkdirSync(temporary, { recursive: true });
  run(javaTool('java'), [
    ...['-Xmx512m', ...SPARK_JVM, `-Djava.io.tmpdir=${temporary}`, `-XX:ArchiveClassesAtExit=${CLASS_ARCHIVE}`],
    ...['-Xlog:disable', '-cp', join(SPARK_JARS, '*'), 'org.apache.spark.deploy.SparkSubmit', '--master', 'local[2]'],
    ...['--conf', 'spark.ui.enabled=false', '--conf', 'spark.driver.host=localhost', '--class', 'SleepJob'],
    ...[JOB_JAR, '4', '1', '1'],
  ]);
  rmSync(temporary, { recursive: true, force: true });
  if (!existsSync(CLASS_ARCHIVE)) throw new OracleFailure('Java made no archive of the classes it had loaded');
}

function run(command: string, args: readonly string[]): void {
  const done = spawnSync(command, args, { encoding: 'utf8', env: BUILD_ENVIRONMENT });
  if (done.status === 0) return;
  process.stderr.write(`${done.stdout}${done.stderr}`);
  throw new OracleFailure(`${command} failed; it says why above`);
}
