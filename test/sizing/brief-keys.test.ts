import { describe, expect, test } from 'vitest';
import { EmrRelease } from '../../lib/catalog';
import { planOf } from '../render/plans';

/** Every Spark setting that the brief of this project names, in its order, with the value that it wants. */
const BRIEF: Readonly<Record<string, string>> = {
  'spark.executor.memory': '16g',
  'spark.executor.memoryOverhead': '4g',
  'spark.executor.cores': '4',
  'spark.executor.instances': '504',
  'spark.dynamicAllocation.enabled': 'true',
  'spark.dynamicAllocation.minExecutors': '100',
  'spark.dynamicAllocation.initialExecutors': '200',
  'spark.dynamicAllocation.maxExecutors': '500',
  'spark.dynamicAllocation.schedulerBacklogTimeout': '1s',
  'spark.dynamicAllocation.executorIdleTimeout': '60s',
  'spark.memory.fraction': '0.6',
  'spark.memory.storageFraction': '0.3',
  'spark.memory.offHeap.enabled': 'true',
  'spark.memory.offHeap.size': '4g',
  'spark.shuffle.memoryFraction': '0.2',
  'spark.sql.shuffle.partitions': '100000',
  'spark.default.parallelism': '100000',
  'spark.sql.files.maxPartitionBytes': '32MB',
  'spark.sql.adaptive.enabled': 'true',
  'spark.sql.adaptive.coalescePartitions.enabled': 'true',
  'spark.sql.adaptive.advisoryPartitionSizeInBytes': '32MB',
  'spark.sql.adaptive.skewJoin.enabled': 'true',
  'spark.shuffle.compress': 'true',
  'spark.shuffle.spill.compress': 'true',
  'spark.shuffle.service.enabled': 'true',
  'spark.reducer.maxSizeInFlight': '48m',
  'spark.shuffle.file.buffer': '32k',
  'spark.driver.memory': '16g',
  'spark.sql.files.maxRecordsPerFile': '250000',
};

describe('every setting of the brief', () => {
  const plan = planOf();
  const computed = [...plan.cluster.reasons, ...plan.job.reasons];

  test.each(Object.keys(BRIEF))('%s is in a plan with its reason, or explained away', (key) => {
    const found = [...computed, ...plan.leftAlone].filter((one) => one.key === key);
    expect(found).toHaveLength(1);
    expect(found[0]?.reason.length).toBeGreaterThan(10);
    expect(found[0]?.source).not.toBe('');
  });

  test('given by the user, wins and is named as given', () => {
    // More executors at the start than the 500 at most, and Spark would refuse to start.
    const { 'spark.executor.instances': _, ...given } = BRIEF;
    const { cluster, job, leftAlone } = planOf({
      primaryInstanceType: 'm5.4xlarge',
      sparkConf: given,
    });
    expect({ ...cluster.sparkConf, ...job.jobConf }).toMatchObject(given);
    for (const key of Object.keys(given)) {
      expect(leftAlone.map((one) => one.key)).not.toContain(key);
      expect([...cluster.reasons, ...job.reasons].filter((one) => one.key === key).map((one) => one.value)).toContain(
        BRIEF[key],
      );
    }
    // Off-heap memory counts: five containers of 24,576 MiB fill a node's memory, but its 16 vcores hold four executors.
    expect(cluster.executor).toMatchObject({ containerMiB: 24_576, cores: 4, offHeapMiB: 4_096 });
    expect(job.admission).toMatchObject({ executors: 327, pending: 0 });
    expect(cluster.warnings.map((one) => one.id)).toContain('off-heap-alone');
  });

  test('says what a removed key does on a release that still has it', () => {
    const of = (release: EmrRelease): string | undefined =>
      planOf({ release }).leftAlone.find((one) => one.key === 'spark.shuffle.memoryFraction')?.reason;
    expect(of(EmrRelease.of('emr-5.36.0'))).toMatch(/useLegacyMode/);
    expect(of(EmrRelease.EMR_7_9_0)).toMatch(/removed in 3.0/);
  });
});
