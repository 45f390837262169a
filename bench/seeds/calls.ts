import { isActive, mayWrite, OPT_IN_TAG, optInValue } from '../../lib/remedy';
import { jobIdentity } from '../../lib/simulator/job/command';
import { CLUSTER_ID } from '../../lib/simulator/world/create';
import type { Step, World } from '../../lib/simulator/world/types';
import { guardLength } from '../../lib/steps';
import { keptArguments } from '../states/faithful';
import { PROMISE } from '../states/promises';
import { rootIn } from './clusters';
import type { Plan } from './plan';
import type { LifeRecord, Written } from './record';

/** What a write call rests on is at most this old. */
const MAX_AGE_MS = 30_000;
/** What EMR's list may lack of new steps. */
const STALE_MS = 60_000;
/** What the protocol allows for clocks that differ. */
const MARGIN_MS = 60_000;

/** Everything that says whether a call may be made, as it leaves. */
export interface CallScene {
  readonly plan: Plan;
  readonly record: LifeRecord;
  readonly world: World;
  readonly now: number;
  /** The row of the cluster, as the ledger holds it. */
  readonly row?: Readonly<Record<string, unknown>>;
  readonly isSecondStack: boolean;
  readonly sandbox: number;
  /** When the sandbox last asked for the step that it is about. */
  readonly readAt: number;
}

/** A CancelSteps request, and what is wrong with it. */
export function judgeCancel(scene: CallScene, stepIds: readonly string[]): Written {
  const [root = ''] = stepIds;
  const { world, record, now, sandbox, readAt } = scene;
  const step = world.steps.find(({ id }) => id === root);
  const isFirst = !record.written.some((one) => one.kind === 'cancel' && one.root === root);
  const broken = [...withoutConsent(scene), ...unnamed(scene, 'cancel')];
  if (isFirst && isUnapproved(scene, root)) broken.push(PROMISE.withoutConsent);
  if (stepIds.length !== 1 || step === undefined || record.ours.has(root)) broken.push(PROMISE.strangers);
  if (isFirst && now - readAt > MAX_AGE_MS) broken.push(PROMISE.stale);
  if (isFirst && waiting(scene, root).length > 0) broken.push(PROMISE.overtaken);
  return { kind: 'cancel', sandbox, sentAt: now, root, broken };
}

/** Whether several steps may run side by side at some time of a life: then none waits for another. */
export const runsSeveral = ({ scenario: { stepConcurrency, events } }: Plan): boolean =>
  stepConcurrency > 1 || events.some(({ event }) => event.kind === 'step-concurrency' && event.level > 1);

/** Steps that wait behind a root step, and that every look on which its cancel may rest could see. */
function waiting({ plan, world, now }: CallScene, root: string): Step[] {
  if (runsSeveral(plan)) return [];
  return world.steps.filter(
    ({ id, state, createdMs }) => id !== root && state === 'PENDING' && createdMs + STALE_MS + MAX_AGE_MS <= now,
  );
}

/** An AddJobFlowSteps request, and what is wrong with it. */
export function judgeAdd(scene: CallScene, args: readonly string[], jar: string): Written {
  const { plan, world, record, now, sandbox } = scene;
  const root = rootIn(args) ?? '';
  const step = world.steps.find(({ id }) => id === root);
  const broken = [...withoutConsent(scene), ...unnamed(scene, 'add')];
  if (plan.scenario.mode === 'approve' && !record.approvedUntil.has(root)) broken.push(PROMISE.withoutConsent);
  if (step?.state !== 'CANCELLED') broken.push(PROMISE.early);
  if (step === undefined || keptArguments(step.request.args) !== keptArguments(args.slice(guardLength(args))))
    broken.push(PROMISE.changed);
  const firstCancel = record.written.find((one) => one.kind === 'cancel' && one.root === root)?.sentAt;
  const cut = record.cuts.get(root);
  const margin = MARGIN_MS + 2 * MAX_AGE_MS + Math.max(...plan.skewsMs.map(Math.abs));
  const endedMs = step?.endedMs ?? Number.POSITIVE_INFINITY;
  if (cut?.who === 'person' && (firstCancel === undefined || endedMs + margin < firstCancel))
    broken.push(PROMISE.resurrected);
  const isThere = world.steps.some(
    (one) =>
      record.ours.has(one.id) && rootIn(one.request.args) === root && (isActive(one) || one.state === 'COMPLETED'),
  );
  if (isThere) broken.push(PROMISE.twice);
  const again = world.steps.filter(
    (one) =>
      one.id !== root &&
      !record.ours.has(one.id) &&
      rootIn(one.request.args) === undefined &&
      one.createdMs >= (firstCancel ?? now) &&
      one.createdMs + STALE_MS + MAX_AGE_MS <= now &&
      (isActive(one) || one.state === 'COMPLETED') &&
      jobIdentity(one.request.jar, one.request.args) === jobIdentity(jar, args),
  );
  if (again.length > 0) broken.push(PROMISE.beyondOthers);
  return { kind: 'add', sandbox, sentAt: now, root, broken };
}

function withoutConsent({ plan, record, world, now, isSecondStack }: CallScene): string[] {
  const { mode } = plan.scenario;
  // Nobody opts another out.
  const isFirst = world.cluster.id === CLUSTER_ID;
  const { tags } = isFirst ? plan.scenario : world.cluster;
  const isOwner = tags[OPT_IN_TAG] === optInValue('rehearsal') && !isSecondStack;
  const { leverPulledAt = Number.POSITIVE_INFINITY, leverFreedAt = Number.POSITIVE_INFINITY } = record;
  const isPulled = now > leverPulledAt + MAX_AGE_MS && now < leverFreedAt;
  const isOut = isFirst && now > (record.optedOutAt ?? Number.POSITIVE_INFINITY) + MAX_AGE_MS;
  return isOwner && mayWrite(mode) && !isPulled && !isOut ? [] : [PROMISE.withoutConsent];
}

/** Whether mode `approve` cancels a step that nobody approved, or on a word that no longer held when it looked, by any of its clocks. */
function isUnapproved({ plan, record, now }: CallScene, root: string): boolean {
  if (plan.scenario.mode !== 'approve') return false;
  const skew = Math.max(...plan.skewsMs.map(Math.abs));
  return now > (record.approvedUntil.get(root) ?? Number.NEGATIVE_INFINITY) + MAX_AGE_MS + skew;
}

/** Whether the row names the call before it is made; where others wrote the row, it may say something else by now. */
function unnamed({ row, record }: CallScene, kind: 'cancel' | 'add'): string[] {
  const call = row?.call as { readonly kind?: string; readonly answer?: string } | undefined;
  const isNamed = call?.kind === kind && call.answer === undefined;
  return isNamed || record.hasTampered ? [] : [PROMISE.unnamed];
}
