import { describe, expect, test } from 'vitest';
import { slotTimeOf } from '../../../bench/yarn-loop/measured';
import { lineTexts } from '../../../bench/yarn-loop/words';
import type { WordedEntry } from '../../../lib/render';

describe('the time of the task slots', () => {
  // 4 slots for 10 s. Of their 40 s two were late by 3 s, tasks took 30 s, and 100 reads of 250 ms are 25 s of that.
  const result = { appId: 'a', reads: 100, sessionMs: 0, jobMs: 10_000, taskMs: 30_000, lateSlotMs: 6_000 };

  test('is shared out without a rest', () => {
    expect(slotTimeOf(result, 4)).toEqual({ reads: 0.625, tasks: 0.125, late: 0.15, free: 0.1 });
  });

  test('is not known of a job that does not tell', () => {
    const { taskMs: _, ...silent } = result;
    expect(slotTimeOf(silent, 4)).toBeUndefined();
  });
});

test('of decisions that repeat themselves one is told, of calls and pages every one', () => {
  const wait = {
    kind: 'decision',
    state: 'watching',
    next: 'watching',
    action: 'wait',
    reason: 'no finding',
  } as const;
  const lines: WordedEntry[] = [
    wait,
    wait,
    { kind: 'call', call: 'cancel' },
    wait,
    { kind: 'page', reason: 'failed' },
    { kind: 'ended' },
  ];
  expect(lineTexts(lines.map((line, i) => ({ atMs: i, line })))).toEqual([
    { atMs: 0, text: 'remediator: watching: wait no finding' },
    { atMs: 2, text: 'remediator: call cancel' },
    { atMs: 3, text: 'remediator: watching: wait no finding' },
    { atMs: 4, text: 'remediator: page failed' },
  ]);
});
