import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { COMMAND, lint, lintFile } from './lint-files';

describe('several inputs', () => {
  test('are judged together, each finding with its file', async () => {
    const files = {
      'a.json': JSON.stringify([{ Classification: 'spark-defaults', Properties: { 'spark.executr.cores': '2' } }]),
      'b.sh': COMMAND,
      '/dev/stdin': 'spark.executor.cores x\n',
    };
    const { findings } = await lint(['a.json', 'b.sh', '-'], files);
    expect(findings.map(({ id, file: name }) => [id, name])).toEqual([
      ['misspelt-key', 'a.json'],
      ['beaten-by-flag', 'b.sh'],
      ['bad-value', 'standard input'],
    ]);
  });

  test('of which one cannot be read never end with 0', async () => {
    const { code, unread } = await lint(['a.sh', 'b.txt'], { 'a.sh': 'spark-submit x.py', 'b.txt': 'hunter2' });
    expect([code, unread]).toEqual([
      1,
      [{ file: 'b.txt', where: 'the file', reason: 'it is none of the forms that lint reads' }],
    ]);
  });
});

test('secrets are not repeated, wherever they stand', async () => {
  const secret = 'hunter2';
  const inputs = [
    `spark-submit --conf spark.acme.password=${secret} x.py ${secret}`,
    `spark-submit --${secret} x.py`.replace(`--${secret}`, `--conf ${secret}`),
    `aws emr add-steps --steps Type=Spark,Args=[${secret}`,
    `[{"Classification": "spark-defaults", "Properties": {"a": "${secret}",}}]`,
    `%%configure\n{"conf": {"a": ${secret}}}`,
    `${secret} --executor-memory 4g`,
    `steps: [${secret}`,
    `export TOKEN=${secret}\n${secret} x\nspark-submit x.py --token ${secret}`,
    `import x\ny = {"a": "${secret}"`,
  ];
  for (const text of inputs) {
    for (const name of ['x', 'x.sh', 'x.json', 'x.yaml', 'x.py', 'x.tf']) {
      const answer = await lintFile(name, text);
      expect(JSON.stringify(answer)).not.toContain(secret);
    }
  }
});

test('the page of lint says what is read', () => {
  const page = readFileSync(`${__dirname}/../../docs/lint.md`, 'utf8');
  for (const form of [
    'bash -c',
    'add-steps',
    'create-cluster',
    'CloudFormation',
    'Terraform',
    'Airflow',
    'Livy',
    '%%configure',
    '.ipynb',
  ]) {
    expect(page).toContain(form);
  }
});
