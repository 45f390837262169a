import { describe, expect, test } from 'vitest';
import { InputError } from '../../lib/errors';
import { isRewritable, renderArguments, rewriteSettings } from '../../lib/steps';
import { submitOf } from './commands';

const rewrite = (key: string, to: string): string[] =>
  renderArguments(rewriteSettings(submitOf('a.jar'), [{ key, to }]));
function codeFor(key: string, to: string): string | undefined {
  try {
    rewrite(key, to);
    return undefined;
  } catch (error) {
    return error instanceof InputError ? error.code : 'another error';
  }
}

/** Settings by what they hold: only numbers and switches are ever written into a step, and each in the form that Spark reads. */
const KINDS = {
  size: {
    keys: [
      'spark.executor.memory',
      'spark.executor.memoryOverhead',
      'spark.driver.memory',
      'spark.driver.memoryOverhead',
      'spark.sql.adaptive.advisoryPartitionSizeInBytes',
      'spark.sql.adaptive.coalescePartitions.minPartitionSize',
      'spark.sql.files.maxPartitionBytes',
    ],
    takes: ['1', '4096', '512m', '7k', '10g', '010g', '100m'],
    refuses: ['', '0', '0g', '1.5g', '-1', '1gb', '1t', 'x1g', 'a10', '1g;id', '1g\n', ' 1g', 'g', '$(1g)'],
  },
  'size that may be nothing': {
    keys: ['spark.memory.offHeap.size'],
    takes: ['0', '12', '4096', '4g', '16m'],
    refuses: ['', 'g', 'x4g', '4gx', '4t', '-4g', '$4g', '4x'],
  },
  count: {
    keys: [
      'spark.executor.instances',
      'spark.dynamicAllocation.minExecutors',
      'spark.dynamicAllocation.initialExecutors',
      'spark.dynamicAllocation.maxExecutors',
    ],
    takes: ['0', '1', '120'],
    refuses: ['', '-1', '1k', 'x1', '1x', 'true'],
  },
  'positive count': {
    keys: [
      'spark.executor.cores',
      'spark.default.parallelism',
      'spark.sql.adaptive.coalescePartitions.initialPartitionNum',
      'spark.sql.shuffle.partitions',
    ],
    takes: ['1', '10', '100000'],
    refuses: ['', '0', '00', '1k', 'x1', '1x', '-1'],
  },
  switch: {
    keys: [
      'spark.dynamicAllocation.enabled',
      'spark.memory.offHeap.enabled',
      'spark.sql.adaptive.coalescePartitions.enabled',
      'spark.sql.adaptive.coalescePartitions.parallelismFirst',
      'spark.sql.adaptive.enabled',
      'spark.sql.adaptive.skewJoin.enabled',
      'spark.yarn.heterogeneousExecutors.enabled',
    ],
    takes: ['true', 'false'],
    refuses: ['', 'TRUE', 'xtrue', 'truex', '1', 'true;id', 'xfalse', 'falsex'],
  },
} as const;

describe.each(Object.entries(KINDS))('a setting that is a %s', (_, { keys, takes, refuses }) => {
  test.each(keys)('may be changed: %s', (key) => {
    expect(isRewritable(key)).toBe(true);
    for (const to of takes) expect(rewrite(key, to)).toEqual(['spark-submit', '--conf', `${key}=${to}`, 'a.jar']);
    for (const to of refuses) expect([to, codeFor(key, to)]).toEqual([to, 'bad-value']);
  });
});

test('any other setting may not', () => {
  for (const key of [
    'spark.executor.extraJavaOptions',
    'spark.jars',
    'spark.yarn.queue',
    'spark.submit.deployMode',
    '',
  ]) {
    expect([key, isRewritable(key), codeFor(key, '1')]).toEqual([key, false, 'key-not-rewritable']);
  }
});
