import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { javaTool, OracleFailure } from '../tools';
import { CLASS_ARCHIVE, LOG_JARS, SMALL_JVM, SPARK_JARS, SPARK_JVM } from './build';

/** A Spark on this machine, and how its spark-submit is started. */
export interface SparkInstallation {
  readonly jars: string;
  /** Of its classes; for executors. */
  readonly classArchive?: string;
  /** Command, its first arguments, and what the environment needs; a step's own arguments follow. */
  submit(
    confFolder: string,
    jvmOptions: readonly string[],
  ): readonly [command: string, before: readonly string[], environment: Readonly<Record<string, string>>];
}

/** Where Spark logs by default, as on EMR. */
const SPARKS_OWN_LOG = '-Dlog4j2.configurationFile=org/apache/spark/log4j2-defaults.properties';

/** Spark's jars from Maven, without its scripts: `SparkSubmit` itself, and no wrapper that a signal would stop at. */
export const jarsOf = (jars: string, classArchive?: string): SparkInstallation => ({
  jars,
  classArchive,
  submit: (confFolder, jvmOptions) => [
    javaTool('java'),
    [
      ...['-Xmx512m', ...SPARK_JVM, ...jvmOptions, SPARKS_OWN_LOG],
      ...['-cp', `${confFolder}:${join(LOG_JARS, '*')}:${join(jars, '*')}`, 'org.apache.spark.deploy.SparkSubmit'],
    ],
    {},
  ],
});

export const JARS: SparkInstallation = jarsOf(SPARK_JARS, CLASS_ARCHIVE);

/**
 * PySpark as pip installs it, with its own spark-submit, a chain of scripts that each replace themselves by the next.
 *
 * @param bin of the virtual environment
 */
export function pySpark(bin: string): SparkInstallation {
  const python = join(bin, 'python');
  const found = spawnSync(python, ['-c', 'import pyspark; print(pyspark.__path__[0])'], { encoding: 'utf8' });
  if (found.status !== 0) throw new OracleFailure(`${python} has no pyspark`);
  const home = found.stdout.trim();
  return {
    jars: join(home, 'jars'),
    submit: (_, jvmOptions) => [
      join(home, 'bin', 'spark-submit'),
      [],
      {
        SPARK_HOME: home,
        SPARK_SUBMIT_OPTS: [...SMALL_JVM, ...jvmOptions].join(' '),
        // The launcher, a Java program of its own, takes no other.
        JAVA_TOOL_OPTIONS: '-XX:-UsePerfData',
        PYSPARK_PYTHON: python,
        PYTHONDONTWRITEBYTECODE: '1',
      },
    ],
  };
}
