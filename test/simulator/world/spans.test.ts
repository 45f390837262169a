import { expect, test } from 'vitest';
import { type Span, Spans } from '../../../lib/simulator/world/spans';
import { fc, property } from '../../support/property';

const SPAN = fc
  .record({ startMs: fc.integer({ min: 0, max: 50 }), lastsMs: fc.option(fc.integer({ min: 0, max: 20 })) })
  .map(({ startMs, lastsMs }) => ({ startMs, endMs: lastsMs === null ? undefined : startMs + lastsMs }));

property([fc.array(SPAN, { maxLength: 300 }), fc.integer({ min: -1, max: 80 })])(
  'what lasts at a moment is what a look at every span finds, in the same order',
  (times, atMs) => {
    const spans = times.map((time, value) => ({ ...time, value }));
    const begun = spans.filter(({ startMs }) => startMs <= atMs);
    const lasting = begun.filter(({ endMs = Number.POSITIVE_INFINITY }) => endMs > atMs).map(({ value }) => value);
    const index = new Spans(spans);
    expect([index.begunBy(atMs), index.hasAny(atMs), index.at(atMs)]).toEqual([
      begun.length,
      lasting.length > 0,
      lasting,
    ]);
  },
);

test('of ten thousand spans one after the other, with one that lasts through all, a look at a moment reads two blocks', () => {
  let reads = 0;
  const spans = Array.from(
    { length: 10_000 },
    (_, value): Span<number> => ({
      startMs: value,
      get endMs() {
        reads += 1;
        return value === 0 ? undefined : value + 1;
      },
      value,
    }),
  );
  const index = new Spans(spans);
  reads = 0;
  expect(index.at(5000)).toEqual([0, 5000]);
  expect(reads).toBeLessThanOrEqual(128);
});
