import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type JobEvidence,
  parseApplication,
  type SparkApplication,
  taskQuestions,
  toJobEvidence,
  withTasks,
} from '../../lib/evidence';
import { type Event, eventsUntil, finishedAt, RECORDINGS, taskListAfter, tasksEnded } from './event-log';

/** Paths of Spark's REST API and what it answered. */
export type Documents = Readonly<Record<string, unknown>>;

export function recorded(name: string): Documents {
  return JSON.parse(readFileSync(join(RECORDINGS, `${name}.json`), 'utf8')) as Documents;
}

export function applicationIn(documents: Documents): SparkApplication {
  const [path = ''] = Object.keys(documents);
  const read = parseApplication(documents[path]);
  if ('reason' in read) throw new Error(read.reason);
  return read.value;
}

/** The evidence that a recording gives. Its list of newer tasks was not recorded: it is that of the log's events, where they are given. */
export function evidenceIn(
  documents: Documents,
  readAtMs = Number.MAX_SAFE_INTEGER,
  events: readonly Event[] = [],
): JobEvidence {
  const application = applicationIn(documents);
  const at = `applications/${application.id}/1`;
  const read = toJobEvidence(
    {
      environment: documents[`${at}/environment`],
      executors: documents[`${at}/allexecutors`],
      stages: documents[`${at}/stages`],
      jobs: documents[`${at}/jobs`],
    },
    { source: 'given-url', readAtMs, application },
  );
  if ('reason' in read) throw new Error(read.reason);
  const ended = read.value.stages.reduce((sum, one) => sum + one.completeTasks + one.failedTasks, 0);
  const before = eventsUntil(events, ended);
  const nowMs = Math.max(...tasksEnded(before).map(finishedAt));
  return withTasks(
    read.value,
    taskQuestions(read.value).map(({ kind, stageId, attemptId, offset, length }) => {
      if (kind === 'newer') {
        const newer = taskListAfter(before, stageId, nowMs).slice(offset, offset + length);
        return { stageId, attemptId, newer };
      }
      const stage = `${at}/stages/${stageId}/${attemptId}`;
      const paths = {
        summary: `${stage}/taskSummary?quantiles=0.05,0.5,0.95,1.0`,
        failed: `${stage}/taskList?status=failed&offset=${offset}&length=${length}`,
        running: `${stage}/taskList?status=running&offset=${offset}&length=${length}`,
      };
      return { stageId, attemptId, [kind]: documents[paths[kind]] };
    }),
  );
}
