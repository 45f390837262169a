import { OPT_IN_TAG, optInValue } from '../../lib/remedy';
import { parseScenario, type Scenario } from '../../lib/simulator';
import { type FactValue, OPEN_FACTS, withFacts } from '../../lib/simulator/scenario/open-facts';
import type { Dice } from '../yarn-oracle/dice';
import { type DrawnStep, drawStep, type Nodes } from './draw-jobs';
import { FOCUSES, type Focus } from './focus';
import type { FocusName } from './plan';

interface Drawn {
  readonly seed: number;
  readonly focus: FocusName;
  readonly hasGuard: boolean;
  readonly canary: string;
  /** For how long things take. */
  readonly timing: Dice;
}

/** The cluster of a life and its jobs; where the life dwells on something, the first job is one that the remediator cuts. */
export function drawScenario(roll: Dice, { seed, focus: name, hasGuard, canary, timing }: Drawn): Scenario {
  const focus: Focus | undefined = name === 'anything' ? undefined : FOCUSES[name];
  const isUsual = (share: number): boolean => focus !== undefined || roll.chance(share);
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
    calculator: isUsual(0.85) ? 'dominant' : 'default',
    tags: { [OPT_IN_TAG]: isUsual(0.95) ? optInValue('rehearsal') : roll.pick(['off', optInValue('other')]) },
    mode: isUsual(0.85) ? 'remediate' : roll.pick(['approve', 'approve', 'approve', 'advise', 'off']),
    ...(focus === undefined
      ? { steps: drawSteps(roll, nodes, canary), faults: drawFaults(roll) }
      : oneToCut(roll, nodes, canary, hasGuard)),
    timing: drawTiming(roll, timing),
    stepConcurrency: isUsual(0.85) ? 1 : roll.int(2, 3),
    ...(isUsual(0.9) ? {} : { managedScaling: drawLimits(roll, nodes.count) }),
    events: isUsual(0.7) ? [] : drawEvents(roll, tasks),
    // A job that ends just when it is cancelled.
    reactions:
      focus === undefined && roll.chance(0.1)
        ? [{ states: ['CANCEL_PENDING'], event: { kind: 'end-step', outcome: 'COMPLETED' } }]
        : [],
  });
  return withFacts(drawn, drawFacts(roll, focus, hasGuard));
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

/** A job that is cut within its first hour, perhaps with another behind it: one that says that enough remains, or one that says nothing. */
function oneToCut(roll: Dice, nodes: Nodes, canary: string, hasGuard: boolean): object {
  const isSilent = roll.chance(0.6);
  const kind = hasGuard && roll.chance(0.3) ? 'cluster' : 'stuck';
  const minutes = isSilent ? roll.int(70, 110) : roll.int(120, 170);
  const { step } = drawStep(roll, nodes, 'job0', canary, { kind, minutes });
  const first = { ...step, submittedAtMinutes: 0 };
  const later = drawStep(roll, nodes, 'job1', canary).step;
  const steps = roll.chance(0.3) ? [first, { ...later, submittedAtMinutes: roll.int(30, minutes) }] : [first];
  return { steps, faults: isSilent ? { sparkUi: { driver: 'absent', persistent: 'absent' } } : {} };
}

function drawLimits(roll: Dice, nodes: number): object {
  const maximumNodes = nodes + roll.int(0, 4);
  return { minimumNodes: roll.int(1, nodes), maximumNodes, maximumCoreNodes: roll.int(nodes, maximumNodes) };
}

/** What happens to the cluster by itself: spot nodes go, the level of concurrency changes, addresses end. */
function drawEvents(roll: Dice, tasks: number): object[] {
  const kinds = [
    ...(tasks > 0 ? [{ kind: 'lose-nodes', group: 1, count: roll.int(1, tasks), replaced: roll.chance(0.6) }] : []),
    { kind: 'restart-web-interfaces' },
    { kind: 'step-concurrency', level: roll.int(1, 3) },
  ];
  const times = Array.from({ length: roll.int(1, 3) }, () => roll.int(15, 200)).sort((a, b) => a - b);
  return times.map((atMinutes) => ({ atMinutes, event: roll.pick(kinds) }));
}

function drawFaults(roll: Dice): object {
  const answers = ['answers', 'answers', 'nonsense', 'silent', 'absent'] as const;
  return { sparkUi: { driver: roll.pick(answers), persistent: roll.pick(answers) } };
}

/**
 * A value of each open fact, most often the usual one. Where no guard can work, a driver that outlives its signal for longer than the remediator
 * waits is a risk that its owners are told of.
 */
function drawFacts(roll: Dice, focus: Focus | undefined, hasGuard: boolean): FactValue[] {
  return OPEN_FACTS.flatMap(({ id, values }) => {
    const asked = focus?.facts[id];
    if (asked !== undefined) return roll.pick(asked.flatMap((i) => values[i] ?? []));
    const possible = values.filter(({ needsGuard }) => hasGuard || needsGuard !== true);
    const [usual] = possible;
    if (usual === undefined) return [];
    const share = usualShare(possible);
    // What hides a finding, or ends the cluster, is for the lives that dwell on nothing.
    if (focus !== undefined && share > 0.5) return [usual];
    return [roll.chance(share) ? usual : roll.pick(possible)];
  });
}

/** Where a cluster ends by itself nothing is ever cut, and little where figures are missing; what a cancel does matters only after one. */
function usualShare(values: readonly FactValue[]): number {
  if (values.some(({ autoTerminate }) => autoTerminate)) return 0.95;
  if (values.some(({ timing }) => timing?.guardTools === 'absent')) return 0.7;
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
