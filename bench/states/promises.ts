import type { EmrCall } from '../../lib/remedy';
import { keptArguments } from './faithful';
import { withoutGuard } from './guard-words';
import type { Lab } from './moves/lab';
import { hasLiveApplication, hasSucceeded, isActiveStep, type WorldStep } from './steps';
import { ROOT_ID } from './stuck-cluster';
import { type Invocation, phaseOf, type World } from './world';

/** What EMR's list may lack of new steps. */
const STALE_MS = 60_000;
/** What a write call rests on is at most this old. */
const MAX_AGE_MS = 30_000;
/** What the protocol allows for clocks that differ. */
const MARGIN_MS = 60_000;
/** For how long a state of an open lineage may last. */
const LIMIT_MS = 30 * 60_000;

/** The promises, by what a broken one is called. */
export const PROMISE = {
  lost: 'I1 a cancelled job is lost in silence',
  again: 'I2 an application of the lineage starts after one succeeded',
  beside: 'I3 two applications of the lineage run at once',
  overtaken: 'I4 the first CancelSteps is sent although a successor waits',
  early: 'I5 a resubmission before the root step is CANCELLED',
  withoutConsent: 'I6 a write call after permission was withdrawn',
  strangers: 'I6 CancelSteps for a step that is not the root step',
  budget: 'I7 more lineages than the budget allows',
  changed: 'I8 the resubmission differs in more than allowed settings',
  late: 'I9 a state of an open lineage outlasts its limit',
  unnamed: 'a call that the ledger does not name beforehand',
  stale: 'CancelSteps rests on a look older than 30 s',
  beyondOthers: 'a resubmission although somebody else has submitted the job again',
  resurrected: 'a resubmission of what a person cancelled before the remediator',
  twice: 'two submissions of the lineage live',
} as const;

/** Promises that making this call breaks, whatever becomes of it. */
export function brokenByCall(world: World, invocation: Invocation, call: EmrCall, lab: Lab): string[] {
  const named = world.ledger.row?.call;
  const broken: string[] = [];
  const isNamed = named?.kind === call.kind && named.n === call.n && named.answer === undefined;
  // Where the row was changed by other hands between the write and the call, the index of open lineages still says it.
  if (!isNamed && !(invocation.tampered && isListed(world, invocation, call))) broken.push(PROMISE.unnamed);
  const lookedAt = invocation.sawAt ?? world.now;
  const before = (at: number | undefined): boolean => at !== undefined && at < lookedAt;
  if (!['approve', 'remediate'].includes(lab.scenario.mode)) broken.push(PROMISE.withoutConsent);
  if (before(world.leverPulledAt) || before(world.optedOutAt)) broken.push(PROMISE.withoutConsent);
  broken.push(
    ...(call.kind === 'cancel'
      ? brokenByCancel(world, call.stepId, lookedAt, lab)
      : brokenByAdd(world, call, lookedAt, lab)),
  );
  return broken;
}

function isListed({ ledger: { listing } }: World, { machine }: Invocation, call: EmrCall): boolean {
  if (call.kind === 'cancel') return listing?.cancelling === true;
  return listing?.claim !== undefined && listing.claim.nonce === machine.row.call?.nonce;
}

function brokenByCancel(world: World, stepId: string, lookedAt: number, { scenario }: Lab): string[] {
  if (stepId !== ROOT_ID) return [PROMISE.strangers];
  const waits = world.steps.some(
    ({ role, state, createdAt }) => role === 'successor' && state === 'PENDING' && createdAt + STALE_MS <= lookedAt,
  );
  return waits && !world.told.cancelSent && scenario.stepConcurrency === 1 ? [PROMISE.overtaken] : [];
}

