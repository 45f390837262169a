import { describe, expect, test } from 'vitest';
import { deadlineFrom } from '../../../lib/remedy/states/moves';
import { CLUSTER, detail, MINUTE, NOW, POLICY, ROOT, row, SECOND, stuck } from '../support';
import { at, called, moved, opened, owned } from './decisions';

const HOUR = 60 * MINUTE;
const inTime = (pageMs: number, endMs: number) => ({ pageAt: NOW + pageMs, endAt: NOW + endMs });

describe('the time that a phase has, from its first entry,', () => {
  test('is half an hour for an intent', () => {
    expect(opened().lineage?.deadlines).toEqual({ intent: inTime(30 * MINUTE, 30 * MINUTE) });
  });

  test('is ten minutes for a cancel until somebody is told, thirty until it is held', () => {
    const { before } = called(at(NOW, stuck(), opened()));
    expect(before.lineage?.deadlines.cancelling).toEqual(inTime(10 * MINUTE, 30 * MINUTE));
  });

  const cancelled = stuck({ root: detail({ state: 'CANCELLED' }) });
  const call = { kind: 'cancel', n: 1, nonce: 'x', silentAt: NOW, repeatAt: NOW } as const;

  test('is the same for the resubmission that is owed', () => {
    const stored = row({ state: 'cancelling', call, lineage: owned({ cancelFirstAt: NOW, deadlines: {} }) });
    expect(moved(at(NOW, cancelled, stored)).lineage?.deadlines.fencing).toEqual(inTime(10 * MINUTE, 30 * MINUTE));
  });

  test('is a quarter of an hour for an attempt that waits, and a day for one that is watched', () => {
    const lineage = owned({ cancelFirstAt: NOW - 5 * MINUTE, fencedAt: NOW - SECOND, deadlines: {} });
    const fencing = row({ state: 'fencing', lineage: { ...lineage, deadlines: { fencing: inTime(MINUTE, HOUR) } } });
    const { before } = called(at(NOW, cancelled, fencing));
    expect(before.lineage?.deadlines.verifying).toEqual(inTime(15 * MINUTE, 24 * HOUR));
  });
});

test('each phase has thresholds of its own', () => {
  const policy = { ...POLICY, intentExpiresMinutes: 1, cancelPageMinutes: 2, cancelHeldMinutes: 3 };
  const changed = { ...policy, fencePageMinutes: 4, fenceHeldMinutes: 5, slotStuckMinutes: 6, verifyHours: 7 };
  const phases = (['intent', 'cancelling', 'fencing', 'verifying'] as const).map((phase) =>
    deadlineFrom(NOW, phase, changed),
  );
  expect(phases).toEqual([
    inTime(MINUTE, MINUTE),
    inTime(2 * MINUTE, 3 * MINUTE),
    inTime(4 * MINUTE, 5 * MINUTE),
    inTime(6 * MINUTE, 7 * HOUR),
  ]);
});

test('a phase has its time to the last millisecond', () => {
  const call = { kind: 'cancel', n: 1, nonce: 'x', silentAt: NOW, repeatAt: NOW + HOUR, answer: 'accepted' } as const;
  const lineage = owned({ cancelFirstAt: NOW, deadlines: { cancelling: inTime(MINUTE, 2 * MINUTE) } });
  const seen = (now: number) => {
    const obs = stuck({ at: now, root: detail({ state: 'CANCEL_PENDING' }) });
    const action = at(now, obs, row({ state: 'cancelling', call, lineage }));
    return action.kind === 'move' ? action.row.state : action.kind;
  };
  expect(seen(NOW + MINUTE)).toBe('wait');
  expect(seen(NOW + MINUTE + 1)).toBe('cancelling');
  expect(seen(NOW + 2 * MINUTE)).toBe('cancelling');
  expect(seen(NOW + 2 * MINUTE + 1)).toBe('held');
});

test('the end of a lineage that may have sent a cancel is told to the index, of any other nothing', () => {
  const completed = stuck({ root: detail({ state: 'COMPLETED' }) });
  const call = { kind: 'cancel', n: 1, nonce: 'x', silentAt: NOW, repeatAt: NOW } as const;
  const sent = at(NOW, completed, row({ state: 'cancelling', call, lineage: owned({ cancelFirstAt: NOW }) }));
  expect(sent.first).toEqual([{ kind: 'closing', clusterId: CLUSTER, root: ROOT, outcome: 'aborted:finished-first' }]);
  expect(at(NOW, completed, opened()).first).toEqual([]);
});
