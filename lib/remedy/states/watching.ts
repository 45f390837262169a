import type { Action, SideWrite } from '../action';
import type { Assessed } from '../assessed';
import { TIER } from '../contract';
import { approvedUntil } from '../gates/permission';
import { telling } from '../notice';
import type { Observation } from '../observation';
import type { Policy } from '../policy';
import { EMPTY_REPORT } from '../report';
import { type Lineage, type Row, utcDay } from '../row';
import { MINUTE_MS } from '../time';
import { deadlineFrom, wait } from './moves';

/** Nothing is under way: looks for a finding that every gate lets pass. */
export function watching(obs: Observation, row: Row, now: number, policy: Policy): Action {
  const later = now + MINUTE_MS;
  if (obs.mode === 'off') return wait(EMPTY_REPORT, later, 'off');
  const notes = notesIn(obs);
  const state = obs.cluster?.value.state;
  if (state !== undefined && state !== 'RUNNING' && state !== 'WAITING') {
    return wait(EMPTY_REPORT, later, `the cluster is ${state}`, notes);
  }
  const { assessed, clusterId } = obs;
  if (assessed === undefined) return wait(EMPTY_REPORT, later, 'no step is running', notes);
  const { row: told, isDeferred } = telling(row, assessed.notice, assessed.plan?.changes, now);
  const report = isDeferred ? { ...assessed.report, noticeDeferred: true } : assessed.report;
  if (told !== row) notes.push({ kind: 'owe', clusterId, at: now });
  const lineage = lineageFor(obs, assessed, row, now, policy);
  if (lineage === undefined) {
    const waiting = wait(report, later, assessed.reason ?? 'no finding', notes);
    return told === row ? waiting : { ...waiting, row: told };
  }
  const { root, jobKey, approvedUntil: approved } = lineage;
  return {
    kind: 'move',
    reason: 'every gate lets pass',
    first: [
      ...notes,
      { kind: 'reserve', clusterId, root, ...(jobKey === undefined ? {} : { jobKey }) },
      ...(approved === undefined
        ? []
        : [{ kind: 'take-approval', clusterId, stepId: root, until: approved, nonce: obs.nonce } as const]),
    ],
    row: intentFor(told, lineage, now),
    report,
  };
}

/** What is remembered of jobs in every mode but `off`: how their runs went, what to change next time, where to ask about them. */
function notesIn({ assessed, asked, job, jobKey, clusterId, ended = [] }: Observation): SideWrite[] {
  const notes = ended.map((one): SideWrite => ({ kind: 'run', ...one }));
  if (jobKey === undefined) return notes;
  if (assessed?.run !== undefined) notes.push({ kind: 'run', jobKey, run: assessed.run });
  if (assessed?.nextRun !== undefined) notes.push({ kind: 'next-run', jobKey, item: assessed.nextRun });
  const id = asked?.value.persistentUiId;
  if (id !== undefined && job?.value.persistentUi?.id !== id)
    notes.push({ kind: 'persistent-ui', jobKey, clusterId, id });
  return notes;
}

function lineageFor(
  obs: Observation,
  { refusals, tier, plan }: Assessed,
  row: Row,
  now: number,
  policy: Policy,
): Lineage | undefined {
  const step = obs.root?.value;
  if (refusals.length > 0 || tier !== TIER.confirmed || plan === undefined) return undefined;
  if (step?.state !== 'RUNNING' || step.fingerprint === undefined) return undefined;
  return {
    root: step.id,
    attempt: 1,
    hmacKey: obs.freshKey,
    fingerprint: step.fingerprint,
    plan: plan.changes,
    jobKey: obs.jobKey,
    deployMode: plan.deployMode,
    fence: plan.fence,
    approvedUntil: approvedUntil(obs, row),
    deadlines: { intent: deadlineFrom(now, 'intent', policy) },
    cancelRequests: 0,
    maybeSent: false,
    throttled: 0,
    submissions: [],
    seenRunning: false,
    paged: [],
    payload: { openedAt: now, ...plan.payload },
  };
}

function intentFor(row: Row, lineage: Lineage, now: number): Row {
  const date = utcDay(now);
  const started = (row.day?.date === date ? row.day.started : 0) + 1;
  const { call: _, reason: __, notBefore: ___, ...rest } = row;
  return { ...rest, state: 'intent', lineage, day: { date, started } };
}
