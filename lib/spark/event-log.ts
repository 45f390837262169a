import type { SparkSettings } from './settings';

export const EVENT_LOG_DIR = 'spark.eventLog.dir';

/** Where EMR itself keeps event logs, and its history servers look for them. */
export const EMR_EVENT_LOG_DIR = 'hdfs:///var/log/spark/apps';

const SCHEME = /^([a-z][a-z0-9+.-]*):/i;

/** Whether event logs are written elsewhere than to HDFS, such as to S3: EMR's persistent Spark UI does not find them there. */
export function logsEventsOutsideHdfs(settings: SparkSettings): boolean {
  const scheme = SCHEME.exec(settings.get(EVENT_LOG_DIR)?.trim() ?? '')?.[1];
  return scheme !== undefined && scheme.toLowerCase() !== 'hdfs';
}

/** What event logs outside HDFS switch off, for every text that warns of them. */
export const WITHOUT_EVENT_LOGS_IN_HDFS =
  "EMR's persistent Spark UI, with it the AWS troubleshooting agent, and what the remediator and `diagnose --cluster` read of a job whose driver does not answer";
