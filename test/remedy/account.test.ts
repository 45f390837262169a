import { describe, expect, test } from 'vitest';
import {
  type AccountDay,
  dayAfter,
  EMPTY_ACCOUNT_DAY,
  EMPTY_JOB,
  release,
  reserve,
  withOutcome,
  withoutStart,
  withStart,
} from '../../lib/remedy';
import { MINUTE, NOW, POLICY } from './support';

const HOUR = 60 * MINUTE;
const of = (clusterId: string, root = `s-${clusterId}`) => ({ clusterId, root });
const taken = (...clusters: string[]): AccountDay =>
  clusters.reduce<AccountDay>((day, id) => reserve(day, of(id), NOW, POLICY) ?? day, EMPTY_ACCOUNT_DAY);

describe("the account's budget", () => {
  test('lets two clusters be under way at once', () => {
    expect(taken('j-A', 'j-B')).toMatchObject({
      roots: ['s-j-A', 's-j-B'],
      open: { 'j-A': expect.any(Number), 'j-B': expect.any(Number) },
    });
    expect(reserve(taken('j-A', 'j-B'), of('j-C'), NOW, POLICY)).toBeUndefined();
  });

  test('frees a place when a lineage ends, but not the unit', () => {
    const day = release(taken('j-A', 'j-B'), 'j-A');
    expect(day.roots).toHaveLength(2);
    expect(reserve(day, of('j-C'), NOW, POLICY)?.roots).toHaveLength(3);
  });

  test('gives back the unit of a lineage that does not count', () => {
    const day = release(taken('j-A', 'j-B'), 'j-A', 's-j-A');
    expect(day).toMatchObject({ roots: ['s-j-B'], open: { 'j-B': expect.any(Number) } });
    expect(release(day, 'j-A', 's-j-A').roots).toEqual(['s-j-B']);
  });

  // Intent, cancel and fence may take half an hour each.
  test('frees the place of an invocation that died once its lineage must be over, not before', () => {
    expect(reserve(taken('j-A', 'j-B'), of('j-C'), NOW + 90 * MINUTE, POLICY)).toBeUndefined();
    expect(reserve(taken('j-A', 'j-B'), of('j-C'), NOW + 100 * MINUTE, POLICY)).toBeDefined();
  });

  test('counts what is under way over midnight, and starts nothing with it', () => {
    const next = dayAfter(taken('j-A', 'j-B'));
    expect(next).toEqual({ version: 0, roots: [], open: taken('j-A', 'j-B').open });
    expect(reserve(next, of('j-C'), NOW, POLICY)).toBeUndefined();
    expect(dayAfter(undefined)).toEqual({ version: 0, roots: [], open: {} });
  });

  test('is written under a new version each time', () => {
    const day = taken('j-A', 'j-B');
    expect([day.version, release(day, 'j-A').version]).toEqual([2, 3]);
  });

  test('a repeat after a crash costs nothing: a lineage is counted once', () => {
    const once = taken('j-A');
    expect(reserve(once, of('j-A'), NOW, POLICY)?.roots).toEqual(once.roots);
    const full = taken('j-A', 'j-B');
    expect(reserve(full, of('j-A'), NOW, POLICY)?.open).toEqual(full.open);
  });

  test('ten lineages may start in a day', () => {
    let day: AccountDay | undefined = EMPTY_ACCOUNT_DAY;
    let granted = 0;
    for (let i = 0; i < 20 && day !== undefined; i++) {
      day = reserve(day, of('j-A', `s-${i}`), NOW, POLICY);
      granted += day === undefined ? 0 : 1;
    }
    expect(granted).toBe(10);
  });
});

describe("a job's history", () => {
  test('counts the lineages of a day, each once, on whatever cluster they start', () => {
    const job = ['s-1', 's-2', 's-1'].reduce((one, root) => withStart(one, root, NOW), EMPTY_JOB);
    expect(job.day).toEqual({ date: '2026-01-05', roots: ['s-1', 's-2'] });
    expect(withStart(job, 's-3', NOW + 24 * HOUR).day?.roots).toEqual(['s-3']);
  });

  test('forgets the start of a lineage that does not count', () => {
    const job = withStart(withStart(EMPTY_JOB, 's-1', NOW), 's-2', NOW);
    expect(withoutStart(job, 's-1').day?.roots).toEqual(['s-2']);
    expect(withoutStart(EMPTY_JOB, 's-1')).toEqual(EMPTY_JOB);
  });

  test('keeps the newest twenty outcomes of ninety days, one for each lineage', () => {
    const outcome = (i: number, at = NOW + i) => ({ root: `s-${i}`, outcome: 'improved', at });
    let job = EMPTY_JOB;
    for (let i = 0; i < 25; i++) job = withOutcome(withOutcome(job, outcome(i)), outcome(i));
    expect(job.outcomes.map(({ root }) => root)).toEqual(Array.from({ length: 20 }, (_, i) => `s-${i + 5}`));
    const first = withOutcome(EMPTY_JOB, outcome(0, NOW));
    expect(withOutcome(first, outcome(1, NOW + 90 * 24 * HOUR)).outcomes).toHaveLength(2);
    expect(withOutcome(first, outcome(1, NOW + 90 * 24 * HOUR + 1)).outcomes).toHaveLength(1);
  });

  test('begins with nothing', () => {
    expect(EMPTY_JOB).toEqual({ outcomes: [], overridden: false });
  });
});
