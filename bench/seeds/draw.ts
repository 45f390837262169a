import type { Scenario } from '../../lib/simulator';
import { type Dice, dice } from '../yarn-oracle/dice';
import { drawActs, drawApprovals } from './draw-acts';
import { drawScenario } from './draw-scenario';
import { FAULTS } from './fault-kinds';
import { FOCUSES } from './focus';
import { FOCUS_NAMES, type FocusName, type Plan, type Storm } from './plan';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How long every life lasts at least. */
const LIFE_MS = 24 * HOUR;
/** Faults end here; what is under way then has to come to its end. */
const CALM_MS = 18 * HOUR;
/** The second of two ticks comes within what an invocation works at most. */
const MAX_DOUBLE_AFTER_MS = 150_000;

/** A third of the lives dwell on nothing. */
const FOCI: readonly FocusName[] = ['anything', 'anything', ...FOCUS_NAMES];

/** The life of a seed: everything that is decided beforehand. */
export function drawPlan(seed: number): Plan {
  const roll = dice(seed, 0);
  const canary = `canary${((seed * 0x9e3779b1) >>> 0).toString(36)}`;
  const focus = roll.pick(FOCI);
  const isSkewed = roll.chance(0.5);
  const hasGuard = roll.chance(0.5);
  const drawn = (): Scenario => drawScenario(roll, { seed, focus, hasGuard, canary, timing: dice(seed, 2) });
  const scenario = drawn();
  const count = focus === 'anything' && roll.chance(0.2) ? roll.int(1, 2) : 0;
  const plan: Plan = {
    seed,
    focus,
    scenario,
    hasGuard,
    neighbours: Array.from({ length: count }, drawn),
    watchesTag: roll.chance(0.15),
    calmFromMs: CALM_MS,
    endMs: LIFE_MS,
    firstTickMs: focus === 'anything' ? roll.pick([0, 20, 40]) * MINUTE : roll.int(20, 45) * MINUTE,
    sandboxes: roll.pick([1, 1, 2, 3]),
    skewsMs: [0, 1, 2, 3].map(() => (isSkewed ? roll.int(-30_000, 30_000) : 0)),
    lostTicks: roll.pick([0, 0.3, 0.5, 0.7]),
    doubleTicks: roll.pick([0, 0, 0.2, 0.5]),
    doubleWithinMs: MAX_DOUBLE_AFTER_MS,
    kills: roll.pick([0, 0, 0.05, 0.3, 0.6]),
    storms: drawStorms(roll),
    acts: [...drawActs(roll), ...(scenario.mode === 'approve' ? drawApprovals(roll) : [])],
    orchestratorPollMs: roll.chance(0.15) ? roll.int(10, 300) * 1000 : undefined,
    hasSecondStack: roll.chance(0.1),
    canary,
  };
  return focus === 'anything' ? plan : { ...plan, ...FOCUSES[focus].knobs(roll, ALL_DAY) };
}

const ALL_DAY: Storm = { target: 'everything', fromMs: 0, toMs: CALM_MS, rate: 1, kinds: FAULTS };

function drawStorms(roll: Dice): Storm[] {
  const storms = Array.from({ length: roll.int(0, 3) }, (): Storm => {
    const fromMs = roll.int(0, CALM_MS - 1);
    const rate = roll.pick([0.01, 0.05, 0.2, 0.5]);
    const toMs = Math.min(CALM_MS, fromMs + roll.logInt(10, 1080) * MINUTE);
    return { target: roll.pick(['everything', 'everything', 'ledger']), fromMs, toMs, rate, kinds: FAULTS };
  });
  const ofWrites: Storm[] = roll.chance(2 / 3) ? [{ ...ALL_DAY, target: 'writes', rate: 0.5 }] : [];
  return [...storms, ...ofWrites];
}
