import { describe, expect, test } from 'vitest';
import { lintConfigurations, lintLine } from './support';

/** The complete configuration that the brief advises, as it would be submitted, with the mistakes of its table written down. */
const ADVISED = [
  'spark-submit --master yarn --driver-memory 16g --executor-memory 16g --executor-cores 4 --num-executors 504',
  '--conf spark.executor.memoryOverhead=4g',
  '--conf spark.dynamicAllocation.enabled=true',
  '--conf spark.dynamicAllocation.minExecutors=100',
  '--conf spark.dynamicAllocation.initialExecutors=200',
  '--conf spark.dynamicAllocation.maxExecutors=504',
  '--conf spark.dynamicAllocation.schedulerBacklogTimeout=1s',
  '--conf spark.dynamicAllocation.executorIdleTimeout=60s',
  '--conf spark.memory.fraction=0.6 --conf spark.memory.storageFraction=0.2',
  '--conf spark.memory.offHeap.enabled=true --conf spark.memory.offHeap.size=4g',
  '--conf spark.shuffle.memoryFraction=0.2',
  '--conf spark.sql.shuffle.partitions=100000 --conf spark.default.parallelism=100000',
  '--conf maxPartitionBytes=32MB --conf spark.sql.files.maxPartitionBytes=32MB',
  '--conf spark.sql.adaptive.enabled=true --conf spark.sql.adaptive.coalescePartitions.enabled=true',
  '--conf spark.sql.adaptive.advisoryPartitionSizeInBytes=32MB --conf spark.sql.adaptive.skewJoin.enabled=true',
  '--conf spark.shuffle.compress=true --conf spark.shuffle.spill.compress=true --conf spark.shuffle.service.enabled=true',
  '--conf spark.reducer.maxSizeInFlight=48m --conf spark.shuffle.file.buffer=32k',
  's3://example-bucket/join.py',
].join(' ');

const NODES = { nodes: 'r5.4xlarge:82', primary: 'm5.xlarge' };
const WITHOUT_OFF_HEAP = ADVISED.replaceAll(/--conf spark\.memory\.offHeap\.\S+ /g, '');

interface Claim {
  readonly claim: string;
  readonly line: string;
  readonly calculator?: 'dominant' | 'default';
  readonly id: string;
  readonly key: string;
  readonly says: RegExp;
}

