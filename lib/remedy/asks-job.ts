import type { Assessed } from './assessed';
import { type GateName, OPT_IN_TAG, optInValue } from './contract';
import type { Observation } from './observation';
import type { Lineage, Row } from './row';

/** Gates that the job's own figures may open. */
const ANSWERED: ReadonlySet<GateName> = new Set([
  'calculator-not-dominant',
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

/** Whether nothing more is to be learnt of a running attempt: its settings are not in force, or they are and it was judged. */
const isJudged = ({ applied, improved }: Lineage): boolean =>
  applied === false || (applied !== undefined && improved !== undefined);

/** Whether figures are to be read of an attempt: it runs, and is not judged yet. */
export const isWatched = ({ attempt }: Pick<Observation, 'attempt'>, { state, lineage }: Row): boolean =>
  state === 'verifying' && lineage !== undefined && !isJudged(lineage) && attempt?.value.state === 'RUNNING';

/** Whether the attempt's application is to be asked about itself: only while the cluster's owner allows this remediator. */
export function asksAttempt(obs: Observation, row: Row): boolean {
  const { mode, cluster, remediatorId } = obs;
  const isAllowed = mode !== 'off' && cluster?.value.tags[OPT_IN_TAG] === optInValue(remediatorId);
  return isAllowed && isWatched(obs, row);
}
