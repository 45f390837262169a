import { describe, expect, test } from 'vitest';
import { executorSizeFor, SparkSettings } from '../../lib/spark';

const size = (settings: Record<string, string>, sparkVersion = '4.0.2') =>
  executorSizeFor(SparkSettings.of(settings), sparkVersion);

describe('the executor that settings describe', () => {
  test("is Spark's default where nothing is set", () => {
    expect(size({})).toEqual({
      memoryMiB: 1024,
      memoryOverheadMiB: 384,
      offHeapMiB: 0,
      pysparkMiB: 0,
      cores: 1,
      containerMiB: 1408,
    });
  });

  test("is the brief's cure with its off-heap memory counted", () => {
    const cure = {
      'spark.executor.memory': '16g',
      'spark.executor.memoryOverhead': '4g',
      'spark.executor.cores': '4',
      'spark.memory.offHeap.size': '4g',
    };
    expect(size(cure).containerMiB).toBe(20480);
    expect(size({ ...cure, 'spark.memory.offHeap.enabled': 'TRUE' }).containerMiB).toBe(24576);
  });

  test("has EMR's overhead where none is set: the container seen on EMR 6.13", () => {
    expect(size({ 'spark.executor.memory': '9486M', 'spark.executor.cores': '4' })).toMatchObject({
      memoryOverheadMiB: 1778,
      containerMiB: 11264,
    });
  });

  test('reads an off-heap size without unit as bytes, an overhead without unit as MiB', () => {
    const settings = {
      'spark.memory.offHeap.enabled': 'true',
      'spark.memory.offHeap.size': '1073741824',
      'spark.executor.memoryOverhead': '512',
    };
    expect(size(settings)).toMatchObject({ offHeapMiB: 1024, memoryOverheadMiB: 512 });
  });

  test('has PySpark memory only where the application is Python', () => {
    const settings = { 'spark.executor.pyspark.memory': '2g' };
    expect(size(settings).pysparkMiB).toBe(2048);
    expect(size({ ...settings, 'spark.yarn.isPython': 'true' }).pysparkMiB).toBe(2048);
    expect(size({ ...settings, 'spark.yarn.isPython': 'false' }).pysparkMiB).toBe(0);
  });

  test.each(['four', '', '0', '-1', '2.5', '1e1', '99999999999', '4 cores'])('fails for %j cores', (cores) => {
    expect(() => size({ 'spark.executor.cores': cores })).toThrow(
      'spark.executor.cores must be a positive whole number',
    );
  });

  test.each(['spark.executor.memory', 'spark.executor.memoryOverhead', 'spark.executor.pyspark.memory'])(
    'fails for a bad %s',
    (key) => {
      expect(() => size({ [key]: 'much' })).toThrow('"much" is not a memory size');
    },
  );
});

describe('what else decides the container', () => {
  const offHeap = {
    'spark.executor.memory': '20g',
    'spark.executor.memoryOverhead': '8g',
    'spark.memory.offHeap.enabled': 'true',
    'spark.memory.offHeap.size': '4g',
  };

  test.each([
    ['2.4.8', 28_672],
    ['3.0.0', 32_768],
    ['3.5.5', 32_768],
    ['4.0.2', 32_768],
  ])('off-heap memory counts since Spark 3.0: on %s the container has %i MiB', (version, container) => {
    expect(size(offHeap, version).containerMiB).toBe(container);
  });

  test("EMR's own factor is read where it is set, and Spark 4's least overhead", () => {
    const settings = { 'spark.executor.memory': '10000m', 'spark.yarn.executor.memoryOverheadFactor': '0.25' };
    expect(size(settings).memoryOverheadMiB).toBe(2_500);
    expect(size({ ...settings, 'spark.executor.minMemoryOverhead': '3g' }).memoryOverheadMiB).toBe(3_072);
  });

  test("fails where Spark's factor stands beside EMR's, as which of them wins is not known", () => {
    const settings = { 'spark.executor.memory': '10g', 'spark.executor.memoryOverheadFactor': '0.3' };
    expect(() => size(settings)).toThrow('set spark.executor.memoryOverhead');
    expect(size({ ...settings, 'spark.executor.memoryOverhead': '1g' }).memoryOverheadMiB).toBe(1_024);
  });
});
