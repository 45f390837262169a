import { describe, expect, test } from 'vitest';
import { assess } from '../../../lib/remedy';
import { detail, FAT_POINT, NOW, POLICY, points, row, stuck } from '../support';
import { refused } from './support';

test('explains the stuck cluster under the default calculator, and proposes the next run, without acting', () => {
  for (const calculator of ['default', undefined] as const) {
    const verdict = assess(stuck({ cluster: { calculator } }), row(), NOW, POLICY);
    expect(verdict.refusals.map(({ gate }) => gate)).toEqual(['calculator-not-dominant']);
    expect(verdict.tier).toBe('T1');
    expect(verdict.report.finding).toBe('stranded-cores');
    expect(verdict.report.nextRun?.changes.map(({ key }) => key)).toContain('spark.executor.memory');
    // Not the calculator of the reading that explains the figures: nobody knows whether it is in force.
    expect(verdict.report.calculator).toBe(calculator);
  }
});

describe('the calculator in force', () => {
  const groupsWith = (...calculators: ('default' | 'dominant' | undefined)[]) => {
    const { groups } = stuck();
    const value = groups!.value.map((group, i) => ({ ...group, calculator: calculators[i] }));
    return { groups: { ...groups!, value } };
  };
  const gate = (cluster: 'default' | 'dominant' | undefined, ...groups: ('default' | 'dominant' | undefined)[]) =>
    refused(stuck({ cluster: { calculator: cluster }, obs: groupsWith(...groups) }));

  test('is that of the primary, where the ResourceManager reads it', () => {
    expect(gate('default', 'dominant')).toEqual([]);
    expect(gate(undefined, 'dominant')).toEqual([]);
    expect(gate('dominant', 'default')).toEqual(['calculator-not-dominant']);
  });

  test("is the cluster's where the groups could not be read", () => {
    const read = (calculator: 'default' | 'dominant') =>
      assess(stuck({ cluster: { calculator }, obs: { groups: undefined } }), row(), NOW, POLICY).report.calculator;
    expect([read('default'), read('dominant')]).toEqual(['default', 'dominant']);
  });

  test('is that of the primary, in whatever order EMR lists the groups', () => {
    const { groups } = groupsWith('default', undefined);
    const listed = { ...groups, value: groups.value.toReversed() };
    expect(refused(stuck({ cluster: { calculator: 'dominant' }, obs: { groups: listed } }))).toEqual([
      'calculator-not-dominant',
    ]);
  });

  test('is not known where only a worker group names one, or another one than the primary', () => {
    expect(gate(undefined, undefined, 'dominant')).toEqual(['calculator-not-dominant']);
    expect(gate('dominant', undefined, 'default')).toEqual(['calculator-not-dominant']);
    expect(gate('dominant', 'dominant', 'dominant')).toEqual([]);
  });
});

test('proposes a run that holds under the default calculator where the calculator is not known', () => {
  // Executors of 5 cores and 57,344 MB: two on an r5.4xlarge, one on an m5.4xlarge. Of the slim ones in their place memory alone admits six to an r5.
  const args = ['spark-submit', '--executor-memory', '48290m', '--executor-cores', '5'];
  const more = ['--conf', 'spark.executor.memoryOverhead=9054m', '--conf', 'spark.emrautotune.allow=true', 'a.py'];
  const mixed = (calculator: 'default' | 'dominant' | undefined) =>
    stuck({
      root: detail({ args: [...args, ...more] }),
      nodes: [...Array(4).fill('r5.4xlarge'), ...Array(4).fill('m5.4xlarge')],
      cluster: { calculator },
      points: points(NOW, 12, {
        ...FAT_POINT,
        memoryTotalMB: 4 * (122_880 + 57_344),
        memoryAllocatedMB: 12 * 57_344 + 896,
        containersAllocated: 13,
      }),
    });
  const proposed = (calculator: 'default' | 'dominant' | undefined) =>
    assess(mixed(calculator), row(), NOW, POLICY).retune?.changes.map(({ key, to }) => `${key}=${to}`);
  expect(proposed(undefined)).toContain('spark.dynamicAllocation.maxExecutors=28');
  expect(proposed(undefined)).toEqual(proposed('default'));
  expect(proposed('dominant')).not.toContain('spark.dynamicAllocation.maxExecutors=28');
});
