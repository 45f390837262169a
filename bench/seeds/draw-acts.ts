import type { Dice } from '../yarn-oracle/dice';
import type { Act, ActKind, Moment } from './plan';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

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

/** What others do in a life that dwells on nothing. */
export function drawActs(roll: Dice): Act[] {
  const acts: Act[] = [];
  for (let i = roll.pick([0, 0, 1, 1, 2]); i > 0; i--) {
    const kind = roll.pick(PEOPLE);
    const earlier = acts.at(-1)?.moment;
    // An operator and an orchestrator may act in the same moment.
    const moment = earlier !== undefined && roll.chance(0.3) ? earlier : drawMoment(roll);
    acts.push({ kind, moment });
    if (kind === 'pull-lever') acts.push({ kind: 'free-lever', moment: { ...moment, ms: moment.ms + 3 * HOUR } });
  }
  if (roll.chance(0.15))
    acts.push({ kind: roll.pick(['delete-row', 'restore-row', 'restore-fencing']), moment: drawMoment(roll) });
  if (roll.chance(0.5)) acts.push({ kind: 'release', moment: { kind: 'at', ms: roll.int(4, 17) * HOUR } });
  return acts;
}

/** Somebody who is told of a finding approves, at once or late, and perhaps once more. */
export function drawApprovals(roll: Dice): Act[] {
  return Array.from({ length: roll.int(1, 2) }, (): Act => {
    const moment: Moment = { kind: 'after', call: 'finding', ms: roll.logInt(1000, 40 * MINUTE) };
    return { kind: 'approve', moment };
  });
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
