import { describe, expect, test } from 'vitest';
import { lint } from './lint-files';
import { call } from './support';

const found = async (name: string, text: string): Promise<string[]> => {
  const { findings } = await lint([name], { [name]: text });
  return findings.filter(({ id }) => id === 'key-twice').map(({ key, line, where }) => `${line} ${where}: ${key}`);
};

describe('a key that stands twice in one object is told wherever it is', () => {
  test.each([
    [
      'arguments of a step in JSON',
      'steps.json',
      '[{"HadoopJarStep": {\n"Args": ["spark-submit", "a.py"],\n"Args": ["spark-submit", "b.py"]}}]',
      '2 the object HadoopJarStep: Args',
    ],
    [
      'the release of a cluster in JSON',
      'flow.json',
      '{"ReleaseLabel": "emr-7.1.0",\n"Instances": {},\n"ReleaseLabel": "emr-6.3.0", "Steps": [{"HadoopJarStep": {"Args": ["spark-submit", "b.py"]}}]}',
      '1 the object: ReleaseLabel',
    ],
    [
      'steps of a cluster in YAML',
      'flow.yaml',
      'ReleaseLabel: emr-7.1.0\nSteps: []\nSteps:\n  - HadoopJarStep:\n      Args: [spark-submit, b.py]\n',
      '2 the object: Steps',
    ],
    [
      'the type of a group in YAML',
      'flow.yaml',
      'ReleaseLabel: emr-7.1.0\nInstances:\n  CoreInstanceGroup:\n    InstanceType: m5.xlarge\n    InstanceCount: 2\n    InstanceType: r5.xlarge\n',
      '4 the object CoreInstanceGroup: InstanceType',
    ],
    [
      'the settings of Livy',
      'batch.json',
      '{"file": "s3://b/x.py", "className": "X", "conf": {\n"spark.executor.cores": "2",\n"spark.executor.cores": "4"}}',
      '2 the object conf: spark.executor.cores',
    ],
    [
      'properties of a classification, once',
      'c.json',
      '[{"Classification": "spark-defaults", "Properties": {\n"spark.executor.cores": "2",\n"spark.executor.cores": "3"}}]',
      '2 classification spark-defaults: spark.executor.cores',
    ],
    [
      'a dict of Python',
      'dag.py',
      'import x\nf(steps=[{"HadoopJarStep": {\n"Args": ["spark-submit", "a.py"],\n"Args": ["spark-submit", "b.py"]}}])\n',
      '3 the object HadoopJarStep: Args',
    ],
  ])('%s', async (_, name, text, expected) => {
    expect(await found(name, text)).toEqual([expected]);
  });
});

describe('a key that overrides another by intent is not told', () => {
  test.each([
    [
      'a merge of YAML',
      'c.yaml',
      'base: &base\n  spark.executor.cores: "2"\nlist:\n  - Classification: spark-defaults\n    Properties:\n      <<: *base\n      spark.executor.cores: "4"\n',
    ],
    [
      'a spread dict of Python',
      'c.py',
      'import x\nA = {"spark.executor.cores": "2"}\nf(Configurations=[{"Classification": "spark-defaults", "Properties": {**A, "spark.executor.cores": "4"}}])\n',
    ],
  ])('%s', async (_, name, text) => {
    expect(await found(name, text)).toEqual([]);
    const { ids } = await lint([name], { [name]: text.replace('"4"', '"0"') });
    expect(ids).toContain('out-of-range');
  });
});

describe('a file that decides and has a key twice is refused', () => {
  test.each([
    [
      'admit',
      '[{"id": "a",\n"requested": 5,\n"requested": 6}]',
      'cases.json:2: the object has the key "requested" twice',
    ],
    [
      'simulate',
      '{"cluster": {"nodes": 1,\n"nodes": 2}}',
      'cases.json:1: the object cluster has the key "nodes" twice',
    ],
  ])('by %s', async (command, text, message) => {
    const { code, err } = await call([command, 'cases.json'], { readFile: () => text });
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});
