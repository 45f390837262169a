import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A stage as its tasks left it; sizes in bytes. */
export interface Stage {
  readonly id: number;
  tasks: number;
  /** Shuffle records that the busiest task read. */
  mostRecordsOfATask: number;
  memoryBytesSpilled: number;
  diskBytesSpilled: number;
}

export interface Evidence {
  /** As the last plan of each query has them; adaptive execution's final one where there is one. */
  readonly plans: readonly string[];
  readonly stages: readonly Stage[];
  /** RDDs and tables that a stage was to keep. */
  readonly cached: readonly string[];
  /** Executors that ran, without the driver. */
  readonly executors: number;
}

interface StageInfo {
  'Stage ID': number;
  'RDD Info': { Name: string; 'Storage Level': { 'Use Disk': boolean; 'Use Memory': boolean } }[];
}
interface Event {
  Event: string;
  executionId?: number;
  physicalPlanDescription?: string;
  'Stage ID'?: number;
  'Stage Info'?: StageInfo;
  'Task Metrics'?: {
    'Memory Bytes Spilled': number;
    'Disk Bytes Spilled': number;
    'Shuffle Read Metrics': { 'Total Records Read': number };
  };
}

/** What Spark itself recorded of the only application whose event log lies in a folder; uncompressed and not rolled. */
export function readEventLog(folder: string): Evidence {
  const [name, ...others] = readdirSync(folder).filter((one) => !one.startsWith('.'));
  if (name === undefined || others.length > 0) throw new Error(`${folder} must hold one event log`);
  const events = readFileSync(join(folder, name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Event);

  const plans = new Map<number, string>();
  const stages = new Map<number, Stage>();
  const cached = new Set<string>();
  for (const event of events) {
    if (event.physicalPlanDescription !== undefined) {
      plans.set(event.executionId ?? -1, finalPlan(event.physicalPlanDescription));
    }
    for (const rdd of event['Stage Info']?.['RDD Info'] ?? []) {
      if (rdd['Storage Level']['Use Disk'] || rdd['Storage Level']['Use Memory']) cached.add(rdd.Name);
    }
    if (event.Event === 'SparkListenerTaskEnd') addTask(stages, event);
  }
  return {
    plans: [...plans.values()],
    stages: [...stages.values()],
    cached: [...cached],
    executors: events.filter((event) => event.Event === 'SparkListenerExecutorAdded').length,
  };
}

function addTask(stages: Map<number, Stage>, event: Event): void {
  const id = event['Stage ID'] ?? -1;
  const metrics = event['Task Metrics'];
  const stage = stages.get(id) ?? { id, tasks: 0, mostRecordsOfATask: 0, memoryBytesSpilled: 0, diskBytesSpilled: 0 };
  stage.tasks++;
  stage.mostRecordsOfATask = Math.max(
    stage.mostRecordsOfATask,
    metrics?.['Shuffle Read Metrics']['Total Records Read'] ?? 0,
  );
  stage.memoryBytesSpilled += metrics?.['Memory Bytes Spilled'] ?? 0;
  stage.diskBytesSpilled += metrics?.['Disk Bytes Spilled'] ?? 0;
  stages.set(id, stage);
}

/** The tree of operators that ran: the initial plan of an adaptive one and the details of each operator are left out. */
function finalPlan(description: string): string {
  const [tree = ''] = description.split('\n\n');
  const [final = ''] = tree.split('== Initial Plan ==');
  return final;
}
