import { describe, expect, test } from 'vitest';
import { applicationMasterFor, SparkSettings } from '../../lib/spark';

const master = (mode: 'client' | 'cluster', settings: Record<string, string> = {}) =>
  applicationMasterFor(SparkSettings.of(settings), mode, '4.0.2');

describe('the first container of an application', () => {
  test('is 512 + 384 MiB in client mode, whatever the driver has', () => {
    expect(master('client', { 'spark.driver.memory': '16g', 'spark.driver.cores': '4' })).toEqual({
      memoryMiB: 896,
      vcores: 1,
    });
  });

  test('is as large as the settings of the application master say in client mode', () => {
    const settings = { 'spark.yarn.am.memory': '8g', 'spark.yarn.am.cores': '2' };
    // A tenth of 8,192, truncated.
    expect(master('client', settings)).toEqual({ memoryMiB: 8_192 + 819, vcores: 2 });
    expect(master('client', { ...settings, 'spark.yarn.am.memoryOverhead': '1g' }).memoryMiB).toBe(9_216);
  });

  test("is the driver in cluster mode, EMR's 2,048 MiB where none is set", () => {
    expect(master('cluster', { 'spark.yarn.am.memory': '8g' })).toEqual({ memoryMiB: 2_048 + 384, vcores: 1 });
    expect(master('cluster', { 'spark.driver.memory': '16g', 'spark.driver.cores': '4' })).toEqual({
      memoryMiB: 16_384 + 1_638,
      vcores: 4,
    });
  });

  test('takes overhead as given, else by the factor and the least overhead that are set', () => {
    const memory = { 'spark.driver.memory': '10000m' };
    expect(master('cluster', { ...memory, 'spark.driver.memoryOverhead': '2g' }).memoryMiB).toBe(12_048);
    expect(master('cluster', { ...memory, 'spark.driver.memoryOverheadFactor': '0.4' }).memoryMiB).toBe(14_000);
    expect(master('cluster', { ...memory, 'spark.driver.minMemoryOverhead': '5000m' }).memoryMiB).toBe(15_000);
  });

  test.each([
    ['cluster', { 'spark.driver.cores': 'two' }, 'spark.driver.cores must be a positive whole number, got "two"'],
    ['client', { 'spark.yarn.am.cores': '0' }, 'spark.yarn.am.cores must be a positive whole number, got "0"'],
    ['cluster', { 'spark.driver.memory': 'big' }, '"big" is not a memory size'],
    ['cluster', { 'spark.driver.memoryOverheadFactor': 'x' }, 'must be a positive number'],
  ] as const)('fails in %s mode for %j', (mode, settings, message) => {
    expect(() => master(mode, settings)).toThrow(message);
  });
});
