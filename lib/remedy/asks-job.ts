import type { Assessed } from './assessed';
import { type GateName, OPT_IN_TAG, optInValue } from './contract';
import type { Observation } from './observation';
import type { Lineage, Row } from './row';
import { HOUR_MS } from './time';

/** Gates that the job's own figures may open. */
const ANSWERED: ReadonlySet<GateName> = new Set([
  'calculator-not-dominant',
  'cores-unused',
  'limits',
  'not-worth-it',
  'outside-window',
]);

/** Gates that keep the remediator from acting, and a person from nothing who is shown the figures. */
const SHOWN: ReadonlySet<GateName> = new Set(['mode', 'not-opted-in']);

/** Whether the job is to be asked about itself: a finding stands, and every gate lets pass that needs no more than the cheaper readings. */
export function asksJob({ mode, assessed }: Pick<Observation, 'mode' | 'assessed'>): boolean {
  if (mode === 'off' || assessed === undefined || !isFinding(assessed)) return false;
  const shows = mode !== 'remediate';
  return assessed.refusals.every(({ gate }) => ANSWERED.has(gate) || (shows && SHOWN.has(gate)));
}

const isFinding = ({ suspect, tier }: Assessed): boolean => suspect && tier !== undefined;

/** Whether nothing more is to be learnt of a running attempt: its settings are not in force, or they are and it was judged, or it is a rollback. */
const isJudged = ({ attempt, applied, improved }: Lineage): boolean =>
  attempt === 2 || applied === false || (applied !== undefined && improved !== undefined);

/** Whether figures are to be read of an attempt: it runs, and is not judged yet. */
export const isWatched = ({ attempt }: Pick<Observation, 'attempt'>, { state, lineage }: Row): boolean =>
  state === 'verifying' && lineage !== undefined && !isJudged(lineage) && attempt?.value.state === 'RUNNING';

/** An attempt that has not been judged by then is left to the metrics: a driver that hangs costs every look half a minute. */
const MAX_ASKED_MS = 3 * HOUR_MS;

/** Whether an attempt has ended of which no application was seen: its guard may have ended it. */
function mayBeWithoutApplication({ attempt }: Observation, { state, lineage }: Row): boolean {
  if (state !== 'verifying' || lineage?.fence !== 'guard' || lineage.applied !== undefined) return false;
  return attempt?.value.state === 'COMPLETED' || attempt?.value.state === 'FAILED';
}

/** Whether the attempt's application is to be asked about itself: only in its first hours, and while the cluster's owner allows this remediator. */
export function asksAttempt(obs: Observation, row: Row, now: number): boolean {
  const { mode, cluster, attempt, remediatorId } = obs;
  const isAllowed = mode !== 'off' && cluster?.value.tags[OPT_IN_TAG] === optInValue(remediatorId);
  const startedAt = attempt?.value.startedAt ?? Number.NEGATIVE_INFINITY;
  if (!isAllowed) return false;
  return mayBeWithoutApplication(obs, row) || (isWatched(obs, row) && now - startedAt <= MAX_ASKED_MS);
}
