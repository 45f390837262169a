import { arrive, ended, endedUnseen, leaving, places, shown } from '../emr';
import { guardMoves } from '../guard';
import type { Scenario } from '../scenario';
import type { Left, WorldStep } from '../steps';
import { type World, withStep } from '../world';
import type { Lab, WorldMove } from './lab';

const NAMED: Readonly<Record<WorldStep['role'], string>> = {
  root: 'the root step',
  ours: 'the attempt',
  successor: 'the successor',
  rerun: "the orchestrator's copy",
  clone: 'the clone of the attempt',
  spoof: 'the step with the copied marker',
};

export const nameOf = ({ role }: WorldStep): string => NAMED[role];

/** What EMR may do next of its own accord. */
export function emrMoves(world: World, lab: Lab): WorldMove[] {
  const moves: WorldMove[] = [];
  for (const [index, { call }] of world.wires.entries()) {
    const wires = world.wires.filter((_, i) => i !== index);
    const what = call.kind === 'cancel' ? 'CancelSteps' : 'AddJobFlowSteps';
    moves.push({
      label: `EMR: a late ${what} arrives (${index + 1})`,
      to: places(arrive({ ...world, wires }, call), lab),
    });
  }
  for (const step of world.steps) moves.push(...stepMoves(world, step, lab));
  return moves;
}

function stepMoves(world: World, step: WorldStep, lab: Lab): WorldMove[] {
  const { scenario } = lab;
  const name = nameOf(step);
  const to = (changed: WorldStep): World => places(withStep(world, changed), lab);
  const moves: WorldMove[] = guardMoves(world, step, lab);
  if (step.hiddenUntil !== undefined) moves.push({ label: `EMR: shows that ${name} has ended`, to: to(shown(step)) });
  if (step.left === 'lives' && scenario.leftBehind.includes('succeeded')) {
    moves.push({ label: `YARN: what ${name} has left succeeds`, to: to({ ...step, left: 'succeeded' }) });
  }
  const runs = step.state === 'RUNNING' || step.state === 'CANCEL_PENDING';
  if (!runs) return moves;
  moves.push(...endings(world, step, lab));
  if (step.cancel === undefined) return moves;
  for (const end of scenario.cancelEnds) moves.push(...cancelEndings(world, step, end, lab));
  if (scenario.showsPending && step.state === 'RUNNING') {
    moves.push({ label: `EMR: ${name} is CANCEL_PENDING`, to: to({ ...step, state: 'CANCEL_PENDING' }) });
  }
  return moves;
}

/** How it may end by itself; a step that fails may leave its application behind, as one that is cancelled. */
function endings(world: World, step: WorldStep, lab: Lab): WorldMove[] {
  if (step.waits) return [];
  return endsOf(step, lab).flatMap((state) =>
    leftBehind(state, step, lab).map((left) => ({
      label: `EMR: ${nameOf(step)} is ${state}${saysLeft(left)}`,
      to: places(withStep(world, leaving(left, ended(step, state, world.now))), lab),
    })),
  );
}

function cancelEndings(world: World, step: WorldStep, end: Scenario['cancelEnds'][number], lab: Lab): WorldMove[] {
  if (end === 'never') return [];
  const says = end === 'unseen' ? 'not shown yet' : `it is ${end}`;
  return leftBehind('CANCELLED', step, lab).map((left) => {
    const gone = end === 'unseen' ? endedUnseen(step, world.now) : ended(step, end, world.now, step.cancel?.by);
    return {
      label: `EMR: the cancel of ${nameOf(step)} takes effect, ${says}${saysLeft(left)}`,
      to: places(withStep(world, leaving(left, gone)), lab),
    };
  });
}

/** What it may leave on YARN. */
function leftBehind(state: WorldStep['state'], { waits }: WorldStep, { scenario }: Lab): readonly (Left | undefined)[] {
  const nothing = state === 'COMPLETED' || waits || scenario.leftBehind.length === 0;
  return nothing ? [undefined] : scenario.leftBehind;
}

const saysLeft = (left: Left | undefined): string => (left === undefined ? '' : `; its application: ${left}`);

function endsOf(step: WorldStep, { scenario }: Lab): readonly ('COMPLETED' | 'FAILED')[] {
  if (step.role === 'root') return scenario.rootEnds;
  return step.role === 'ours' ? scenario.attemptEnds : ['COMPLETED'];
}
