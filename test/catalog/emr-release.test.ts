import { describe, expect, test } from 'vitest';
import { EmrRelease, oldestBeside } from '../../lib/catalog';

/** From the release guide: the Spark of each release, in the order of the guide's table. */
const GUIDE = `
5.28 2.4.4 | 5.29 2.4.4 | 5.30 2.4.5 | 5.31 2.4.6 | 5.32 2.4.7 | 5.33 2.4.7 | 5.34 2.4.8 | 5.35 2.4.8
5.36 2.4.8 | 6.0 2.4.4 | 6.1 3.0.0 | 6.2 3.0.1 | 6.3 3.1.1 | 6.4 3.1.2 | 6.5 3.1.2 | 6.6 3.2.0 | 6.7 3.2.1 | 6.8 3.3.0 | 6.9 3.3.0
6.10 3.3.1 | 6.11 3.3.2 | 6.12 3.4.0 | 6.13 3.4.1 | 6.14 3.4.1 | 6.15 3.4.1 | 7.0 3.5.0 | 7.1 3.5.0 | 7.2 3.5.1 | 7.3 3.5.1
7.4 3.5.2 | 7.5 3.5.2 | 7.6 3.5.3 | 7.7 3.5.3 | 7.8 3.5.4 | 7.9 3.5.5 | 7.10 3.5.5 | 7.11 3.5.6 | 7.12 3.5.6 | 7.13 3.5.6 | 7.14 3.5.8`
  .split(/[|\n]/)
  .map((cell) => cell.trim().split(' '))
  .filter((cell) => cell.length === 2) as [string, string][];

const constants = Object.values(EmrRelease).filter((value) => value instanceof EmrRelease);
const gates = (label: string) => {
  const r = EmrRelease.of(label);
  return [
    r.canCancelRunningSteps,
    r.signalsStepChildProcess,
    r.hasManagedScaling,
    r.hasHeterogeneousExecutors,
    r.hasCloudWatchAgentMetrics,
  ];
};

describe('EMR releases', () => {
  test.each(GUIDE)('%s has Spark %s', (version, spark) => {
    expect(EmrRelease.of(`emr-${version}.0`)).toMatchObject({ sparkVersion: spark, isKnown: true });
  });

  test('each listed release and 8.0.0 is a constant named after its label', () => {
    expect(constants.map(String)).toEqual([...GUIDE.map(([version]) => `emr-${version}.0`), 'emr-spark-8.0.0']);
    for (const [name, value] of Object.entries(EmrRelease).filter(([, one]) => one instanceof EmrRelease)) {
      expect(name).toBe(String(value).replace('emr-spark', 'spark').toUpperCase().replaceAll(/[-.]/g, '_'));
    }
  });

  test('the Spark-only train has its own label', () => {
    expect(EmrRelease.SPARK_8_0_0).toMatchObject({ label: 'emr-spark-8.0.0', sparkVersion: '4.0.2', isKnown: true });
    expect(EmrRelease.SPARK_8_0_0.isAtLeast(7, 14)).toBe(true);
  });

  test('compares versions as numbers', () => {
    expect(EmrRelease.EMR_7_10_0.isAtLeast(7, 9)).toBe(true);
    expect(EmrRelease.EMR_7_9_0.isAtLeast(7, 10)).toBe(false);
    expect(EmrRelease.EMR_6_15_0.isAtLeast(7, 0)).toBe(false);
  });

  test('an unlisted release takes the Spark of the newest listed one before it', () => {
    expect(EmrRelease.of('emr-7.99.0')).toMatchObject({ sparkVersion: '3.5.8', isKnown: false });
    expect(EmrRelease.of('emr-spark-8.1.0')).toMatchObject({ sparkVersion: '4.0.2', isKnown: false });
  });

  test('a patch of a listed release is as well known, with the Spark of the release that it mends', () => {
    expect(EmrRelease.of('emr-5.36.2')).toMatchObject({ sparkVersion: '2.4.8', isKnown: true });
    expect(EmrRelease.of('emr-6.8.1')).toMatchObject({ sparkVersion: '3.3.0', isKnown: true });
  });

  test.each([
    ['emr-5.28.0', [true, false, false, false, false]],
    ['emr-5.36.0', [true, true, true, true, false]],
    ['emr-6.0.0', [true, true, false, false, false]],
    ['emr-6.1.0', [true, true, true, false, false]],
    ['emr-6.2.0', [true, true, true, true, false]],
    ['emr-7.0.0', [true, true, true, true, false]],
    ['emr-7.1.0', [true, true, true, true, true]],
    ['emr-spark-8.0.0', [true, true, true, true, true]],
  ])('%s can cancel, signal, scale, vary executors, publish YARN metrics: %j', (label, expected) => {
    expect(gates(label)).toEqual(expected);
  });

  test.each(['7.9.0', 'emr-7.9', 'emr-7.9.0-latest', 'EMR-7.9.0', '', 'emr-7.9.x'])(
    'fails for the label %j',
    (label) => {
      expect(() => EmrRelease.of(label)).toThrow('release must look like emr-7.9.0 or emr-spark-8.0.0');
    },
  );

  test.each(['emr-4.9.6', 'emr-5.27.1', 'emr-spark-7.0.0'])(
    'fails for %s, older than any supported release',
    (label) => {
      expect(() => EmrRelease.of(label)).toThrow('is older than any supported one');
    },
  );

  test.each([
    ['emr-4.9.6', 'emr-5.28.0'],
    ['emr-spark-7.9.0', 'emr-spark-8.0.0'],
  ])('%s has %s as the oldest of its line, and the error names it', (label, oldest) => {
    expect(oldestBeside(label).label).toBe(oldest);
    expect(() => EmrRelease.of(label)).toThrow(`use ${oldest} or later`);
  });

  test('a label that is not one has no line', () => {
    expect(() => oldestBeside('latest')).toThrow('release must look like');
  });
});
