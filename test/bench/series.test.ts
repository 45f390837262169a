import { expect, test } from 'vitest';
import { MIN_SAMPLES, parseSeries } from '../../bench/series/read-series';
import { MAPPINGS, PIECE, piecesOf, toTrace } from '../../bench/series/to-trace';
import type { Seen } from '../../bench/traces/seen';
import { actedAt } from '../../bench/traces/watch';

const SAR = `timestamp,%user,%idle,%memused\n${Array.from({ length: 60 }, (_, i) => `12:00:${i},20,75,${i}`).join('\n')}\n`;

test("sar's idle time and memory are shares of a machine", () => {
  const { cpu, memory } = parseSeries('spark/sar.csv', SAR) ?? {};
  expect(cpu?.[0]).toBeCloseTo(0.25);
  expect(memory?.[59]).toBeCloseTo(0.59);
});

test('a column of values is CPU only where the name says so, and percentages', () => {
  const values = (value: number): string =>
    `timestamp,value\n${Array.from({ length: 60 }, () => `t,${value}`).join('\n')}`;
  expect(parseSeries('ec2_cpu_utilization_1.csv', values(42))).toMatchObject({ cpu: { length: 60 } });
  expect(parseSeries('ec2_network_in_1.csv', values(42))).toBeUndefined();
  expect(parseSeries('ec2_cpu_utilization_1.csv', values(142))).toBeUndefined();
});

test('a series that fills no window is left out, a long one is cut into steps', () => {
  const cpu = Array.from({ length: 2 * PIECE + MIN_SAMPLES - 1 }, () => 0.5);
  expect(piecesOf({ name: 'long', cpu }, MIN_SAMPLES).map((piece) => piece.cpu.length)).toEqual([PIECE, PIECE]);
});

const LOOK: Seen = {
  tick: 5,
  hasAgent: false,
  isDetailed: false,
  lag: 0,
  cpuLag: 0,
  agentLag: 0,
  startPhase: 0,
  tickPhase: 0.5,
  means: false,
};

test('the test is hard: a machine that is a quarter busy is cut under fat executors, and under balanced ones left alone', () => {
  const piece = { name: 'calm', cpu: Array.from({ length: PIECE }, () => 0.25) };
  const cut = MAPPINGS.map((mapping) => [mapping.name, actedAt(toTrace(piece, mapping), LOOK) !== undefined]);
  expect(Object.fromEntries(cut)).toMatchObject({
    'balanced, all memory in use': false,
    'fat, all memory in use, CPUs busy': true,
  });
});
