import { describe, expect, test } from 'vitest';
import type { Row } from '../../../lib/remedy';
import { CLUSTER, detail, MINUTE, NOW, ROOT, row, START, stuck } from '../support';
import { at, moved, owned, pages } from './decisions';

describe('held and closed', () => {
  test('what is held only waits, whatever it sees', () => {
    const next = row({ state: 'held', reason: 'cancel-stuck', lineage: owned({ paged: ['held:cancel-stuck'] }) });
    for (const obs of [stuck(), stuck({ obs: { mode: 'off' } }), stuck({ root: detail({ state: 'COMPLETED' }) })]) {
      expect(at(NOW, obs, next)).toMatchObject({ kind: 'wait' });
    }
  });

  test('a person is told once of what is held by other hands', () => {
    const action = at(NOW, stuck(), row({ state: 'held', reason: 'cancel-stuck', lineage: owned() }));
    expect(pages(action)).toEqual(['held:cancel-stuck']);
    expect(at(NOW, stuck(), moved(action)).kind).toBe('wait');
  });

  test("an end that the index does not know of is held and paged, a person's release is not", () => {
    const cancelled = detail({ state: 'CANCELLED' });
    const stored = (reason: string) => row({ state: 'closed', reason, lineage: owned({ cancelFirstAt: NOW }) });
    const listing = { root: ROOT, cancelling: true, settledAt: NOW, archived: false };
    const look = (changed: object) =>
      stuck({ root: cancelled, obs: { listing: { at: NOW, value: { ...listing, ...changed } } } });
    const forged = at(NOW, look({}), stored('improved'));
    expect(moved(forged)).toMatchObject({ state: 'held', reason: 'row-lost', lineage: { root: ROOT } });
    expect(pages(forged)).toEqual(['held:row-lost']);
    expect(moved(at(NOW, look({ closing: 'improved' }), stored('improved'))).state).toBe('watching');
    expect(moved(at(NOW, look({}), stored('released'))).state).toBe('watching');
  });

  const judged = (...kinds: string[]) => kinds.map((outcome, i) => ({ at: START + i, root: `s-${i}`, outcome }));
  const closing = (outcomes: Row['outcomes'], reason = 'not-improved') =>
    at(NOW, stuck(), row({ state: 'closed', reason, lineage: owned(), outcomes }));

  test('pages when this outcome trips the breaker, and not again after it', () => {
    expect(pages(closing(judged('not-improved', 'improved')))).toEqual([]);
    expect(pages(closing(judged('not-improved', 'not-improved')))).toEqual(['breaker']);
    expect(pages(closing(judged('not-improved', 'not-improved', 'not-improved')))).toEqual([]);
  });

  test('pages when this outcome trips the breaker of the job, whose outcomes came from other clusters', () => {
    const of = (outcomes: Row['outcomes']) => ({ obs: { job: { at: NOW, value: { outcomes, overridden: false } } } });
    const stored = row({ state: 'closed', reason: 'unknown', lineage: owned() });
    const closingAt = (outcomes: Row['outcomes']) => pages(at(NOW, stuck(of(outcomes)), stored));
    const [first, second] = judged('not-improved', 'not-improved');
    expect(closingAt(judged('improved', 'not-improved'))).toEqual([]);
    expect(closingAt(judged('not-improved', 'not-improved'))).toEqual(['breaker']);
    expect(closingAt(judged('not-improved', 'not-improved', 'failed'))).toEqual([]);
    // A crash came after the outcome was kept at the job.
    expect(closingAt([first!, second!, { at: NOW, root: ROOT, outcome: 'unknown' }])).toEqual(['breaker']);
  });

  test('nothing is archived by a row that says that nothing was sent, where the index says otherwise', () => {
    const stored = row({ state: 'closed', reason: 'aborted:step-cancelled', lineage: owned() });
    const listing = { root: ROOT, cancelling: false, settledAt: 0 };
    expect(at(NOW, stuck(), stored).first?.[0]).toEqual({
      kind: 'list',
      clusterId: CLUSTER,
      listing,
      firstCancel: true,
    });
    const listed = { at: NOW, value: { ...listing, cancelling: true, settledAt: NOW, archived: false } };
    const cancelled = detail({ state: 'CANCELLED' });
    expect(moved(at(NOW, stuck({ root: cancelled, obs: { listing: listed } }), stored))).toMatchObject({
      state: 'held',
      reason: 'row-lost',
    });
  });

  test('aborted lineages do not push what the breaker counts out of the row', () => {
    let outcomes: Row['outcomes'] = judged('not-improved', 'not-improved');
    for (let i = 0; i < 20; i++) outcomes = moved(closing(outcomes, 'aborted:expired')).outcomes;
    expect(outcomes).toHaveLength(10);
    expect(pages(closing(outcomes))).toEqual(['breaker']);
  });

  test('archives, gives the budget place back, starts the cooldown and watches again', () => {
    const stored = row({ state: 'closed', reason: 'improved', lineage: owned({ cancelFirstAt: NOW }) });
    const action = at(NOW, stuck(), stored);
    expect(action.first).toMatchObject([
      { kind: 'job-outcome', jobKey: 'job-1', root: ROOT, outcome: 'improved' },
      { kind: 'archive', clusterId: CLUSTER, outcome: 'improved' },
      { kind: 'release', clusterId: CLUSTER },
      { kind: 'unlist', clusterId: CLUSTER, root: ROOT },
    ]);
    const next = moved(action);
    expect(next).toMatchObject({ state: 'watching', cooldownUntil: NOW + 60 * MINUTE });
    expect(next.outcomes).toEqual([{ at: NOW, root: ROOT, outcome: 'improved' }]);
    expect(next.lineage).toBeUndefined();
  });

  test('the cluster does not rest after a lineage that sent nothing', () => {
    const stored = row({ state: 'closed', reason: 'aborted:no-finding', lineage: owned() });
    expect(moved(at(NOW, stuck(), stored)).cooldownUntil).toBeUndefined();
  });

  test('nothing is archived while a page is owed', () => {
    const owing = row({ state: 'closed', reason: 'failed', lineage: owned(), pages: [{ reason: 'failed', at: NOW }] });
    expect(at(NOW, stuck(), owing)).toMatchObject({ kind: 'wait', reason: 'a page is owed' });
  });

  test('nothing is archived before the job could be read: its breaker may trip', () => {
    const stored = row({ state: 'closed', reason: 'failed', lineage: owned() });
    expect(at(NOW, stuck({ obs: { job: undefined } }), stored)).toMatchObject({
      kind: 'wait',
      reason: 'the job could not be read',
    });
  });

  test('what is told of a finding does not keep a lineage from being archived', () => {
    const notice = moved(at(NOW, stuck(), row())).pages;
    expect(notice.some(({ finding }) => finding !== undefined)).toBe(true);
    const stored = row({ state: 'closed', reason: 'improved', lineage: owned(), pages: notice });
    expect(moved(at(NOW, stuck(), stored)).state).toBe('watching');
  });

  test('a lineage of a job without a key leaves no outcome at a job', () => {
    const stored = row({
      state: 'closed',
      reason: 'improved',
      lineage: owned({ cancelFirstAt: NOW, jobKey: undefined }),
    });
    expect(at(NOW, stuck(), stored).first?.map(({ kind }) => kind)).toEqual(['archive', 'release', 'unlist']);
  });

  test('of an end its kind is kept, not the reason', () => {
    const kinds = ['aborted:no-finding', 'ineffective:overridden', 'lost:cluster-gone', 'improved'].map((reason) => {
      const action = closing([], reason);
      expect(action.first).toContainEqual(expect.objectContaining({ kind: 'archive', outcome: reason }));
      return moved(action).outcomes.map(({ outcome }) => outcome);
    });
    expect(kinds).toEqual([['aborted'], ['ineffective'], ['lost'], ['improved']]);
  });

  test('an end that the row does not name is unknown', () => {
    const closed = row({ state: 'closed', lineage: owned({ cancelFirstAt: NOW }) });
    expect(moved(at(NOW, stuck(), closed)).outcomes).toMatchObject([{ outcome: 'unknown' }]);
    expect(pages(at(NOW, stuck(), row({ state: 'held', lineage: owned() })))).toEqual(['held:unknown']);
  });
});

