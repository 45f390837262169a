import { Fn } from 'aws-cdk-lib';
import { CfnCluster } from 'aws-cdk-lib/aws-emr';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import { ClusterStep, EmrRelease, SparkStep, StepCommand, StepFailureAction } from '../../../lib';
import { refused } from '../../remedy/gates/support';
import { detail, stuck } from '../../remedy/support';
import { jsonOf, newCluster, newStack, only, resources, roleStatements, type TemplateJson, warnings } from '../synth';

const HIVE = StepCommand.hiveScript('s3://bucket/report.q', ['-d', 'DAY=2026-11-29']);

/** One command of each kind. */
const COMMANDS: readonly [string, StepCommand][] = [
  ['a script of Hive', HIVE],
  ['a script of Pig', StepCommand.pigScript('s3://bucket/report.pig', ['-p', 'DAY=2026-11-29'])],
  [
    'a jar',
    StepCommand.hadoopJar('s3://bucket/job.jar', {
      mainClass: 'com.example.Job',
      args: ['s3://data/in'],
      properties: { 'example.queue': 'risk' },
    }),
  ],
  ['a shell script', StepCommand.shellScript('s3://bucket/load.sh', ['2026-11-29'])],
  [
    'streaming',
    StepCommand.streaming({
      mapper: 'words.py',
      reducer: 'aggregate',
      input: ['s3://data/one', 's3://data/two'],
      output: 's3://data/out',
      files: ['s3://bucket/words.py'],
      hadoopOptions: ['-D', 'mapreduce.job.reduces=4'],
    }),
  ],
  ['a command', StepCommand.command(['s3-dist-cp', '--src', 's3://data/in', '--dest', 'hdfs:///in'])],
];

/** The template of a stack with such a step on a cluster that was made elsewhere. */
function templateOfStep(command: StepCommand): TemplateJson {
  const stack = newStack();
  new ClusterStep(stack, 'Step', { cluster: CfnCluster.fromClusterId(stack, 'Foreign', 'j-2AXXXXXXGAPLF'), command });
  return jsonOf(stack);
}

const jarOf = (command: StepCommand) => only(templateOfStep(command), 'AWS::EMR::Step').Properties.HadoopJarStep;

describe('what a step runs', () => {
  // The forms are those that `aws emr add-steps` makes of Type=HIVE, PIG, STREAMING and CUSTOM_JAR for a cluster with a release label
  // (awscli/customizations/emr/steputils.py, constants.py).
  test.each([
    [
      'a script of Hive',
      'command-runner.jar',
      ['hive-script', '--run-hive-script', '--args', '-f', 's3://bucket/report.q', '-d', 'DAY=2026-11-29'],
    ],
    [
      'a script of Pig',
      'command-runner.jar',
      ['pig-script', '--run-pig-script', '--args', '-f', 's3://bucket/report.pig', '-p', 'DAY=2026-11-29'],
    ],
    ['a jar', 's3://bucket/job.jar', ['s3://data/in']],
    [
      'streaming',
      'command-runner.jar',
      [
        ...['hadoop-streaming', '-D', 'mapreduce.job.reduces=4', '-files', 's3://bucket/words.py'],
        ...['-mapper', 'words.py', '-reducer', 'aggregate', '-input', 's3://data/one', '-input', 's3://data/two'],
        ...['-output', 's3://data/out'],
      ],
    ],
    ['a command', 'command-runner.jar', ['s3-dist-cp', '--src', 's3://data/in', '--dest', 'hdfs:///in']],
  ])('is %s, as the AWS command line submits it', (name, jar, args) => {
    const command = COMMANDS.find(([one]) => one === name)?.[1] as StepCommand;

    expect(jarOf(command)).toMatchObject({ Jar: jar, Args: args });
  });

  test('is a shell script by the runner of the region', () => {
    const { Jar, Args } = jarOf(StepCommand.shellScript('s3://bucket/load.sh', ['2026-11-29']));

    expect(Jar).toEqual({
      'Fn::Join': ['', ['s3://', { Ref: 'AWS::Region' }, '.elasticmapreduce/libs/script-runner/script-runner.jar']],
    });
    expect(Args).toEqual(['s3://bucket/load.sh', '2026-11-29']);
  });

  test('is a jar with its class and its Java properties', () => {
    expect(jarOf(COMMANDS.find(([name]) => name === 'a jar')?.[1] as StepCommand)).toMatchObject({
      MainClass: 'com.example.Job',
      StepProperties: [{ Key: 'example.queue', Value: 'risk' }],
    });
  });

  test.each<[string, () => StepCommand, RegExp]>([
    ['spark-submit', () => StepCommand.command(['spark-submit', 's3://b/a.py']), /"spark-submit".*use SparkStep/],
    ['the program of spark-submit', () => StepCommand.command(['/usr/bin/spark-submit']), /use SparkStep/],
    ['nothing', () => StepCommand.command([]), /must begin with a command, got an empty list/],
    ['the command runner as a jar', () => StepCommand.hadoopJar('command-runner.jar'), /use StepCommand\.command/],
    ['an option for a script', () => StepCommand.hiveScript('-f'), /`script` must be a file .*got "-f"/],
    [
      'a list that is a token',
      () => StepCommand.command(Fn.split(',', Fn.importValue('Args'))),
      /`args` must be a list known at synthesis/,
    ],
  ])('fails for %s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test('fails for what is not a command', () => {
    expect(() => jarOf('hive -f report.q' as unknown as StepCommand)).toThrow(
      /^`command` must be such as StepCommand\./,
    );
  });
});

