import { describe, expect, test } from 'vitest';
import { KINDS, type Kind, SPECS } from '../../../bench/yarn-loop/kinds';
import type { MeasuredRun } from '../../../bench/yarn-loop/measured';
import { type Result, reportOf } from '../../../bench/yarn-loop/report';

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
  const { ends, refusedBy, late } = SPECS[kind];
  const refused = {
    kind: 'decision',
    tier: refusedBy?.tier,
    refusals: refusedBy === undefined ? [] : [{ gate: refusedBy.gate, reason: 'x' }],
    arithmetic: [],
  } as const;
  return {
    kind,
    command: 'npm run bench:yarn',
    wallSeconds: 1,
    machineCores: 2,
    outside: [],
    startSeconds: 1,
    closed: { killed: 0, left: 0, stopSeconds: 1 },
    runs: [],
    loop: {
      scale: 20,
      events: [],
      steps: ends.map((state, i) => ({ id: `s-${i}`, state })),
      lines: [
        { atMs: 0, line: refused },
        ...(late === undefined ? [] : [{ atMs: 85 * MINUTE_MS, line: CANCELLED_LATE }]),
      ],
      ticks: 1,
      failures: [],
    },
    ...(late && { workMinutes: late.workMinutes }),
    ...changes,
  };
}

const problems = (kind: Kind, changes?: Partial<Result>): readonly string[] => reportOf(result(kind, changes)).problems;

describe('a bench that did not go as predicted says', () => {
  test('that a job found late was restarted without its own figures, on too high ones, or for nothing', () => {
    expect(problems('late', { loop: result('dominant').loop })).toContain('it was not cancelled on figures of the job');
    expect(problems('late', { workMinutes: 250 })).toContain('more was said to remain than did');
    const { loop } = result('late');
    const events = [{ atMs: 301 * MINUTE_MS, stepId: 's-1', what: 'COMPLETED' }] as const;
    expect(problems('late', { loop: { ...loop, events } })).toContain('the restart did not pay');
  });

  test('nothing where it did', () => {
    expect(problems('dominant', { runs: [run('fat, to its end', 28, 210), run('8 cores', 56, 110)] })).toEqual([]);
    for (const kind of KINDS) expect(problems(kind)).toEqual([]);
  });

  test('that a figure differs from its prediction', () => {
    const fat = run('fat, to its end', 28, 210);
    expect(problems('dominant', { runs: [{ ...fat, actual: { ...figures(28), allocatedMB: 95_615 } }] })).toHaveLength(
      1,
    );
  });

  test('that a run reached too little of the ideal ratio: 90 % with 8 cores, 85 % where the remediator chose', () => {
    const fat = run('fat, to its end', 28, 200);
    expect(problems('dominant', { runs: [fat, run('8 cores', 56, 111.2)] })[0]).toContain('89.9 %');
    expect(problems('dominant', { runs: [fat, run('cured by the remediator', 56, 117)] })).toEqual([]);
    expect(problems('dominant', { runs: [fat, run('cured by the remediator', 56, 118)] })[0]).toContain('84.7 %');
  });

  test('that the steps ended otherwise: a second copy, one too few, another state', () => {
    const ended = (kind: Kind, ...states: string[]) => {
      const { loop } = result(kind);
      return problems(kind, { loop: { ...loop, steps: states.map((state, i) => ({ id: `s-${i}`, state })) } });
    };
    expect(ended('driver', 'FAILED', 'COMPLETED')).toEqual(["the loop's steps ended FAILED, COMPLETED, not FAILED"]);
    expect(ended('default', 'CANCELLED', 'COMPLETED')).toHaveLength(1);
    expect(ended('rm', 'CANCELLED')).toHaveLength(1);
    expect(ended('dominant', 'CANCELLED', 'FAILED')).toHaveLength(1);
  });

  test('that a process or a file is left, or an invocation failed', () => {
    expect(problems('rm', { closed: { killed: 3, left: 1, stopSeconds: 1 } })).toEqual(['1 processes are left']);
    expect(problems('rm', { outside: ['/tmp/hsperfdata_me'] })).toEqual([
      'new in the temporary or the home folder: /tmp/hsperfdata_me',
    ]);
    expect(problems('rm', { loop: { ...result('rm').loop, failures: ['TypeError'] } })).toHaveLength(1);
  });

  test('that a refusal came from another gate, from several, or at another tier', () => {
    const told = (kind: Kind, line: object) => {
      const { loop } = result(kind);
      return problems(kind, { loop: { ...loop, lines: [{ atMs: 0, line: { kind: 'decision', ...line } }] } });
    };
    expect(told('cluster-mode', { tier: 'T2', refusals: [{ gate: 'mode' }] })).toEqual([
      'no finding of tier T2 was refused by no-fence alone',
    ]);
    expect(told('default', { tier: 'T2', refusals: [{ gate: 'calculator-not-dominant' }] })).toHaveLength(1);
    const both = [{ gate: 'calculator-not-dominant' }, { gate: 'cpu-busy' }];
    expect(told('default', { tier: 'T1', refusals: both })).toHaveLength(1);
  });
});
