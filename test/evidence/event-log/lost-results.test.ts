import { expect, test } from 'vitest';
import { examineJob } from '../../../lib/diagnosis';
import { slotTime } from '../../../lib/evidence';
import {
  applicationEnd,
  applicationStart,
  environment,
  evidenceOf,
  executorAdded,
  executorRemoved,
  jobEnd,
  jobStart,
  logStart,
  type MadeTask,
  stageCompleted,
  stageSubmitted,
  taskEnd,
  taskStart,
} from './made-log';

const stage = { stageId: 0, tasks: 2 };
const metrics = { 'Executor Run Time': 9_000 };
const task = (taskId: number, executorId: string, fromMs: number, toMs: number): MadeTask => ({
  ...{ stageId: 0, index: taskId % 2, taskId, executorId, fromMs, toMs, metrics },
});
const opening = [
  logStart(),
  applicationStart(),
  environment({}),
  executorAdded('1', 0, 1),
  executorAdded('2', 0, 1),
  jobStart(0, 0, [stage]),
  stageSubmitted(stage, 0),
];
const first = task(0, '1', 0, 10_000);
const second = task(1, '2', 0, 20_000);
const again = task(2, '2', 20_000, 30_000);

test('a result that was lost with its executor is a failure of the executor, and its slot time is counted once', () => {
  const evidence = evidenceOf([
    ...opening,
    taskStart(first),
    taskStart(second),
    taskEnd(first),
    executorRemoved('1', 15_000, 'Executor Process Lost'),
    taskEnd({ ...first, reason: { Reason: 'Resubmitted' }, metrics: undefined }),
    taskEnd(second),
    taskStart(again),
    taskEnd(again),
    stageCompleted(stage, 0, 30_000),
    jobEnd(0, 30_000),
    applicationEnd(30_000),
  ]);
  expect(slotTime(evidence)).toMatchObject({ heldMs: 45_000, busyMs: 40_000, lostMs: 10_000 });
  expect(evidence.times?.withoutTasksMs).toBe(0);
  const [found] = examineJob(evidence).findings;
  expect(found).toMatchObject({
    id: 'failed-tasks',
    summary: '1 task failed and 1 executor was lost',
    arithmetic: ['node or executor lost: 1 task, 1 executor'],
    remedy: 'look at Spot interruptions and at the node',
  });
});

test("an application's own errors are named by the classes of their exceptions, never by what they say", () => {
  const failing = (taskId: number, className: string): string =>
    taskEnd({
      ...task(taskId, '1', 0, 1_000),
      reason: { Reason: 'ExceptionFailure', 'Class Name': className, Description: 'secret', 'Full Stack Trace': '' },
    });
  const evidence = evidenceOf([
    ...opening,
    ...['a.B', 'c.D', 'a.B', 'e.F', 'g.H', 'not a class'].map((name, i) => failing(i, name)),
    applicationEnd(2_000),
  ]);
  const [found] = examineJob(evidence).findings;
  expect(found).toMatchObject({
    summary: '6 tasks failed',
    arithmetic: ['another error: 6 tasks', 'a.B: 2 tasks', 'c.D: 1 task', 'e.F: 1 task', '1 other class of exceptions'],
    confirm: "the errors of the failed tasks on Spark's page of their stage",
  });
  expect(JSON.stringify(evidence)).not.toContain('secret');
});

test('an executor that ends by itself without a failed task has only its own log to look at', () => {
  const evidence = evidenceOf([
    ...opening,
    executorRemoved('1', 5_000, 'Command exited with code 1'),
    executorRemoved('2', 6_000, 'Container container_1_0001_01_000003 exited from explicit termination request.'),
    applicationEnd(10_000),
  ]);
  expect(examineJob(evidence).findings).toMatchObject([
    {
      summary: '1 executor was lost',
      arithmetic: ['another error: 1 executor'],
      remedy: "look at the end of the lost executors' own logs",
    },
  ]);
});
