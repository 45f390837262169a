import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** What an event log says, read without anything of lib: the truth that the REST API's answers are held to. */

export const RECORDINGS = join(__dirname, '../fixtures/spark-rest');

interface TaskMetrics {
  readonly 'Executor Run Time': number;
  readonly 'Executor CPU Time': number;
  readonly 'Peak Execution Memory': number;
  readonly 'JVM GC Time': number;
  readonly 'Memory Bytes Spilled': number;
  readonly 'Disk Bytes Spilled': number;
  readonly 'Shuffle Read Metrics': { readonly 'Remote Bytes Read': number; readonly 'Local Bytes Read': number };
  readonly 'Shuffle Write Metrics': { readonly 'Shuffle Bytes Written': number };
}

export interface Event {
  readonly Event: string;
  readonly Timestamp?: number;
  readonly 'Stage ID'?: number;
  readonly 'Stage Attempt ID'?: number;
  readonly 'Executor ID'?: string;
  readonly 'Executor Info'?: { readonly 'Total Cores': number };
  readonly 'Spark Properties'?: Readonly<Record<string, string>>;
  readonly 'Stage Info'?: {
    readonly 'Stage ID': number;
    readonly 'Stage Attempt ID': number;
    readonly 'Number of Tasks': number;
  };
  readonly 'Task Info'?: {
    readonly 'Launch Time': number;
    readonly 'Finish Time': number;
    readonly Failed: boolean;
    readonly 'Task ID': number;
    readonly Index: number;
    readonly 'Executor ID': string;
  };
  readonly 'Task Metrics'?: TaskMetrics;
  readonly 'Task End Reason'?: { readonly Reason: string };
}

export function readEvents(name: string): Event[] {
  const text = gunzipSync(readFileSync(join(RECORDINGS, `${name}.events.gz`))).toString();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Event);
}

export const tasksEnded = (events: readonly Event[]): Event[] =>
  events.filter(({ Event }) => Event === 'SparkListenerTaskEnd');

export const hasFailed = (event: Event): boolean => event['Task End Reason']?.Reason !== 'Success';

export const finishedAt = (event: Event | undefined): number => event?.['Task Info']?.['Finish Time'] ?? 0;

/** Sum over the tasks of a stage. */
export function sum(events: readonly Event[], of: (metrics: TaskMetrics) => number): number {
  return events.reduce(
    (total, event) => total + (event['Task Metrics'] === undefined ? 0 : of(event['Task Metrics'])),
    0,
  );
}

/** The task at this share of the sorted ones, as `AppStatusStore.taskSummary` picks it. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)] ?? 0;
}

/** The events until so many tasks have ended. */
export function eventsUntil(events: readonly Event[], endedTasks: number): Event[] {
  let left = endedTasks;
  return events.filter((event) => {
    if (left > 0 && event.Event === 'SparkListenerTaskEnd') left -= 1;
    else if (left <= 0) return false;
    return true;
  });
}

/** What Spark's `taskList` answers after these events of the stage, in the order in which its tasks began. */
export function taskListAfter(events: readonly Event[], stageId: number, nowMs: number): object[] {
  const ofStage = events.filter((event) => event['Stage ID'] === stageId && event['Task Info'] !== undefined);
  const ends = new Map(tasksEnded(ofStage).map((event) => [event['Task Info']?.['Task ID'], event]));
  return ofStage
    .filter(({ Event }) => Event === 'SparkListenerTaskStart')
    .map(({ 'Task Info': task }) => {
      const end = ends.get(task?.['Task ID']);
      const startedAtMs = task?.['Launch Time'] ?? 0;
      return {
        launchTime: new Date(startedAtMs).toISOString().replace('Z', 'GMT'),
        status: end === undefined ? 'RUNNING' : hasFailed(end) ? 'FAILED' : 'SUCCESS',
        duration: (end === undefined ? nowMs : finishedAt(end)) - startedAtMs,
        ...(end === undefined
          ? {}
          : { taskMetrics: { executorRunTime: end['Task Metrics']?.['Executor Run Time'] ?? 0 } }),
      };
    });
}