describe('the day of a lineage that was given up for lack of figures', () => {
  const closing = (reason: string, day: Row['day'], changed: Parameters<typeof owned>[0] = {}) =>
    at(NOW, stuck(), row({ state: 'closed', reason, lineage: owned(changed), day }));
  const today = (started: number) => ({ date: '2026-01-05', started });

  test.each(['aborted:stale-data', 'aborted:expired'])('gets its unit back after %s', (reason) => {
    const action = closing(reason, today(2));
    expect(action.first).toContainEqual({
      kind: 'release',
      clusterId: CLUSTER,
      unspent: { root: ROOT, jobKey: 'job-1' },
    });
    expect(moved(action).day).toEqual(today(1));
  });

  test('keeps it after every other end, and once a cancel may have been sent', () => {
    for (const action of [
      closing('aborted:no-finding', today(2)),
      closing('aborted:step-completed', today(2)),
      closing('aborted:expired', today(2), { cancelFirstAt: NOW }),
    ]) {
      expect(action.first).toContainEqual({ kind: 'release', clusterId: CLUSTER });
      expect(moved(action).day).toEqual(today(2));
    }
  });

  test('has no unit to get back on another day, or where none is spent', () => {
    const tomorrow = { date: '2026-01-06', started: 2 };
    expect(moved(closing('aborted:expired', tomorrow)).day).toEqual(tomorrow);
    expect(moved(closing('aborted:expired', today(0))).day).toEqual(today(0));
    expect(moved(closing('aborted:expired', undefined)).day).toBeUndefined();
  });
});
