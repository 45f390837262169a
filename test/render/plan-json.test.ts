import { describe, expect, test } from 'vitest';
import { EmrRelease } from '../../lib/catalog';
import { planToJson } from '../../lib/render';
import { planOf } from './plans';

describe('a plan as JSON', () => {
  const json = planToJson(planOf());

  test("holds the brief's cluster: 1,312 vcores, 10.08 TB, 327 executors, 1,308 task slots", () => {
    expect(json).toMatchObject({
      schemaVersion: 1,
      sizingVersion: '2026.1',
      cluster: {
        release: 'emr-7.9.0',
        sparkVersion: '3.5.5',
        deployMode: 'client',
        calculator: 'dominant',
        nodes: [{ instanceType: 'r5.4xlarge', min: 82, max: 82, memoryMB: 122_880, vcores: 16 }],
        totalMemoryMB: 10_076_160,
        totalVcores: 1312,
      },
      executor: { cores: 4, containerMB: 30_720, perNode: { 'r5.4xlarge': 4 } },
      admission: { executors: 327, pending: 0, taskSlots: 1308, allocatedVCores: 1309 },
    });
    expect(json.admission.coreUtilisation).toBeCloseTo(1308 / 1312, 10);
    expect(json.admission.memoryUtilisation).toBeCloseTo(json.admission.allocatedMB / 10_076_160, 10);
  });

  test('has the fields of the contract, in this order', () => {
    expect(Object.keys(json)).toEqual([
      'schemaVersion',
      'sizingVersion',
      'cluster',
      'executor',
      'driver',
      'admission',
      'dynamicAllocation',
      'partitions',
      'partitionsAssumed',
      'dependsOn',
      'sparkConf',
      'jobConf',
      'reasons',
      'leftAlone',
      'warnings',
    ]);
    expect(Object.keys(json.executor)).toEqual([
      'memoryMB',
      'memoryOverheadMB',
      'offHeapMB',
      'pysparkMemoryMB',
      'cores',
      'containerMB',
      'grantedMB',
      'memoryPerTaskMB',
      'perNode',
    ]);
    expect(Object.keys(json.admission)).toEqual([
      'executors',
      'pending',
      'taskSlots',
      'allocatedMB',
      'allocatedVCores',
      'memoryUtilisation',
      'coreUtilisation',
      'limitedBy',
    ]);
    expect(Object.keys(json.dynamicAllocation)).toEqual(['min', 'initial', 'max']);
  });

  test('adds up: the container is its parts, the settings say the same as the figures', () => {
    const { executor, sparkConf, jobConf } = planToJson(planOf({ offHeapMiB: 4096, pysparkMiB: 1024 }));
    expect(executor.containerMB).toBe(
      executor.memoryMB + executor.memoryOverheadMB + executor.offHeapMB + executor.pysparkMemoryMB,
    );
    expect(sparkConf).toMatchObject({
      'spark.executor.memory': `${executor.memoryMB}m`,
      'spark.executor.memoryOverhead': `${executor.memoryOverheadMB}m`,
      'spark.executor.cores': String(executor.cores),
    });
    expect(jobConf['spark.sql.shuffle.partitions']).toMatch(/^\d+$/);
  });

  test('gives a reason with a source for every setting', () => {
    const explained = json.reasons.filter(({ reason, source }) => reason !== '' && source !== '').map(({ key }) => key);
    expect(explained).toEqual(expect.arrayContaining([...Object.keys(json.sparkConf), ...Object.keys(json.jobConf)]));
  });

  test('survives being written and read, and shares nothing with the plan', () => {
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
    const plan = planOf({ release: EmrRelease.SPARK_8_0_0 });
    planToJson(plan).sparkConf['spark.executor.cores'] = '99';
    expect(plan.cluster.sparkConf['spark.executor.cores']).not.toBe('99');
  });
});
