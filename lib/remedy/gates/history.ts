import { findMarker } from '../../steps';
import { type Assessment, NOT_READ } from '../assessment';
import type { Policy } from '../policy';
import { type Outcome, utcDay } from '../row';
import { MINUTE_MS } from '../time';

/** Outcomes that say whether a tuned attempt was worth it; the others say nothing about it. */
const JUDGED: ReadonlySet<string> = new Set([
  'improved',
  'not-improved',
  'ineffective',
  'unknown',
  'failed',
  'rolled-back',
]);

/** A step with the remediator's marker is a resubmission, or a person's clone of one. */
export function alreadyTuned({ subject }: Assessment): string | undefined {
  if (subject.submit === undefined || findMarker(subject.submit) === undefined) return undefined;
  return 'the step is itself a resubmission';
}

export function inFlight({ row, secondLook, obs }: Assessment): string | undefined {
  if (!secondLook && row.state !== 'watching') return `an earlier lineage of this cluster is ${row.state}`;
  const ending = obs.scan?.value.steps.some(({ state }) => state === 'CANCEL_PENDING');
  return ending && !secondLook ? 'a step of this cluster is being cancelled' : undefined;
}

export function cooldown({ row, now, secondLook }: Assessment): string | undefined {
  if (secondLook || row.cooldownUntil === undefined || now >= row.cooldownUntil) return undefined;
  return `the cluster rests for another ${Math.ceil((row.cooldownUntil - now) / MINUTE_MS)} min`;
}

export function budget({ obs, row, now, policy, secondLook }: Assessment): string | undefined {
  if (secondLook) return undefined;
  const today = utcDay(now);
  const here = row.day?.date === today ? row.day.started : 0;
  const day = obs.job?.value.day;
  const ofJob = day?.date === today ? day.roots.length : 0;
  const started = Math.max(here, ofJob);
  if (started < policy.startsPerClusterDay) return undefined;
  const whose = ofJob > here ? ' of this job' : '';
  return `${started} lineages${whose} were started today, the limit is ${policy.startsPerClusterDay}`;
}

/** Whether an outcome says something of a resubmission's worth. */
export const isJudged = ({ outcome }: Outcome): boolean => JUDGED.has(outcome);

/** Asked of the cluster and of the job: a job that runs on a new cluster every night must not be forgotten with it. */
export function breaker({ obs, row, policy }: Assessment): string | undefined {
  return breakerTripped(row.outcomes, policy) ?? breakerTripped(obs.job?.value.outcomes ?? [], policy);
}

/** Trips as soon as the last outcomes cannot reach the share any more, whatever the missing ones would be. */
export function breakerTripped(outcomes: readonly Outcome[], policy: Policy): string | undefined {
  const judged = outcomes.filter(isJudged).slice(-policy.breakerOutcomes);
  const bad = judged.filter(({ outcome }) => outcome !== 'improved').length;
  // Stryker disable next-line EqualityOperator: a whole number is never a bound with a billionth on it
  if (bad <= policy.breakerOutcomes * (1 - policy.breakerShare) + 1e-9) return undefined;
  return `${bad} of the last ${judged.length} resubmissions did not improve`;
}

export function noLedger({ obs }: Assessment): string | undefined {
  if (!obs.ledger) return `the ledger ${NOT_READ}`;
  // A job that overrides its configuration would be cancelled for nothing, again and again.
  return obs.jobKey !== undefined && obs.job === undefined ? `the ledger's word on this job ${NOT_READ}` : undefined;
}
