import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inScaledTime } from '../../../bench/yarn-loop/web-interfaces';

const RECORDED = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'fixtures', 'spark-rest', 'fat-latency-running.json'), 'utf8'),
);
const SAME = { scale: 1, startMs: 5000, realStartMs: 5000 };

test('at the speed of the machine a recorded document stays as it is', () => {
  expect(inScaledTime(RECORDED, SAME)).toEqual(RECORDED);
});

test('what changes with the scale in a recorded document are its times', () => {
  const numbers = (value: unknown, path = ''): [string, number][] => {
    if (typeof value === 'number') return [[path, value]];
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, one]) => numbers(one, `${path}.${key}`));
  };
  const before = new Map(numbers(RECORDED));
  const changed = numbers(inScaledTime(RECORDED, { ...SAME, scale: 20 })).filter(([path, n]) => n !== before.get(path));
  const names = changed.map(([path]) => path.split('.').findLast((part) => !/^\d+$/.test(part)));
  expect([...new Set(names)].sort()).toEqual([
    ...['MajorGCTime', 'MinorGCTime', 'TotalGCTime', 'duration', 'executorCpuTime', 'executorDeserializeCpuTime'],
    ...['executorDeserializeTime', 'executorRunTime', 'jvmGcTime', 'lastUpdatedEpoch', 'resultSerializationTime'],
    ...['schedulerDelay', 'startTimeEpoch', 'totalDuration', 'totalGCTime'],
  ]);
});

test('moments lie as far from the start as the scale says; what has not happened yet stays so', () => {
  const clock = { scale: 20, startMs: Date.UTC(2026, 0, 1), realStartMs: Date.UTC(2026, 10, 28, 12) };
  const scaled = inScaledTime(
    {
      startTime: '2026-11-28T12:00:03.000GMT',
      endTime: '1969-12-31T23:59:59.999GMT',
      endTimeEpoch: -1,
      startedTime: clock.realStartMs + 3000,
      finishedTime: 0,
    },
    clock,
  );
  expect(scaled).toEqual({
    startTime: '2026-01-01T00:01:00.000GMT',
    endTime: '1969-12-31T23:59:59.999GMT',
    endTimeEpoch: -1,
    startedTime: Date.UTC(2026, 0, 1, 0, 1),
    finishedTime: 0,
  });
});
