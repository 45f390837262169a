import { parseBoolean, parseDurationMs } from '../../spark';
import type { Assessment } from '../assess';
import type { Observation } from '../observation';
import type { Row } from '../row';
import type { Subject } from '../subject';
import { NOT_READ } from './types';

export const OPT_IN_TAG = 'emr-autotune';
export const ALLOW_KEY = 'spark.emrautotune.allow';
export const DO_NOT_DISRUPT_KEY = 'spark.emrautotune.doNotDisrupt';

/** `advise` and `off` write nothing; `approve` writes on a person's word for this one step, until it expires. */
export function mode({ obs, row, now }: Assessment): string | undefined {
  if (obs.mode === 'remediate') return undefined;
  if (obs.mode !== 'approve') return `mode ${obs.mode} never writes to EMR`;
  const until = approvedUntil(row, obs.root?.value.id);
  if (until === undefined) return 'mode approve needs a person to approve this step';
  return until > now ? undefined : 'the approval of this step has expired';
}

/** Until when a person's word for this step holds; it moves into the lineage when that opens. */
export function approvedUntil(row: Row, stepId: string | undefined): number | undefined {
  if (stepId === undefined) return undefined;
  if (row.lineage?.root === stepId) return row.lineage.approvedUntil;
  return row.approval?.stepId === stepId ? row.approval.expiresAt : undefined;
}

/** The cluster names its one remediator in a tag, and the step or the allow-list says that it may be run again. */
export function notOptedIn({ obs, subject }: Assessment): string | undefined {
  const tags = obs.cluster?.value.tags;
  if (tags === undefined) return `the cluster's tags ${NOT_READ}`;
  if (tags[OPT_IN_TAG] !== `remediate:${obs.remediatorId}`)
    return `the cluster's tag ${OPT_IN_TAG} does not name this remediator`;
  const step = obs.root?.value;
  if (step === undefined) return `the step ${NOT_READ}`;
  const allowed = subject.settings?.get(ALLOW_KEY) === 'true' || obs.allowedStepNames.includes(step.name);
  return allowed ? undefined : `the step carries no ${ALLOW_KEY}=true and is on no allow-list`;
}

/** An opt-out wins over everything. */
export function optedOut({ obs, subject }: Assessment): string | undefined {
  return clusterOptedOut(obs) ?? stepOptedOut(subject);
}

export function clusterOptedOut(obs: Observation): string | undefined {
  return obs.cluster?.value.tags[OPT_IN_TAG] === 'off' ? `the cluster's tag ${OPT_IN_TAG} is off` : undefined;
}

function stepOptedOut(subject: Subject): string | undefined {
  return subject.settings?.get(ALLOW_KEY) === 'false' ? `the step carries ${ALLOW_KEY}=false` : undefined;
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
