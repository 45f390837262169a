import { type Fields, fieldsAt, numberAt, textAt } from './fields';
import { needle, Scan } from './scan';

/** The launch of an attempt of a task. */
export interface TaskStart {
  readonly stageId: number;
  readonly stageAttemptId: number;
  readonly launchedAtMs: number;
  readonly executorId: string;
}

const STAGE_ID = needle('{"Event":"SparkListenerTaskStart","Stage ID":');
const STAGE_ATTEMPT_ID = needle('"Stage Attempt ID":');
const LAUNCHED_AT = needle('"Launch Time":');
const EXECUTOR_ID = needle('"Executor ID":"');

/** `SparkListenerTaskStart`, as JSON. */
export function toTaskStart(event: Fields): TaskStart {
  const info = fieldsAt(event, 'Task Info');
  return {
    stageId: numberAt(event, 'Stage ID'),
    stageAttemptId: numberAt(event, 'Stage Attempt ID'),
    launchedAtMs: numberAt(info, 'Launch Time'),
    executorId: textAt(info, 'Executor ID'),
  };
}

/** The same from its line; undefined for one of another form than Spark writes. */
export function scanTaskStart(line: Buffer): TaskStart | undefined {
  const scan = new Scan(line);
  const start = {
    stageId: scan.number(STAGE_ID),
    stageAttemptId: scan.number(STAGE_ATTEMPT_ID),
    launchedAtMs: scan.number(LAUNCHED_AT),
    executorId: scan.id(EXECUTOR_ID),
  };
  return scan.hasFailed ? undefined : start;
}
