import { describe, expect, test } from 'vitest';
import { parseStep, renderArguments } from '../../lib/steps';
import { fc, property } from '../support/property';
import { anyStrings, commandLines, submitOf } from './commands';

const reasonFor = (...args: string[]): string => {
  const form = parseStep('command-runner.jar', args);
  return form.kind === 'unknown' ? form.reason : 'understood';
};
const RUNS = { numRuns: 10_000 };

describe('reading a step', () => {
  test('takes the command of a step apart', () => {
    const submit = submitOf(
      '--deploy-mode',
      'cluster',
      '-c',
      'spark.x=a=b',
      '--executor-memory=20g',
      '-v',
      's3://b/app.jar',
      '--conf',
      'in',
    );
    expect(submit.options.map(({ name, value }) => [name, value])).toEqual([
      ['--deploy-mode', 'cluster'],
      ['--conf', 'spark.x=a=b'],
      ['--executor-memory', '20g'],
      ['--verbose', undefined],
    ]);
    expect(submit.application).toBe('s3://b/app.jar');
    expect(submit.applicationArguments).toEqual(['--conf', 'in']);
  });

  test('takes the word behind an option as its value, whatever it looks like', () => {
    expect(submitOf('--name', '--conf', 'a.jar').options).toHaveLength(1);
  });

  test('reads the masters of Spark 2 where they agree with the deploy mode', () => {
    expect(reasonFor('spark-submit', '--master', 'yarn-cluster', 'a.jar')).toBe('understood');
    expect(reasonFor('spark-submit', '--master', 'yarn-cluster', '--deploy-mode', 'cluster', 'a.jar')).toBe(
      'understood',
    );
  });

  test('takes yarn for a master, and a class of Spark’s for a name', () => {
    expect(reasonFor('spark-submit', '--master', 'yarn', 'a.jar')).toBe('understood');
    expect(reasonFor('spark-submit', '--name', 'org.apache.spark.repl.Main', 'a.jar')).toBe('understood');
    expect(submitOf('a--name=b.jar', '--name=c')).toMatchObject({
      options: [],
      application: 'a--name=b.jar',
      applicationArguments: ['--name=c'],
    });
  });

  property([commandLines], RUNS)('gives back what it read, byte for byte', (args) => {
    expect(renderArguments(submitOf(...args))).toEqual(['spark-submit', ...args]);
  });

  property([commandLines], RUNS)('says where each option stands and how it was written', (args) => {
    const words = ['spark-submit', ...args];
    for (const { index, writtenName, value, isJoined } of submitOf(...args).options) {
      expect(words[index]).toBe(isJoined ? `${writtenName}=${value}` : writtenName);
      if (!isJoined && value !== undefined) expect(words[index + 1]).toBe(value);
    }
  });

  property([fc.string(), anyStrings], RUNS)('never throws, and gives back whatever it understands', (jar, args) => {
    for (const command of [args, ['spark-submit', ...args]]) {
      parseStep(jar, command);
      const form = parseStep('command-runner.jar', command);
      if (form.kind === 'spark-submit') expect(renderArguments(form.submit)).toEqual(command);
    }
  });

  test.each([
    ['bash', ['bash', '-c', 'spark-submit a.jar'], 'its command is not spark-submit'],
    ['a path to spark-submit', ['/usr/bin/spark-submit', 'a.jar'], 'its command is not spark-submit'],
    ['nothing', [], 'its command is not spark-submit'],
    ['no application', ['spark-submit', '--verbose'], 'spark-submit has no application'],
    ['an empty application', ['spark-submit', ''], 'spark-submit has no application'],
    ['an option without value', ['spark-submit', '--executor-memory'], '--executor-memory has no value'],
    [
      'an unknown option',
      ['spark-submit', '--token=t', 'a.jar'],
      'argument 2 is an option that spark-submit does not have',
    ],
    ['a --conf without equals sign', ['spark-submit', '-c', 'spark.x', 'a.jar'], 'a --conf has no equals sign'],
    [
      'a joined -c',
      ['spark-submit', '-c=spark.x=1', 'a.jar'],
      'argument 2 is an option that spark-submit does not have',
    ],
    [
      'a joined empty value',
      ['spark-submit', '--name=', 'a.jar'],
      'argument 2 is an option that spark-submit does not have',
    ],
    [
      "a joined value with Java's next-line character",
      ['spark-submit', '--name=a\u0085b', 'a.jar'],
      'argument 2 is an option that spark-submit does not have',
    ],
    [
      'a joined value with a line break',
      ['spark-submit', '--name=a\nb', 'a.jar'],
      'argument 2 is an option that spark-submit does not have',
    ],
    [
      'a properties file',
      ['spark-submit', '--properties-file', 'f', 'a.jar'],
      '--properties-file replaces spark-defaults by a file whose content is not known',
    ],
    [
      'a properties file on top of spark-defaults',
      ['spark-submit', '--load-spark-defaults', '--properties-file=f', 'a.jar'],
      '--properties-file replaces spark-defaults by a file whose content is not known',
    ],
    ['--kill', ['spark-submit', '--kill', 'x', 'a.jar'], '--kill kills a submission instead of making one'],
    [
      '--status',
      ['spark-submit', '--status', 'x', 'a.jar'],
      '--status asks for the status of a submission instead of making one',
    ],
    ['--version', ['spark-submit', '--version', 'a.jar'], '--version prints the version and submits nothing'],
    ['-h', ['spark-submit', '-h', 'a.jar'], '--help prints help and submits nothing'],
    [
      'Spark Connect',
      ['spark-submit', '--remote', 'sc://h', 'a.jar'],
      '--remote runs through Spark Connect instead of YARN',
    ],
    ['a local master', ['spark-submit', '--master', 'local[2]', 'a.jar'], 'its master is not yarn'],
    ['a local master by --conf', ['spark-submit', '-c', 'spark.master=local', 'a.jar'], 'its master is not yarn'],
    [
      'a third deploy mode',
      ['spark-submit', '--deploy-mode', 'Cluster', 'a.jar'],
      'its deploy mode is neither client nor cluster',
    ],
    [
      'contradictory modes',
      ['spark-submit', '--master', 'yarn-client', '--deploy-mode', 'cluster', 'a.jar'],
      'its master and deploy mode contradict each other',
    ],
    [
      'the SQL shell',
      ['spark-submit', '--class', 'org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver', 'a'],
      'its class is a Spark shell or server',
    ],
    [
      'the SQL server',
      ['spark-submit', '--class', 'org.apache.spark.sql.hive.thriftserver.HiveThriftServer2', 'a'],
      'its class is a Spark shell or server',
    ],
    ['--usage-error', ['spark-submit', '--usage-error', 'a.jar'], '--usage-error prints help and submits nothing'],
    ['an example', ['spark-submit', 'run-example', 'SparkPi'], 'spark-submit runs a shell or an example'],
  ])('fails to understand %s', (_, args, reason) => {
    expect(reasonFor(...args)).toBe(reason);
  });

  test('fails to understand the script runner', () => {
    const form = parseStep('s3://us-east-1.elasticmapreduce/libs/script-runner/script-runner.jar', ['s3://b/run.sh']);
    expect(form).toEqual({ kind: 'unknown', reason: 'its jar is not command-runner.jar' });
  });

  property([fc.string({ minLength: 6, maxLength: 20 }).map((s) => `-Dsecret${s}`)])(
    'fails without naming a value',
    (secret) => {
      expect(reasonFor('spark-submit', secret, 'a.jar')).not.toContain(secret);
    },
  );
});
