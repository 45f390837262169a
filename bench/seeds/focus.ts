import type { Dice } from '../yarn-oracle/dice';
import { FAULTS, type FaultKind } from './fault-kinds';
import type { Act, ActKind, FocusName, Moment, Plan, Storm } from './plan';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** How a life is drawn that dwells on something. */
export interface Focus {
  /** Values of open facts to draw from, by their index; all of them where it says nothing. */
  readonly facts: Readonly<Record<string, readonly number[]>>;
  /** What it sets otherwise than a life that dwells on nothing. */
  readonly knobs: (roll: Dice, all: Storm) => Partial<Plan>;
}

/** An answer or an effect that does not come as it should. */
const LOST: readonly FaultKind[] = [
  'lost after effect',
  'lost after effect',
  'error after effect',
  'late effect',
  'late effect',
  'late answer',
  'lost before effect',
];

const after = (call: 'CancelSteps' | 'AddJobFlowSteps', ms: number): Moment => ({ kind: 'after', call, ms });

/** Acts at one moment after a call. */
const acts = (moment: Moment, ...kinds: readonly ActKind[]): Act[] => kinds.map((kind) => ({ kind, moment }));

export const FOCUSES: Readonly<Record<Exclude<FocusName, 'anything'>, Focus>> = {
  /** Invocations that begin in the same moment, and what they wait for between a decision and its call. */
  crossing: {
    facts: { P1: [0], P2: [0, 2], P13: [0, 1, 2] },
    knobs: (roll, all) => ({
      sandboxes: roll.pick([2, 3]),
      lostTicks: 0,
      doubleTicks: 1,
      doubleWithinMs: roll.pick([0, 50, 300, 5 * SECOND]),
      kills: 0,
      // Late answers part invocations that began together.
      storms: roll.chance(0.3) ? [{ ...all, target: 'permission', rate: 0.5, kinds: ['late answer'] }] : [],
      acts: [],
    }),
  },
  /** What becomes of a request that changes the cluster. */
  answers: {
    facts: { P1: [0], P2: [0], P7: [0, 1] },
    knobs: (roll, all) => ({
      kills: roll.pick([0, 0, 0.3]),
      storms: [{ ...all, target: 'writes', rate: roll.pick([0.4, 0.8]), kinds: LOST }],
    }),
  },
  /** Answers that take their time. */
  slow: {
    facts: {},
    knobs: (roll, all) => ({
      lostTicks: 0,
      kills: 0,
      storms: [
        { ...all, target: 'ledger', rate: roll.pick([0.3, 0.6]), kinds: ['late answer'] },
        { ...all, target: 'permission', rate: roll.pick([0.5, 1]), kinds: ['late answer'] },
      ],
    }),
  },
  /** How a cut step ends, and what of it lives on. */
  ends: {
    facts: { P1: [0], P2: [0, 1, 1, 2, 3], P4: [0, 1, 2] },
    knobs: (roll) => ({ kills: roll.pick([0, 0.05]), lostTicks: 0, storms: [], acts: [] }),
  },
  /** A row that others write while a submission is under way, and a ledger that fails. */
  ledger: {
    facts: { P1: [0], P2: [0], P7: [0, 1, 1] },
    knobs: (roll, all) => {
      const endedMs = roll.logInt(5 * SECOND, 10 * MINUTE);
      const isAfterEnd = roll.chance(0.3);
      return {
        // Whoever comes within a minute of a submission does not see it in the list yet.
        sandboxes: 2,
        doubleTicks: 1,
        kills: roll.pick([0, 0, 0.3]),
        lostTicks: 0,
        storms: roll.chance(0.4) ? [{ ...all, target: 'ledger', rate: roll.pick([0.05, 0.3]), kinds: FAULTS }] : [],
        acts: [
          ...acts(after('AddJobFlowSteps', endedMs), ...(isAfterEnd ? (['end-attempt'] as const) : [])),
          ...acts(
            after('AddJobFlowSteps', isAfterEnd ? endedMs + roll.logInt(SECOND, 5 * MINUTE) : roll.logInt(1, MINUTE)),
            roll.pick(['restore-fencing', 'restore-fencing', 'restore-row', 'delete-row']),
          ),
        ],
      };
    },
  },
  /** People and an orchestrator, several in the same moment. */
  people: {
    facts: { P1: [0], P2: [0, 2] },
    knobs: (roll) => ({
      storms: [],
      kills: roll.pick([0, 0.05]),
      orchestratorPollMs: roll.chance(0.4) ? roll.int(1, 60) * SECOND : undefined,
      acts: [1, 2].flatMap(() =>
        acts(
          roll.chance(0.3)
            ? { kind: 'at', ms: roll.int(25, 75) * MINUTE }
            : after(roll.pick(['CancelSteps', 'AddJobFlowSteps']), roll.logInt(1, 5 * MINUTE)),
          roll.pick(['cancel-running', 'add-successor', 'clone-root', 'pull-lever', 'opt-out']),
          roll.pick(['cancel-attempt', 'add-successor', 'clone-attempt', 'clone-root', 'end-cluster']),
        ),
      ),
    }),
  },
};