describe('a remediator', () => {
  test.each(COMMANDS)('never touches %s', (_, command) => {
    const { Jar, Args } = jarOf(command);
    const root = detail({ jar: typeof Jar === 'string' ? Jar : JSON.stringify(Jar), args: Args });

    expect(refused(stuck({ root }))).toContain('shape-unknown');
  });
});

describe('the steps of a cluster', () => {
  test('run in the order in which they are defined, whatever they run', () => {
    const cluster = newCluster({ applications: ['Hive'] });
    const load = cluster.addStep('Load', { command: StepCommand.shellScript('s3://bucket/load.sh') });
    cluster.addSparkStep('Join', { application: 's3://bucket/join.py' });
    cluster.addStep('Report', { command: HIVE });
    cluster.addSparkStep('Other', { application: 's3://bucket/other.py', runsAfter: [load] });
    const { Resources } = jsonOf(cluster.stack);
    const order = Object.values(Resources)
      .filter(({ Type }) => Type === 'AWS::EMR::Step')
      .map(({ Properties, DependsOn = [] }) => [
        Properties.Name,
        ...DependsOn.filter((id) => Resources[id]?.Type === 'AWS::EMR::Step').map(
          (id) => Resources[id]?.Properties.Name,
        ),
      ]);

    expect(order).toEqual([['Load'], ['Join', 'Load'], ['Report', 'Join'], ['Other', 'Load']]);
  });

  test('count together against the number that EMR takes', () => {
    const stack = newStack();
    const cluster = CfnCluster.fromClusterId(stack, 'Cluster', 'j-2AXXXXXXGAPLF');
    for (let i = 0; i < 256; i++) new SparkStep(stack, `Step${i}`, { cluster, application: 's3://bucket/join.py' });
    new ClusterStep(stack, 'Last', { cluster, command: HIVE });
    const told = stack.node.findAll().flatMap(({ node }) => node.metadata.filter(({ type }) => /warning/.test(type)));

    expect(told.map(({ data }) => data)).toEqual([expect.stringContaining('has more than 256 steps')]);
  });

  test.each<[string, Parameters<ReturnType<typeof newCluster>['addStep']>[1], RegExp]>([
    [
      'a name that is too long',
      { command: HIVE, stepName: 'x'.repeat(257) },
      /`stepName` must have 1 to 256 .*got 257/,
    ],
    [
      'arguments that are too long, properties among them',
      {
        command: StepCommand.hadoopJar('s3://b/a.jar', {
          args: ['x'.repeat(9_000)],
          properties: { a: 'y'.repeat(1_228) },
        }),
      },
      /at most 10240 characters .* got 10241/,
    ],
    [
      'another action where steps run at the same time',
      { command: HIVE, actionOnFailure: StepFailureAction.CANCEL_AND_WAIT },
      /`actionOnFailure` must be CONTINUE .* is 2\), got CANCEL_AND_WAIT/,
    ],
    [
      'a prefix of logs without a bucket',
      { command: HIVE, logPrefix: 'x/' },
      /`logPrefix` is given without `logBucket`/,
    ],
    [
      'an application that is missing',
      { command: StepCommand.pigScript('s3://b/a.pig') },
      /runs Pig, .*add 'Pig' to its/,
    ],
  ])('fail for %s', (_, options, message) => {
    const cluster = newCluster({ applications: ['Hive'], stepConcurrencyLevel: 2 });

    expect(() => cluster.addStep('Step', options)).toThrow(message);
  });
});

