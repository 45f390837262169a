import { EventLogReader, type JobEvidence } from '../../../lib/evidence';

/** Event logs made by hand, with the fields and their order as Spark 3.5 writes them; every moment is ms since the start of the application. */

export const STARTED_AT_MS = 1_800_000_000_000;

const at = (ms: number): number => STARTED_AT_MS + ms;
const event = (name: string, fields: object): string => JSON.stringify({ Event: `SparkListener${name}`, ...fields });

export const logStart = (version = '3.5.6'): string => event('LogStart', { 'Spark Version': version });

export const applicationStart = (): string =>
  event('ApplicationStart', {
    'App Name': 'made',
    'App ID': 'application_1800000000000_0001',
    Timestamp: at(0),
    User: 'hadoop',
  });

export const applicationEnd = (ms: number): string => event('ApplicationEnd', { Timestamp: at(ms) });

export const environment = (properties: Record<string, string>, system: Record<string, string> = {}): string =>
  event('EnvironmentUpdate', {
    'JVM Information': {},
    'Spark Properties': properties,
    'System Properties': system,
    'Classpath Entries': {},
  });

export const executorAdded = (id: string, ms: number, cores: number, profileId = 0): string =>
  event('ExecutorAdded', {
    Timestamp: at(ms),
    'Executor ID': id,
    'Executor Info': {
      Host: `host-${id}`,
      'Total Cores': cores,
      'Log Urls': {},
      Attributes: {},
      Resources: {},
      'Resource Profile Id': profileId,
    },
  });

export const executorRemoved = (id: string, ms: number, reason: string): string =>
  event('ExecutorRemoved', { Timestamp: at(ms), 'Executor ID': id, 'Removed Reason': reason });

const stageInfo = (stageId: number, attemptId: number, tasks: number): object => ({
  'Stage ID': stageId,
  'Stage Attempt ID': attemptId,
  'Stage Name': 'count at x.scala:1',
  'Number of Tasks': tasks,
  'RDD Info': [],
  'Parent IDs': [],
  Details: '',
  'Resource Profile Id': 0,
});

export interface MadeStage {
  readonly stageId: number;
  readonly attemptId?: number;
  readonly tasks: number;
}

export const jobStart = (
  jobId: number,
  ms: number,
  stages: readonly MadeStage[],
  properties: Record<string, string> = {},
): string =>
  event('JobStart', {
    'Job ID': jobId,
    'Submission Time': at(ms),
    'Stage Infos': stages.map((one) => stageInfo(one.stageId, 0, one.tasks)),
    'Stage IDs': stages.map(({ stageId }) => stageId),
    Properties: properties,
  });

export const jobEnd = (jobId: number, ms: number, result = 'JobSucceeded'): string =>
  event('JobEnd', { 'Job ID': jobId, 'Completion Time': at(ms), 'Job Result': { Result: result } });

export const stageSubmitted = ({ stageId, attemptId = 0, tasks }: MadeStage, ms: number): string =>
  event('StageSubmitted', { 'Stage Info': { ...stageInfo(stageId, attemptId, tasks), 'Submission Time': at(ms) } });

export const stageCompleted = ({ stageId, attemptId = 0, tasks }: MadeStage, fromMs: number, ms: number): string =>
  event('StageCompleted', {
    'Stage Info': {
      ...stageInfo(stageId, attemptId, tasks),
      'Submission Time': at(fromMs),
      'Completion Time': at(ms),
    },
  });

export interface MadeTask {
  readonly stageId: number;
  readonly attemptId?: number;
  readonly index: number;
  readonly taskId: number;
  readonly executorId: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly reason?: Record<string, unknown>;
  /** Of the task's metrics, by Spark's names; of what is left out 0. */
  readonly metrics?: Readonly<Record<string, number>>;
}

const taskInfo = ({ index, taskId, executorId, fromMs }: MadeTask, finishedAtMs: number): object => ({
  'Task ID': taskId,
  Index: index,
  Attempt: 0,
  'Partition ID': index,
  'Launch Time': at(fromMs),
  'Executor ID': executorId,
  Host: `host-${executorId}`,
  Locality: 'PROCESS_LOCAL',
  Speculative: false,
  'Getting Result Time': 0,
  'Finish Time': finishedAtMs,
  Failed: false,
  Killed: false,
  Accumulables: [],
});

const where = ({ stageId, attemptId = 0 }: MadeTask): object => ({
  'Stage ID': stageId,
  'Stage Attempt ID': attemptId,
});

export const taskStart = (task: MadeTask): string =>
  event('TaskStart', { ...where(task), 'Task Info': taskInfo(task, 0) });

export function taskEnd(task: MadeTask): string {
  const { reason = { Reason: 'Success' }, metrics } = task;
  const of = (name: string): number => metrics?.[name] ?? 0;
  return event('TaskEnd', {
    ...where(task),
    'Task Type': 'ResultTask',
    'Task End Reason': reason,
    'Task Info': taskInfo(task, at(task.toMs)),
    'Task Executor Metrics': {},
    ...(metrics === undefined
      ? {}
      : {
          'Task Metrics': {
            'Executor Deserialize Time': 1,
            'Executor Deserialize CPU Time': 1,
            'Executor Run Time': of('Executor Run Time'),
            'Executor CPU Time': of('Executor CPU Time'),
            'Peak Execution Memory': of('Peak Execution Memory'),
            'Result Size': of('Result Size'),
            'JVM GC Time': of('JVM GC Time'),
            'Result Serialization Time': 0,
            'Memory Bytes Spilled': of('Memory Bytes Spilled'),
            'Disk Bytes Spilled': of('Disk Bytes Spilled'),
            'Shuffle Read Metrics': {
              'Remote Blocks Fetched': 0,
              'Local Blocks Fetched': 0,
              'Fetch Wait Time': 0,
              'Remote Bytes Read': of('Remote Bytes Read'),
              'Remote Bytes Read To Disk': 0,
              'Local Bytes Read': of('Local Bytes Read'),
              'Total Records Read': 0,
            },
            'Shuffle Write Metrics': { 'Shuffle Bytes Written': of('Shuffle Bytes Written') },
            'Input Metrics': { 'Bytes Read': of('Bytes Read'), 'Records Read': 0 },
            'Output Metrics': {},
            'Updated Blocks': [],
          },
        }),
  });
}

/** What is read of such a log. */
export function evidenceOf(lines: readonly string[]): JobEvidence {
  const reader = new EventLogReader();
  reader.push(Buffer.from(`${lines.join('\n')}\n`));
  const read = reader.finish(0);
  if ('reason' in read) throw new Error(read.reason);
  return read.value.evidence;
}
