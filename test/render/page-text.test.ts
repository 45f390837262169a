import { describe, expect, test } from 'vitest';
import { judged, type OwedPage } from '../../lib/remedy';
import { toMessage } from '../../lib/render/page-text';
import { type Changes, NOW, POLICY, row, stuck } from '../remedy/support';

function noticeFor(changes: Changes = {}): OwedPage {
  const finding = judged(stuck(changes), row(), NOW, POLICY).assessed?.notice;
  if (finding === undefined) throw new Error('nothing was found');
  return { reason: `finding:${finding.finding}`, root: finding.stepId, at: NOW, finding };
}

const toText = (page: OwedPage): string => toMessage({ remediatorId: 'one', clusterId: 'j-1', page }).text;
const ADVISE: Changes = { obs: { mode: 'advise' } };

/** The lines of a section. */
function section(text: string, title: string): string[] {
  const [, found = ''] = text.split(`${title}\n`);
  return (found.split('\n\n')[0] ?? '').split('\n').map((line) => line.trim());
}

describe('a notice in words', () => {
  test('says what was seen, and since when', () => {
    expect(section(toText(noticeFor(ADVISE)), 'What was seen')).toEqual([
      // Five points of five minutes before 06:40, after a step's start at 06:00.
      'since 2026-01-05 06:15 UTC at the latest; the step began at 2026-01-05 06:00 UTC',
      "memory: 97.7 % of YARN's is allocated (9,840,896 of 10,076,160 MiB)",
      'cores: executors hold 43.8 % of the vCPUs (574 of 1,312)',
      'CPU: 43.8 %, measured on core and task nodes',
      'containers: 83 run, 40 are pending',
    ]);
  });

  test('gives the settings for the next run as they are pasted', () => {
    const lines = section(toText(noticeFor(ADVISE)), 'Settings for the next run');
    expect(lines).toContain('--conf spark.executor.cores=4');
    expect(lines.at(-1)).toBe(
      'With them the cluster as it is could run 1,308 tasks at once on 1,312 vCPUs, 2.28 times as many as now, with 99.7 % of the memory.',
    );
  });

  test('says what each mode would do', () => {
    expect(section(toText(noticeFor(ADVISE)), 'What the remediator does')).toEqual([
      'advise (its mode): tells, and writes nothing to EMR',
      "approve: asks for a person's approval of this step, then cancels this step and submits it again with these settings",
      'remediate: cancels this step and submits it again with these settings',
    ]);
  });

  test('names the gates that keep another mode from acting', () => {
    const text = toText(noticeFor({ ...ADVISE, cluster: { tags: {} } }));
    expect(section(text, 'What the remediator does')).toEqual([
      'advise (its mode): tells, and writes nothing to EMR',
      'approve: leaves the step alone:',
      "not-opted-in: the cluster's tag emr-autotune does not name this remediator",
      'remediate: leaves the step alone:',
      "not-opted-in: the cluster's tag emr-autotune does not name this remediator",
    ]);
  });

  test('says what speaks against it where it is not confirmed', () => {
    const busy = section(toText(noticeFor({ ...ADVISE, point: { cpuUtilisation: 0.9 } })), 'What it means');
    expect(busy.join('\n')).toMatch(
      /not confirmed.*\ncpu-busy: at most 50 % of the CPU is in use in 0 of the last 5 points/,
    );
  });

  test('has a subject that SNS takes', () => {
    const { subject } = toMessage({ remediatorId: 'one', clusterId: 'j-1', page: noticeFor() });
    expect(subject).toBe('emr-autotune: stranded-cores in step s-ROOT on j-1');
    const long = toMessage({ remediatorId: 'one', clusterId: `j-${'A'.repeat(200)}`, page: { reason: 'é\n', at: 0 } });
    expect(long.subject).toMatch(/^[\x20-\x7e]{1,100}$/);
  });
});

describe('a page in words', () => {
  test('says what happened and what to do, with the command that releases what is held', () => {
    expect(toText({ reason: 'held:cancel-stuck', root: 's-ROOT', at: 0 })).toBe(
      [
        'A person has to look at step s-ROOT on cluster j-1: held:cancel-stuck.',
        '',
        'What happened',
        '  The step was to be cancelled and is not CANCELLED after 30 minutes.',
        '',
        'What to do',
        '  Look at the step on the primary node; if it ends CANCELLED, submit it again.',
        '  aws emr describe-step --cluster-id j-1 --step-id s-ROOT',
        '  aws emr list-steps --cluster-id j-1',
        '  emr-autotune explain j-1 --table <ledger>',
        '  emr-autotune release j-1 --table <ledger>, once the step has been dealt with',
        '',
        'Remediator one, 1970-01-01T00:00:00.000Z. What this means and what to do: https://github.com/cdk-emr-autotune/cdk-emr-autotune/blob/main/docs/runbook.md#held-cancel-stuck',
      ].join('\n'),
    );
  });

  test('of a broken rule says that the row is broken', () => {
    expect(toText({ reason: 'held:broken:page-dropped', at: 0 })).toContain('would have broken a rule');
  });
});

test.each([
  [{ kind: 'cancelled' }, 'The remediator has cancelled step s-ROOT on cluster j-1', 's-ROOT'],
  [{ kind: 'resubmitted', newStepId: 's-A' }, 'In place of step s-ROOT on cluster j-1 step s-A runs', 's-A'],
  [{ kind: 'closed', newStepId: 's-A', outcome: 'improved' }, 'done with step s-ROOT on cluster j-1: improved.', 's-A'],
  [{ kind: 'closed', outcome: 'aborted:finished-first' }, 'cluster j-1: aborted:finished-first.', 's-ROOT'],
] as const)('news of a step say in words and for programs what became of it: %j', (news, words, shown) => {
  const page = { root: 's-ROOT', at: 0, ...news };
  const { subject, text, json } = toMessage({ remediatorId: 'one', clusterId: 'j-1', page });
  expect(subject).toBe(`emr-autotune: step s-ROOT on j-1: ${news.kind}`);
  expect(text).toContain(words);
  expect(text).toContain(`--step-id ${shown}`);
  const { kind: reason, ...told } = news;
  expect(json).toMatchObject({ kind: 'step', stepId: 's-ROOT', reason, ...told });
});
