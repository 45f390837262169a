import { join } from 'node:path';
import { buildBench, buildJob, SPARK_JARS, TARGET } from '../yarn-loop/build';
import { JARS, jarsOf, type SparkInstallation } from '../yarn-loop/spark-installation';

/** A Spark whose answers are read, and the job compiled for it. */
export interface SparkUnderTest {
  readonly version: string;
  readonly jars: string;
  readonly job: string;
  readonly installation: SparkInstallation;
}

const SPARK_4_JARS = join(TARGET, 'spark-4-lib');

export const SPARKS: readonly SparkUnderTest[] = [
  { version: '3.5.5', jars: SPARK_JARS, job: join(TARGET, 'evidence-job.jar'), installation: JARS },
  {
    version: '4.0.1',
    jars: SPARK_4_JARS,
    job: join(TARGET, 'evidence-job-4.jar'),
    installation: jarsOf(SPARK_4_JARS),
  },
];

/** Fetches and compiles what is missing; errors as of `buildBench`. */
export function buildSparks(): void {
  const source = join(__dirname, 'src', 'EvidenceJob.java');
  buildBench();
  buildJob({ jars: 'spark-lib', job: 'evidence-job.jar' }, join(__dirname, '../yarn-loop/spark.pom.xml'), source);
  buildJob({ jars: 'spark-4-lib', job: 'evidence-job-4.jar' }, join(__dirname, 'spark-4.pom.xml'), source);
}
