import type { Action, SideWrite } from '../action';
import { breakerTripped, isJudged } from '../gates/history';
import type { JobHistory } from '../observation';
import type { Policy } from '../policy';
import { type Outcome, type Row, untouchedListing, utcDay } from '../row';
import { MINUTE_MS } from '../time';
import { pageOnce, type Scene, waitForTick } from './moves';

const KEPT_OUTCOMES = 10;

/** The lineage is over: kept at the job, archived and taken out of the index before the row forgets it; but not while a page of it is owed. */
export function closed(scene: Scene): Action {
  const { obs, row, lineage, policy } = scene;
  const outcome = row.reason ?? 'unknown';
  const next = watchingAgain(scene, outcome);
  const trips = (before: readonly Outcome[], after: readonly Outcome[]): boolean =>
    breakerTripped(before, policy) === undefined && breakerTripped(after, policy) !== undefined;
  // Where the index was asked instead, the row is looked at again.
  if (obs.job === undefined) return waitForTick(scene, 'the job could not be read');
  const ofJob = jobOutcomes(scene, obs.job.value, outcome);
  const paged = trips(row.outcomes, next.outcomes) || trips(ofJob.before, ofJob.after);
  const page = paged ? pageOnce(scene, 'breaker') : undefined;
  if (page !== undefined) return page;
  if (row.pages.some(({ finding }) => finding === undefined)) return waitForTick(scene, 'a page is owed');
  if (row.news !== undefined) return waitForTick(scene, 'news of the step are owed');
  const { clusterId } = obs;
  const { root, jobKey } = lineage;
  const first: SideWrite[] = [
    // Where the index says that a cancel may have been sent, this row was restored, and what it says of the end is not so.
    ...(lineage.cancelFirstAt === undefined
      ? [{ kind: 'list', clusterId, listing: untouchedListing(root), firstCancel: true } as const]
      : []),
    ...(jobKey === undefined ? [] : [{ kind: 'job-outcome', jobKey, root, outcome: kindOf(outcome) } as const]),
    { kind: 'archive', clusterId, lineage, outcome },
    { kind: 'release', clusterId, ...(isUnspent(scene) ? { unspent: { root, jobKey } } : {}) },
    { kind: 'unlist', clusterId, root },
  ];
  return { kind: 'move', reason: outcome, first, row: next, report: scene.report };
}

/** Ends of a lineage to which CloudWatch or EMR had no more to say: that is not the job's doing. */
const UNHEARD: ReadonlySet<string | undefined> = new Set(['aborted:stale-data', 'aborted:expired']);

/** Whether a lineage counts in no budget: it was given up for lack of figures before anything was sent. */
const isUnspent = ({ row, lineage }: Scene): boolean => lineage.cancelFirstAt === undefined && UNHEARD.has(row.reason);

/** The day without the lineage, if that is the day on which it was opened. */
function dayWithout({ row: { day }, lineage }: Scene): Row['day'] {
  if (day === undefined || day.date !== utcDay(lineage.payload.openedAt)) return day;
  return { ...day, started: Math.max(0, day.started - 1) };
}

/** The job's outcomes without this lineage's and with it, whether or not a crash has come after it was kept. */
function jobOutcomes(
  { lineage: { root }, now }: Scene,
  { outcomes }: JobHistory,
  outcome: string,
): Record<'before' | 'after', readonly Outcome[]> {
  const before = outcomes.filter((one) => one.root !== root);
  return { before, after: [...before, { at: now, root, outcome: kindOf(outcome) }] };
}

const kindOf = (outcome: string): string => outcome.split(':')[0] ?? outcome;

function watchingAgain(scene: Scene, outcome: string): Row {
  const { row, lineage, now, policy } = scene;
  const { lineage: _, call: __, reason: ___, notBefore: ____, ...rest } = row;
  return {
    ...rest,
    state: 'watching',
    ...(isUnspent(scene) ? { day: dayWithout(scene) } : {}),
    ...(lineage.cancelFirstAt === undefined ? {} : { cooldownUntil: cooldownFrom(now, policy) }),
    outcomes: newest([...row.outcomes, { at: now, root: lineage.root, outcome: kindOf(outcome) }]),
  };
}

/** A cluster rests after a cancel that may have been sent. */
const cooldownFrom = (now: number, policy: Policy): number => now + policy.cooldownMinutes * MINUTE_MS;

/** Aborted lineages must not push what the breaker counts out of the row. */
function newest(outcomes: readonly Outcome[]): readonly Outcome[] {
  if (outcomes.length <= KEPT_OUTCOMES) return outcomes;
  const dropped = outcomes.find((one) => !isJudged(one)) ?? outcomes[0];
  return newest(outcomes.filter((one) => one !== dropped));
}

/** A person has to release it, nothing else ends this state; and is told, should the row have come to it by other hands. */
export function held(scene: Scene): Action {
  const { reason = 'unknown' } = scene.row;
  return pageOnce(scene, `held:${reason}`) ?? waitForTick(scene, `held: ${reason}`);
}
