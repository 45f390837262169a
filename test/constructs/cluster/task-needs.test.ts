import { Size } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { SizingVersion } from '../../../lib';
import { parseStep, settingsInForce } from '../../../lib/steps';
import { jsonOf, newCluster, warnings } from '../synth';

function maxExecutors(args: string[]): number {
  const step = parseStep('command-runner.jar', args);
  if (step.kind !== 'spark-submit') throw new Error(step.reason);
  return Number(settingsInForce(step.submit, {}).get('spark.dynamicAllocation.maxExecutors'));
}

describe('what tasks and other applications need of a cluster', () => {
  test('gives no task less than it needs, and names hardware that would use the cores', () => {
    const cluster = newCluster({ taskMemory: Size.gibibytes(12) });

    expect(cluster.executors.containerMiB / cluster.executors.cores).toBeGreaterThanOrEqual(12_288);
    expect(warnings(cluster.stack).join()).toMatch(/cores-stranded|x2iedn\.4xlarge/);
  });

  test('gives no task less heap than it needs', () => {
    const { executors } = newCluster({ taskHeap: Size.gibibytes(8) });

    expect(executors.memoryMiB / executors.cores).toBeGreaterThanOrEqual(8_192);
  });

  test('fails where no executor can give that', () => {
    expect(() => newCluster({ taskMemory: Size.gibibytes(200) })).toThrow(/no executor on r5\.4xlarge gives a core/);
  });

  test('leaves room for another application in the limits of its jobs, not in its classifications', () => {
    const plain = newCluster();
    const roomy = newCluster({ reserve: { memory: Size.gibibytes(24), vcores: 2, containers: 3 } });

    // One container of 24 GiB takes the place of one executor of 30 GiB.
    expect(maxExecutors(plain.sparkSubmitArgs({ application: 's3://b/j.py' }))).toBe(799);
    expect(maxExecutors(roomy.sparkSubmitArgs({ application: 's3://b/j.py' }))).toBe(796);
    expect(roomy.sparkConf).toEqual(plain.sparkConf);
  });

  test.each([
    [{ memory: Size.gibibytes(64), vcores: 1 }, /memory \(MiB\) of reserved containers must be at most 30720/],
    [{ memory: Size.gibibytes(4), vcores: 0 }, /cores of reserved containers must be a positive whole number/],
  ])('refuses a reserve of %o', (reserve, message) => {
    expect(() => newCluster({ reserve }).sparkSubmitArgs({ application: 's3://b/j.py' })).toThrow(message);
  });

  test('has the numbers of the version that is asked for', () => {
    const { sizingVersion, stack } = newCluster({ sizingVersion: SizingVersion.V2026_1 });

    expect(sizingVersion).toBe('2026.1');
    expect(jsonOf(stack)).toEqual(jsonOf(newCluster().stack));
  });
});
