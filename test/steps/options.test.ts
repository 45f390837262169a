import { describe, expect, test } from 'vitest';
import { closestFlag, findLongName, findSettingFor, takesValue } from '../../lib/steps';

/** The assignments of `SparkSubmit.scala` and `SparkSubmitArguments.scala` on YARN (Spark 3.5). */
const SETTINGS: Readonly<Record<string, string>> = {
  '--deploy-mode': 'spark.submit.deployMode',
  '--driver-class-path': 'spark.driver.extraClassPath',
  '--driver-cores': 'spark.driver.cores',
  '--driver-java-options': 'spark.driver.extraJavaOptions',
  '--driver-library-path': 'spark.driver.extraLibraryPath',
  '--driver-memory': 'spark.driver.memory',
  '--exclude-packages': 'spark.jars.excludes',
  '--executor-cores': 'spark.executor.cores',
  '--executor-memory': 'spark.executor.memory',
  '--keytab': 'spark.kerberos.keytab',
  '--master': 'spark.master',
  '--name': 'spark.app.name',
  '--num-executors': 'spark.executor.instances',
  '--packages': 'spark.jars.packages',
  '--principal': 'spark.kerberos.principal',
  '--queue': 'spark.yarn.queue',
  '--remote': 'spark.remote',
  '--repositories': 'spark.jars.repositories',
};

/** Options of `SparkSubmitOptionParser.java` with a value for which Spark has no one setting on YARN. */
const WITHOUT_SETTING = [
  '--archives',
  '--class',
  '--conf',
  '--driver-default-class-path',
  '--files',
  '--jars',
  '--kill',
  '--kubernetes-master',
  '--kubernetes-namespace',
  '--properties-file',
  '--proxy-user',
  '--py-files',
  '--status',
  '--total-executor-cores',
  '--upload-driver-extra-classpath',
  '--upload-jars',
];
const SWITCHES = ['--help', '--load-spark-defaults', '--supervise', '--usage-error', '--verbose', '--version'];

describe('the options of spark-submit', () => {
  test('with a value stand for the settings that Spark assigns to them', () => {
    for (const [flag, key] of Object.entries(SETTINGS)) {
      expect([flag, findLongName(flag), takesValue(flag), findSettingFor(flag)]).toEqual([flag, flag, true, key]);
    }
    for (const flag of WITHOUT_SETTING) {
      expect([flag, findLongName(flag), takesValue(flag), findSettingFor(flag)]).toEqual([flag, flag, true, undefined]);
    }
  });

  test('without a value are switches', () => {
    for (const flag of SWITCHES) {
      expect([flag, findLongName(flag), takesValue(flag), findSettingFor(flag)]).toEqual([
        flag,
        flag,
        false,
        undefined,
      ]);
    }
  });

  test('have three short names, and no others', () => {
    expect(['-c', '-h', '-v'].map(findLongName)).toEqual(['--conf', '--help', '--verbose']);
    for (const name of ['-x', '--nothing', '', '-', '--', 'constructor', '__proto__', '--Conf']) {
      expect(findLongName(name)).toBeUndefined();
    }
  });
});

describe('the flag that somebody meant', () => {
  test.each([
    ['--executor-core', '--executor-cores'],
    ['--executer-memory', '--executor-memory'],
    ['--num_executors', '--num-executors'],
    ['-num-executors', '--num-executors'],
    ['--Deploy-Mode', '--deploy-mode'],
    ['--properties', '--properties-file'],
    ['--dirver-memory', '--driver-memory'],
    ['--verbos', '--verbose'],
    ['--quue', '--queue'],
  ])('%s is %s', (written, meant) => {
    expect(closestFlag(written)).toBe(meant);
  });

  test.each([
    ['is close to none', '--spark-home'],
    ['is too short to tell', '--nam'],
    ['is too short to tell, however close', '--jar'],
    ['is close to two', '--driver'],
    ['has more than two errors', '--exccutrr-memmry'],
    ['is short and has two errors', '--quxe1'],
  ])('is not guessed where what was written %s', (_, written) => {
    expect(closestFlag(written)).toBeUndefined();
  });
});
