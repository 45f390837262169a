import { describe, expect, test } from 'vitest';
import { parseRow, type Row, type StepFacts } from '../../../lib/remedy';
import { CLUSTER, detail, MINUTE, NOW, ROOT, row, SECOND, stuck } from '../support';
import { at, moved, owned, pages } from './decisions';

/** What the index says of a lineage whose cancel may have been sent until a minute from now. */
const LISTING = { root: ROOT, cancelling: true, settledAt: NOW + MINUTE, archived: false };

const look = (now: number, state: StepFacts['state'] | 'unread', listing: object = {}) =>
  stuck({
    at: now,
    root: detail({ state: state === 'unread' ? 'RUNNING' : state }),
    obs: {
      listing: { at: now, value: { ...LISTING, ...listing } },
      ...(state === 'unread' ? { root: undefined } : {}),
    },
  });

describe('a cluster that the index lists as cancelling, and whose row does not know of it', () => {
  const UNLIST = [{ kind: 'unlist', clusterId: CLUSTER, root: ROOT }];

  test('waits while the step runs and the cancel may still take effect, then drops the listing', () => {
    const soon = NOW + MINUTE - 1;
    expect(at(soon, look(soon, 'RUNNING'), row())).toMatchObject({
      kind: 'wait',
      reason: 'the row is lost, and a request to cancel may still take effect',
      report: { root: ROOT },
    });
    expect(at(soon, look(soon, 'RUNNING'), row()).first).toBeUndefined();
    const settled = NOW + MINUTE;
    expect(at(settled, look(settled, 'RUNNING'), row())).toMatchObject({
      kind: 'wait',
      reason: 'the listed lineage is over',
      first: UNLIST,
    });
  });

  test('drops the listing of a step that is completed, or of a lineage that was closing and is archived', () => {
    expect(at(NOW, look(NOW, 'COMPLETED'), row())).toMatchObject({ kind: 'wait', first: UNLIST });
    const over = look(NOW, 'CANCELLED', { archived: true, closing: 'improved' });
    expect(at(NOW, over, row())).toMatchObject({ kind: 'wait', first: UNLIST });
  });

  test('asks a person where only an earlier lineage of the step is archived', () => {
    const action = at(NOW, look(NOW, 'CANCELLED', { archived: true }), row());
    expect(action).toMatchObject({ kind: 'move', row: { state: 'held', reason: 'row-lost' } });
    expect(pages(action, row())).toEqual(['held:row-lost']);
  });

  test('goes back to the listing of a lineage that is in the row and has sent nothing', () => {
    const stored = row({ state: 'intent', lineage: owned() });
    const now = NOW + MINUTE;
    const untouched = [{ kind: 'list', clusterId: CLUSTER, listing: { root: ROOT, cancelling: false, settledAt: 0 } }];
    expect(at(now, look(now, 'RUNNING'), stored).first).toEqual(untouched);
    const claim = { count: 1, nonce: 'nonce-0' };
    expect(at(now, look(now, 'RUNNING', { claim }), stored).first).toEqual(UNLIST);
  });

  test.each(['CANCELLED', 'FAILED', 'INTERRUPTED', 'CANCEL_PENDING', 'PENDING'] as const)(
    'is held where the step is %s: a job may be owed',
    (state) => {
      const action = at(NOW, look(NOW, state), row({ notBefore: NOW }));
      expect(pages(action)).toEqual(['held:row-lost']);
      const held = moved(action);
      expect(held).toMatchObject({
        state: 'held',
        reason: 'row-lost',
        lineage: { root: ROOT, cancelFirstAt: NOW, maybeSent: true, submissions: [] },
      });
      expect(held.notBefore).toBeUndefined();
    },
  );

  test('leaves a row that can be read again, and released', () => {
    const held = moved(at(NOW, look(NOW, 'CANCELLED'), row()));
    expect(parseRow({ ...held }, CLUSTER)).toEqual(held);
    expect(held.lineage).toMatchObject({ attempt: 1, seenRunning: false, paged: ['held:row-lost'] });
  });

  test('keeps what the row knows of this lineage', () => {
    const held = moved(at(NOW, look(NOW, 'CANCELLED'), row({ state: 'intent', lineage: owned() })));
    expect(held.lineage).toEqual({ ...owned(), cancelFirstAt: NOW, maybeSent: true, paged: ['held:row-lost'] });
    const other = row({ state: 'intent', lineage: owned({ root: 's-OTHER' }) });
    expect(moved(at(NOW, look(NOW, 'CANCELLED'), other)).lineage).toMatchObject({ root: ROOT, fingerprint: '' });
  });

  test('waits half an hour for a step that cannot be read, then is held', () => {
    const last = NOW + MINUTE + 30 * MINUTE - 1;
    expect(at(last, look(last, 'unread'), row())).toMatchObject({
      kind: 'wait',
      reason: 'the row is lost, and the step could not be read',
    });
    const over = last + 1;
    expect(moved(at(over, look(over, 'unread'), row()))).toMatchObject({ state: 'held', reason: 'row-lost' });
    const another = stuck({ at: NOW, root: detail({ id: 's-OTHER' }), obs: { listing: { at: NOW, value: LISTING } } });
    expect(at(NOW, another, row())).toMatchObject({ reason: 'the row is lost, and the step could not be read' });
  });
});

describe('a listing that says no more than the row does', () => {
  test('is none of the reasons to give a lineage up', () => {
    const call = { kind: 'cancel', n: 1, nonce: 'x', silentAt: NOW, repeatAt: NOW + 60 * SECOND } as const;
    const known: Row = row({ state: 'cancelling', call, lineage: owned({ cancelFirstAt: NOW, cancelRequests: 1 }) });
    expect(at(NOW, look(NOW, 'CANCELLED'), known)).toMatchObject({ row: { state: 'fencing' } });
    expect(at(NOW, look(NOW, 'RUNNING', { cancelling: false }), row())).toMatchObject({ row: { state: 'intent' } });
  });

  test('does not wake what is held', () => {
    const stored = row({ state: 'held', reason: 'cancel-stuck', lineage: owned({ paged: ['held:cancel-stuck'] }) });
    expect(at(NOW, look(NOW, 'COMPLETED'), stored)).toMatchObject({ kind: 'wait', reason: 'held: cancel-stuck' });
  });
});
