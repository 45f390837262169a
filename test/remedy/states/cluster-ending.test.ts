import { describe, expect, test } from 'vitest';
import { detail, markedArgs, NOW, row, stuck } from '../support';
import { at, moved, owned } from './decisions';

const CALL = { kind: 'add', n: 1, nonce: 'x', silentAt: NOW + 180_000, repeatAt: NOW } as const;

describe('a cluster that ends', () => {
  const ending = { cluster: { state: 'TERMINATING' } } as const;
  const submissions = [{ n: 1, stepId: 's-A' }];

  test.each(['cancelling', 'fencing', 'submitting', 'verifying'] as const)(
    'in %s the job is lost, and paged',
    (state) => {
      const stored = row({
        state,
        call: state === 'submitting' ? CALL : undefined,
        lineage: owned({ submissions, fencedAt: NOW, cancelFirstAt: NOW }),
      });
      const root = detail({ state: state === 'cancelling' ? 'RUNNING' : 'CANCELLED' });
      const next = moved(at(NOW, stuck({ ...ending, root, steps: [root] }), stored));
      expect(next).toMatchObject({ state: 'closed', reason: 'lost:cluster-gone' });
      expect(next.pages.map(({ reason }) => reason)).toEqual(['lost:cluster-gone']);
    },
  );

  test.each(['TERMINATING', 'TERMINATED', 'TERMINATED_WITH_ERRORS'] as const)('is one that is %s', (state) => {
    const root = detail({ state: 'CANCELLED' });
    const stored = row({ state: 'fencing', lineage: owned({ fencedAt: NOW, cancelFirstAt: NOW }) });
    expect(moved(at(NOW, stuck({ cluster: { state }, root, steps: [root] }), stored)).reason).toBe('lost:cluster-gone');
  });

  test('what has completed is not lost', () => {
    const attempt = detail({ id: 's-A', state: 'COMPLETED', args: markedArgs() });
    const stored = row({ state: 'verifying', lineage: owned({ submissions }) });
    expect(moved(at(NOW, stuck({ ...ending, attempt, steps: [] }), stored)).reason).toBe('unknown');
    const cancelling = row({ state: 'cancelling', lineage: owned() });
    expect(moved(at(NOW, stuck({ ...ending, root: detail({ state: 'COMPLETED' }) }), cancelling)).reason).toBe(
      'aborted:finished-first',
    );
  });
});
