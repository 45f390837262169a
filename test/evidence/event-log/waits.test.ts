import { expect, test } from 'vitest';
import { examineJob } from '../../../lib/diagnosis';
import {
  applicationEnd,
  applicationStart,
  environment,
  evidenceOf,
  executorAdded,
  jobEnd,
  jobStart,
  logStart,
  stageCompleted,
  stageSubmitted,
  taskEnd,
  taskStart,
} from './made-log';

const MINUTE = 60_000;

interface Run {
  readonly spark?: Record<string, string>;
  readonly command?: string;
  readonly job?: Record<string, string>;
}

/** Three minutes until the first task, three minutes between two jobs. */
function run({ spark = {}, command = 'org.apache.spark.deploy.SparkSubmit --class a.B a.jar', job = {} }: Run) {
  const jobs = [3 * MINUTE, 6 * MINUTE].flatMap((fromMs, i) => {
    const stage = { stageId: i, tasks: 1 };
    const task = { stageId: i, index: 0, taskId: i, executorId: '1', fromMs, toMs: fromMs + 1_000 };
    return [
      jobStart(i, fromMs, [stage], job),
      stageSubmitted(stage, fromMs),
      taskStart(task),
      taskEnd(task),
      stageCompleted(stage, fromMs, fromMs + 1_000),
      jobEnd(i, fromMs + 1_000),
    ];
  });
  return evidenceOf([
    logStart(),
    applicationStart(),
    environment(spark, { 'sun.java.command': command }),
    executorAdded('1', 2_000, 1),
    ...jobs,
    applicationEnd(6 * MINUTE + 1_000),
  ]);
}

const found = (one: Run): string[] => examineJob(run(one)).findings.map(({ id }) => id);

const SUBMIT = 'org.apache.spark.deploy.SparkSubmit --master yarn';
const MASTER = 'org.apache.spark.deploy.yarn.ApplicationMaster';

test.each<[string, Run]>([
  ['a job', {}],
  ['a Python script that starts its own driver', { command: `${SUBMIT} --name nightly.py pyspark-shell` }],
  [
    'spark-sql with a script',
    { command: `${SUBMIT} --class a.SparkSQLCLIDriver spark-internal -f s3://bucket/report.sql --verbose` },
  ],
  ['a job whose name speaks of a shell', { spark: { 'spark.app.name': 'Spark shell companies' } }],
  ['a job of a SQL query', { job: { 'spark.sql.execution.id': '3' } }],
])('%s has a driver that works while no task runs', (_, one) => {
  expect(found(one)).toEqual(['slow-start', 'driver-time', 'idle-slots']);
});

test.each<[string, Run]>([
  ['spark-shell', { spark: { 'spark.repl.class.uri': 'spark://h:1/classes' } }],
  ['spark-shell in the command', { command: `${SUBMIT} --class org.apache.spark.repl.Main --name Spark shell` }],
  ['pyspark', { command: `${SUBMIT} pyspark-shell-main --name PySparkShell pyspark-shell` }],
  ['pyspark by its name', { spark: { 'spark.app.name': 'PySparkShell' }, command: '*********(redacted)' }],
  ['a session of Livy', { command: `${MASTER} --class org.apache.livy.rsc.driver.RSCDriverBootstrapper` }],
  [
    'the Thrift server',
    { command: `${SUBMIT} --class org.apache.spark.sql.hive.thriftserver.HiveThriftServer2 spark-internal` },
  ],
  [
    'Spark Connect',
    { command: `${SUBMIT} --class org.apache.spark.sql.connect.service.SparkConnectServer spark-internal` },
  ],
  [
    'spark-sql',
    { command: `${SUBMIT} --class org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver spark-internal` },
  ],
])('%s may have waited for its users', (_, one) => {
  expect(found(one)).toEqual(['idle-slots']);
  expect(examineJob(run(one)).unknown).toContainEqual({
    id: 'driver-time',
    reason:
      'no task ran for 49.6 % of the run; the application is a shell, a notebook or a server, whose driver waits for its users',
  });
});

test.each<[string, Record<string, string>]>([
  ['a streaming query', { 'sql.streaming.queryId': '2f0c', 'streaming.sql.batchId': '1' }],
  ['DStreams', { 'spark.streaming.internal.batchTime': '1800000000000' }],
])('%s may have waited for a batch', (_, job) => {
  expect(found({ job })).toEqual(['idle-slots']);
  expect(examineJob(run({ job })).unknown).toContainEqual({
    id: 'slow-start',
    reason: 'the first task began after 180 s; the application is a stream, whose driver waits for its next batch',
  });
});
