import { describe, expect, test } from 'vitest';
import { lint } from './lint-files';

const TUNING = JSON.stringify([
  { Classification: 'spark-defaults', Properties: { 'spark.executor.memory': '20 GB', 'spark.executor.cores': '4' } },
  { Classification: 'yarn-site', Properties: { 'yarn.nodemanager.resource.memory-mb': 'much' } },
]);
const GROUPS = JSON.stringify([
  { InstanceGroupType: 'MASTER', InstanceType: 'm5.xlarge', InstanceCount: 1 },
  { InstanceGroupType: 'CORE', InstanceType: 'm5.xlrge', InstanceCount: 2 },
]);
const STEPS = JSON.stringify([
  { Name: 'a', Jar: 'command-runner.jar', Args: ['spark-submit', '--executor-memroy', '4g', 'x.py'] },
  { Name: 'b', Jar: 'command-runner.jar', Args: ['bash', '-c', 'spark-submit --conf spark.executor.coers=4 x.py'] },
  { Name: 'c', Jar: 'command-runner.jar', Args: ['hive-script'] },
]);
const CREATE =
  'aws emr create-cluster --release-label emr-7.1.0 --configurations file://t.json --instance-groups file://g.json --steps file://s.json';
const FILES = { 'a/t.json': TUNING, 'a/g.json': GROUPS, 'a/s.json': STEPS };

const filesOf = (findings: readonly { id: string; file?: string }[], id: string) =>
  findings.filter((one) => one.id === id).map(({ file }) => file);

describe('a finding names the file that its value stands in', () => {
  test('of those that a script names, each with its own', async () => {
    const { findings, passedOver } = await lint(['a/run.sh'], { ...FILES, 'a/run.sh': CREATE });
    expect(filesOf(findings, 'bad-value')).toEqual(['a/t.json']);
    expect(filesOf(findings, 'yarn-does-not-start')).toEqual(['a/t.json']);
    expect(filesOf(findings, 'unknown-instance-type')).toEqual(['a/g.json']);
    expect(filesOf(findings, 'misspelt-flag')).toEqual(['a/s.json']);
    expect(filesOf(findings, 'misspelt-key')).toEqual(['a/s.json']);
    expect(passedOver.filter(({ where }) => where === 'step 3')).toMatchObject([{ file: 'a/s.json', line: 1 }]);
  });

  test('of those that a command on the command line names', async () => {
    const { findings } = await lint([CREATE], { 't.json': TUNING, 'g.json': GROUPS, 's.json': STEPS });
    expect(findings.filter(({ id }) => id === 'bad-value')).toMatchObject([{ file: 't.json', line: 1 }]);
  });

  test('of a template of Terraform', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is Terraform's.
    const tf = 'resource "aws_emr_cluster" "c" {\n  configurations_json = file("${path.module}/t.json")\n}\n';
    const { findings } = await lint(['a/m.tf'], { ...FILES, 'a/m.tf': tf });
    expect(filesOf(findings, 'bad-value')).toEqual(['a/t.json']);
  });

  test('of a request that the AWS CLI is given, where a comment suppresses it', async () => {
    const yaml = (comment: string) =>
      `ReleaseLabel: emr-7.1.0\nConfigurations:\n- Classification: spark-defaults ${comment}\n  Properties:\n    spark.executor.cores: 4x\n`;
    const script = { 'run.sh': 'aws emr create-cluster --cli-input-yaml file://r.yaml\n' };
    const told = await lint(['run.sh'], { ...script, 'r.yaml': yaml('') });
    expect(told.findings.filter(({ id }) => id === 'bad-value')).toMatchObject([{ file: 'r.yaml', line: 5 }]);
    const comment = '# emr-autotune-ignore: bad-value it is meant';
    expect((await lint(['run.sh'], { ...script, 'r.yaml': yaml(comment) })).ids).not.toContain('bad-value');
    const elsewhere = { 'run.sh': `${comment}\n${script['run.sh']}`, 'r.yaml': yaml('') };
    expect((await lint(['run.sh'], elsewhere)).ids).toEqual(
      expect.arrayContaining(['bad-value', 'suppression-unused']),
    );
  });

  test('of a key that stands twice', async () => {
    const twice = '[{"Classification":"spark-defaults","Classification":"spark-env","Properties":{}}]';
    const { findings } = await lint(['a/run.sh'], { 'a/run.sh': CREATE, ...FILES, 'a/t.json': twice });
    expect(filesOf(findings, 'key-twice')).toEqual(['a/t.json']);
  });

  test('of a cluster beneath a command, its nodes and the settings of YARN', async () => {
    const cluster = JSON.stringify({
      Instances: { InstanceGroups: JSON.parse(GROUPS) },
      Configurations: JSON.parse(TUNING),
    });
    const { findings } = await lint(['--spark-defaults', 'c.json', 'run.sh'], {
      'c.json': cluster,
      'run.sh': 'spark-submit x.py\n',
    });
    for (const id of ['bad-value', 'yarn-does-not-start', 'unknown-instance-type'])
      expect(filesOf(findings, id)).toEqual(['c.json']);
  });
});
