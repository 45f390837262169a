import { describe, expect, test } from 'vitest';
import type { MeasuredRun } from '../../bench/yarn-loop/measured';
import { type Kind, type Result, reportOf } from '../../bench/yarn-loop/report';

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

const submitted = (stepId: string) => ({ atMs: 0, stepId, what: 'PENDING' }) as const;

function result(kind: Kind, changes: Partial<Result> = {}): Result {
  return {
    kind,
    command: 'npm run bench:yarn',
    wallSeconds: 1,
    fatSeconds: 1,
    startSeconds: 1,
    closed: { killed: 0, left: 0, stopSeconds: 1 },
    runs: [],
    loop: {
      scale: 20,
      events: [],
      steps: [{ id: 's-1', state: 'COMPLETED' }],
      lines: [{ atMs: 0, line: { kind: 'decision', tier: 'T2', refusals: [{ gate: 'no-fence' }] } }],
      ticks: 1,
      failures: [],
    },
    ...changes,
  };
}

const problems = (kind: Kind, changes?: Partial<Result>): readonly string[] => reportOf(result(kind, changes)).problems;

describe('a bench that did not go as predicted says', () => {
  test('nothing where it did', () => {
    expect(problems('dominant', { runs: [run('fat, to its end', 28, 210), run('8 cores', 56, 110)] })).toEqual([]);
    expect(problems('cluster-mode')).toEqual([]);
  });

  test('that a figure differs from its prediction', () => {
    const fat = run('fat, to its end', 28, 210);
    expect(problems('dominant', { runs: [{ ...fat, actual: { ...figures(28), allocatedMB: 95_615 } }] })).toHaveLength(
      1,
    );
  });

  test('that a run reached too little of the ideal ratio: 90 % with 8 cores, 85 % where the watchdog chose', () => {
    const fat = run('fat, to its end', 28, 200);
    expect(problems('dominant', { runs: [fat, run('8 cores', 56, 111.2)] })[0]).toContain('89.9 %');
    expect(problems('dominant', { runs: [fat, run('cured by the watchdog', 56, 117)] })).toEqual([]);
    expect(problems('dominant', { runs: [fat, run('cured by the watchdog', 56, 118)] })[0]).toContain('84.7 %');
  });

  test('that a second copy was submitted, or that a process is left', () => {
    const loop = result('driver').loop;
    expect(problems('driver', { loop: { ...loop, events: [submitted('s-1'), submitted('s-2')] } })).toHaveLength(1);
    expect(problems('rm', { closed: { killed: 3, left: 1, stopSeconds: 1 } })).toEqual(['1 processes are left']);
  });

  test('that cluster mode was refused by something else', () => {
    const loop = { ...result('driver').loop, lines: [] };
    expect(problems('cluster-mode', { loop })).toEqual(['cluster mode was not refused as no-fence']);
  });
});
