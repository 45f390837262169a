import { describe, expect, test } from 'vitest';
import { detail, markedArgs, NOW, row, stuck } from '../support';
import { at, moved, owned, pages } from './decisions';

describe('a cluster that ends', () => {
  const ending = { cluster: { state: 'TERMINATING' } } as const;
  const submissions = [{ n: 1, stepId: 's-A', at: NOW }];

  test.each(['cancelling', 'fencing', 'submitting', 'verifying'] as const)(
    'in %s the job is lost, and paged',
    (state) => {
      const stored = row({
        state,
        since: NOW,
        lineage: owned({ submissions, seenCancelledAt: NOW, cancelFirstAt: NOW }),
      });
      const root = detail({ state: state === 'cancelling' ? 'RUNNING' : 'CANCELLED' });
      const next = moved(at(NOW, stuck({ ...ending, root, steps: [root] }), stored));
      expect(next).toMatchObject({ state: 'closed', reason: 'lost:cluster-gone' });
      expect(pages(at(NOW, stuck(ending), next))).toEqual(['lost:cluster-gone']);
    },
  );

  test('what has completed is not lost', () => {
    const attempt = detail({ id: 's-A', state: 'COMPLETED', args: markedArgs() });
    const stored = row({ state: 'verifying', since: NOW, lineage: owned({ submissions }) });
    expect(moved(at(NOW, stuck({ ...ending, attempt, steps: [] }), stored)).reason).toBe('unknown');
    const cancelling = row({ state: 'cancelling', since: NOW, lineage: owned() });
    expect(moved(at(NOW, stuck({ ...ending, root: detail({ state: 'COMPLETED' }) }), cancelling)).reason).toBe(
      'aborted:finished-first',
    );
  });
});
