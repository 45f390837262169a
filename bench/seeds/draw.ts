import { OPT_IN_TAG, optInValue } from '../../lib/remedy';
import { parseScenario, type Scenario } from '../../lib/simulator';
import { type FactValue, OPEN_FACTS, withFacts } from '../../lib/simulator/scenario/open-facts';
import { type Dice, dice } from '../yarn-oracle/dice';
import { type DrawnStep, drawStep, type Nodes } from './draw-jobs';
import type { Act, ActKind, Moment, Plan, Storm } from './plan';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How long every life lasts at least. */
const LIFE_MS = 24 * HOUR;
/** Faults end here; what is under way then has to come to its end. */
const CALM_MS = 18 * HOUR;

/** The life of a seed: everything that is decided beforehand. */
export function drawPlan(seed: number): Plan {
  const roll = dice(seed, 0);
  const canary = `canary${((seed * 0x9e3779b1) >>> 0).toString(36)}`;
  const sandboxes = roll.pick([1, 1, 2, 3]);
  const isSkewed = roll.chance(0.5);
  return {
    seed,
    scenario: drawScenario(roll, seed, canary),
    calmFromMs: CALM_MS,
    endMs: LIFE_MS,
    sandboxes,
    skewsMs: [0, 1, 2, 3].map(() => (isSkewed ? roll.int(-30_000, 30_000) : 0)),
    lostTicks: roll.pick([0, 0.3, 0.5, 0.7]),
    doubleTicks: roll.pick([0, 0, 0.2, 0.5]),
    kills: roll.pick([0, 0, 0.05, 0.3, 0.6]),
    storms: drawStorms(roll),
    acts: drawActs(roll),
    orchestratorPollMs: roll.chance(0.15) ? roll.int(10, 300) * 1000 : undefined,
    hasSecondStack: roll.chance(0.1),
    writeFaults: roll.pick([0, 0, 0.3]),
    canary,
  };
}

function drawScenario(roll: Dice, seed: number, canary: string): Scenario {
  const instanceType = roll.pick(['r5.4xlarge', 'r5.4xlarge', 'r5.2xlarge', 'm5.4xlarge', 'r6g.4xlarge']);
  const nodes: Nodes = { instanceType, count: roll.int(3, 12) };
  const tasks = roll.chance(0.3) ? Math.floor(nodes.count / 2) : 0;
  const drawn = parseScenario({
    schemaVersion: 1,
    name: `seed ${seed}`,
    release: roll.pick(['emr-7.9.0', 'emr-7.9.0', 'emr-7.0.0', 'emr-6.15.0']),
    nodes: [
      { instanceType, count: nodes.count - tasks },
      ...(tasks > 0 ? [{ instanceType, count: tasks, role: 'task' }] : []),
    ],
    calculator: roll.chance(0.85) ? 'dominant' : 'default',
    tags: { [OPT_IN_TAG]: roll.chance(0.95) ? optInValue('rehearsal') : roll.pick(['off', optInValue('other')]) },
    mode: roll.chance(0.95) ? 'remediate' : roll.pick(['advise', 'off']),
    steps: drawSteps(roll, nodes, canary),
    faults: drawFaults(roll),
    timing: drawTiming(roll, dice(seed, 2)),
    stepConcurrency: roll.chance(0.9) ? 1 : roll.int(2, 3),
  });
  return withFacts(drawn, drawFacts(roll));
}

function drawSteps(roll: Dice, nodes: Nodes, canary: string): object[] {
  const drawn: DrawnStep[] = [];
  const steps: object[] = [];
  let atMinutes = roll.int(0, 60);
  for (let i = roll.pick([1, 1, 2, 2, 3]); i > 0; i--) {
    const earlier = drawn.at(-1);
    const one =
      earlier !== undefined && roll.chance(0.2) ? earlier : drawStep(roll, nodes, `job${drawn.length}`, canary);
    drawn.push(one);
    steps.push({ ...one.step, submittedAtMinutes: atMinutes });
    atMinutes += roll.chance(0.25) ? roll.int(1, 60) : one.minutes + roll.int(5, 120);
  }
  return steps;
}

function drawFaults(roll: Dice): object {
  const answers = ['answers', 'answers', 'nonsense', 'silent', 'absent'] as const;
  return { sparkUi: { driver: roll.pick(answers), persistent: roll.pick(answers) } };
}

/**
 * A value of each open fact, most often the usual one. A driver that outlives its signal for longer than the remediator waits is a risk that
 * its owners are told of.
 */
function drawFacts(roll: Dice): FactValue[] {
  return OPEN_FACTS.flatMap(({ values }) => {
    const possible = values.filter(({ timing }) => timing?.clientApplicationAfterCancel !== 'lives');
    const [usual] = possible;
    if (usual === undefined) return [];
    return [roll.chance(usualShare(possible)) ? usual : roll.pick(possible)];
  });
}

/** Where a cluster ends by itself nothing is ever cut, and little where figures are missing; what a cancel does matters only after one. */
function usualShare(values: readonly FactValue[]): number {
  if (values.some(({ autoTerminate }) => autoTerminate)) return 0.95;
  return values.some(({ faults }) => faults) ? 0.8 : 0.3;
}

/** What the open facts do not say of how long things take. */
function drawTiming(roll: Dice, starts: Dice): object {
  return {
    cancelSignalMs: roll.pick([0, 5000, 30_000, 60_000]),
    processExitMs: roll.pick([0, 10_000, 45_000, 400_000]),
    persistentUiStartMs: roll.pick([0, 120_000, 180_000]),
    stepStartMs: starts.pick([1000, 10_000]),
    applicationStartMs: starts.pick([2000, 6000, 15_000]),
  };
}

function drawStorms(roll: Dice): Storm[] {
  return Array.from({ length: roll.int(0, 3) }, () => {
    const fromMs = roll.int(0, CALM_MS - 1);
    const rate = roll.pick([0.01, 0.05, 0.2, 0.5]);
    return { fromMs, toMs: Math.min(CALM_MS, fromMs + roll.logInt(10, 1080) * MINUTE), rate };
  });
}

const PEOPLE: readonly ActKind[] = [
  'cancel-running',
  'cancel-running',
  'cancel-attempt',
  'add-successor',
  'add-successor',
  'clone-root',
  'clone-attempt',
  'pull-lever',
  'opt-out',
  'end-cluster',
  'resize',
];

function drawActs(roll: Dice): Act[] {
  const acts: Act[] = [];
  for (let i = roll.pick([0, 0, 1, 1, 2]); i > 0; i--) {
    const kind = roll.pick(PEOPLE);
    const moment = drawMoment(roll);
    acts.push({ kind, moment });
    if (kind === 'pull-lever') acts.push({ kind: 'free-lever', moment: { ...moment, ms: moment.ms + 3 * HOUR } });
  }
  if (roll.chance(0.15)) acts.push({ kind: roll.pick(['delete-row', 'restore-row']), moment: drawMoment(roll) });
  if (roll.chance(0.5)) acts.push({ kind: 'release', moment: { kind: 'at', ms: roll.int(4, 17) * HOUR } });
  return acts;
}

/** Most look for the moments in which something is under way. */
function drawMoment(roll: Dice): Moment {
  if (roll.chance(0.25)) return { kind: 'at', ms: roll.int(20, 600) * MINUTE };
  return {
    kind: 'after',
    call: roll.pick(['CancelSteps', 'CancelSteps', 'AddJobFlowSteps']),
    ms: roll.logInt(1, 600_000),
  };
}
