import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aboveMaximum, boundsInForce, executorAllocationFor, maxAsked, SparkSettings } from '../../lib/spark';

/** Bounds (−1: not set), and with how many executors Spark 3.5.8 starts; null where it refuses to. See bench/spark-keys-oracle. */
interface Answer {
  readonly key?: string;
  readonly min: number;
  readonly initial: number;
  readonly max: number;
  readonly instances: number;
  readonly start: number | null;
}

const answers = readFileSync(join(__dirname, '..', 'fixtures', 'spark-answers-3.5.8.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Answer)
  .filter(({ key }) => key === undefined);

const PREFIX = 'spark.dynamicAllocation.';
const allocation = (settings: Record<string, string>) => executorAllocationFor(SparkSettings.of(settings));

describe('the executors that settings ask for', () => {
  test('start as Spark says, and are refused where it refuses', () => {
    expect(answers.length).toBe(108);
    for (const { min, initial, max, instances, start } of answers) {
      const set = (value: number): number | undefined => (value < 0 ? undefined : value);
      const given = { min: set(min), initial: set(initial), max: set(max), instances: set(instances) };
      const bounds = boundsInForce(given);
      const started = aboveMaximum(given, bounds) === undefined ? bounds.initial : null;
      expect([given, started]).toEqual([given, start]);
    }
  });

  test("follow the tasks under EMR's defaults, between nothing and no limit", () => {
    expect(allocation({})).toEqual({
      kind: 'dynamic',
      min: 0,
      initial: 0,
      max: Number.POSITIVE_INFINITY,
      backlogMs: 1_000,
      sustainedBacklogMs: 1_000,
      idleTimeoutMs: 60_000,
    });
  });

  test.each<[Record<string, string>, number]>([
    [{}, Number.POSITIVE_INFINITY],
    [{ [`${PREFIX}maxExecutors`]: '7', 'spark.executor.instances': '9' }, 7],
    [{ [`${PREFIX}enabled`]: 'false' }, 2],
    [{ [`${PREFIX}enabled`]: 'false', [`${PREFIX}maxExecutors`]: '7', 'spark.executor.instances': '9' }, 9],
  ])('of %j are at most %d', (settings, most) => {
    expect(maxAsked(SparkSettings.of(settings))).toBe(most);
  });

  test('have the times that are set; the sustained backlog falls back on the backlog', () => {
    const settings = { [`${PREFIX}schedulerBacklogTimeout`]: '5', [`${PREFIX}executorIdleTimeout`]: '2min' };
    expect(allocation(settings)).toMatchObject({
      backlogMs: 5_000,
      sustainedBacklogMs: 5_000,
      idleTimeoutMs: 120_000,
    });
    const sustained = { ...settings, [`${PREFIX}sustainedSchedulerBacklogTimeout`]: '1m' };
    expect(allocation(sustained)).toMatchObject({ backlogMs: 5_000, sustainedBacklogMs: 60_000 });
  });

  test.each(['false', 'FALSE', ' False '])(
    'are fixed where dynamic allocation is %j, two where no number is set',
    (off) => {
      expect(allocation({ [`${PREFIX}enabled`]: off })).toEqual({ kind: 'fixed', instances: 2 });
      expect(allocation({ [`${PREFIX}enabled`]: off, 'spark.executor.instances': '17' })).toMatchObject({
        instances: 17,
      });
    },
  );

  test.each([
    [{ [`${PREFIX}enabled`]: 'yes' }, 'must be true or false, got "yes"'],
    [{ [`${PREFIX}maxExecutors`]: 'infinity' }, 'must be a positive whole number, got "infinity"'],
    [{ [`${PREFIX}maxExecutors`]: '0' }, 'must be a positive whole number, got "0"'],
    [{ [`${PREFIX}minExecutors`]: '9', [`${PREFIX}maxExecutors`]: '3' }, 'minExecutors of 9 is above'],
    [{ [`${PREFIX}initialExecutors`]: '9', [`${PREFIX}maxExecutors`]: '3' }, 'initialExecutors of 9 is above'],
    [{ [`${PREFIX}enabled`]: 'false', 'spark.executor.instances': '0' }, 'must be a positive whole number, got "0"'],
  ])('fails for %j', (settings, message) => {
    expect(() => allocation(settings as Record<string, string>)).toThrow(message);
  });
});
