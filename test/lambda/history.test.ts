import { describe, expect, test } from 'vitest';
import { completedLately, historyIn } from '../../lambda/remediator/history';
import type { Observation, StepFacts } from '../../lib/remedy';
import { detail, FAT_ARGS, MINUTE, NOW, step, stuck } from '../remedy/support';

const DAY = 24 * 60 * MINUTE;

const ran = (minutes: number, changed: Parameters<typeof step>[0] = {}): StepFacts =>
  step({
    id: 's-OLD',
    state: 'COMPLETED',
    name: 'nightly join 2026-01-04',
    startedAt: NOW - 600 * MINUTE,
    endedAt: NOW - (600 - minutes) * MINUTE,
    ...changed,
  });

const look = (steps: readonly StepFacts[], changed: Parameters<typeof stuck>[0] = {}): Observation =>
  stuck({ root: detail({ name: 'nightly join 2026-01-05' }), steps, ...changed });

const minutesOf = (obs: Observation, now = NOW): number[] =>
  (historyIn(obs, now).history?.runs ?? []).map(({ startedAt, endedAt }) => (endedAt - startedAt) / MINUTE);

describe('of earlier runs on the same cluster', () => {
  test('those count that completed, with the same executors', () => {
    const other = FAT_ARGS.map((arg) => (arg === '101053m' ? '90000m' : arg));
    expect(minutesOf(look([ran(50), ran(60)]))).toEqual([50, 60]);
    const others = [ran(50, { state: 'FAILED' }), ran(50, { args: other }), ran(50, { name: 'another job' })];
    expect(minutesOf(look(others))).toEqual([]);
  });

  test('resubmissions do not count, nor what ended 90 days ago', () => {
    const marked = [...FAT_ARGS.slice(0, 1), '--conf', 'spark.emrautotune.lineage=s-X:1', ...FAT_ARGS.slice(1)];
    expect(minutesOf(look([ran(50, { args: marked })]))).toEqual([]);
    expect(minutesOf(look([ran(50)]), NOW + 91 * DAY)).toEqual([]);
  });

  test.each([
    ['the day', ['--day', '2026-11-27'], ['--day', '2026-11-28'], [50]],
    ['what it loads', ['--mode', 'full'], ['--mode', 'incremental'], []],
    ['an argument more', ['--day', '2026-11-27', '--full'], ['--day', '2026-11-28'], []],
  ])('one whose arguments differ by %s', (_, before, now, expected) => {
    const args = (...own: string[]) => ({ args: [...FAT_ARGS, ...own] });
    expect(minutesOf(look([ran(50, args(...before))], { root: detail(args(...now)) }))).toEqual(expected);
  });
});

describe('the work of a run', () => {
  const workWith = (changed: Parameters<typeof stuck>[0]) => historyIn(look([], changed), NOW).history?.work;
  const usual = workWith({});

  test.each([
    ['executors', { cluster: { sparkDefaults: { 'spark.executor.extraJavaOptions': '-XX:+UseG1GC' } } }],
    ['the bounds of their number', { cluster: { sparkDefaults: { 'spark.dynamicAllocation.maxExecutors': '40' } } }],
    ['the release', { cluster: { releaseLabel: 'emr-7.10.0' } }],
    ['the type of the nodes', { nodes: ['r6g.4xlarge'] }],
    ['a second type of nodes', { nodes: ['r5.4xlarge', 'r6g.4xlarge'] }],
    ['the arguments', { root: detail({ args: [...FAT_ARGS, '--full'] }) }],
  ])('is another with %s of the cluster or the step', (_, changed) => {
    expect(workWith(changed)).not.toBe(usual);
  });

  test('is not known where the nodes could not be read: nothing is noted under a digest that no other look has', () => {
    expect(workWith({ obs: { instances: undefined } })).toBeUndefined();
  });

  test('is the same on more nodes and fewer, in whatever order they are listed', () => {
    expect(workWith({ nodes: ['r5.4xlarge'] })).toBe(usual);
    expect(workWith({ nodes: ['m5.xlarge', 'r5.4xlarge'] })).toBe(workWith({ nodes: ['r5.4xlarge', 'm5.xlarge'] }));
  });

  test('is told by so few characters that no guess at an argument can be tested', () => {
    expect(usual).toMatch(/^[0-9a-f]{4}$/);
  });
});

test('the ledger is asked about runs that ended within the hour, at most five', () => {
  const recent = (i: number) => ran(0, { id: `s-${i}`, endedAt: NOW - i * MINUTE });
  const scan = { steps: [ran(50), ...Array.from({ length: 8 }, (_, i) => recent(i))], complete: true };
  expect(completedLately(scan, NOW).map(({ run }) => run.stepId)).toEqual(['s-0', 's-1', 's-2', 's-3', 's-4']);
});
