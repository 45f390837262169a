import { describe, expect, test } from 'vitest';
import { cli } from './support';

const PLAN = 'plan --core m5.xlarge:3';

describe('the lint of plan --conf', () => {
  test.each([
    ['spark.executor.memroy=4g', 'misspelt-key', 'write spark.executor.memory'],
    ['spark.executor.memoryOverhead=4', 'unit-trap', 'spark.executor.memoryOverhead=4g'],
    ['spark.executor.memory=4096', 'unit-trap', 'spark.executor.memory=4096m'],
    ['spark.executor.heartbeatInterval=900s', 'heartbeat-over-timeout', 'well below'],
    ['spark.kryoserializer.buffer.max=2048m', 'kryo-buffer-too-large', '1g'],
  ])('%s is a warning of the plan', async (conf, id, says) => {
    const { code, out } = await cli(`${PLAN} --json --conf ${conf}`);
    const { warnings } = JSON.parse(out) as { warnings: { id: string; text: string }[] };
    expect(code).toBe(0);
    expect(warnings.find((one) => one.id === id)?.text).toContain(says);
  });

  test.each(['spark.executor.memory=4', 'spark.executor.memory=0', 'spark.executor.memory=-1'])(
    '%s is refused by the plan itself',
    async (conf) => {
      const { code, err } = await cli(`${PLAN} --conf ${conf}`);
      expect([code, err]).toEqual([2, expect.stringContaining('spark.executor.memory')]);
    },
  );

  test('formats for files and shells have it on standard error', async () => {
    const { out, err } = await cli(`${PLAN} --format spark-submit --conf spark.executor.memroy=4g`);
    expect(out).not.toContain('misspelt-key');
    expect(err).toMatch(/^warning: --conf no\. 1: spark\.executor\.memroy: .* \(misspelt-key\)\n$/);
  });

  test('settings in which lint finds nothing add no warning', async () => {
    const { out } = await cli(
      `${PLAN} --json --conf spark.executor.cores=2 --conf spark.executor.extraJavaOptions=-Xss4m`,
    );
    const { warnings } = JSON.parse(out) as { warnings: { id: string }[] };
    expect(warnings.filter(({ id }) => id !== 'small-cluster')).toEqual([]);
  });
});
