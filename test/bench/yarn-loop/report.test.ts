import { describe, expect, test } from 'vitest';
import { KINDS, type Kind, SPECS } from '../../../bench/yarn-loop/kinds';
import type { MeasuredRun } from '../../../bench/yarn-loop/measured';
import { type Result, reportOf } from '../../../bench/yarn-loop/report';
import type { YarnApplication } from '../../../bench/yarn-loop/resource-manager';

const figures = (taskSlots: number) => ({
  executors: 4,
  containers: 5,
  allocatedMB: 95_616,
  totalMB: 98_304,
  allocatedVcores: 29,
  shownVcores: 64,
  totalVcores: 64,
  taskSlots,
});

const run = (what: string, taskSlots: number, jobSeconds: number): MeasuredRun => ({
  what,
  executor: { cores: 7, memoryMiB: 19_456, overheadMiB: 4224 },
  state: 'COMPLETED',
  stepSeconds: jobSeconds + 20,
  jobSeconds,
  predicted: figures(taskSlots),
  actual: figures(taskSlots),
  fillSeconds: 2,
});

const MINUTE_MS = 60_000;
const CANCELLED_LATE = {
  kind: 'decision',
  action: 'cancel',
  elapsedMinutes: 85,
  remainingMinutes: 215,
  paysAboveMinutes: 154,
  jobSource: 'driver',
} as const;

/** As predicted, whatever the kind. */
function result(kind: Kind, changes: Partial<Result> = {}): Result {
  const { ends, exits, applications, worksDone, outcome, watchedFromMinutes, workMinutes } = SPECS[kind];
  const ids = ends.map((_, i) => `s-${i}`);
  const end = { kind: 'decision', state: 'verifying', next: outcome === 'guard-refused' ? 'held' : 'closed' } as const;
  return {
    kind,
    command: 'npm run bench:yarn',
    wallSeconds: 1,
    machineCores: 2,
    outside: [],
    startSeconds: 1,
    closed: { killed: 0, left: 0, stopSeconds: 1 },
    runs: [],
    applications: applications.map(application),
    worksDone,
    loop: {
      scale: 20,
      events: exits.map((exit, i) => ({ atMs: 0, stepId: `s-${i + 1}`, what: 'process-ended', exit })),
      steps: ends.map((state, i) => ({ id: `s-${i}`, state })),
      guards: ids.slice(1).map((stepId) => ({ stepId, said: [] })),
      lines: [
        ...(watchedFromMinutes === undefined ? [] : [{ atMs: 85 * MINUTE_MS, line: CANCELLED_LATE }]),
        { atMs: 90 * MINUTE_MS, line: { ...end, reason: outcome } },
      ],
      ticks: 1,
      failures: [],
    },
    ...(watchedFromMinutes !== undefined && { workMinutes }),
    ...changes,
  };
}

function application(ended: string, i: number): YarnApplication {
  const [state = '', finalStatus = ''] = ended.split(' / ');
  const id = `application_1_${i + 1}`;
  return { id, name: 'latency-bound', state, finalStatus, startedTime: i, finishedTime: i, applicationTags: '' };
}

const problems = (kind: Kind, changes?: Partial<Result>): readonly string[] => reportOf(result(kind, changes)).problems;

describe('a bench that did not go as predicted says', () => {
  test('that a job found late was restarted without its own figures, on too high ones, or for nothing', () => {
    expect(problems('late', { loop: result('client-mode').loop })).toContain(
      'it was not cancelled on figures of the job',
    );
    expect(problems('late', { workMinutes: 250 })).toContain('more was said to remain than did');
    const { loop } = result('late');
    const events = [{ atMs: 301 * MINUTE_MS, stepId: 's-1', what: 'COMPLETED' }] as const;
    expect(problems('late', { loop: { ...loop, events } })).toContain('the restart did not pay');
  });

  test('nothing where it did', () => {
    expect(problems('speed', { runs: [run('fat, to its end', 28, 210), run('8 cores', 56, 110)] })).toEqual([]);
    for (const kind of KINDS) expect(problems(kind)).toEqual([]);
  });

  test('that a figure differs from its prediction', () => {
    const fat = run('fat, to its end', 28, 210);
    expect(problems('speed', { runs: [{ ...fat, actual: { ...figures(28), allocatedMB: 95_615 } }] })).toHaveLength(1);
  });

  test('that a run reached too little of the ideal ratio: 90 % with 8 cores, 85 % where the remediator chose', () => {
    const fat = run('fat, to its end', 28, 200);
    expect(problems('speed', { runs: [fat, run('8 cores', 56, 111.2)] })[0]).toContain('89.9 %');
    expect(problems('speed', { runs: [fat, run('cured by the remediator', 56, 117)] })).toEqual([]);
    expect(problems('speed', { runs: [fat, run('cured by the remediator', 56, 118)] })[0]).toContain('84.7 %');
  });

  test('that the steps ended otherwise: a second copy, one too few, another state', () => {
    const ended = (kind: Kind, ...states: string[]) => {
      const { loop } = result(kind);
      return problems(kind, { loop: { ...loop, steps: states.map((state, i) => ({ id: `s-${i}`, state })) } });
    };
    expect(ended('driver', 'FAILED', 'COMPLETED')).toEqual(["the loop's steps ended FAILED, COMPLETED, not FAILED"]);
    expect(ended('two-candidates', 'CANCELLED')).toHaveLength(1);
    expect(ended('client-mode', 'CANCELLED', 'FAILED')).toHaveLength(1);
  });

  test('that a guard ended with another code, or the remediator with another word', () => {
    const { loop } = result('two-candidates');
    const events = [{ atMs: 0, stepId: 's-1', what: 'process-ended', exit: 0 }] as const;
    expect(problems('two-candidates', { loop: { ...loop, events } })).toEqual([
      'its guarded steps ended with 0, not 75',
    ]);
    expect(problems('two-candidates', { loop: { ...loop, lines: result('cluster-mode').loop.lines } })).toEqual([
      'the remediator ended it with improved, not guard-refused',
    ]);
  });

  test('that the cancelled application went on, or did the work as well', () => {
    const applications = ['FINISHED / SUCCEEDED', 'FINISHED / SUCCEEDED'].map(application);
    expect(problems('cluster-mode', { applications, worksDone: 2 })).toEqual([
      'its applications ended FINISHED / SUCCEEDED, FINISHED / SUCCEEDED, not KILLED / KILLED, FINISHED / SUCCEEDED',
      'the number of applications in which the job got to its end is 2, not 1',
    ]);
  });

  test('that a process or a file is left, or an invocation failed', () => {
    expect(problems('driver', { closed: { killed: 3, left: 1, stopSeconds: 1 } })).toEqual(['1 processes are left']);
    expect(problems('driver', { outside: ['/tmp/hsperfdata_me'] })).toEqual([
      'new in the temporary or the home folder: /tmp/hsperfdata_me',
    ]);
    expect(problems('driver', { loop: { ...result('driver').loop, failures: ['TypeError'] } })).toHaveLength(1);
  });
});
