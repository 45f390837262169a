import type { Outcome } from '../../../lambda/remediator/effects';
import { hear } from '../invocations';
import { performSide, readRow, writeRow } from '../ledger';
import { brokenByAsking, brokenByCall } from '../promises';
import { type Invocation, spent, type World, withInvocation, without } from '../world';
import { callCourses, sent } from './calls';
import type { Course, Lab, WorldMove } from './lab';
import { lookCourses } from './looks';

/** Everything that may become of the next effect of an invocation. */
export function effectMoves(world: World, invocation: Invocation, lab: Lab): WorldMove[] {
  const { name, answer, effect } = invocation;
  if (answer !== undefined) return [told(world, invocation, answer, `${name}: the answer arrives`, lab)];
  const broken = effect.kind === 'call' ? brokenByCall(world, invocation, effect.call, lab) : undefined;
  const moves: WorldMove[] = [];
  for (const { says, world: after, outcome, costs } of coursesOf(world, invocation, lab)) {
    if (costs !== undefined && world.left[costs] <= 0) continue;
    const paid = costs === undefined ? after : spent(after, costs);
    const seen = effect.kind === 'observe' ? { ...invocation, sawAt: world.now } : invocation;
    const hearer = costs === undefined ? seen : { ...seen, disturbed: true as const };
    const label = `${name}: ${says}`;
    moves.push(told(paid, hearer, outcome, label, lab, broken));
    if (costs === undefined && world.left.delays > 0 && world.invocations.length > 1) {
      const to = withInvocation(spent(after, 'delays'), { ...seen, answer: outcome, disturbed: true });
      moves.push({ label: `${label}; the answer is under way`, to, broken });
    }
  }
  if (world.left.crashes > 0) moves.push(...crashes(world, invocation, broken));
  return moves;
}

function told(
  world: World,
  invocation: Invocation,
  outcome: Outcome,
  label: string,
  lab: Lab,
  broken: readonly string[] = [],
): WorldMove {
  const to = hear(world, invocation, outcome, lab.setting);
  const asked = brokenByAsking(to, invocation);
  return { label, to, broken: asked.length > 0 ? [...broken, ...asked] : broken };
}

function crashes(world: World, { name, effect }: Invocation, broken?: readonly string[]): WorldMove[] {
  const dead = without(spent(world, 'crashes'), name);
  const moves: WorldMove[] = [{ label: `${name}: dies`, to: dead }];
  if (effect.kind === 'call') {
    const wires = [...dead.wires, { call: effect.call, sentAt: world.now }];
    moves.push({ label: `${name}: dies, its request is under way`, to: sent({ ...dead, wires }, effect.call), broken });
  }
  return moves;
}

function coursesOf(world: World, invocation: Invocation, lab: Lab): Course[] {
  const { effect } = invocation;
  switch (effect.kind) {
    case 'readRow':
      return [
        {
          says: 'reads the row',
          world,
          outcome: { kind: 'row', row: readRow(world, invocation, lab), readable: true },
        },
        { says: 'cannot read the row', world, outcome: { kind: 'row', readable: false }, costs: 'losses' },
      ];
    case 'observe':
      return lookCourses(world, invocation, effect.look, lab);
    case 'writeRow': {
      const says = `writes the row (${effect.row.state})`;
      const { world: after, result } = writeRow(world, effect.row, effect.expected, lab);
      const refused = result === 'written' ? '' : ': it has changed meanwhile';
      const lost: Outcome = { kind: 'written', result: 'unknown' };
      return [
        { says: `${says}${refused}`, world: after, outcome: { kind: 'written', result } },
        { says: `${says}, the answer is lost`, world: after, outcome: lost, costs: 'losses' },
        { says: `${says}, which never arrives`, world, outcome: lost, costs: 'losses' },
      ];
    }
    case 'side': {
      const says = `notes ${effect.write.kind}`;
      const { world: after, result } = performSide(world, effect.write);
      const failed: Outcome = { kind: 'sideDone', result: 'failed' };
      return [
        { says: result === 'done' ? says : `${says}: ${result}`, world: after, outcome: { kind: 'sideDone', result } },
        { says: `${says}, the answer is lost`, world: after, outcome: failed, costs: 'losses' },
        { says: `${says}, which never arrives`, world, outcome: failed, costs: 'losses' },
      ];
    }
    case 'page': {
      const says = `pages ${effect.page.reason}`;
      const after = { ...world, told: { ...world.told, paged: true } };
      const failed: Outcome = { kind: 'paged', result: 'failed' };
      return [
        { says, world: after, outcome: { kind: 'paged', result: 'taken' } },
        { says: `${says}, the answer is lost`, world: after, outcome: failed, costs: 'losses' },
        { says: `${says}, which never arrives`, world, outcome: failed, costs: 'losses' },
      ];
    }
    case 'tell': {
      const says = `tells that the step is ${effect.news.kind}`;
      const failed: Outcome = { kind: 'paged', result: 'failed' };
      return [
        { says, world, outcome: { kind: 'paged', result: 'taken' } },
        { says: `${says}, the answer is lost`, world, outcome: failed, costs: 'losses' },
      ];
    }
    case 'call':
      return callCourses(world, effect.call, lab);
    default:
      return [];
  }
}
