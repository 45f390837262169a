import { App, Fn, Lazy, Stack } from 'aws-cdk-lib';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { CfnCluster } from 'aws-cdk-lib/aws-emr';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import {
  NodeCount,
  type SparkApplicationProps,
  SparkDeployMode,
  SparkStep,
  StepFailureAction,
  TunedCluster,
  Workload,
} from '../../../lib';
import { deployModeInForce, parseStep, settingsInForce } from '../../../lib/steps';
import { clusterProps, jsonOf, newCluster, newStack, only, warnings } from '../synth';

const JOIN: SparkApplicationProps = {
  application: 's3://bucket/join.py',
  workload: Workload.rows(641_000_000, 1_000),
  repeatable: true,
};

/** What Spark would make of a step's arguments, by this library's reader of steps. */
function read(args: string[]) {
  const step = parseStep('command-runner.jar', args);
  if (step.kind !== 'spark-submit') throw new Error(step.reason);
  return step.submit;
}

describe('a Spark step', () => {
  test('runs spark-submit by the command runner and lets later steps go on', () => {
    const cluster = newCluster();
    cluster.addSparkStep('Join', JOIN);

    expect(only(jsonOf(cluster.stack), 'AWS::EMR::Step').Properties).toMatchObject({
      Name: 'Join',
      ActionOnFailure: 'CONTINUE',
      JobFlowId: { Ref: expect.stringMatching(/^Cluster/) },
      HadoopJarStep: {
        Jar: 'command-runner.jar',
        Args: expect.arrayContaining(['spark-submit', 's3://bucket/join.py']),
      },
    });
  });

  test('has arguments that Spark reads as the plan means them', () => {
    const { args } = newCluster().addSparkStep('Join', JOIN);
    const settings = settingsInForce(read(args), {});

    expect(deployModeInForce(read(args), {})).toBe('client');
    expect(settings.get('spark.emrautotune.allow')).toBe('true');
    // 200 nodes run 4 executors of 4 cores each; the application master takes the place of one.
    const slots = 4 * (4 * 200 - 1);
    const partitions = Number(settings.get('spark.sql.shuffle.partitions'));
    expect(settings.get('spark.dynamicAllocation.maxExecutors')).toBe(String(4 * 200 - 1));
    expect(partitions % slots).toBe(0);
    expect(partitions).toBeGreaterThanOrEqual((641_000_000 * 1_000) / (128 * 1024 * 1024));
  });

  test('leaves executor sizes to the cluster, whose configuration has them', () => {
    const { args } = newCluster().addSparkStep('Join', JOIN);

    expect(args.join(' ')).not.toMatch(/spark\.executor\.(memory|cores)/);
  });

  test('warns where it changes the executor that its partitions and limits were planned for', () => {
    const cluster = newCluster();
    cluster.addSparkStep('Fat', { ...JOIN, sparkConf: { 'spark.executor.memory': '60g' } });

    expect(warnings(cluster.stack).join()).toContain('`sparkConf` sets spark.executor.memory');
  });

  test.each([
    ['rows', () => Workload.rows(Lazy.number({ produce: () => 5 }), 10)],
    ['shuffle bytes', () => Workload.shuffleBytes(Lazy.number({ produce: () => 5 }))],
  ])('fails for %s that are known only at deployment, in words', (_, make) => {
    expect(make).toThrow(/got a token that is resolved only at deployment; give a value that is known at synthesis/);
  });

  test('is not marked repeatable unless its owner says so', () => {
    const { args } = newCluster().addSparkStep('Join', { ...JOIN, repeatable: false });

    expect(args.join(' ')).not.toContain('emrautotune');
  });

  test("takes the user's settings, each once, over what is computed", () => {
    const { args } = newCluster().addSparkStep('Join', {
      ...JOIN,
      sparkConf: { 'spark.sql.shuffle.partitions': '77' },
    });

    expect(args.filter((argument) => argument.startsWith('spark.sql.shuffle.partitions='))).toEqual([
      'spark.sql.shuffle.partitions=77',
    ]);
  });

  test('leaves alone what the user set for the whole cluster', () => {
    const cluster = newCluster({ sparkConf: { 'spark.sql.shuffle.partitions': '77' } });

    expect(cluster.addSparkStep('Join', JOIN).args.join(' ')).not.toContain('shuffle.partitions');
    expect(cluster.sparkConf['spark.sql.shuffle.partitions']).toBe('77');
  });

  test('passes class, files and arguments in the order that spark-submit wants', () => {
    const { args } = newCluster().addSparkStep('Etl', {
      application: 's3://bucket/etl.jar',
      mainClass: 'com.example.Etl',
      jars: ['s3://bucket/a.jar', 's3://bucket/b.jar'],
      applicationArguments: ['--conf', 'mine=1', '2026-11-22'],
    });

    expect(args.slice(args.indexOf('--class'))).toEqual([
      ...['--class', 'com.example.Etl', '--jars', 's3://bucket/a.jar,s3://bucket/b.jar', 's3://bucket/etl.jar'],
      ...['--conf', 'mine=1', '2026-11-22'],
    ]);
    expect(settingsInForce(read(args), {}).has('mine')).toBe(false);
  });

  test('runs the driver on the cluster where the cluster says so', () => {
    const cluster = newCluster({ deployMode: SparkDeployMode.CLUSTER });

    expect(deployModeInForce(read(cluster.sparkSubmitArgs(JOIN)), {})).toBe('cluster');
  });

  test('has the arguments that jobs submitted elsewhere get', () => {
    const cluster = newCluster();

    expect(cluster.sparkSubmitArgs(JOIN)).toEqual(cluster.addSparkStep('Join', JOIN).args);
  });

  test('lets the nodes read its application, and no more of the bucket', () => {
    const cluster = newCluster();
    cluster.addSparkStep('Join', { ...JOIN, pyFiles: ['s3://bucket/lib.zip'] });
    const policy = only({ ...jsonOf(cluster.stack), Resources: instancePolicy(cluster) }, 'AWS::IAM::Policy');

    expect(JSON.stringify(policy.Properties.PolicyDocument)).toContain('"s3:GetObject"');
    expect(JSON.stringify(policy.Properties.PolicyDocument)).toContain(':s3:::bucket/join.py');
    expect(JSON.stringify(policy.Properties.PolicyDocument)).toContain(':s3:::bucket/lib.zip');
    expect(JSON.stringify(policy.Properties.PolicyDocument)).not.toContain('*');
  });

  test('warns where another node count would run the job again', () => {
    const cluster = newCluster({ core: { instanceType: new InstanceType('r5.4xlarge'), count: NodeCount.fixed(82) } });
    cluster.addSparkStep('Join', JOIN);

    expect(warnings(cluster.stack)).toContainEqual(
      expect.stringMatching(/`core.count` does not declare a range.*@cdk-emr-autotune:step-depends-on-count/s),
    );
  });

  test('does not warn of it where a range is declared', () => {
    const cluster = newCluster();
    cluster.addSparkStep('Join', JOIN);

    expect(warnings(cluster.stack).join()).not.toContain('step-depends-on-count');
  });

  test('takes tokens where only the deployment needs the value', () => {
    const { args } = newCluster().addSparkStep('Join', {
      ...JOIN,
      application: Fn.importValue('Application'),
      applicationArguments: [Lazy.string({ produce: () => 'x' })],
    });

    expect(args).toHaveLength(newCluster().sparkSubmitArgs(JOIN).length + 1);
  });

  test('takes tokens in settings, and lets the nodes read an application in a bucket of the app', () => {
    const cluster = newCluster();
    const bucket = new Bucket(cluster.stack, 'Jobs');
    const { args } = cluster.addSparkStep('Join', {
      ...JOIN,
      application: bucket.s3UrlForObject('join.py'),
      sparkConf: { 'spark.sql.warehouse.dir': bucket.s3UrlForObject('warehouse') },
    });

    expect(args).toContain(`spark.sql.warehouse.dir=${bucket.s3UrlForObject('warehouse')}`);
    expect(JSON.stringify(instancePolicy(cluster))).toMatch(/"Ref":"Jobs.*\/join.py/s);
  });

  test.each([
    ['no application', { application: '' }, /`application` must be a file/],
    ['an option for an application', { application: '--verbose' }, /got "--verbose"/],
    ['a jar without a class', { application: 's3://b/a.jar' }, /`mainClass` is missing for s3:\/\/b\/a.jar/],
    ['a Python file with a class', { application: 's3://b/a.py', mainClass: 'A' }, /`mainClass` is for jars, got A/],
    ['a key that Spark ignores', { application: 's3://b/a.py', sparkConf: { 'yarn.x': '1' } }, /begin with "spark."/],
    [
      'arguments that EMR refuses together',
      { application: 's3://b/a.py', applicationArguments: ['x'.repeat(6_000), 'y'.repeat(6_000)] },
      /at most 10240 characters in its jar and arguments together, got 12\d{3}/,
    ],
    [
      'a list that is a token',
      { application: 's3://b/a.py', applicationArguments: Fn.split(',', Fn.importValue('List')) },
      /`applicationArguments`/,
    ],
  ])('fails for %s', (_, props: SparkApplicationProps, message) => {
    expect(() => newCluster().addSparkStep('Step', props)).toThrow(message);
  });

  test('fails for an action that EMR refuses where steps run at the same time', () => {
    expect(() =>
      newCluster({ stepConcurrencyLevel: 2 }).addSparkStep('Join', {
        ...JOIN,
        actionOnFailure: StepFailureAction.CANCEL_AND_WAIT,
      }),
    ).toThrow(/`actionOnFailure` must be CONTINUE .* is 2\), got CANCEL_AND_WAIT/);
  });

  test('fails for an action that plain JavaScript lets through', () => {
    expect(() =>
      newCluster().addSparkStep('Join', { ...JOIN, actionOnFailure: 'TERMINATE' as StepFailureAction }),
    ).toThrow('`actionOnFailure` must be one of CONTINUE, CANCEL_AND_WAIT, got "TERMINATE"');
  });

  test('runs on any cluster, with the settings that are given alone', () => {
    const stack = newStack();
    const cluster = CfnCluster.fromClusterId(stack, 'Foreign', 'j-2AXXXXXXGAPLF');
    new SparkStep(stack, 'Join', {
      cluster,
      application: JOIN.application,
      sparkConf: { 'spark.speculation': 'true' },
    });

    expect(only(jsonOf(stack), 'AWS::EMR::Step').Properties).toMatchObject({
      JobFlowId: 'j-2AXXXXXXGAPLF',
      HadoopJarStep: { Args: ['spark-submit', '--conf', 'spark.speculation=true', JOIN.application] },
    });
    expect(() => new SparkStep(stack, 'Planned', { cluster, ...JOIN })).toThrow(
      /^`workload` needs the plan of a TunedCluster of this app, got Test\/Foreign, which has none/,
    );
  });

  test('fails for a name that EMR refuses', () => {
    expect(() => newCluster().addSparkStep('Join', { ...JOIN, stepName: 'x'.repeat(257) })).toThrow(/got 257/);
  });
});