describe('the nodes of a cluster', () => {
  test('may read what a step names, its runner too, and nothing of the data', () => {
    const cluster = newCluster({ release: EmrRelease.EMR_6_15_0, applications: ['Hive', 'Pig'] });
    for (const [i, [, command]] of COMMANDS.entries()) cluster.addStep(`Step${i}`, { command });
    const policies = resources(jsonOf(cluster.stack), 'AWS::IAM::Policy').flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    const read = JSON.stringify(policies.filter(({ Action }) => Action === 's3:GetObject'));

    for (const file of ['report.q', 'report.pig', 'job.jar', 'load.sh', 'words.py']) expect(read).toContain(file);
    expect(read).toContain('.elasticmapreduce/libs/script-runner/script-runner.jar');
    expect(read).not.toMatch(/:s3:::data/);
    expect(warnings(cluster.stack)).toEqual([]);
  });

  test('may write the logs of a step where it says, with its key', () => {
    const cluster = newCluster();
    const { stack } = cluster;
    for (const id of ['One', 'Two']) {
      cluster.addStep(id, {
        command: StepCommand.command(['date']),
        logBucket: Bucket.fromBucketName(stack, `${id}Logs`, `${id.toLowerCase()}-logs`),
        logPrefix: 'steps/',
        logEncryptionKey: new Key(stack, `${id}Key`),
      });
    }
    const template = jsonOf(stack);
    const [step] = resources(template, 'AWS::EMR::Step');
    const policy = resources(template, 'AWS::IAM::Policy').find(({ Properties }) =>
      JSON.stringify(Properties.Roles).includes('InstanceRole'),
    );

    expect(step?.Properties).toMatchObject({
      LogUri: 's3://one-logs/steps/',
      EncryptionKeyArn: { 'Fn::GetAtt': [expect.stringContaining('OneKey'), 'Arn'] },
    });
    const statements = policy?.Properties.PolicyDocument.Statement;
    expect(JSON.stringify(statements)).toContain(':s3:::two-logs/steps/*');
    expect(JSON.stringify(statements)).toContain('TwoKey');
    expect(statements.every(({ Sid }: { Sid?: string }) => Sid === undefined)).toBe(true);
  });

  test('get no permission where their role is given', () => {
    const stack = newStack();
    const instanceRole = new Role(stack, 'Nodes', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    const cluster = newCluster({ instanceRole }, stack);
    cluster.addStep('Load', {
      command: StepCommand.shellScript('s3://bucket/load.sh'),
      logBucket: Bucket.fromBucketName(stack, 'Logs', 'step-logs'),
    });

    expect(JSON.stringify(roleStatements(jsonOf(stack)))).not.toMatch(/load\.sh|step-logs/);
  });
});
