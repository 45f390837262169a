import type { JobWait } from '../types';
import { type Fields, textAt } from './fields';

/** Main classes of shells, notebooks and servers, as they stand in the command of the driver's JVM; `spark-sql` with a script or a statement ends by itself. */
const SERVES_USERS =
  /\borg\.apache\.spark\.repl\.Main\b|\bpyspark-shell-main\b|\bsparkr-shell\b|\bHiveThriftServer2\b|\bSparkConnectServer\b|\bSparkSQLCLIDriver\b(?!.* -[ef] )|\bRSCDriverBootstrapper\b|\bRemoteInterpreterServer\b|\bSparkSQLEngine\b/;

/** Names that Spark's shells give themselves. */
const SHELL_NAMES: readonly string[] = ['Spark shell', 'PySparkShell', 'SparkR'];

/** Local properties of the jobs of a streaming query and of a batch of DStreams (`StreamExecution`, `JobScheduler`). */
const BATCH_KEYS: readonly string[] = ['sql.streaming.queryId', 'spark.streaming.internal.batchTime'];

/**
 * Whether an application serves users, by how it was started.
 *
 * @param spark its Spark properties
 * @param system the system properties of its driver
 */
export function servesUsers(spark: Fields, system: Fields): boolean {
  return (
    'spark.repl.class.uri' in spark ||
    'spark.repl.class.outputDir' in spark ||
    SHELL_NAMES.includes(textAt(spark, 'spark.app.name')) ||
    SERVES_USERS.test(textAt(system, 'sun.java.command'))
  );
}

/** Whether a job belongs to a stream, by its local properties. */
export const isOfStream = (properties: Fields): boolean => BATCH_KEYS.some((key) => textAt(properties, key) !== '');

/** What an application waits for between its jobs. */
export function waitFor(isServing: boolean, isStreaming: boolean): JobWait | undefined {
  if (isServing) return 'users';
  return isStreaming ? 'batches' : undefined;
}