describe('the steps of a cluster', () => {
  /** The names of steps, each with those that it waits for. */
  function order(stack: Stack): Record<string, string[]> {
    const { Resources } = jsonOf(stack);
    return Object.fromEntries(
      Object.values(Resources)
        .filter(({ Type }) => Type === 'AWS::EMR::Step')
        .map(({ Properties, DependsOn = [] }) => [
          Properties.Name,
          DependsOn.filter((id) => Resources[id]?.Type === 'AWS::EMR::Step').map(
            (id) => Resources[id]?.Properties.Name,
          ),
        ]),
    );
  }

  test('are added in the order in which they are defined', () => {
    const cluster = newCluster();
    for (const id of ['A', 'B', 'C']) cluster.addSparkStep(id, JOIN);

    expect(order(cluster.stack)).toEqual({ A: [], B: ['A'], C: ['B'] });
  });

  test('are added in another order if they are told to', () => {
    const cluster = newCluster();
    const a = cluster.addSparkStep('A', JOIN);
    const b = cluster.addSparkStep('B', { ...JOIN, runsAfter: [] });
    cluster.addSparkStep('C', { ...JOIN, runsAfter: [a, b] });

    expect(order(cluster.stack)).toEqual({ A: [], B: [], C: ['A', 'B'] });
  });

  test('of two clusters do not wait for each other, nor those of another stack', () => {
    const cluster = newCluster();
    const other = new TunedCluster(cluster.stack, 'Other', clusterProps());
    const elsewhere = new Stack(App.of(cluster), 'Elsewhere');
    cluster.addSparkStep('A', JOIN);
    new SparkStep(elsewhere, 'Far', { cluster, ...JOIN });
    other.addSparkStep('X', JOIN);
    cluster.addSparkStep('B', JOIN);

    expect(order(cluster.stack)).toEqual({ A: [], B: ['A'], X: [] });
    expect(order(elsewhere)).toEqual({ Far: [] });
  });
});

