import { describe, expect, test } from 'vitest';
import { SPARK_VERSIONS } from '../../../lib/catalog/emr-release-versions';
import { closestKey, defaultIn, isOpenFamily, kindIn, knownKey, knownKeys, minorOf } from '../../../lib/spark';
import logged from '../../fixtures/event-log-keys.json';

/** Keys that a user's own listeners and schedulers put into the logged clusters' settings. */
const OF_USERS = [
  'spark.ams_application_name',
  'spark.emr_cluster_id',
  'spark.emr_cluster_name',
  'spark.job_id',
  'spark.product',
];

describe('the table of keys', () => {
  test('knows every key of real event logs but those of users', () => {
    const strange = [...logged.emr, ...logged.apache].filter((key) => !knownKey(key) && !isOpenFamily(key));
    expect(strange).toEqual(OF_USERS);
  });

  test("takes no user's key for a misspelt one", () => {
    expect(OF_USERS.filter((key) => closestKey(key) !== undefined)).toEqual([]);
  });

  test('holds every minor of the releases in the catalogue', () => {
    const minors = [
      ...new Set(Object.values(SPARK_VERSIONS).map((version) => version.split('.').slice(0, 2).join('.'))),
    ];
    expect(minors.filter((minor) => minorOf(`${minor}.0`) !== minor)).toEqual([]);
  });

  // Spark's own configuration.md, sql-performance-tuning.md and migration guides state each of these.
  test.each([
    ['spark.sql.adaptive.enabled', '3.1', 'false'],
    ['spark.sql.adaptive.enabled', '3.2', 'true'],
    ['spark.dynamicAllocation.shuffleTracking.enabled', '3.3', 'false'],
    ['spark.dynamicAllocation.shuffleTracking.enabled', '3.4', 'true'],
    ['spark.memory.fraction', '3.0', '0.6'],
    ['spark.sql.shuffle.partitions', '4.0', '200'],
    ['spark.sql.ansi.enabled', '3.5', 'false'],
    ['spark.sql.ansi.enabled', '4.0', 'true'],
    ['spark.executor.memory', '2.4', '1g'],
    ['spark.shuffle.file.buffer', '3.5', '32k'],
  ])('%s is %s in Spark %s', (key, minor, value) => {
    expect(defaultIn(knownKey(key)!, minor)).toBe(value);
  });

  test.each([
    ['spark.shuffle.memoryFraction', '2.4', '2.4'],
    ['spark.sql.adaptive.skewJoin.enabled', '3.0', '4.0'],
    ['spark.sql.adaptive.coalescePartitions.parallelismFirst', '3.2', '4.0'],
    ['spark.executor.memoryOverheadFactor', '3.3', '4.0'],
    ['spark.executor.minMemoryOverhead', '4.0', '4.0'],
    ['spark.excludeOnFailure.enabled', '3.1', '4.0'],
    ['spark.shuffle.compress', '2.4', '4.0'],
  ])('%s is read from %s to %s', (key, since, until) => {
    expect(knownKey(key)).toMatchObject({ since, until });
  });

  test('a kind follows the version', () => {
    const split = knownKey('spark.sql.files.maxPartitionBytes')!;
    expect(kindIn(split, '2.4')).toEqual({ kind: 'whole' });
    expect(kindIn(split, '3.0')).toEqual({ kind: 'bytes', unit: 'b' });
  });

  test('old names lead to the present ones', () => {
    expect(knownKey('spark.yarn.executor.memoryOverhead')?.deprecated?.renamedTo).toBe('spark.executor.memoryOverhead');
    expect(knownKey('spark.blacklist.enabled')?.deprecated).toMatchObject({ since: '3.1' });
    expect(knownKey('spark.yarn.jar')?.deprecated?.renamedTo).toBe('spark.yarn.jars');
    const broken = [...knownKeys().values()].filter(
      ({ deprecated: { renamedTo } = {} }) =>
        renamedTo !== undefined && !knownKey(renamedTo) && !isOpenFamily(renamedTo),
    );
    expect(broken.map(({ key }) => key)).toEqual([]);
  });
});

describe('the closest key', () => {
  test.each([
    ['spark.executor.memoryoverhead', 'spark.executor.memoryOverhead', 'case'],
    ['executor.memory', 'spark.executor.memory', 'prefix'],
    ['maxPartitionBytes', 'spark.sql.files.maxPartitionBytes', 'shortened'],
    ['spark.sql.maxPartitionBytes', 'spark.sql.files.maxPartitionBytes', 'shortened'],
    ['spark.shuffle.partitions', 'spark.sql.shuffle.partitions', 'shortened'],
    ['spark.excutor.memory', 'spark.executor.memory', 'spelling'],
    ['spark.executor.memroy', 'spark.executor.memory', 'spelling'],
    ['spark.dynamicAllocation.maxExecutor', 'spark.dynamicAllocation.maxExecutors', 'spelling'],
  ])('of %s is %s, by its %s', (written, key, by) => {
    expect(closestKey(written)).toEqual({ key, by });
  });

  test.each(['spark.acme.memory', 'spark.num.executors', 'hive.metastore.uris', 'x', ''])(
    'of %s is none',
    (written) => {
      expect(closestKey(written)).toBeUndefined();
    },
  );
});
