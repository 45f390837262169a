import { isSparkOnly } from '../catalog';
import {
  EMR_EVENT_LOG_DIR,
  EVENT_LOG_DIR,
  logsEventsOutsideHdfs,
  type SparkSettings,
  WITHOUT_EVENT_LOGS_IN_HDFS,
} from '../spark';
import type { ClusterConfRequest } from './cluster-conf-request';
import type { PlannedSetting } from './planned-setting';
import type { PlanWarning } from './types';

const PERSISTENT_UI = 'EMR Management Guide: view persistent application user interfaces';
const MONITORING = 'Spark monitoring page';

/** Event logs, from which a job's figures are read once its driver does not answer. */
export const EVENT_LOG_SETTINGS: readonly PlannedSetting<ClusterConfRequest>[] = [
  {
    key: 'spark.eventLog.enabled',
    value: 'true',
    reason: 'history servers know a job by its event log alone',
    source: "EMR's default",
  },
  {
    key: EVENT_LOG_DIR,
    // What the default of the releases that contain only Spark is has not been recorded; Spark does not start where the directory is missing.
    when: ({ request }) => !isSparkOnly(request.release),
    value: EMR_EVENT_LOG_DIR,
    reason: "EMR's persistent Spark UI reads event logs in HDFS alone: a directory on S3 switches it off",
    source: `EMR's default; ${PERSISTENT_UI}`,
  },
  {
    key: 'spark.eventLog.rolling.enabled',
    since: [3, 0],
    value: 'true',
    reason: 'the log of a long job comes in parts, which history servers read while the job still writes',
    source: `${PERSISTENT_UI}: advised from emr-6.1.0`,
  },
  {
    key: 'spark.eventLog.rolling.maxFileSize',
    since: [3, 0],
    value: '128m',
    reason: 'the size of a part',
    source: "Spark's default",
  },
  {
    key: 'spark.eventLog.logStageExecutorMetrics',
    since: [3, 0],
    value: 'true',
    reason: 'the log tells the peak memory of each executor in each stage, by which the next size can be chosen',
    source: `${MONITORING}; off by default`,
  },
];

/** The warning of a directory on S3 or elsewhere outside HDFS, whoever sets it: a cluster or one of its jobs. */
export function eventLogWarnings(given: SparkSettings): PlanWarning[] {
  if (!logsEventsOutsideHdfs(given)) return [];
  return [
    {
      id: 'event-log-outside-hdfs',
      text: `${EVENT_LOG_DIR} is outside HDFS, which switches off ${WITHOUT_EVENT_LOGS_IN_HDFS}; leave it out, as EMR's own is in HDFS, and copy logs that are to be kept`,
    },
  ];
}
