/** Two pieces of work that are timed in turns, so that what else the machine does falls on both. */
export interface Contest {
  readonly name: string;
  readonly baseline: string;
  /** How many turns of each count, and how many before them do not. */
  readonly turns: number;
  readonly warmUp: number;
  readonly work: () => void;
  readonly baselineWork: () => void;
  readonly goal: Goal;
}

/** At most so many times the baseline, or so many milliseconds. */
export type Goal = { readonly timesBaseline: number } | { readonly ms: number };

/** Quartiles of what was measured: a middle, and how far half of the turns lie around it. */
export interface Spread {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
}

export interface Measured {
  readonly contest: Contest;
  /** ms */
  readonly work: Spread;
  /** ms */
  readonly baseline: Spread;
  /** Work ÷ baseline of the same turn. */
  readonly ratio: Spread;
  /** The very first run of the work in this process, ms. */
  readonly first: number;
}

export function measure(contest: Contest): Measured {
  const first = timed(contest.work);
  const work: number[] = [];
  const baseline: number[] = [];
  for (let turn = -contest.warmUp; turn < contest.turns; turn++) {
    // Whoever goes second finds warmer caches: they take turns in that too.
    const workFirst = turn % 2 === 0;
    const a = timed(workFirst ? contest.work : contest.baselineWork);
    const b = timed(workFirst ? contest.baselineWork : contest.work);
    if (turn < 0) continue;
    work.push(workFirst ? a : b);
    baseline.push(workFirst ? b : a);
  }
  const ratios = work.map((ms, i) => ms / (baseline[i] ?? Number.NaN));
  return { contest, work: spreadOf(work), baseline: spreadOf(baseline), ratio: spreadOf(ratios), first };
}

/** Whether the goal is missed by more than the noise: even the faster quarter of the turns is above it. */
export function isMissed({ contest, work, ratio }: Measured): boolean {
  return 'ms' in contest.goal ? work.lower > contest.goal.ms : ratio.lower > contest.goal.timesBaseline;
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  return { lower: at(0.25), median: at(0.5), upper: at(0.75) };
}
