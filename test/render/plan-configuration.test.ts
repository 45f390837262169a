import { execFileSync } from 'node:child_process';
import { EMRClient, RunJobFlowCommand } from '@aws-sdk/client-emr';
import { describe, expect, test } from 'vitest';
import {
  planToClassification,
  planToPySpark,
  planToSparkDefaults,
  planToSparkSubmit,
  shellQuoted,
} from '../../lib/render';
import type { SparkPlan } from '../../lib/sizing';
import { parseStep, settingsInForce } from '../../lib/steps';
import { fc, property } from '../support/property';
import { planOf } from './plans';

const both = ({ cluster, job }: SparkPlan) => ({ ...cluster.sparkConf, ...job.jobConf });

/** The arguments that a shell makes of a command: spark-submit here is a function that prints them. */
function wordsOf(command: string): string[] {
  // Not every shell lets a function be called spark-submit.
  const script = `words() { printf '%s\\0' "$@"; }; ${command.replace(/^spark-submit/, 'words')}`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

/** A spark-defaults file as java.util.Properties reads it, as far as one line a setting goes. */
function propertiesOf(text: string): Record<string, string> {
  // White space ends the key; behind it one = or : and more white space are skipped before the value begins.
  const lines = text.split('\n').map((line) => /^((?:\\.|[^\\\s:=])+)(?:[ \t]*[:=]?[ \t]*|$)(.*)$/.exec(line));
  return Object.fromEntries(
    lines.map((match) => [match?.[1], match?.[2]].map((one) => (one ?? '?').replaceAll(/\\(.)/g, '$1'))),
  );
}

describe('a plan as spark-submit', () => {
  test('is a command with which both layers are in force', () => {
    const plan = planOf();
    const words = wordsOf(
      planToSparkSubmit(plan, { application: "s3://b/it's a job.py", applicationArguments: ['a b', '$HOME', ''] }),
    );
    const form = parseStep('command-runner.jar', ['spark-submit', ...words]);
    if (form.kind === 'unknown') throw new Error(form.reason);
    expect(Object.fromEntries(settingsInForce(form.submit, {}))).toEqual({
      ...both(plan),
      'spark.master': 'yarn',
      'spark.submit.deployMode': 'client',
    });
    expect([form.submit.application, ...form.submit.applicationArguments]).toEqual([
      "s3://b/it's a job.py",
      'a b',
      '$HOME',
      '',
    ]);
  });

  test('is one option a line, to be pasted whole', () => {
    const lines = planToSparkSubmit(planOf(), { mainClass: 'com.x.Main', application: 'a.jar' }).split('\n');
    expect(lines.slice(0, 4)).toEqual([
      'spark-submit \\',
      '  --master yarn \\',
      '  --deploy-mode client \\',
      '  --class com.x.Main \\',
    ]);
    expect(lines.at(-1)).toBe('  a.jar');
    expect(lines.slice(4, -1).every((line) => /^ {2}--conf \S+ \\$/.test(line))).toBe(true);
  });

  property([fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 10 }), { minLength: 60, maxLength: 60 })], {
    numRuns: 10,
  })('quotes any word for the shell', (words) => {
    expect(wordsOf(`spark-submit ${words.map(shellQuoted).join(' ')}`)).toEqual(words);
  });

  test('quotes line breaks, quotes and expansions', () => {
    const words = ['a\nb', `"'`, '$(exit 1)', '`id`', '~', '*', '', '\\', 'é'];
    expect(wordsOf(`spark-submit ${words.map(shellQuoted).join(' ')}`)).toEqual(words);
  });
});

describe('a plan as spark-defaults', () => {
  test('reads back as both layers', () => {
    const plan = planOf({
      sparkConf: { 'spark.executor.extraJavaOptions': '-Dx=C:\\y -Dz="1 # 2"', 'spark.hadoop.a:b': '=x' },
    });
    expect(propertiesOf(planToSparkDefaults(plan))).toEqual(both(plan));
  });

  test.each(['a\nb', ' a', 'a '])('fails for %j, which such a file cannot hold', (value) => {
    expect(() => planToSparkDefaults(planOf({ sparkConf: { 'spark.x': value } }))).toThrow(
      'spark.x has a line break or outer spaces',
    );
  });
});

describe('a plan as classifications', () => {
  test("is what EMR's API takes, nested ones included, and holds nothing that depends on counts", async () => {
    const plan = planOf();
    const configurations = planToClassification(plan);
    const sent: unknown[] = [];
    const requestHandler = {
      handle: async (request: { body: Uint8Array }) => {
        sent.push(JSON.parse(new TextDecoder().decode(request.body)));
        throw new Error('stop here');
      },
    } as never;
    const client = new EMRClient({
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 's' },
      maxAttempts: 1,
      requestHandler,
    });
    await client
      .send(new RunJobFlowCommand({ Name: 'n', Instances: {}, Configurations: configurations }))
      .catch(() => undefined);
    expect(sent).toMatchObject([{ Configurations: configurations }]);
    const defaults = configurations.find((one) => one.Classification === 'spark-defaults')?.Properties;
    expect(defaults).toEqual(plan.cluster.sparkConf);
    expect(JSON.stringify(configurations)).not.toContain('shuffle.partitions');
    expect(configurations.some((one) => one.Configurations !== undefined)).toBe(true);
  });

  test('is the same for any number of nodes', () => {
    const nodes = (count: number) => ({ nodes: [{ instanceType: 'r5.4xlarge', min: count, max: count }] });
    expect(planToClassification(planOf(nodes(10)))).toEqual(planToClassification(planOf(nodes(500))));
  });
});

describe('a plan as a PySpark session', () => {
  test("sets both layers but the driver's, which runs before the builder is read", () => {
    const plan = planOf();
    const text = planToPySpark(plan);
    const set = [...text.matchAll(/^ {4}\.config\((".*"), (".*")\)$/gm)].map(([, key = '', value = '']) => [
      JSON.parse(key),
      JSON.parse(value),
    ]);
    const expected = Object.entries(both(plan)).filter(([key]) => !key.startsWith('spark.driver.'));
    expect(set).toEqual(expected);
    expect(text).toMatch(/^from pyspark\.sql import SparkSession\n/);
  });
});
