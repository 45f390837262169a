import { parseBoolean, parseDurationMs } from '../../spark';
import { APPROVAL_MS } from '../approval';
import { type Assessment, NOT_READ } from '../assessment';
import { ALLOW_KEY, DO_NOT_DISRUPT_KEY, LEVER, mayWrite, OPT_IN_TAG, OPT_OUT_VALUE, optInValue } from '../contract';
import type { Observation } from '../observation';
import type { Row } from '../row';
import type { Subject } from '../subject';
import { SECOND_MS } from '../time';

/** `advise` and `off` write nothing; `approve` writes on a person's word for this one step, until it expires. */
export function mode({ obs, row, now, policy }: Assessment): string | undefined {
  if (obs.mode === 'remediate') return undefined;
  if (obs.mode !== 'approve') return `mode ${obs.mode} never writes to EMR`;
  const until = approvedUntil(obs, row);
  if (until === undefined) return 'mode approve needs a person to approve this step';
  if (until <= now) return 'the approval of this step has expired';
  // The clock of whoever wrote it may be ahead.
  const latest = now + APPROVAL_MS + policy.clockMarginSeconds * SECOND_MS;
  return until <= latest ? undefined : 'the approval of this step expires in more than 30 minutes';
}

/** Until when a person's word for this step holds; it moves into the lineage when that opens. */
export function approvedUntil({ root, approval }: Observation, { lineage }: Row): number | undefined {
  if (root === undefined) return undefined;
  return lineage?.root === root.value.id ? lineage.approvedUntil : approval?.value.expiresAt;
}

/** The cluster names its one remediator in a tag, and the step or the allow-list says that it may be run again. */
export function notOptedIn({ obs, subject }: Assessment): string | undefined {
  const tags = obs.cluster?.value.tags;
  if (tags === undefined) return `the cluster's tags ${NOT_READ}`;
  if (tags[OPT_IN_TAG] !== optInValue(obs.remediatorId))
    return `the cluster's tag ${OPT_IN_TAG} does not name this remediator`;
  const step = obs.root?.value;
  if (step === undefined) return `the step ${NOT_READ}`;
  const allowed = allowance(subject) === true || obs.allowedStepNames.includes(step.name);
  return allowed ? undefined : `the step does not carry ${ALLOW_KEY}=true and is not on an allow-list`;
}

/** An opt-out wins over everything. */
export function optedOut({ obs, subject }: Assessment): string | undefined {
  return leverPulled(obs) ?? clusterOptedOut(obs) ?? stepOptedOut(subject);
}

/** Only where a write call could follow: elsewhere nothing is there to stop. */
function leverPulled({ mode, lever }: Observation): string | undefined {
  if (!mayWrite(mode)) return undefined;
  if (lever === undefined) return `the emergency lever ${NOT_READ}`;
  return lever.value === LEVER.stop ? 'the emergency lever is pulled' : undefined;
}

function clusterOptedOut(obs: Observation): string | undefined {
  return obs.cluster?.value.tags[OPT_IN_TAG] === OPT_OUT_VALUE ? `the cluster's tag ${OPT_IN_TAG} is off` : undefined;
}

function stepOptedOut(subject: Subject): string | undefined {
  return allowance(subject) === false ? `the step carries ${ALLOW_KEY}, but not with the value true` : undefined;
}

/** `true`: never; `30m`: not within that time of the step's start. A value that is not understood means never. */
export function doNotDisrupt({ obs, subject, now }: Assessment): string | undefined {
  const value = subject.settings?.get(DO_NOT_DISRUPT_KEY);
  if (value === undefined || parseBoolean(value) === false) return undefined;
  const durationMs = parseDurationMs(value) ?? -1;
  const startedAt = obs.root?.value.startedAt;
  if (durationMs < 0 || startedAt === undefined) return `the step carries ${DO_NOT_DISRUPT_KEY}`;
  return now < startedAt + durationMs
    ? `the step carries ${DO_NOT_DISRUPT_KEY} for its first ${value.trim()}`
    : undefined;
}

/** What the step says of itself; a value that is not a boolean allows nothing. */
function allowance({ settings }: Subject): boolean | undefined {
  const value = settings?.get(ALLOW_KEY);
  return value === undefined ? undefined : (parseBoolean(value) ?? false);
}
