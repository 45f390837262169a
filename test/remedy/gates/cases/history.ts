import type { JobHistory, Observation } from '../../../../lib/remedy';
import { detail, NOW, row, START, step, stuck } from '../../support';
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
    refuses: stuck({ root: withArgs('spark.emrautotune.lineage=s-EARLIER:1') }),
  },
  {
    gate: 'in-flight',
    when: 'another step is being cancelled',
    refuses: stuck({ steps: [step({ id: 's-OLD', state: 'CANCEL_PENDING' }), root] }),
  },
  {
    gate: 'cooldown',
    when: 'the last lineage ended less than an hour ago',
    refuses: stuck(),
    row: row({ cooldownUntil: NOW + 1 }),
    passes: stuck(),
    passesRow: row({ cooldownUntil: NOW }),
  },
  {
    gate: 'budget',
    when: 'three lineages were started today',
    refuses: stuck(),
    row: row({ day: { date: '2026-01-05', started: 3 } }),
    passes: stuck(),
    passesRow: row({ day: { date: '2026-01-04', started: 3 } }),
  },
  {
    gate: 'breaker',
    when: 'three of the last five did not improve',
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
    refuses: stuck(),
    row: row({ outcomes: outcomes('failed', 'failed', 'failed') }),
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
    refuses: stuck({ obs: { job: jobWith({ day: { date: '2026-01-05', roots: ['s-1', 's-2', 's-3'] } }) } }),
    passes: stuck({ obs: { job: jobWith({ day: { date: '2026-01-04', roots: ['s-1', 's-2', 's-3'] } }) } }),
  },
  { gate: 'no-ledger', when: 'the ledger could not be read', refuses: stuck({ obs: { ledger: false } }) },
  {
    gate: 'no-ledger',
    when: 'whether the job sets its own configuration could not be read',
    refuses: stuck({ obs: { job: undefined } }),
    passes: stuck({ obs: { job: { at: NOW, value: { outcomes: [], overridden: false } } } }),
  },
];
