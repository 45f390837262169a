import type { JobHistory, Observation } from '../../../../lib/remedy';
import { detail, MINUTE, NOW, row, START, step, stuck } from '../../support';
import { type Case, withArgs } from '../support';

const root = detail();

function outcomes(...kinds: string[]) {
  return kinds.map((outcome, i) => ({ at: START + i, root: `s-${i}`, outcome }));
}

const jobWith = (changed: Partial<JobHistory>): Observation['job'] => ({
  at: NOW,
  value: { outcomes: [], overridden: false, ...changed },
});

export const history: readonly Case[] = [
  {
    gate: 'already-tuned',
    when: 'the step is a resubmission',
    reason: 'the step is itself a resubmission',
    refuses: stuck({ root: withArgs('spark.emrautotune.lineage=s-EARLIER:1') }),
  },
  {
    gate: 'in-flight',
    when: 'another step is being cancelled',
    reason: 'a step of this cluster is being cancelled',
    refuses: stuck({ steps: [step({ id: 's-OLD', state: 'CANCEL_PENDING' }), root] }),
  },
  {
    gate: 'cooldown',
    when: 'the last lineage ended less than an hour ago',
    reason: 'the cluster rests for another 12 min',
    refuses: stuck(),
    row: row({ cooldownUntil: NOW + 11 * MINUTE + 1 }),
    passes: stuck(),
    passesRow: row({ cooldownUntil: NOW }),
  },
  {
    gate: 'budget',
    when: 'three lineages were started today',
    reason: '3 lineages were started today, the limit is 3',
    refuses: stuck({ obs: { job: jobWith({ day: { date: '2026-01-05', roots: ['s-1', 's-2', 's-3'] } }) } }),
    row: row({ day: { date: '2026-01-05', started: 3 } }),
    passes: stuck(),
    passesRow: row({ day: { date: '2026-01-04', started: 3 } }),
  },
  {
    gate: 'budget',
    when: 'four lineages were started today, as a restored row may say',
    refuses: stuck(),
    row: row({ day: { date: '2026-01-05', started: 4 } }),
    passes: stuck(),
    passesRow: row({ day: { date: '2026-01-05', started: 2 } }),
  },
  {
    gate: 'breaker',
    when: 'three of the last five did not improve',
    reason: '3 of the last 5 resubmissions did not improve',
    refuses: stuck(),
    row: row({ outcomes: outcomes('improved', 'failed', 'not-improved', 'improved', 'ineffective') }),
    passes: stuck(),
    passesRow: row({
      outcomes: outcomes('improved', 'failed', 'improved', 'improved', 'unknown', 'aborted', 'cancelled-by-other'),
    }),
  },
  {
    gate: 'breaker',
    when: 'the first three all failed',
    reason: '3 of the last 3 resubmissions did not improve',
    refuses: stuck(),
    row: row({ outcomes: outcomes('failed', 'failed', 'failed') }),
    passes: stuck(),
    passesRow: row({ outcomes: outcomes('failed', 'failed', 'failed', ...Array(5).fill('improved')) }),
  },
  {
    gate: 'breaker',
    when: 'the job did not improve on other clusters',
    refuses: stuck({ obs: { job: jobWith({ outcomes: outcomes('unknown', 'ineffective', 'failed') }) } }),
    passes: stuck({ obs: { job: jobWith({ outcomes: outcomes('unknown', 'ineffective') }) } }),
  },
  {
    gate: 'budget',
    when: 'three lineages of this job were started today, on whatever cluster',
    reason: '3 lineages of this job were started today, the limit is 3',
    refuses: stuck({ obs: { job: jobWith({ day: { date: '2026-01-05', roots: ['s-1', 's-2', 's-3'] } }) } }),
    passes: stuck({ obs: { job: jobWith({ day: { date: '2026-01-04', roots: ['s-1', 's-2', 's-3'] } }) } }),
  },
  {
    gate: 'no-ledger',
    when: 'the ledger could not be read',
    reason: 'the ledger could not be read',
    refuses: stuck({ obs: { ledger: false } }),
  },
  {
    gate: 'no-ledger',
    when: 'whether the job sets its own configuration could not be read',
    reason: "the ledger's word on this job could not be read",
    refuses: stuck({ obs: { job: undefined } }),
    passes: stuck({ obs: { job: { at: NOW, value: { outcomes: [], overridden: false } } } }),
  },
  {
    gate: 'no-ledger',
    when: 'nothing could be read of a job that has a key',
    refuses: stuck({ obs: { job: undefined } }),
    passes: stuck({ obs: { job: undefined, jobKey: undefined } }),
  },
];
