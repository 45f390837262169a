import { describe, expect, test, vi } from 'vitest';
import { EmrRelease } from '../../../lib/catalog';
import { lint, readCommand } from '../../../lib/lint';
import { emrKeys } from '../../../lib/spark/keys/emr-keys';

/** The tables as they will be on the day when they hold one more version of Spark. */
vi.mock('../../../lib/spark/keys/spark-keys.generated', async (original) => {
  const tables = await original<typeof import('../../../lib/spark/keys/spark-keys.generated')>();
  return { ...tables, SPARK_MINORS: [...tables.SPARK_MINORS, '4.1'] };
});

describe("EMR's own keys when the tables hold a newer Spark", () => {
  test('are still read: none is called unknown, too new or removed', () => {
    const release = Object.assign(Object.create(EmrRelease.EMR_7_14_0), { sparkVersion: '4.1.0' }) as EmrRelease;
    const keys = emrKeys(['4.1']).map(({ key }) => key);
    expect(keys.length).toBeGreaterThan(10);
    const subject = readCommand(['spark-submit', ...keys.flatMap((key) => ['--conf', `${key}=1`]), 'job.py']);
    const dead = ['unknown-key', 'misspelt-key', 'too-new-key', 'removed-key'];
    const found = lint({ subject, release }).findings.filter(({ id }) => dead.includes(id));
    expect(found.map(({ id, key }) => `${id} ${key}`)).toEqual([]);
  });
});
