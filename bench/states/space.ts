import type { Row } from '../../lib/remedy';
import { worldKey } from './key';
import { EMPTY_LEDGER } from './ledger-items';
import { effectMoves } from './moves/effects';
import { emrMoves } from './moves/emr-moves';
import type { Lab, WorldMove } from './moves/lab';
import { peopleMoves } from './moves/people';
import { tamperMoves } from './moves/tampering';
import { timeMoves } from './moves/time';
import { brokenIn, isLostInSilence, PROMISE } from './promises';
import { budgetsOf } from './scenario';
import type { Space } from './search';
import { isActiveStep, rootStepIn } from './steps';
import { FOUND_AT } from './stuck-cluster';
import { isAsleep, type World } from './world';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The state space of one scenario: the shipped machine and reducer in an environment that may do what the scenario allows. */
export function spaceOf(lab: Lab): Space<World> {
  return {
    initial: initialWorld(lab),
    key: worldKey,
    moves: (world) => movesOf(world, lab),
    broken: (world) => {
      const broken = brokenIn(world);
      return isOver(world) && isLostInSilence(world) ? [...broken, PROMISE.lost] : broken;
    },
    status: (world) => (isOver(world) ? 'over' : isBeyond(world, lab) ? 'beyond' : 'open'),
    // Before a lineage is open, and once it is over, nothing is owed to anybody.
    isGood: (world) => world.told.paged || !world.told.begun || (isOver(world) && !isLostInSilence(world)),
  };
}

/** Whether the attempt has been watched for as long as this scenario looks; every other state has an end of its own. */
function isBeyond({ ledger, now }: World, { scenario, setting }: Lab): boolean {
  const { row } = ledger;
  if (row?.state !== 'verifying') return false;
  const endAt = row.lineage?.deadlines.verifying?.endAt ?? now;
  return now - (endAt - setting.policy.verifyHours * HOUR_MS) > scenario.verifyMinutes * MINUTE_MS;
}

function initialWorld({ scenario }: Lab): World {
  return {
    now: FOUND_AT,
    emrSkewMs: scenario.emrSkewMs,
    steps: [rootStepIn(scenario.deployMode)],
    wires: [],
    ledger: EMPTY_LEDGER,
    invocations: [],
    left: budgetsOf(scenario),
    done: [],
    told: { begun: false, paged: false, cancelSent: false, entered: {} },
  };
}

function movesOf(world: World, lab: Lab): WorldMove[] {
  const moves: WorldMove[] = [];
  for (const invocation of world.invocations) {
    if (!isAsleep(invocation)) moves.push(...effectMoves(world, invocation, lab));
  }
  // What EMR and people do is felt only by a look or a call: at other effects it commutes with them and comes before the next of those.
  if (isFelt(world, ['observe', 'call'])) moves.push(...emrMoves(world, lab), ...peopleMoves(world, lab));
  if (isFelt(world, ['readRow', 'writeRow'])) moves.push(...tamperMoves(world, lab));
  moves.push(...timeMoves(world, lab));
  return moves;
}

/** Whether some invocation is about to meet the world by one of these effects, or all rest. */
function isFelt({ invocations }: World, kinds: readonly string[]): boolean {
  return (
    invocations.every(isAsleep) ||
    invocations.some(({ effect, answer }) => answer === undefined && kinds.includes(effect.kind))
  );
}

/** Whether what is held has been looked at since it is: a row may have come to it by other hands. */
const isTold = ({ lineage, reason }: Row): boolean => lineage?.paged.includes(`held:${reason}`) === true;

/** Whether the lineage has come to its end and nothing of it is under way any more. */
export function isOver({ invocations, wires, steps, ledger, told }: World): boolean {
  if (!told.begun || invocations.length > 0 || wires.length > 0) return false;
  const { row, listing } = ledger;
  const open = row !== undefined && row.state !== 'watching' && !(row.state === 'held' && isTold(row));
  if (open || (row?.pages.length ?? 0) > 0 || row?.news !== undefined) return false;
  if (row?.state !== 'held' && listing?.cancelling) return false;
  return !steps.some((step) => step.cancel !== undefined || (step.role === 'ours' && isActiveStep(step)));
}
