import { arrive, ended, endedUnseen, shown, started } from '../emr';
import type { WorldStep } from '../steps';
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
  const moves: WorldMove[] = [];
  if (step.hiddenUntil !== undefined) moves.push({ label: `EMR: shows that ${name} has ended`, to: to(shown(step)) });
  const runs = step.state === 'RUNNING' || step.state === 'CANCEL_PENDING';
  if (!runs) return moves;
  for (const state of endsOf(step, lab)) {
    moves.push({ label: `EMR: ${name} is ${state}`, to: to(ended(step, state, world.now)) });
  }
  if (step.cancel === undefined) return moves;
  for (const end of scenario.cancelEnds) {
    if (end === 'CANCELLED' || end === 'FAILED') {
      const label = `EMR: the cancel of ${name} takes effect, it is ${end}`;
      moves.push({ label, to: to(ended(step, end, world.now, step.cancel.by)) });
    }
    if (end === 'unseen') {
      moves.push({
        label: `EMR: the cancel of ${name} takes effect, not shown yet`,
        to: to(endedUnseen(step, world.now)),
      });
    }
  }
  if (scenario.showsPending && step.state === 'RUNNING') {
    moves.push({ label: `EMR: ${name} is CANCEL_PENDING`, to: to({ ...step, state: 'CANCEL_PENDING' }) });
  }
  return moves;
}

function endsOf(step: WorldStep, { scenario }: Lab): readonly ('COMPLETED' | 'FAILED')[] {
  if (step.role === 'root') return scenario.rootEnds;
  return step.role === 'ours' ? scenario.attemptEnds : ['COMPLETED'];
}

function places(world: World, { scenario }: Lab): World {
  return { ...world, steps: started(world.steps, world.now, scenario.stepConcurrency) };
}
