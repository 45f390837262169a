import { expect, test } from 'vitest';
import type { Fields } from '../../../lib/evidence/event-log/fields';
import { scanTaskEnd } from '../../../lib/evidence/event-log/scan-task-end';
import { toTaskEnd } from '../../../lib/evidence/event-log/task-end';
import { scanTaskStart, toTaskStart } from '../../../lib/evidence/event-log/task-start';
import { fc, property } from '../../support/property';
import { logText } from './logs';

const NAMES = ['spill', 'skew-join', 'oom-heap', 'oom-pmem', 'dynamic-allocation', 'fat-latency'];
const lines = NAMES.flatMap((name) => logText(name).trimEnd().split('\n'));
const ends = lines.filter((line) => line.includes('"SparkListenerTaskEnd"'));
const starts = lines.filter((line) => line.includes('"SparkListenerTaskStart"'));

test('what is scanned of a line is what JSON has of it, on every task of the recorded logs', () => {
  for (const line of ends) {
    const isSuccess = line.includes('"Reason":"Success"');
    const scanned = scanTaskEnd(Buffer.from(line));
    expect(scanned).toEqual(isSuccess ? toTaskEnd(JSON.parse(line)) : undefined);
  }
  for (const line of starts) expect(scanTaskStart(Buffer.from(line))).toEqual(toTaskStart(JSON.parse(line)));
  expect([ends.length, starts.length].every((count) => count > 300)).toBe(true);
});

/** Texts that a scan could take for fields, were they not escaped. */
const trap = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '"Task Metrics":{"Executor Run Time":1,',
    '"Finish Time":7}',
    'Finish Time":7',
    '\\',
    '"Reason":"Success"},"Task Info":{"Task ID":',
    '"Task Executor Metrics":{"JVMHeapMemory":5,',
  ),
);
const figure = fc.oneof(fc.nat(), fc.constantFrom(-1, 0, 999_999_999_999_999, 1e18, 12.5, 1e21));

/** A recorded event with drawn values in place of its own: every number, every string that is a name. */
function redrawn(value: unknown, key: string, draw: { number: () => number; text: () => string }): unknown {
  if (typeof value === 'number') return draw.number();
  if (typeof value === 'string') return ['Event', 'Reason'].includes(key) ? value : draw.text();
  if (Array.isArray(value)) return value.map((one) => redrawn(one, key, draw));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, redrawn(inner, name, draw)]));
}

const recordedEvent = fc.constantFrom(
  ...[ends[0], ends[40], ends.at(-1)].map((line) => JSON.parse(line ?? '{}') as Fields),
);

property(
  [
    recordedEvent,
    fc.array(figure, { minLength: 1 }),
    fc.array(trap, { minLength: 1 }),
    fc.constantFrom('', 'Task Executor Metrics', 'Peak Execution Memory', 'Accumulables'),
  ],
  { numRuns: 300 },
)(
  'a line that is scanned says what JSON says, whatever its numbers and strings are',
  (event, numbers, texts, without) => {
    let at = 0;
    const draw = { number: () => numbers[at++ % numbers.length] ?? 0, text: () => texts[at++ % texts.length] ?? '' };
    const line = JSON.stringify(redrawn(event, '', draw), (key, value) =>
      key === without && without !== '' ? undefined : value,
    );
    const scanned = scanTaskEnd(Buffer.from(line));
    if (scanned !== undefined) expect(scanned).toEqual(toTaskEnd(JSON.parse(line)));
  },
);

property([fc.constantFrom(...ends.slice(0, 30)), fc.double({ min: 0, max: 1, noNaN: true })])(
  'a line that is cut off is never scanned',
  (line, share) => {
    const cut = Buffer.from(line).subarray(0, Math.floor(share * line.length * 0.7));
    expect(scanTaskEnd(cut)).toBeUndefined();
  },
);
