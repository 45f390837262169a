import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../lib/rehearsal/seeded-random';
import { call, type Outcome } from './support';

/** One small input of each form, made up for this test; `@{` stands for the `${` of each language. */
const TEMPLATES: Readonly<Record<string, string>> = {
  'a.sh':
    '#!/bin/sh\nM=4g\nsudo -u hadoop spark-submit --executor-memory $M \\\n  --conf "spark.a=b c" x.py $1 | tee log\n',
  'b.sh': `aws emr add-steps --cluster-id j --steps Type=Spark,Name="a",Args=[--conf,'spark.a=b',s3://b/x.py] Type=Hive,Args=[a]`,
  'c.sh': `aws emr create-cluster --release-label emr-7.1.0 --instance-groups InstanceGroupType=CORE,InstanceType=m5.xlarge,InstanceCount=2 --configurations '[{"Classification":"spark-defaults","Properties":{"spark.executor.memory":"4g"}}]'`,
  'd.json':
    '{"ReleaseLabel":"emr-7.1.0","Instances":{"InstanceGroups":[{"InstanceRole":"CORE","InstanceType":"m5.xlarge","InstanceCount":2}]},"Steps":[{"HadoopJarStep":{"Jar":"command-runner.jar","Args":["spark-submit","--conf","spark.executor.cores=2","x.py"]}}]}',
  'e.yaml':
    'Resources:\n  C:\n    Type: AWS::EMR::Cluster\n    Properties:\n      ReleaseLabel: !Ref R\n      Configurations: &a\n        - Classification: spark-defaults\n          ConfigurationProperties: {spark.executor.memory: !Sub "@{M}g"}\n',
  'f.tf':
    'resource "aws_emr_cluster" "c" {\n  release_label = "emr-7.1.0"\n  configurations_json = <<EOF\n[{"Classification":"spark-defaults","Properties":{"a":"@{var.b}"}}]\nEOF\n  step { hadoop_jar_step { args = ["spark-submit", var.x] } }\n}\n',
  'g.py':
    'import x\nS = [{"HadoopJarStep": {"Jar": "command-runner.jar", "Args": ["spark-submit", f"{a}b", *c, "x" "y"]}}]\nf(steps=S, **k)\n',
  'h.txt': '%%configure -f\n{"executorMemory": "4g", "conf": {"spark.executor.cores": "2"}}\n',
  'i.ipynb': '{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["!spark-submit x.py"]}]}',
  'j.conf': 'spark.executor.memory 4g\nspark.executor.cores: 2\n',
};

const INPUTS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(TEMPLATES).map(([name, text]) => [name, text.replaceAll('@{', '$' + '{')]),
);

/** What the grammars have at heart. */
const PIECES =
  '{ } [ ] " \' ` $ @{ $( ) \\ -- — = , : # <<EOF EOF && | ; !Ref {{ }} &a *a <<: - \0 ﻿ __proto__ constructor f"{x}" """ null 1e999 spark-submit --conf --executor-memory Args Steps Configurations Classification Properties'
    .replace('@', '$')
    .split(' ')
    .concat('\n', '\\\n', '\r\n', ' ', '\t');

function generator(seed: number): (below: number) => number {
  const random = seededRandom(seed);
  return (below) => Math.floor(random() * below);
}

/** An input with a few places cut out, doubled, replaced by a piece of grammar or by a part of another form. */
function mutated(text: string, below: (n: number) => number): string {
  const others = Object.values(INPUTS);
  let result = text;
  for (let i = below(4); i >= 0; i--) {
    const from = below(result.length + 1);
    const to = Math.min(result.length, from + below(40));
    const piece = PIECES[below(PIECES.length)] ?? '';
    const other = others[below(others.length)] ?? '';
    const middle = [
      '',
      piece,
      result.slice(from, to).repeat(3),
      other.slice(below(other.length)).slice(0, 100),
      piece + result.slice(from, to),
    ];
    result = result.slice(0, from) + middle[below(middle.length)] + result.slice(to);
  }
  return result;
}

function lint(name: string, text: string): Promise<Outcome> {
  return call(['lint', '--json', name], {
    readFile: (path) => {
      if (path === name) return text;
      throw new Error('there is no other file');
    },
  });
}

describe('inputs that nobody wrote', () => {
  // LINT_RANDOM_INPUTS=100000 for a long run.
  const count = Number(process.env.LINT_RANDOM_INPUTS ?? 1500);

  test(`${count} of them give a report or one line, and never 0 with a part that was not read`, async () => {
    const below = generator(20_240);
    const names = Object.keys(INPUTS);
    const codes = new Set<number>();
    for (let i = 0; i < count; i++) {
      const name = names[below(names.length)] ?? '';
      const text = mutated(INPUTS[name] ?? '', below);
      const { code, out, err } = await lint(name, text);
      codes.add(code);
      if (code === 2) expect([out, err.trimEnd().split('\n').length]).toEqual(['', 1]);
      else if (code === 0) expect(JSON.parse(out).unread).toEqual([]);
      else expect(code).toBe(1);
    }
    expect([...codes].sort()).toEqual([0, 1, 2]);
  });

  test.each(Object.entries(INPUTS))('%s as it stands is read', async (name, text) => {
    expect((await lint(name, text)).code).toBeLessThan(2);
  });

  test('of great depth are refused with one line', async () => {
    for (const [name, text] of [
      ['x.json', '['.repeat(50_000)],
      ['x.json', `${'['.repeat(5000)}${']'.repeat(5000)}`],
      ['x.yaml', `${'- '.repeat(3000)}a`],
      ['x.py', `x = ${'['.repeat(3000)}${']'.repeat(3000)}`],
      ['x.tf', `a = ${'['.repeat(3000)}${']'.repeat(3000)}`],
      ['x.sh', `spark-submit ${'$('.repeat(3000)}${')'.repeat(3000)}`],
      [
        'x.yaml',
        `a: &a [x, x]\n${Array.from({ length: 30 }, (_, i) => `a${i}: &a${i} [*a${i - 1 < 0 ? '' : i - 1}, *a${i - 1 < 0 ? '' : i - 1}]`).join('\n')}`,
      ],
    ] as const) {
      const { code, err } = await lint(name, text);
      expect([name, code > 0, err.trimEnd().split('\n').length]).toEqual([name, true, 1]);
    }
  });
});
