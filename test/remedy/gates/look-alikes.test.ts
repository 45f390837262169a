import { describe, expect, test } from 'vitest';
import { assess, gates } from '../../../lib/remedy';
import { detail, FAT_POINT, NOW, POLICY, points, row, stuck } from '../support';
import { refused } from './support';

describe('the look-alikes', () => {
  const slimArgs = (calculator?: 'default' | 'dominant') => {
    // 41 r5.8xlarge: 574 executors of 4 cores and 17,728 MB give the figures of 82 fat ones.
    const args = [
      'spark-submit',
      '--executor-memory',
      '14929m',
      '--executor-cores',
      '4',
      '--conf',
      'spark.executor.memoryOverhead=2771m',
      '--conf',
      'spark.emrautotune.allow=true',
      'a.py',
    ];
    return stuck({
      root: detail({ args }),
      nodes: Array.from({ length: 41 }, () => 'r5.8xlarge'),
      cluster: { calculator },
      points: points(NOW, 12, {
        ...FAT_POINT,
        memoryTotalMB: 10_412_032,
        memoryAllocatedMB: 10_176_896,
        containersAllocated: 575,
      }),
    });
  };

  test('refuses over-subscribed slim executors by name', () => {
    expect(refused(slimArgs('default'))).toContain('oversubscribed');
  });

  test('never acts on them, whatever the calculator is said to be', () => {
    for (const calculator of [undefined, 'default', 'dominant'] as const) {
      const verdict = assess(slimArgs(calculator), row(), NOW, POLICY);
      expect(verdict.tier).not.toBe('T2');
      expect(verdict.refusals).not.toEqual([]);
    }
  });

  test('refuses with calculator-unknown where both readings explain the figures and disagree', () => {
    const diagnosis = {
      ...assess(stuck(), row(), NOW, POLICY),
      diagnosis: { verdict: 'calculator-unknown', findings: [], sizes: [] },
    } as const;
    const gate = gates.find(({ name }) => name === 'calculator-unknown');
    expect(gate?.refuses(diagnosis)).toBeDefined();
    expect(gate?.refuses(assess(stuck(), row(), NOW, POLICY))).toBeUndefined();
  });
});
