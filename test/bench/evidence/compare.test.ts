import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { compareWithLog } from '../../../bench/evidence/compare';
import { type EventLog, parseEventLog } from '../../../bench/evidence/event-log';
import { judgeBound, judgeProgress, type Sample } from '../../../bench/evidence/judge';
import type { JobEvidence } from '../../../lib/evidence';
import { RECORDINGS, readEvents } from '../../evidence/event-log';
import { evidenceIn, recorded } from '../../evidence/recorded';

const logOf = (name: string): EventLog =>
  parseEventLog(gunzipSync(readFileSync(join(RECORDINGS, `${name}.events.gz`))).toString());

describe.each(['spill', 'skew-join', 'dynamic-allocation', 'fat-latency'])('of the recorded job %s', (name) => {
  const log = logOf(name);
  const evidence = evidenceIn(recorded(name));

  test("the history server's figures are those of the event log", () => {
    const { compared, differing } = compareWithLog(evidence, log);
    expect(differing).toEqual([]);
    expect(compared).toBeGreaterThan(30);
  });

  test('fails for one figure that is another', () => {
    const [first, ...others] = evidence.stages;
    const changed = { ...evidence, stages: [{ ...first, runTimeMs: 1 } as JobEvidence['stages'][number], ...others] };
    expect(compareWithLog(changed, log).differing).toEqual([expect.stringMatching(/: run time: 1, in the log \d+$/)]);
  });

  test('fails for an executor and a setting that the log does not have', () => {
    const [executor] = evidence.executors;
    const more = { ...evidence, executors: [...evidence.executors, ...(executor ? [executor] : [])] };
    expect(compareWithLog(more, log).differing).toContain(
      `executors: ${evidence.executors.length + 1}, in the log ${evidence.executors.length}`,
    );
    const settings = { ...evidence.settings, 'spark.task.cpus': '2' };
    expect(compareWithLog({ ...evidence, settings }, log).differing).toEqual([
      'spark.task.cpus: 2, in the log undefined',
    ]);
  });
});

describe('of a job cut off in the middle', () => {
  const log = logOf('fat-latency');
  const events = readEvents('fat-latency');
  const evidence = { ...evidenceIn(recorded('fat-latency-running'), Number.MAX_SAFE_INTEGER, events), readAtMs: 0 };
  const [stage] = log.stages;
  const cutAtMs = Math.max(...evidence.stages.map(({ newestLaunchAtMs = 0 }) => newestLaunchAtMs));
  const live = {
    ...evidence,
    readAtMs: cutAtMs,
    application: { ...evidence.application, isLive: true },
  };
  const sample: Sample = { way: 'driver', nowMs: cutAtMs, evidence: live };
  const job = { log, maxTaskSlots: 24, isHomogeneous: true };

  test('the bound is held to the end of the last task', () => {
    const judged = judgeBound('driver', [sample], job);
    expect(judged).toMatchObject({ samples: 1, positive: 1, violations: [] });
    expect(judged.tightest).toBeLessThan(1);
    expect(judged.tightest).toBeGreaterThan(0.3);
  });

  test('fails where the job ended earlier than the bound says', () => {
    const earlier = {
      ...log,
      tasks: log.tasks.map((task) => ({ ...task, endedAtMs: Math.min(task.endedAtMs, cutAtMs) })),
    };
    expect(judgeBound('driver', [sample], { ...job, log: earlier }).violations).toEqual([
      expect.stringMatching(/^at least \d+ ms, where 0 ms remained$/),
    ]);
  });

  test('other ways are not counted with it', () => {
    expect(judgeBound('history', [sample], job)).toMatchObject({ samples: 0, violations: [], tightest: undefined });
  });

  test('tasks done lie within what the log had then, and one more does not', () => {
    // The log was cut off at the end of a task, some moments after the newest launch.
    const later = { ...sample, nowMs: cutAtMs + 1000 };
    expect(judgeProgress([later], log)).toEqual({ compared: evidence.stages.length, differing: [], behind: [] });
    const stages = live.stages.map((one) =>
      one.stageId === stage?.stageId ? { ...one, completedIndices: one.numTasks } : one,
    );
    expect(judgeProgress([{ ...later, evidence: { ...live, stages } }], log).differing).toHaveLength(1);
  });
});
