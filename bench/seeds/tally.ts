import { grouped, textTable } from '../../lib/render';
import { START_MS } from '../../lib/simulator/world/create';
import { runsSeveral } from './calls';
import { FAULTS, type FaultKind } from './fault-kinds';
import type { Lived } from './life';
import { ACTS, FOCUS_NAMES, type Plan } from './plan';
import { brokenIn } from './promises';

/** What is kept of a life that is over. */
export interface Summary {
  readonly seed: number;
  readonly broken: readonly string[];
  readonly counts: readonly (readonly [string, number])[];
  readonly virtualHours: number;
}

export function summaryOf(lived: Lived): Summary {
  const { plan, record, endedAt } = lived;
  const counts = new Map(record.counts);
  for (const name of drawnIn(plan)) counts.set(name, 1);
  const cut = [...record.cuts.values()].filter(({ who }) => who === 'function').length;
  if (cut > 0) counts.set('steps cut', cut);
  if (record.ours.size > 0) counts.set('resubmissions', record.ours.size);
  if (record.pages.length > 0) counts.set('pages', record.pages.length);
  return {
    seed: plan.seed,
    broken: brokenIn(lived),
    counts: [...counts],
    virtualHours: (endedAt - START_MS) / 3_600_000,
  };
}

/** What a life is, by names of the table. */
function drawnIn(plan: Plan): string[] {
  const { focus, scenario, hasGuard, neighbours, watchesTag, hasSecondStack, skewsMs } = plan;
  const { mode, managedScaling, events } = scenario;
  return [
    `life ${focus}`,
    `life mode ${mode}`,
    `life ${hasGuard ? 'with' : 'without'} a guard`,
    ...(neighbours.length > 0 ? ['life several clusters'] : []),
    ...(watchesTag ? ['life found by tag'] : []),
    ...(managedScaling === undefined ? [] : ['life managed scaling']),
    ...(events.some(({ event }) => event.kind === 'lose-nodes') ? ['life nodes lost'] : []),
    ...(runsSeveral(plan) ? ['life steps side by side'] : []),
    ...(hasSecondStack ? ['life second stack'] : []),
    ...(skewsMs.some((ms) => ms !== 0) ? ['life clocks apart'] : []),
  ];
}

/** Of so many lives at least, where what they met is asked for. */
const MIN_LIVES = 200;

/** Of few requests. */
const RARE: ReadonlySet<FaultKind> = new Set(['stale', 'repeated']);

/** In which share of the lives something has to happen, so that a search in which nothing happens does not pass. */
const MIN_SHARES: Readonly<Record<string, number>> = {
  'steps cut': 0.2,
  resubmissions: 0.15,
  pages: 0.08,
  'row held': 0.03,
  ...Object.fromEntries(FOCUS_NAMES.map((name) => [`life ${name}`, 0.06])),
  'life mode approve': 0.01,
  'life with a guard': 0.3,
  'life without a guard': 0.3,
  'life several clusters': 0.02,
  'life found by tag': 0.02,
  'life managed scaling': 0.01,
  'life nodes lost': 0.001,
  'life steps side by side': 0.02,
  'life second stack': 0.02,
  'life clocks apart': 0.3,
  killed: 0.2,
  'side by side': 0.05,
  'double ticks': 0.2,
  'lost ticks': 0.2,
  ...Object.fromEntries(FAULTS.map((kind) => [`fault ${kind}`, RARE.has(kind) ? 0.005 : 0.05])),
  ...Object.fromEntries(ACTS.map((kind) => [`act ${kind}`, 0.002])),
  'act orchestrator reruns': 0.01,
  // It needs a resubmission that runs at the drawn moment.
  'act clone-attempt': 0.001,
};

/** Ends of a lineage that so many lives have to reach, each at least once. */
const MANY_LIVES = 1000;
const REACHED: readonly string[] = [
  'closed(improved)',
  'closed(failed)',
  'closed(replaced-by-other)',
  'closed(lost:cluster-gone)',
  'closed(aborted:failed-after-cancel)',
  'held(foreign-copy)',
  'held(opt-out-midway)',
  'held(row-lost)',
];

interface Counted {
  times: number;
  lives: number;
}

/** What all lives together met. */
export class Tally {
  private readonly counted = new Map<string, Counted>();
  public lives = 0;
  public virtualHours = 0;
  public readonly broken: Summary[] = [];

  public add(summary: Summary): void {
    this.lives += 1;
    this.virtualHours += summary.virtualHours;
    if (summary.broken.length > 0) this.broken.push(summary);
    for (const [name, times] of summary.counts) {
      const before = this.counted.get(name) ?? { times: 0, lives: 0 };
      this.counted.set(name, { times: before.times + times, lives: before.lives + 1 });
    }
  }

  public times(name: string): number {
    return this.counted.get(name)?.times ?? 0;
  }

  /** What too few lives met; empty where there are too few lives to say. */
  public missing(): string[] {
    if (this.lives < MIN_LIVES) return [];
    const unreached = REACHED.filter((end) => this.lives >= MANY_LIVES && !this.counted.has(end));
    const rare = Object.entries(MIN_SHARES).flatMap(([name, share]) => {
      const lives = this.counted.get(name)?.lives ?? 0;
      const least = Math.floor(share * this.lives);
      return lives < least ? [`${name}: in ${lives} lives, ${least} or more expected`] : [];
    });
    return [...rare, ...unreached.map((end) => `${end}: never reached`)];
  }

  /** Every kind of thing that was met, how often and in how many lives. */
  public table(): string {
    const columns = ['times', 'lives'].map((heading) => ({ heading, align: 'right' as const }));
    const rows = [...this.counted]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { times, lives }]) => [name, grouped(times), grouped(lives)]);
    return textTable([{ heading: 'met' }, ...columns], rows).join('\n');
  }
}
