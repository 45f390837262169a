import { describe, expect, test } from 'vitest';
import type { Row, StepFacts } from '../../../lib/remedy';
import { detail, MINUTE, markedArgs, NOW, row, SECOND, step, stuck } from '../support';
import { at, called, moved, owned, pages } from './decisions';

describe('submitting', () => {
  const sent = NOW;
  const call = { kind: 'add', n: 1, nonce: 'x', silentAt: sent + 180 * SECOND, repeatAt: sent } as const;
  const unknown = { ...call, answer: 'unknown', silentAt: sent + 20 * SECOND } as const;
  const stored = (changed: Partial<Row> = {}): Row => row({ state: 'submitting', call, lineage: owned(), ...changed });
  const cancelled = detail({ state: 'CANCELLED' });
  const look = (now: number, steps: readonly StepFacts[] = []) =>
    stuck({ at: now, root: cancelled, steps: [...steps, cancelled] });
  const mark = (id: string, n = 1) => step({ id, state: 'RUNNING', args: markedArgs(n), createdAt: sent });

  test('the marker is found', () => {
    const next = moved(at(sent + SECOND, look(sent + SECOND, [mark('s-A')]), stored()));
    expect(next).toMatchObject({ state: 'verifying', lineage: { submissions: [{ n: 1, stepId: 's-A' }] } });
    expect(next.call).toBeUndefined();
  });

  test('waits 120 s and the margin of two clocks from the recorded unknown answer, or from the certain death of a sender that recorded nothing', () => {
    const afterAnswer = sent + 20 * SECOND + 180 * SECOND;
    expect(at(afterAnswer - 1, look(afterAnswer - 1), stored({ call: unknown })).kind).toBe('wait');
    expect(at(afterAnswer, look(afterAnswer), stored({ call: unknown })).kind).toBe('move');
    const afterDeath = call.silentAt + 180 * SECOND;
    expect(at(afterDeath - 1, look(afterDeath - 1), stored()).kind).toBe('wait');
    expect(at(afterDeath, look(afterDeath), stored()).kind).toBe('move');
  });

  test('an incomplete scan is no miss', () => {
    const now = call.silentAt + 180 * SECOND;
    const obs = { ...look(now), scan: { at: now, value: { steps: [], complete: false } } };
    expect(at(now, obs, stored()).kind).toBe('wait');
  });

  /** The row after two complete scans without the marker. */
  const settled = (before: Row): Row => {
    const first = call.silentAt + 180 * SECOND;
    const once = moved(at(first, look(first), before));
    expect(once).toMatchObject({ state: 'submitting', lineage: { secondScanAt: first + 90 * SECOND } });
    expect(at(first + 89 * SECOND, look(first + 89 * SECOND), once).kind).toBe('wait');
    return moved(at(first + 90 * SECOND, look(first + 90 * SECOND), once));
  };

  test('two complete scans without the marker, 30 s apart by any clocks, prove that it is not there: one more is made, by another number', () => {
    const again = settled(stored());
    expect(again).toMatchObject({ state: 'fencing', pages: [], lineage: { unansweredN: 1, attempt: 1 } });
    expect(again.lineage?.secondScanAt).toBeUndefined();
    const now = call.silentAt + 6 * MINUTE;
    const prepared = stuck().prepared;
    const obs = { ...look(now), ...(prepared?.kind === 'built' ? { prepared: { ...prepared, n: 2 } } : {}) };
    const { claim, call: sentAgain } = called(at(now, obs, again));
    expect([claim?.claim.count, sentAgain.n]).toEqual([2, 2]);
  });

  test('a second one that is not there either is held and paged: nobody knows', () => {
    const held = settled(stored({ lineage: owned({ unansweredN: 1 }), call: { ...call, n: 2 } }));
    expect(held).toMatchObject({ state: 'held', reason: 'submit-ambiguous' });
    expect(held.pages.map(({ reason }) => reason)).toEqual(['held:submit-ambiguous']);
  });

  test('the marker is still adopted after the first miss', () => {
    const now = call.silentAt + 150 * SECOND;
    const once = stored({ lineage: owned({ secondScanAt: now }) });
    expect(moved(at(now, look(now, [mark('s-A')]), once)).state).toBe('verifying');
  });

  test('a marker on other work is a forgery or a clone: held, adopted by nobody', () => {
    const forged = step({ id: 's-A', state: 'RUNNING', args: markedArgs(), fingerprint: 'another' });
    expect(moved(at(sent, look(sent, [forged]), stored()))).toMatchObject({ state: 'held', reason: 'foreign-copy' });
  });

  test('a row without the call is broken: held, and somebody is told', () => {
    const held = moved(at(sent, look(sent), stored({ call: undefined })));
    expect(held).toMatchObject({ state: 'held', reason: 'row-broken', pages: [{ reason: 'held:row-broken' }] });
  });

  test('a list that cannot be read pages, and is held in the end', () => {
    const unread = (now: number) => ({ ...look(now), scan: undefined });
    const slow = NOW + 10 * MINUTE + SECOND;
    expect(pages(at(slow, unread(slow), stored()))).toEqual(['submit-slow']);
    const late = NOW + 30 * MINUTE + SECOND;
    expect(moved(at(late, unread(late), stored()))).toMatchObject({ state: 'held', reason: 'submit-stuck' });
  });

  test('says what it waits for', () => {
    const reason = (now: number, changed: object = {}, secondScanAt?: number) =>
      at(now, { ...look(now), ...changed }, stored({ lineage: owned({ secondScanAt }) })).reason;
    const settled = call.silentAt + 180 * SECOND;
    expect(reason(settled - 1)).toBe('the submission may still arrive');
    const unread = 'the list of steps could not be read to its end';
    expect(reason(settled, { scan: undefined })).toBe(unread);
    expect(reason(settled, { scan: { at: settled, value: { steps: [], complete: false } } })).toBe(unread);
    expect(reason(settled, {}, settled + SECOND)).toBe('the second scan is not due yet');
  });
});