test('a step whose id the cluster uses itself fails, naming the way out', () => {
  expect(() => newCluster().addSparkStep('LogBucket', JOIN)).toThrow(
    'the id of a step must be new in its cluster, got "LogBucket"; choose another id, and `stepName`',
  );
});

test('more steps than EMR takes at a time are warned of', () => {
  const stack = newStack();
  const cluster = CfnCluster.fromClusterId(stack, 'Cluster', 'j-2AXXXXXXGAPLF');
  const add = (from: number, to: number) => {
    for (let i = from; i < to; i++) new SparkStep(stack, `Step${i}`, { cluster, application: 's3://bucket/join.py' });
  };
  add(0, 256);
  expect(
    stack.node.findAll().flatMap(({ node }) => node.metadata.filter(({ type }) => type === 'aws:cdk:warning')),
  ).toEqual([]);
  add(256, 258);
  const told = stack.node
    .findAll()
    .flatMap(({ node }) => node.metadata.filter(({ type }) => type === 'aws:cdk:warning'));
  expect(told.map(({ data }) => data)).toEqual([expect.stringContaining('has more than 256 steps')]);
});

describe('a Spark SQL script', () => {
  test('runs in spark-sql with the settings of the plan', () => {
    const { args } = newCluster().addSparkStep('Report', {
      application: 's3://bucket/report.sql',
      applicationArguments: ['--hivevar', 'day=2026-11-29'],
    });

    expect(args.slice(0, 3)).toEqual(['spark-sql', '--deploy-mode', 'client']);
    expect(args).toContain('spark.dynamicAllocation.maxExecutors=799');
    expect(args.slice(-4)).toEqual(['--hivevar', 'day=2026-11-29', '-f', 's3://bucket/report.sql']);
  });

  test('is warned of where a remediator is to restart it, which it cannot', () => {
    const cluster = newCluster();
    cluster.addSparkStep('Report', { application: 's3://bucket/report.sql', repeatable: true });

    expect(warnings(cluster.stack)).toContainEqual(expect.stringContaining('@cdk-emr-autotune:sql-not-remediated'));
  });

  test('fails in cluster mode, which the shell of Spark SQL does not have', () => {
    const cluster = newCluster({ deployMode: SparkDeployMode.CLUSTER });

    expect(() => cluster.addSparkStep('Report', { application: 's3://bucket/report.sql' })).toThrow(
      /^`application` must be a Python file or a jar in cluster mode, got s3:\/\/bucket\/report.sql/,
    );
  });
});

/** The policy that grants add to the role of the nodes. */
function instancePolicy(cluster: ReturnType<typeof newCluster>) {
  return Object.fromEntries(
    Object.entries(jsonOf(cluster.stack).Resources).filter(
      ([id, { Type }]) => Type === 'AWS::IAM::Policy' && id.includes('InstanceRole'),
    ),
  );
}
