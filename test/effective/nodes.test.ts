import { describe, expect, test } from 'vitest';
import { type Classifications, DOMINANT, EXECUTOR, inForce, QUEUES, refused, runs } from './support';

describe('node sizes of yarn-site', () => {
  const nodes = { core: 'm5.4xlarge:10' };
  const memory = (value: unknown): Classifications => ({
    'yarn-site': { 'yarn.nodemanager.resource.memory-mb': value },
  });

  test('decide how many executors run', () => {
    expect(runs({ ...nodes, classifications: { ...memory('30000'), 'spark-defaults': EXECUTOR } }, 20)).toBe(10);
  });

  test('of a group hold for its nodes alone', () => {
    const both = { core: 'm5.4xlarge:10 m5.4xlarge:10', classifications: { 'spark-defaults': EXECUTOR } };
    // 19,456 MiB: two on 57,344, one on 30,000; the application master fits beside one.
    expect(runs({ ...both })).toBe(40);
    expect(runs({ ...both, ofGroups: { task: memory('30000') } })).toBe(30);
    expect(runs({ ...both, ofGroups: { task: memory('10000') } })).toBe(20);
  });

  test('that are known only at deployment leave the count open, and say so', () => {
    const input = { ...nodes, classifications: { ...memory({ Ref: 'NodeMemory' }), 'spark-defaults': EXECUTOR } };
    expect(runs(input)).toBeUndefined();
    expect(inForce(input).unknown).toContainEqual({
      key: 'yarn.nodemanager.resource.memory-mb',
      place: { where: 'classification yarn-site', at: 1 },
      reason: 'its value is known only at deployment',
    });
  });

  test('in vcores bind under the dominant calculator only', () => {
    const executor = { ...EXECUTOR, 'spark.executor.memory': '10g', 'spark.executor.memoryOverhead': '2g' };
    const site = { 'yarn.nodemanager.resource.cpu-vcores': '8' };
    const classifications = { 'yarn-site': site, 'spark-defaults': executor };
    expect(runs({ ...nodes, classifications: { ...classifications, 'capacity-scheduler': DOMINANT } }, 40)).toBe(19);
    expect(runs({ ...nodes, classifications }, 40)).toBe(40);
    // Raised for jobs that wait for I/O: 32 vcores would hold 8 of 4 cores, memory holds 4.
    const raised = { ...classifications, 'yarn-site': { 'yarn.nodemanager.resource.cpu-vcores': '32' } };
    expect(runs({ ...nodes, classifications: { ...raised, 'capacity-scheduler': DOMINANT } })).toBe(40);
  });
});

describe('maximum allocations', () => {
  const max = (value: string): Classifications => ({ 'yarn-site': { 'yarn.scheduler.maximum-allocation-mb': value } });

  test('refuse an executor that the nodes have room for', () => {
    const input = { core: 'm5.4xlarge:10', classifications: { ...max('12288'), 'spark-defaults': EXECUTOR } };
    expect(refused(input)).toEqual(['executor memory: 19456 > 12288']);
    expect(runs(input)).toBe(0);
  });

  test('are those that the primary node reads', () => {
    const input = { core: 'm5.4xlarge:10', classifications: { 'spark-defaults': EXECUTOR } };
    expect(refused({ ...input, ofGroups: { primary: max('12288') } })).toEqual(['executor memory: 19456 > 12288']);
    expect(refused({ ...input, ofGroups: { core: max('12288') } })).toEqual([]);
  });

  test("are the core type's by EMR's default, whatever the task nodes have", () => {
    const input = { core: 'm5.xlarge:2 r5.4xlarge:10', classifications: { 'spark-defaults': EXECUTOR } };
    expect(refused(input)).toEqual(['executor memory: 19456 > 12288']);
    expect(refused({ ...input, classifications: { ...input.classifications, ...max('122880') } })).toEqual([]);
  });

  test('of the queue refuse as well', () => {
    const scheduler = { [`${QUEUES}.default.maximum-allocation-mb`]: '16384' };
    const classifications = { 'capacity-scheduler': scheduler, 'spark-defaults': EXECUTOR };
    expect(refused({ core: 'm5.4xlarge:10', classifications })).toEqual(['executor memory: 19456 > 16384']);
  });
});
