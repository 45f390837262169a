import { describe, expect, test } from 'vitest';
import { lint } from './lint-files';
import { call } from './support';

const cluster = (release: string, properties: object = { 'spark.sql.shuffle.partitions': '200' }): string =>
  JSON.stringify({
    ReleaseLabel: release,
    Instances: {},
    Configurations: [{ Classification: 'spark-defaults', Properties: properties }],
  });
const FILES: Readonly<Record<string, string>> = { 'a.json': cluster('emr-5.36.0'), 'b.json': cluster('emr-7.9.0') };

describe('several releases in one report', () => {
  test('in JSON each finding has its own', async () => {
    const { findings, release } = await lint(['a.json', 'b.json'], FILES);
    expect(release).toBe('emr-5.36.0, emr-7.9.0');
    expect(findings.filter(({ id }) => id === 'already-default').map(({ file, release: own }) => [file, own])).toEqual([
      ['a.json', 'emr-5.36.0'],
      ['b.json', 'emr-7.9.0'],
    ]);
  });

  test('what is judged by both has both', async () => {
    const { findings } = await lint(['--spark-defaults', 'd.conf', 's.sh', 'a.json', 'b.json'], {
      ...FILES,
      'a.json': cluster('emr-5.36.0').replace(
        '"Instances"',
        '"Steps":[{"HadoopJarStep":{"Args":["spark-submit","x.py"]}}],"Instances"',
      ),
      'd.conf': 'spark.executor.cores 0\n',
      's.sh': 'spark-submit x.py\n',
    });
    expect(findings.filter(({ id }) => id === 'out-of-range')).toMatchObject([
      { file: 'd.conf', line: 1, release: 'emr-7.9.0, emr-5.36.0' },
    ]);
  });

  test('with one release a finding has none', async () => {
    const { findings } = await lint(['a.json'], FILES);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.filter(({ release }) => release !== undefined)).toEqual([]);
  });

  test('in text settings at their default have file and line', async () => {
    const { out } = await call(['lint', 'a.json', 'b.json'], { readFile: (path) => FILES[path] ?? '' });
    const text = out.replaceAll(/\s+/g, ' ');
    expect(text).toContain('spark.sql.shuffle.partitions (a.json:1: classification spark-defaults)');
    expect(text).toContain('spark.sql.shuffle.partitions (b.json:1: classification spark-defaults)');
  });
});

describe('a classification of a misspelt name has its properties named as not judged', () => {
  const list = (classification: string): string =>
    JSON.stringify([{ Classification: classification, Properties: { 'spark.executor.cores': '0', a: 'b' } }]);
  const REASON = 'EMR has no classification of this name: its 2 properties are not judged';

  test('beside the finding', async () => {
    const { ids, passedOver } = await lint(['c.json'], { 'c.json': list('spark-default') });
    expect([ids, passedOver]).toEqual([
      ['misspelt-classification'],
      [{ file: 'c.json', line: 1, where: 'classification spark-default', reason: REASON }],
    ]);
  });

  test('beneath two commands, once', async () => {
    const { passedOver } = await lint(['--spark-defaults', 'c.json', 's.sh'], {
      'c.json': list('spark-default'),
      's.sh': 'spark-submit x.py\nspark-submit y.py\n',
    });
    expect(passedOver.map(({ reason }) => reason)).toEqual([REASON]);
  });

  test('a known one, or one without properties, is not named', async () => {
    const text = JSON.stringify([
      { Classification: 'hive-site', Properties: { a: 'b' } },
      { Classification: 'acme-env' },
    ]);
    expect((await lint(['c.json'], { 'c.json': text })).passedOver).toEqual([]);
  });
});
