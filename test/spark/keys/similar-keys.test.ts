import { expect, test } from 'vitest';
import { knownKeys } from '../../../lib/spark';
import { similarKeys } from '../../../lib/spark/keys/closest-key';

test('an unknown key is compared with a few known keys, not with all of them', () => {
  const unknown = Array.from({ length: 2000 }, (_, i) => `spark.acme.connector.pool${i}.sizing`);
  const compared = unknown.reduce((sum, key) => sum + similarKeys(key).length, 0);
  expect(compared / unknown.length).toBeLessThan(knownKeys().size / 50);
});

test('a key that differs by few characters is among them', () => {
  for (const [written, key] of [
    ['spark.executor.memroy', 'spark.executor.memory'],
    ['spark.sql.shufle.partitions', 'spark.sql.shuffle.partitions'],
    ['spark.dynamicAlocation.maxExecutor', 'spark.dynamicAllocation.maxExecutors'],
  ] as const) {
    expect(similarKeys(written)).toContain(key);
  }
});
