import { describe, expect, test } from 'vitest';
import { deployModeInForce, settingsInForce } from '../../lib/steps';
import { submitOf } from './commands';

const inForce = (defaults: Record<string, string>, ...args: string[]) =>
  Object.fromEntries(settingsInForce(submitOf(...args, 'app.jar'), defaults));

describe('settings in force', () => {
  test('a flag beats --conf wherever it stands', () => {
    expect(inForce({}, '--executor-memory', '20g', '--conf', 'spark.executor.memory=4g')).toEqual({
      'spark.executor.memory': '20g',
    });
    expect(inForce({}, '--conf', 'spark.executor.instances=5', '--num-executors', '9')).toEqual({
      'spark.executor.instances': '9',
    });
  });

  test("the driver's memory is what was given last", () => {
    expect(inForce({}, '--driver-memory', '8g', '-c', 'spark.driver.memory=4g')).toEqual({
      'spark.driver.memory': '4g',
    });
    expect(inForce({}, '-c', 'spark.driver.memory=4g', '--driver-memory', '8g')).toEqual({
      'spark.driver.memory': '8g',
    });
  });

  test.each([
    ['--driver-class-path', 'spark.driver.extraClassPath'],
    ['--driver-java-options', 'spark.driver.extraJavaOptions'],
    ['--driver-library-path', 'spark.driver.extraLibraryPath'],
  ])('and so is %s, which the launcher turns into a --conf', (flag, key) => {
    expect(inForce({}, flag, 'flag', '-c', `${key}=conf`)).toEqual({ [key]: 'conf' });
    expect(inForce({}, '-c', `${key}=conf`, flag, 'flag')).toEqual({ [key]: 'flag' });
  });

  test('both beat spark-defaults, and of equals the last wins', () => {
    const defaults = { 'spark.executor.cores': '4', 'spark.sql.shuffle.partitions': '200', 'hive.x': '1' };
    const args = [
      '-c',
      'spark.sql.shuffle.partitions=1',
      '--conf=spark.sql.shuffle.partitions=60000',
      '-c',
      'not.spark=1',
    ];
    expect(inForce(defaults, ...args)).toEqual({
      'spark.executor.cores': '4',
      'spark.sql.shuffle.partitions': '60000',
    });
  });

  test('an old name counts only where the present one is set nowhere', () => {
    const old = ['-c', 'spark.yarn.executor.memoryOverhead=1g'];
    expect(inForce({}, ...old)).toEqual({ 'spark.executor.memoryOverhead': '1g' });
    expect(inForce({ 'spark.executor.memoryOverhead': '2g' }, ...old)).toEqual({
      'spark.executor.memoryOverhead': '2g',
    });
  });

  test('a name on the object prototype is an ordinary key', () => {
    expect(inForce({}, '-c', 'constructor=1', '-c', '__proto__=2', '-c', 'spark.x=1')).toEqual({ 'spark.x': '1' });
  });
});

describe('deploy mode in force', () => {
  const mode = (defaults: Record<string, string>, ...args: string[]) =>
    deployModeInForce(submitOf(...args, 'app.jar'), defaults);

  test('is client unless told otherwise', () => {
    expect(mode({})).toBe('client');
    expect(mode({ 'spark.submit.deployMode': 'cluster' })).toBe('cluster');
    expect(mode({ 'spark.submit.deployMode': 'cluster' }, '--deploy-mode', 'client')).toBe('client');
    expect(mode({}, '--master', 'yarn-cluster')).toBe('cluster');
  });

  test('fails for a mode in spark-defaults that Spark does not have', () => {
    expect(() => mode({ 'spark.submit.deployMode': 'Cluster' })).toThrow(
      expect.objectContaining({
        code: 'bad-deploy-mode',
        message: expect.stringContaining('must be client or cluster, got "Cluster"'),
      }),
    );
  });
});
