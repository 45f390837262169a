import { followsFromData } from '../sizing';
import { assess } from './assess';
import type { Assessed, Plan } from './assessed';
import type { Verdict } from './assessment';
import { TIER } from './contract';
import { fenceFor } from './fence';
import { type JobFacts, nodeSlots } from './job-facts';
import { toNextRunItem } from './next-run';
import { noticeFor } from './notice';
import type { Observation } from './observation';
import { finishedRunsMs, runToNote } from './past-runs';
import type { Policy } from './policy';
import { redacted } from './redacted';
import type { ChangedSetting, Payload, Row } from './row';
import { verify } from './verify';

/**
 * The observation with the engine's word on the step it shows, as far as the state of the row asks for one.
 *
 * @param now epoch ms, at or after every reading
 */
export function judged(obs: Observation, row: Row, now: number, policy: Policy): Observation {
  const { lineage, state } = row;
  if (state === 'watching' || state === 'intent') {
    return obs.root === undefined && isIdle(obs)
      ? obs
      : { ...obs, assessed: toAssessed(assess(obs, row, now, policy)) };
  }
  const attempt = obs.attempt?.value;
  const isTuned = lineage?.attempt === 1 && attempt?.state === 'RUNNING';
  if (state !== 'verifying' || lineage === undefined || attempt === undefined || !isTuned) return obs;
  return { ...obs, verified: verify(obs, lineage, attempt, now, policy) };
}

/** Whether the list of steps says that none is running. */
function isIdle({ scan }: Observation): boolean {
  return scan?.value.steps.every((step) => step.state !== 'RUNNING') === true;
}

function toAssessed(verdict: Verdict): Assessed {
  const { obs, suspect, tier, refusals, report } = verdict;
  return {
    suspect,
    tier,
    refusals,
    reason: reasonToRefrain(verdict),
    report,
    plan: planFor(verdict),
    ...(lacksEvidence(verdict) ? { lacksEvidence: true } : {}),
    run: runToNote(obs, nodeSlots(verdict.subject)),
    nextRun: nextRunFor(verdict),
    notice: noticeFor(verdict),
  };
}

function lacksEvidence({ row, secondLook, job }: Verdict): boolean {
  return secondLook && row.lineage?.payload.asked !== undefined && job === undefined;
}

function reasonToRefrain({ suspect, refusals, window, tier }: Verdict): string | undefined {
  const [first] = refusals;
  if (first !== undefined) return `${first.gate}: ${first.reason}`;
  if (suspect && tier === TIER.confirmed) return undefined;
  if (!suspect || window === undefined) return 'no finding';
  return `${window.breach.counted} of ${window.breach.wanted} points breach the thresholds`;
}

/** Once the figures are explained, whatever the gates say: the configuration that the job should be given the next time it runs. */
function nextRunFor({ obs, retune, tier, subject, report, now }: Verdict): Assessed['nextRun'] {
  if (retune === undefined || tier === undefined || tier === TIER.breached) return undefined;
  return toNextRunItem(retune, {
    clusterId: obs.clusterId,
    stepId: obs.root?.value.id,
    at: now,
    earlierRunsMs: finishedRunsMs(obs, nodeSlots(subject), now),
    observed: report.observed,
    arithmetic: report.arithmetic,
  });
}

function planFor(verdict: Verdict): Plan | undefined {
  const { obs, retune, subject, diagnosis, job, shortestRunMs } = verdict;
  const found = fenceFor(verdict);
  if (retune === undefined || subject.deployMode === undefined || 'reason' in found) return undefined;
  const changes = retune.changes.map((change): ChangedSetting => {
    const { reason: _, ...changed } = redacted(change);
    return changed;
  });
  return {
    deployMode: subject.deployMode,
    fence: found.fence,
    changes: inOneLine(changes.filter(({ key }) => !followsFromData(key))),
    payload: {
      changes,
      ...(job === undefined ? {} : { asked: askedOf(obs, job) }),
      ...(shortestRunMs === undefined ? {} : { shortestRunMs }),
      predicted: {
        containerMiB: retune.executor.containerMiB,
        applicationMasterMiB: subject.applicationMaster.memoryMiB,
        executors: retune.after.executors,
        executorCores: retune.executor.cores,
        memoryUtilisation: retune.after.memoryUtilisation,
        coreUtilisation: retune.after.coreUtilisation,
        slotRatio: retune.slotRatio,
      },
      before: { taskSlots: diagnosis?.explanation?.taskSlots ?? retune.before.taskSlots, vcpus: subject.vcpus },
    },
  };
}

/** Where the second look finds the job's figures again. */
function askedOf({ asked, root }: Observation, { evidence }: JobFacts): NonNullable<Payload['asked']> {
  const persistentUiId = asked?.value.persistentUiId;
  return {
    applicationId: evidence.application.id,
    startedAtMs: root?.value.startedAt ?? evidence.application.startedAtMs,
    ...(persistentUiId === undefined ? {} : { persistentUiId }),
  };
}

function inOneLine(changes: readonly ChangedSetting[]): string {
  return changes
    .map(({ key, to }) => `${key}=${to}`)
    .sort()
    .join(' ');
}
