import { expect, test } from 'vitest';
import { EventLogReader, type JobEvidence, ranForMs, replay } from '../../lib/evidence';
import { SlotQueue } from '../../lib/evidence/slot-queue';
import { scheduledOneByOne } from '../simulator/list-scheduling';
import { fc, property } from '../support/property';
import { logText } from './event-log/logs';

function evidenceOf(name: string): JobEvidence {
  const reader = new EventLogReader();
  reader.push(Buffer.from(logText(name)));
  const read = reader.finish(0);
  if ('reason' in read) throw new Error(read.reason);
  return read.value.evidence;
}

test.each(['fat-latency', 'skew-join', 'spill', 'dynamic-allocation'])(
  'a run that is played again over the slots that it had takes its own time: %s',
  (name) => {
    const evidence = evidenceOf(name);
    const played = replay(evidence);
    expect(Math.abs((played?.asItWasMs ?? 0) - ranForMs(evidence)) / ranForMs(evidence)).toBeLessThan(0.02);
    expect(played?.error).toBeLessThan(0.02);
  },
);

test('more slots shorten what tasks fill and leave the rest', () => {
  const evidence = evidenceOf('fat-latency');
  const played = replay(evidence);
  const [half = 0, same = 0, twice = 0, many = 0] = [0.5, 1, 2, 1000].map((ratio) => played?.timeMs(ratio) ?? 0);
  const startMs = evidence.times?.withoutTasksMs ?? 0;
  expect(half - startMs).toBeGreaterThan(1.7 * (same - startMs));
  expect(twice - startMs).toBeLessThan(0.6 * (same - startMs));
  // The longest of the tasks stays.
  const [stage] = evidence.stages;
  expect(many).toBeGreaterThanOrEqual(Math.max(...(stage?.taskTimes?.timesMs ?? [])));
});

test('a run of which a large part was lost tasks is not what its replay takes', () => {
  expect(replay(evidenceOf('oom-pmem'))?.error).toBeGreaterThan(0.1);
});

test('nothing is played where no task times are known', () => {
  const { stages, ...evidence } = evidenceOf('spill');
  expect(replay({ ...evidence, stages: stages.map(({ taskTimes: _, ...stage }) => stage) })).toBeUndefined();
});

property([
  fc.array(fc.nat(50), { minLength: 1, maxLength: 8 }),
  fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 30 }),
])('the queue of slots runs tasks as slot-by-slot list scheduling does', (free, times) => {
  const queue = new SlotQueue(free.map((freeAtMs) => ({ freeAtMs, goneAtMs: Number.POSITIVE_INFINITY })));
  const ends = times.map((ms) => queue.run(0, ms));
  expect(ends).toEqual(scheduledOneByOne(free, times).map(({ endMs }) => endMs));
});
