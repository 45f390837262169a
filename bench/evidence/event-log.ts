/** What the event log of an application says, read without anything of lib: the truth that the evidence is held to. Times in epoch ms. */
export interface EventLog {
  readonly settings: Readonly<Record<string, string>>;
  readonly executors: readonly LoggedExecutor[];
  readonly stages: readonly LoggedStage[];
  readonly tasks: readonly LoggedTask[];
  readonly jobs: readonly number[];
}

export interface LoggedExecutor {
  readonly id: string;
  readonly cores: number;
  readonly addedAtMs: number;
  readonly removedAtMs?: number;
}

/** An attempt of a stage. */
export interface LoggedStage {
  readonly stageId: number;
  readonly attemptId: number;
  readonly numTasks: number;
  readonly submittedAtMs?: number;
  readonly completedAtMs?: number;
}

/** An ended attempt of a task. */
export interface LoggedTask {
  readonly stageId: number;
  readonly attemptId: number;
  readonly index: number;
  readonly executorId: string;
  readonly launchedAtMs: number;
  readonly endedAtMs: number;
  readonly outcome: 'success' | 'failed' | 'killed';
  /** undefined where the task's executor was lost with them. */
  readonly metrics?: TaskMetrics;
}

interface TaskMetrics {
  readonly 'Executor Run Time': number;
  /** Nanoseconds. */
  readonly 'Executor CPU Time': number;
  readonly 'JVM GC Time': number;
  readonly 'Peak Execution Memory': number;
  readonly 'Memory Bytes Spilled': number;
  readonly 'Disk Bytes Spilled': number;
  readonly 'Shuffle Read Metrics': { readonly 'Remote Bytes Read': number; readonly 'Local Bytes Read': number };
  readonly 'Shuffle Write Metrics': { readonly 'Shuffle Bytes Written': number };
}

interface StageInfo {
  readonly 'Stage ID': number;
  readonly 'Stage Attempt ID': number;
  readonly 'Number of Tasks': number;
  readonly 'Submission Time'?: number;
  readonly 'Completion Time'?: number;
}

interface Event {
  readonly Event: string;
  readonly Timestamp?: number;
  readonly 'Job ID'?: number;
  readonly 'Stage ID'?: number;
  readonly 'Stage Attempt ID'?: number;
  readonly 'Stage Info'?: StageInfo;
  readonly 'Executor ID'?: string;
  readonly 'Executor Info'?: { readonly 'Total Cores': number };
  readonly 'Spark Properties'?: Readonly<Record<string, string>>;
  readonly 'Task Info'?: {
    readonly Index: number;
    readonly 'Executor ID': string;
    readonly 'Launch Time': number;
    readonly 'Finish Time': number;
  };
  readonly 'Task End Reason'?: { readonly Reason: string };
  readonly 'Task Metrics'?: TaskMetrics;
}

/** @param text of a plain log, one event a line */
export function parseEventLog(text: string): EventLog {
  const events = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Event);
  const named = (name: string): Event[] => events.filter(({ Event }) => Event === `SparkListener${name}`);
  return {
    settings: named('EnvironmentUpdate').at(-1)?.['Spark Properties'] ?? {},
    executors: named('ExecutorAdded').map((event) => ({
      id: event['Executor ID'] ?? '',
      cores: event['Executor Info']?.['Total Cores'] ?? 0,
      addedAtMs: event.Timestamp ?? 0,
      removedAtMs: named('ExecutorRemoved').find((one) => one['Executor ID'] === event['Executor ID'])?.Timestamp,
    })),
    stages: stagesIn([...named('StageSubmitted'), ...named('StageCompleted')]),
    tasks: named('TaskEnd').flatMap(taskIn),
    jobs: named('JobStart').map((event) => event['Job ID'] ?? -1),
  };
}

/** The last word about each attempt. */
function stagesIn(events: readonly Event[]): LoggedStage[] {
  const stages = new Map<string, LoggedStage>();
  for (const { 'Stage Info': info } of events) {
    if (info === undefined) continue;
    stages.set(`${info['Stage ID']}.${info['Stage Attempt ID']}`, {
      stageId: info['Stage ID'],
      attemptId: info['Stage Attempt ID'],
      numTasks: info['Number of Tasks'],
      submittedAtMs: info['Submission Time'],
      completedAtMs: info['Completion Time'],
    });
  }
  return [...stages.values()];
}

function taskIn(event: Event): LoggedTask[] {
  const info = event['Task Info'];
  if (info === undefined) return [];
  return [
    {
      stageId: event['Stage ID'] ?? -1,
      attemptId: event['Stage Attempt ID'] ?? -1,
      index: info.Index,
      executorId: info['Executor ID'],
      launchedAtMs: info['Launch Time'],
      endedAtMs: info['Finish Time'],
      outcome: outcomeOf(event['Task End Reason']?.Reason),
      metrics: event['Task Metrics'],
    },
  ];
}

function outcomeOf(reason: string | undefined): LoggedTask['outcome'] {
  if (reason === 'Success') return 'success';
  return reason === 'TaskKilled' || reason === 'TaskCommitDenied' ? 'killed' : 'failed';
}