function brokenByAdd(world: World, call: EmrCall & { kind: 'add' }, lookedAt: number, lab: Lab): string[] {
  const { steps, told } = world;
  const root = steps[0];
  const broken: string[] = [];
  if (root?.state !== 'CANCELLED') broken.push(PROMISE.early);
  const endedAt = root?.endedAt ?? Number.POSITIVE_INFINITY;
  const margin = MARGIN_MS + MAX_AGE_MS + clocksApart(world, lab);
  if (root?.endedBy === 'person' && endedAt + margin < (told.firstAheadAt ?? 0)) broken.push(PROMISE.resurrected);
  const others = steps.some(
    (step) =>
      step.role === 'rerun' &&
      step.createdAt + STALE_MS <= lookedAt &&
      (isActiveStep(step) || step.state === 'COMPLETED'),
  );
  if (others) broken.push(PROMISE.beyondOthers);
  if (!isFaithful(call.step.HadoopJarStep.Args, root?.args ?? [])) broken.push(PROMISE.changed);
  return broken;
}

/** How much later than ours EMR's clock may show something, by the clocks of this scenario. */
function clocksApart({ emrSkewMs }: World, { scenario }: Lab): number {
  return Math.max(0, emrSkewMs - Math.min(...scenario.skewsMs));
}

/** Promises that an invocation breaks by what it asks for next, or by ending here. */
export function brokenByAsking(world: World, before: Invocation): string[] {
  const after = world.invocations.find(({ name }) => name === before.name);
  if (after === undefined) return before.disturbed ? [] : brokenByEnding(world, before);
  const { effect, sawAt = world.now } = after;
  const asks = effect.kind === 'call' && effect.call.kind === 'cancel' && before.effect.kind !== 'call';
  return asks && !world.told.cancelSent && world.now - sawAt > MAX_AGE_MS ? [PROMISE.stale] : [];
}

/** An invocation that nothing disturbed leaves no state behind that has had its time. */
function brokenByEnding({ now, ledger, told, invocations }: World, { startedAt, sawAt }: Invocation): string[] {
  // One that met another's lease has looked at nothing, and one that came second leaves it to the first.
  const goesOn = invocations.some(({ name }) => name === ledger.row?.lease?.holder);
  if (sawAt === undefined || goesOn) return [];
  const enteredAt = told.entered[phaseOf(ledger.row?.state)] ?? now;
  return startedAt - enteredAt > LIMIT_MS + MARGIN_MS ? [PROMISE.late] : [];
}

/** Promises that are broken in a state, however it came about. */
export function brokenIn(world: World): string[] {
  // A clone of a guarded attempt runs through the guard as well: it counts as if it were ours.
  const lineage = world.steps.filter(({ role, guard }) => role === 'root' || role === 'ours' || guard !== undefined);
  const broken: string[] = [];
  const succeeded = lineage.filter(hasSucceeded);
  const startedAfter = (one: WorldStep, other: WorldStep): boolean => {
    if (one.id === other.id || one.waits || one.turnedAway) return false;
    // What lives on and then succeeds did so before an application that begins under a guard.
    if (one.guard !== undefined)
      return one.endedAt === undefined || (other.left === 'succeeded' && other.createdAt < one.createdAt);
    return (one.startedAt ?? 0) >= (other.endedAt ?? Number.POSITIVE_INFINITY);
  };
  if (succeeded.some((other) => lineage.some((one) => startedAfter(one, other)))) broken.push(PROMISE.again);
  if (lineage.filter((step) => hasLiveApplication(step, world.now)).length > 1) broken.push(PROMISE.beside);
  const live = lineage.filter((step) => step.role === 'ours' && (isActiveStep(step) || step.state === 'COMPLETED'));
  if (live.length > 1) broken.push(PROMISE.twice);
  return broken;
}

/** A job that the remediator cancelled, that has not completed, and of which nobody was told. */
export function isLostInSilence({ steps, told }: World): boolean {
  const [root] = steps;
  const cut = root?.endedBy === 'us' || (root?.state === 'CANCELLED' && told.cancelSent && root.endedBy !== 'person');
  const isDone = steps.some((step) => step.role !== 'rerun' && step.role !== 'successor' && hasSucceeded(step));
  return cut === true && !told.paged && !isDone;
}

const faithful = new Map<string, boolean>();

/** Whether a submission runs what the root step was told to, behind its guard. */
function isFaithful(args: readonly string[], root: readonly string[]): boolean {
  const key = args.join('\n');
  const known = faithful.get(key) ?? keptArguments(withoutGuard(args).args) === keptArguments(root);
  faithful.set(key, known);
  return known;
}
