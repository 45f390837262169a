import type { Assessed } from './assessed';
import type { GateName } from './contract';
import type { Observation } from './observation';

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
