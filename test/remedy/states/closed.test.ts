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
});