/** The figures are those of the brief's own check. */
const CLAIMS: readonly Claim[] = [
  {
    claim: 'executors of 68 GB with 5 cores: one fits a node',
    line: 'spark-submit --executor-memory 58g --conf spark.executor.memoryOverhead=10g --executor-cores 5 job.py',
    calculator: 'dominant',
    id: 'strands-cores',
    key: 'spark.executor.memory',
    says: /1 on a r5\.4xlarge.*410 task slots on 1,312 cores/,
  },
  {
    claim: 'the default of spark.memory.fraction is 0.8: it is 0.6',
    line: ADVISED,
    id: 'already-default',
    key: 'spark.memory.fraction',
    says: /"0\.6" is the default of Spark 3\.5\.5/,
  },
  {
    claim: 'spark.shuffle.memoryFraction helps: it was removed',
    line: ADVISED,
    id: 'removed-key',
    key: 'spark.shuffle.memoryFraction',
    says: /removed after 2\.4/,
  },
  {
    claim: 'the reader option maxPartitionBytes: ignored',
    line: ADVISED,
    id: 'misspelt-key',
    key: 'maxPartitionBytes',
    says: /option of a reader/,
  },
  {
    claim: '504 executors of 4 cores: over-subscribed by half under the default calculator',
    line: WITHOUT_OFF_HEAP,
    calculator: 'default',
    id: 'oversubscribed',
    key: 'spark.executor.cores',
    says: /491 executors of 4 cores run, 1,964 task slots on 1,312 cores \(1\.50 tasks a core\)/,
  },
  {
    claim: '504 executors of 4 cores: 327 run under the dominant one',
    line: WITHOUT_OFF_HEAP,
    calculator: 'dominant',
    id: 'more-than-fit',
    key: 'spark.dynamicAllocation.maxExecutors',
    says: /327 of 504 executors run/,
  },
  {
    claim: '4 GB off-heap on top: it counts in the container, five a node instead of six',
    line: ADVISED,
    calculator: 'default',
    id: 'counts-in-container',
    key: 'spark.memory.offHeap.size',
    says: /24,576 MiB; 5 instead of 6 fit on a r5\.4xlarge/,
  },
  {
    claim: 'AQE coalesces later: not after repartition(n, columns)',
    line: ADVISED,
    id: 'coalescing-spares-repartition',
    key: 'spark.sql.adaptive.coalescePartitions.enabled',
    says: /repartition\(n, …\) in the code keeps its n/,
  },
  {
    claim: 'the advisory size of 32 MB: ignored while parallelism comes first',
    line: ADVISED,
    id: 'advisory-size-ignored',
    key: 'spark.sql.adaptive.advisoryPartitionSizeInBytes',
    says: /parallelismFirst is true/,
  },
  {
    claim: '100,000 for default.parallelism: shrinks what is read',
    line: ADVISED,
    id: 'parallelism-shrinks-reads',
    key: 'spark.default.parallelism',
    says: /100,000 also divides what is read/,
  },
  {
    claim: '100,000 partitions: ten billion blocks',
    line: ADVISED,
    id: 'many-partitions',
    key: 'spark.sql.shuffle.partitions',
    says: /10,000 million blocks/,
  },
  {
    claim: 'cores used 1,800 and more: only by over-subscription',
    line: ADVISED,
    calculator: 'default',
    id: 'oversubscribed',
    key: 'spark.executor.cores',
    says: /409 executors of 4 cores run, 1,636 task slots on 1,312 cores \(1\.25/,
  },
  {
    claim: 'a driver of 16 GB in client mode: larger than a small primary',
    line: ADVISED,
    id: 'driver-larger-than-primary',
    key: 'spark.driver.memory',
    says: /16,384 MiB do not fit the primary node: m5\.xlarge has 12,288 MiB/,
  },
  {
    claim: '--num-executors under dynamic allocation: sets the start only',
    line: ADVISED,
    id: 'instances-are-a-start',
    key: 'spark.executor.instances',
    says: /only sets how many executors the job starts with/,
  },
];

describe("the lint of the brief's configuration", () => {
  test.each(CLAIMS)('$claim', ({ line, calculator, id, key, says }) => {
    const found = lintLine(line, { ...NODES, calculator }).filter((one) => one.id === id && one.key === key);
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toMatch(says);
  });

  test('what it lists though it holds anyway is named as such', () => {
    const keys = lintLine(ADVISED, NODES)
      .filter(({ id }) => id === 'already-default')
      .map(({ key }) => key);
    expect(keys).toEqual(
      expect.arrayContaining([
        'spark.shuffle.compress',
        'spark.shuffle.spill.compress',
        'spark.reducer.maxSizeInFlight',
        'spark.shuffle.file.buffer',
        'spark.sql.adaptive.enabled',
        'spark.sql.adaptive.skewJoin.enabled',
        'spark.shuffle.service.enabled',
      ]),
    );
    expect(keys).not.toContain('spark.memory.storageFraction');
  });

  test('the same in a configurations file has the same findings', () => {
    const properties = Object.fromEntries(
      [...ADVISED.matchAll(/--conf (\S+?)=(\S+)/g)].map(([, key = '', value = '']) => [key, value]),
    );
    const file = {
      'spark-defaults': { ...properties, 'spark.executor.memory': '16g', 'spark.executor.cores': '4' },
    };
    const ids = lintConfigurations(file, NODES).map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining([
        'removed-key',
        'misspelt-key',
        'oversubscribed',
        'counts-in-container',
        'calculator-not-set',
      ]),
    );
  });
});
