import type { Action, SideWrite } from '../action';
import { assess, redacted } from '../assess';
import type { Verdict } from '../assessment';
import { TIER } from '../contract';
import { approvedUntil } from '../gates/permission';
import type { Observation } from '../observation';
import type { Policy } from '../policy';
import { EMPTY_REPORT } from '../report';
import { type Lineage, type Row, utcDay } from '../row';
import { MINUTE_MS } from '../time';
import { wait } from './moves';

/** Nothing is under way: looks for a finding that every gate lets pass. */
export function watching(obs: Observation, row: Row, now: number, policy: Policy): Action {
  const later = now + MINUTE_MS;
  if (obs.mode === 'off') return wait(EMPTY_REPORT, later, 'off');
  const state = obs.cluster?.value.state;
  if (state !== undefined && state !== 'RUNNING' && state !== 'WAITING') {
    return wait(EMPTY_REPORT, later, `the cluster is ${state}`);
  }
  if (obs.root === undefined && obs.scan?.value.steps.every((step) => step.state !== 'RUNNING')) {
    return wait(EMPTY_REPORT, later, 'no step is running');
  }
  const verdict = assess(obs, row, now, policy);
  const advice = nextRun(verdict);
  const lineage = lineageOf(verdict);
  if (lineage === undefined) return wait(verdict.report, later, whyNot(verdict), advice);
  return {
    kind: 'move',
    reason: 'every gate lets pass',
    first: [...advice, { kind: 'reserve', clusterId: obs.clusterId }],
    row: intentOf(verdict, lineage),
    report: verdict.report,
  };
}

function whyNot({ suspect, refusals, window }: Verdict): string {
  const [first] = refusals;
  if (first !== undefined) return `${first.gate}: ${first.reason}`;
  if (!suspect) return 'no finding';
  return window === undefined ? 'no finding' : `${window.breaches} of ${window.wanted} points breach the thresholds`;
}

/** Once the figures are explained, whatever the gates say: the configuration that the job should be given the next time it runs. */
function nextRun({ obs, retune, tier, report, now, diagnosis }: Verdict): SideWrite[] {
  if (retune === undefined || tier === undefined || tier === TIER.breached || obs.jobKey === undefined) return [];
  const item = {
    clusterId: obs.clusterId,
    stepId: obs.root?.value.id,
    at: now,
    changes: retune.changes.map(redacted),
    executor: retune.executor,
    partitions: retune.partitions,
    before: retune.before,
    after: retune.after,
    slotRatio: retune.slotRatio,
    memoryCut: retune.memoryCut,
    refused: retune.refused,
    observed: report.observed,
    arithmetic: diagnosis?.findings.find(({ id }) => id === diagnosis.verdict)?.arithmetic ?? [],
  };
  return [{ kind: 'next-run', jobKey: obs.jobKey, item }];
}

function lineageOf({ obs, row, now, subject, retune, refusals, tier }: Verdict): Lineage | undefined {
  const step = obs.root?.value;
  if (refusals.length > 0 || tier !== TIER.confirmed || retune === undefined) return undefined;
  if (step?.state !== 'RUNNING' || step.fingerprint === undefined || subject.deployMode !== 'client') return undefined;
  return {
    root: step.id,
    attempt: 1,
    openedAt: now,
    hmacKey: obs.freshKey,
    fingerprint: step.fingerprint,
    jobKey: obs.jobKey,
    deployMode: subject.deployMode,
    fence: 'delay',
    changes: retune.changes.map((change) => {
      const { reason: _, ...changed } = redacted(change);
      return changed;
    }),
    predicted: {
      containerMiB: retune.executor.containerMiB,
      applicationMasterMiB: subject.applicationMaster.memoryMiB,
      executors: retune.after.executors,
      executorCores: retune.executor.cores,
      memoryUtilisation: retune.after.memoryUtilisation,
      coreUtilisation: retune.after.coreUtilisation,
      slotRatio: retune.slotRatio,
    },
    approvedUntil: approvedUntil(row, step.id),
    cancelRequests: 0,
    cancelMayHaveTakenEffect: false,
    throttled: 0,
    submissions: [],
    misses: [],
    paged: [],
  };
}

function intentOf({ row, now }: Verdict, lineage: Lineage): Row {
  const date = utcDay(now);
  const started = (row.day?.date === date ? row.day.started : 0) + 1;
  const { approval: _, call: __, reason: ___, notBefore: ____, ...rest } = row;
  return { ...rest, state: 'intent', since: now, lineage, day: { date, started } };
}
