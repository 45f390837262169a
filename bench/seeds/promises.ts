import { isActive } from '../../lib/remedy';
import { type ApplicationSpan, applicationSpan, finalStatus } from '../../lib/simulator/world/applications';
import type { Step, World } from '../../lib/simulator/world/types';
import { PROMISE } from '../states/promises';
import { runsSeveral } from './calls';
import { rootIn } from './clusters';
import type { Lived } from './life';

const MINUTE_MS = 60_000;
/** From the cancel, or from the end of the faults, to a resubmission or a page. */
const MAX_OWED_MS = 45 * MINUTE_MS;
const MAX_PER_DAY = 3;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A life, and one of its clusters. */
type Judged = Lived & { readonly world: World };

/** Promises that a life broke, each with where. */
export function brokenIn(lived: Lived): string[] {
  const { record } = lived;
  const broken = record.written.flatMap((one) => one.broken.map((promise) => `${promise} (${one.root})`));
  if (!record.hasTampered) broken.push(...record.brokenAtOnce);
  const roots = new Set(record.written.map(({ root }) => root));
  for (const world of lived.worlds) {
    const judged = { ...lived, world };
    for (const root of roots) {
      if (!world.steps.some(({ id }) => id === root)) continue;
      broken.push(...brokenOf(judged, root).map((promise) => `${promise} (${root})`));
    }
    if (isOverBudget(judged)) broken.push(PROMISE.budget);
  }
  for (const where of new Set(record.leaks)) broken.push(`I10 an argument leaves by ${where}`);
  return [...new Set(broken)];
}

function brokenOf(lived: Judged, root: string): string[] {
  const { world, record } = lived;
  const lineage = world.steps.filter(
    ({ id, request }) => id === root || (record.ours.has(id) && rootIn(request.args) === root),
  );
  const broken: string[] = [];
  const spans = lineage.map(({ run }) => applicationSpan(run));
  for (const [i, span] of spans.entries()) {
    if (span === undefined) continue;
    const earlier = spans.slice(0, i).filter((one) => one !== undefined);
    const isBeside = earlier.some((one) => span.startMs < endOf(one) && one.startMs < endOf(span));
    if (isBeside) broken.push(PROMISE.beside);
    const isAgain = lineage.some((one, j) => j !== i && hasSucceeded(one, spans[j]) && span.startMs >= endOf(spans[j]));
    if (isAgain) broken.push(PROMISE.again);
  }
  const ours = lineage.filter((step) => step.id !== root && (isActive(step) || step.state === 'COMPLETED'));
  if (ours.length > 1) broken.push(PROMISE.twice);
  if (isLost(lived, root, lineage)) broken.push(PROMISE.lost);
  if (isLate(lived, root, lineage)) broken.push(PROMISE.late);
  if (isOvertaken(lived, root, lineage)) broken.push(PROMISE.overtaken);
  return broken;
}

/** In client mode YARN says so of an application that is cut off, too. */
const hasSucceeded = ({ state }: Step, span: ApplicationSpan | undefined): boolean =>
  state === 'COMPLETED' || (span?.run.plan.deployMode === 'cluster' && finalStatus(span.run) === 'SUCCEEDED');

const endOf = (span: ApplicationSpan | undefined): number => span?.endMs ?? Number.POSITIVE_INFINITY;

/** When the function's cancel took effect on a running root step, and it ended by that; undefined where it did not. */
function cutAt({ world, record }: Judged, root: string): number | undefined {
  const cut = record.cuts.get(root);
  const step = world.steps.find(({ id }) => id === root);
  const isEnded = step?.state === 'CANCELLED' || step?.state === 'FAILED';
  return cut?.who === 'function' && isEnded ? cut.at : undefined;
}

const pageAfter = ({ record }: Lived, root: string, at: number): number | undefined =>
  record.pages.find((page) => page.stepId === root && page.at >= at)?.at;

function isLost(lived: Judged, root: string, lineage: readonly Step[]): boolean {
  const at = cutAt(lived, root);
  if (at === undefined || pageAfter(lived, root, at) !== undefined) return false;
  return !lineage.some((step) => step.state === 'COMPLETED' || (step.id !== root && isActive(step)));
}

/** Whether neither a resubmission nor a page came in time after the cut, once nothing goes wrong any more. */
function isLate(lived: Judged, root: string, lineage: readonly Step[]): boolean {
  const at = cutAt(lived, root);
  const step = lineage.find(({ id }) => id === root);
  if (at === undefined || step?.endedMs === undefined) return false;
  const due = Math.max(step.endedMs, lived.world.startMs + lived.plan.calmFromMs) + MAX_OWED_MS;
  const added = lineage.find(({ id }) => id !== root)?.createdMs;
  return due < lived.endedAt && Math.min(added ?? due + 1, pageAfter(lived, root, at) ?? due + 1) > due;
}

/** Whether a step that waited when the cancel was first sent began before the lineage ended. */
function isOvertaken({ plan, record, world }: Judged, root: string, lineage: readonly Step[]): boolean {
  const first = record.written.find((one) => one.kind === 'cancel' && one.root === root)?.sentAt;
  if (first === undefined || record.cuts.get(root)?.who !== 'function' || runsSeveral(plan)) return false;
  const endedAt = Math.max(...lineage.map(({ endedMs }) => endedMs ?? Number.POSITIVE_INFINITY));
  return world.steps.some(
    (step) =>
      !lineage.includes(step) &&
      step.createdMs + UNSEEN_MS <= first &&
      (step.startedMs ?? 0) > first &&
      (step.startedMs ?? 0) < endedAt,
  );
}

/** How new a step may be that no look has to have seen: EMR's list lags so much, and a call rests on a look that is so old. */
const UNSEEN_MS = 90_000;

/** More lineages than a cluster may have in a day; lives in which others wrote the ledger have no budget. */
function isOverBudget({ record, world }: Judged): boolean {
  if (record.hasTampered) return false;
  const days = new Map<number, Set<string>>();
  for (const { kind, root, sentAt } of record.written) {
    if (kind !== 'cancel' || !world.steps.some(({ id }) => id === root)) continue;
    const day = Math.floor((sentAt - world.startMs) / DAY_MS);
    days.set(day, (days.get(day) ?? new Set()).add(root));
  }
  return [...days.values()].some((roots) => roots.size > MAX_PER_DAY);
}
