import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { executionMemoryMiB, SparkSettings } from '../../lib/spark';

interface Answer {
  readonly spark: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly refused?: string;
}

/** What Spark itself starts with; bench/refusals says how that was recorded. */
const answers = readFileSync(join(__dirname, '..', 'fixtures', 'refusals.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Answer);

describe('execution memory', () => {
  test('has every fraction of the heap that Spark 3 and 4 start with, and no other', () => {
    const asked = answers.flatMap(({ spark, settings = {}, refused }) => {
      const fraction = settings['spark.memory.fraction'];
      return fraction === undefined || spark.startsWith('2.') ? [] : [{ fraction, starts: refused === undefined }];
    });
    expect(asked.length).toBeGreaterThan(10);
    for (const { fraction, starts } of asked) {
      const read = () => executionMemoryMiB(1_300, SparkSettings.of({ 'spark.memory.fraction': fraction }));
      if (starts) expect(read()).toBe(Math.floor(1_000 * Number(fraction)));
      else expect(read).toThrow('spark.memory.fraction must be');
    }
  });
});
