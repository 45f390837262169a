import { describe, expect, test } from 'vitest';
import { executorShapeOf } from '../../lib/spark';

const shape = (settings: Record<string, string>) => executorShapeOf(new Map(Object.entries(settings)));

describe('the executor that settings describe', () => {
  test("is Spark's default where nothing is set", () => {
    expect(shape({})).toEqual({
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
    expect(shape(cure).containerMiB).toBe(20480);
    expect(shape({ ...cure, 'spark.memory.offHeap.enabled': 'TRUE' }).containerMiB).toBe(24576);
  });

  test("has EMR's overhead where none is set: the container seen on EMR 6.13", () => {
    expect(shape({ 'spark.executor.memory': '9486M', 'spark.executor.cores': '4' })).toMatchObject({
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
    expect(shape(settings)).toMatchObject({ offHeapMiB: 1024, memoryOverheadMiB: 512 });
  });

  test('has PySpark memory only where the application is Python', () => {
    const settings = { 'spark.executor.pyspark.memory': '2g' };
    expect(shape(settings).pysparkMiB).toBe(2048);
    expect(shape({ ...settings, 'spark.yarn.isPython': 'true' }).pysparkMiB).toBe(2048);
    expect(shape({ ...settings, 'spark.yarn.isPython': 'false' }).pysparkMiB).toBe(0);
  });

  test.each(['four', '', '0', '-1', '2.5', '1e1', '99999999999', '4 cores'])('fails for %j cores', (cores) => {
    expect(() => shape({ 'spark.executor.cores': cores })).toThrow(
      'spark.executor.cores must be a positive whole number',
    );
  });

  test.each(['spark.executor.memory', 'spark.executor.memoryOverhead', 'spark.executor.pyspark.memory'])(
    'fails for a bad %s',
    (key) => {
      expect(() => shape({ [key]: 'much' })).toThrow('"much" is not a memory size');
    },
  );
});
