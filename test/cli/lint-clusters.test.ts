import { describe, expect, test } from 'vitest';
import { call } from './support';

interface Notice {
  readonly where: string;
  readonly reason: string;
}

interface Answer {
  readonly code: number;
  readonly ids: readonly string[];
  readonly findings: readonly {
    readonly id: string;
    readonly severity: string;
    readonly where: string;
    readonly key?: string;
    readonly line?: number;
    readonly message: string;
    readonly instead: string;
  }[];
  readonly passedOver: readonly Notice[];
}

async function lint(content: unknown, ...args: readonly string[]): Promise<Answer> {
  const text = typeof content === 'string' ? content : JSON.stringify(content, undefined, 2);
  const { code, out } = await call(['lint', '--json', ...args], { readFile: () => text });
  const report = JSON.parse(out);
  return { code, ids: report.findings.map(({ id }: { id: string }) => id), ...report };
}

const CS = 'yarn.scheduler.capacity.';
const classification = (Classification: string, Properties: Readonly<Record<string, string>>) => ({
  Classification,
  Properties,
});
const EXECUTORS = classification('spark-defaults', {
  'spark.dynamicAllocation.enabled': 'false',
  'spark.executor.instances': '39',
  'spark.executor.memory': '12073m',
  'spark.executor.memoryOverhead': '2263m',
  'spark.executor.cores': '4',
  'spark.yarn.heterogeneousExecutors.enabled': 'false',
});
const TWO_QUEUES = {
  [`${CS}root.queues`]: 'default,streaming',
  [`${CS}root.default.capacity`]: '25',
  [`${CS}root.default.maximum-capacity`]: '25',
  [`${CS}root.streaming.capacity`]: '75',
};
const DOMINANT = { [`${CS}resource-calculator`]: 'org.apache.hadoop.yarn.util.resource.DominantResourceCalculator' };
const ON_TEN = ['--core', 'm5.4xlarge:10', 'c.json'];
const scheduler = (properties: Readonly<Record<string, string>>, ...more: readonly unknown[]) => [
  classification('capacity-scheduler', { ...DOMINANT, ...properties }),
  EXECUTORS,
  ...more,
];

describe('a queue', () => {
  const under = (queue: string, properties: Readonly<Record<string, string>>) => {
    const [yarn, spark] = scheduler(properties) as [unknown, typeof EXECUTORS];
    return [yarn, { ...spark, Properties: { ...spark.Properties, 'spark.yarn.queue': queue } }];
  };

  test.each([
    ['that there is not', 'etl', TWO_QUEUES, 'there is no queue etl'],
    ['that is stopped', 'streaming', { ...TWO_QUEUES, [`${CS}root.streaming.state`]: 'STOPPED' }, 'is STOPPED'],
    ['below one that is stopped', 'streaming', { ...TWO_QUEUES, [`${CS}root.state`]: 'stopped' }, 'is STOPPED'],
    [
      'that is a parent',
      'streaming',
      { ...TWO_QUEUES, [`${CS}root.streaming.queues`]: 'a', [`${CS}root.streaming.a.capacity`]: '100' },
      'the parent of others',
    ],
    [
      'without capacity',
      'streaming',
      { [`${CS}root.queues`]: 'default,streaming', [`${CS}root.streaming.capacity`]: '0' },
      'its capacity is 0',
    ],
  ])('%s takes no job', async (_, queue, properties, reason) => {
    const { code, findings } = await lint(under(queue, properties), ...ON_TEN);
    expect(code).toBe(1);
    expect(findings).toContainEqual(
      expect.objectContaining({
        id: 'queue-takes-no-jobs',
        severity: 'error',
        key: 'spark.yarn.queue',
        message: expect.stringContaining(reason),
      }),
    );
  });

  test('of which a step asks that the cluster of the same file does not have, is an error of the step', async () => {
    const Args = ['spark-submit', '--queue', 'etl', '--executor-memory', '4g', 'job.py'];
    const { findings } = await lint(
      {
        ReleaseLabel: 'emr-7.9.0',
        Configurations: [],
        Steps: [{ Name: 'x', HadoopJarStep: { Jar: 'command-runner.jar', Args } }],
      },
      'c.json',
    );
    expect(findings).toContainEqual(
      expect.objectContaining({ id: 'queue-takes-no-jobs', where: '--queue', severity: 'error' }),
    );
  });

  test('of a cluster that is not given is not judged, and that is said', async () => {
    const { code, ids, passedOver } = await lint(
      '',
      '--core',
      'm5.4xlarge:10',
      '--',
      'spark-submit',
      '--queue',
      'etl',
      ...['--executor-memory', '4g', '--conf', 'spark.executor.memoryOverhead=1g', 'job.py'],
    );
    expect(ids).not.toContain('queue-takes-no-jobs');
    expect(passedOver).toEqual([expect.objectContaining({ where: 'spark.yarn.queue' })]);
    expect(code).toBe(0);
  });

  test('that jobs get where they name none, and that is not there, is a note of a configuration', async () => {
    const queues = { [`${CS}root.queues`]: 'etl', [`${CS}root.etl.capacity`]: '100' };
    const { findings } = await lint(scheduler(queues), ...ON_TEN);
    expect(findings).toEqual([
      expect.objectContaining({ id: 'queue-takes-no-jobs', severity: 'note', key: `${CS}root.queues` }),
    ]);
  });

  test('that may be made when a job asks for it is not called missing', async () => {
    const made = { ...TWO_QUEUES, [`${CS}root.streaming.auto-create-child-queue.enabled`]: 'true' };
    const { ids, passedOver } = await lint(under('alice', made), ...ON_TEN);
    expect(ids).not.toContain('queue-takes-no-jobs');
    expect(passedOver.map(({ where }) => where)).toContain('spark.yarn.queue');
  });
});

describe('YARN does not start with', () => {
  const startsNot = (findings: Answer['findings']) => findings.filter(({ id }) => id === 'yarn-does-not-start');

  test.each([
    ['capacities that do not add up', { [`${CS}root.default.capacity`]: '25' }, 'must add up to 100, got 25'],
    [
      'a capacity of another queue that is no number',
      { ...TWO_QUEUES, [`${CS}root.streaming.capacity`]: 'rest' },
      'not a number',
    ],
    ['weights beside percentages', { ...TWO_QUEUES, [`${CS}root.streaming.capacity`]: '3w' }, 'of several kinds'],
    [
      'a misspelt calculator',
      { [`${CS}resource-calculator`]: `${DOMINANT[`${CS}resource-calculator`]}`.replace('Res', 'Re') },
      'no class',
    ],
    ['a calculator without its package', { [`${CS}resource-calculator`]: 'DominantResourceCalculator' }, 'no class'],
    ['a limit of the queue that is no number', { [`${CS}root.default.user-limit-factor`]: 'two' }, 'not a number'],
  ])('%s', async (_, properties, reason) => {
    const { code, findings } = await lint(scheduler(properties), ...ON_TEN);
    expect(code).toBe(1);
    expect(startsNot(findings)).toEqual([
      expect.objectContaining({
        severity: 'error',
        message: expect.stringContaining(reason),
        line: expect.any(Number),
      }),
    ]);
  });

  test.each([
    ['yarn.scheduler.maximum-allocation-mb', '12g', 'not a positive whole number'],
    ['yarn.scheduler.minimum-allocation-mb', '64000', 'is above yarn.scheduler.maximum-allocation-mb'],
    ['yarn.resourcemanager.scheduler.class', 'CapacityScheduler', 'no class'],
    ['yarn.nodemanager.resource.memory-mb', '48 GB', 'not a positive whole number'],
  ])('%s=%s', async (key, value, reason) => {
    const { findings } = await lint([classification('yarn-site', { [key]: value }), EXECUTORS], ...ON_TEN);
    expect(startsNot(findings)).toEqual([expect.objectContaining({ key, message: expect.stringContaining(reason) })]);
  });

  test('a lone queue of 25 %, of which the figure is told all the same', async () => {
    const lone = { [`${CS}root.default.capacity`]: '25', [`${CS}root.default.maximum-capacity`]: '25' };
    const { findings, ids } = await lint(scheduler(lone), ...ON_TEN);
    expect(ids).toContain('yarn-does-not-start');
    expect(findings.find(({ id }) => id === 'more-than-fit')?.message).toMatch(/^9 of 39 /);
  });
});

describe('what is not judged is said:', () => {
  const notice = (of: Answer, where: string) => of.passedOver.find((one) => one.where === where)?.reason;
  const site = (className: string) => [
    classification('yarn-site', { 'yarn.resourcemanager.scheduler.class': className }),
    EXECUTORS,
  ];
  const CLASS = 'yarn.resourcemanager.scheduler.class';

  test('the queues of the FairScheduler', async () => {
    const fair = 'org.apache.hadoop.yarn.server.resourcemanager.scheduler.fair.FairScheduler';
    expect(notice(await lint(site(fair), ...ON_TEN), CLASS)).toContain('queues of the FairScheduler');
  });

  test('another scheduler', async () => {
    expect(notice(await lint(site('com.example.OwnScheduler'), ...ON_TEN), CLASS)).toContain('not known');
  });

  test('a calculator that is not of Hadoop', async () => {
    const own = scheduler({ [`${CS}resource-calculator`]: 'com.example.OwnCalculator' });
    expect(notice(await lint(own, ...ON_TEN), `${CS}resource-calculator`)).toContain('not judged');
  });

  test('capacities in a form that is not worked out', async () => {
    const resources = { [`${CS}root.default.capacity`]: '[memory=143360,vcores=40]' };
    expect(notice(await lint(scheduler(resources), ...ON_TEN), `${CS}root.default.capacity`)).toContain('not judged');
  });

  test('a value that is known only at deployment', async () => {
    const read = await lint(
      [{ Classification: 'capacity-scheduler', Properties: { [`${CS}root.queues`]: { Ref: 'Queues' } } }, EXECUTORS],
      ...ON_TEN,
    );
    expect(notice(read, `${CS}root.queues`)).toContain('only at deployment');
  });

  test('a maximum capacity below the capacity, which the model does not have', async () => {
    const odd = { ...TWO_QUEUES, [`${CS}root.default.maximum-capacity`]: '10' };
    expect(notice(await lint(scheduler(odd), ...ON_TEN), 'YARN')).toContain('from its capacity (25) to 100');
  });

  test.each([['emr-7.99.0'], ['emr-6.16.0']])('release %s, once for all that is linted by it', async (label) => {
    const Args = ['spark-submit', '--executor-memory', '4g', 'job.py'];
    const step = { Name: 'x', HadoopJarStep: { Jar: 'command-runner.jar', Args } };
    const inFile = await lint({ ReleaseLabel: label, Configurations: [], Steps: [step, step] }, 'c.json');
    expect(inFile.passedOver.filter(({ where }) => where === 'the release')).toHaveLength(1);
    expect(notice(inFile, 'the release')).toContain(`does not know ${label}`);
    const byFlag = await lint('', '--release', label, '--', 'spark-submit', 'job.py');
    expect(notice(byFlag, 'the release')).toContain(`does not know ${label}`);
  });
});

describe('the nodes of a file', () => {
  const cluster = (...groups: readonly (readonly [string, string, unknown?])[]) => ({
    ReleaseLabel: 'emr-7.9.0',
    Instances: {
      InstanceGroups: groups.map(([InstanceRole, InstanceType, InstanceCount = 1]) => ({
        InstanceRole,
        InstanceType,
        InstanceCount,
      })),
    },
    Configurations: [EXECUTORS],
  });

  test.each([
    ['m5.4xlrge', 'error', 'write m5.4xlarge'],
    ['m5.5xlarge', 'error', 'm5.4xlarge'],
    ['mm5.4xlarge', 'warning', 'm5.4xlarge'],
    ['x99.xlarge', 'warning', 'write '],
  ])('that are of %s, which EMR does not list, are told', async (type, severity, instead) => {
    const { code, findings } = await lint(cluster(['MASTER', 'm5.xlarge'], ['CORE', type, 3]), 'c.json');
    expect(findings.filter(({ id }) => id === 'unknown-instance-type')).toEqual([
      expect.objectContaining({
        severity,
        where: 'group CORE',
        key: type,
        instead: expect.stringContaining(instead),
        line: expect.any(Number),
      }),
    ]);
    expect(code).toBe(1);
  });

  test.each([
    [
      'no core node',
      [
        ['MASTER', 'm5.xlarge'],
        ['CORE', 'm5.4xlarge', 0],
      ],
      'have no nodes',
    ],
    ['a primary alone', [['MASTER', 'm5.xlarge']], 'a primary node alone'],
    [
      'task nodes that are yet to come',
      [
        ['MASTER', 'm5.xlarge'],
        ['TASK', 'm5.4xlarge', 0],
      ],
      'have no nodes',
    ],
  ] as const)('with %s: sizes are not judged by them, and that is said', async (_, groups, reason) => {
    const { passedOver } = await lint(cluster(...groups), 'c.json');
    expect(passedOver).toEqual([{ file: 'c.json', where: 'the nodes', reason: expect.stringContaining(reason) }]);
    const judged = await lint(cluster(...groups), '--core', 'm5.4xlarge:3', 'c.json');
    expect(judged.passedOver).toEqual([]);
    expect(judged.ids).toContain('more-than-fit');
  });
});

describe('nodes that are known only at deployment', () => {
  const cluster = (task: unknown) => ({
    ReleaseLabel: 'emr-7.9.0',
    Instances: { InstanceGroups: [{ InstanceRole: 'CORE', InstanceType: 'm5.4xlarge', InstanceCount: 2 }, task] },
    Configurations: [EXECUTORS],
  });

  test.each([
    ['a type', { InstanceRole: 'TASK', InstanceType: { Ref: 'Type' }, InstanceCount: 20 }],
    ['a count', { InstanceRole: 'TASK', InstanceType: 'm5.4xlarge', InstanceCount: { Ref: 'Count' } }],
    ['a group', { 'Fn::If': ['HasTask', { Ref: 'Task' }, { Ref: 'AWS::NoValue' }] }],
  ])('by %s: the others are not taken for all', async (_, task) => {
    const { ids, passedOver } = await lint(cluster(task), 'c.json');
    expect(ids).not.toContain('more-than-fit');
    expect(passedOver.map(({ where }) => where)).toEqual([expect.stringMatching(/^(group TASK|the nodes)$/)]);
  });

  test('do not keep the known ones from being judged by the largest allocation, which is that of the core nodes', async () => {
    const big = { ...EXECUTORS, Properties: { ...EXECUTORS.Properties, 'spark.executor.memory': '100g' } };
    const task = { InstanceRole: 'TASK', InstanceType: { Ref: 'Type' }, InstanceCount: 20 };
    expect((await lint({ ...cluster(task), Configurations: [big] }, 'c.json')).ids).toContain('fits-no-node');
  });
});

test('nodes are read as older providers of Terraform have them', async () => {
  const { code, out } = await call(['lint', '--json', 'main.tf'], {
    readFile: () => `resource "aws_emr_cluster" "c" {
  release_label        = "emr-7.9.0"
  master_instance_type = "m5.xlarge"
  core_instance_type   = "m5.4xlarge"
  core_instance_count  = 5
  configurations_json = <<JSON
${JSON.stringify([EXECUTORS])}
JSON
}
`,
  });
  const { findings, passedOver } = JSON.parse(out) as Answer;
  expect([code, passedOver]).toEqual([1, []]);
  expect(findings.find(({ id }) => id === 'more-than-fit')?.message).toMatch(/^19 of 39 /);
});

describe('configurations of instance groups', () => {
  const NODE_MEMORY = 'yarn.nodemanager.resource.memory-mb';
  const site = (mib: string) => [classification('yarn-site', { [NODE_MEMORY]: mib })];
  const group = (InstanceRole: string, InstanceType: string, Configurations: readonly unknown[] = []) => ({
    InstanceRole,
    InstanceType,
    InstanceCount: InstanceRole === 'MASTER' ? 1 : 3,
    Configurations,
  });
  const cluster = (groups: readonly unknown[], Configurations: readonly unknown[] = []) => ({
    ReleaseLabel: 'emr-7.9.0',
    Instances: { InstanceGroups: groups },
    Configurations,
  });

  test('may each have the same classification', async () => {
    const groups = [
      group('MASTER', 'm5.xlarge'),
      group('CORE', 'm5.4xlarge', site('50000')),
      group('TASK', 'r5.4xlarge', site('100000')),
    ];
    expect((await lint(cluster(groups, site('40000')), 'c.json')).ids).toEqual([]);
  });

  test('of a fleet are those of each of its types', async () => {
    const type = (InstanceType: string, mib: string) => ({ InstanceType, Configurations: site(mib) });
    const fleet = {
      InstanceFleetType: 'CORE',
      TargetOnDemandCapacity: 4,
      InstanceTypeConfigs: [type('m5.4xlarge', '50000'), type('r5.4xlarge', '100000')],
    };
    const { ids, findings } = await lint(
      { ReleaseLabel: 'emr-7.9.0', Instances: { InstanceFleets: [fleet] }, Configurations: [EXECUTORS] },
      'c.json',
    );
    expect(ids).not.toContain('classification-twice');
    expect(findings.filter(({ id }) => id === 'more-memory-than-the-node')).toEqual([]);
  });

  test('twice in the list of one group is still told', async () => {
    const twice = [...site('50000'), ...site('40000')];
    expect((await lint(cluster([group('CORE', 'm5.4xlarge', twice)]), 'c.json')).ids).toContain('classification-twice');
  });

  test('override those of the cluster, which is what they are for', async () => {
    const of = (memory: string) => [classification('spark-defaults', { 'spark.executor.memory': memory })];
    const groups = [group('MASTER', 'm5.xlarge', of('8g')), group('CORE', 'm5.4xlarge', of('6g'))];
    const { ids, findings } = await lint(cluster(groups, of('100g')), 'c.json');
    expect(ids.filter((id) => id.startsWith('beaten'))).toEqual([]);
    // spark-submit runs on the primary node: its 8g are in force.
    expect(ids).not.toContain('fits-no-node');
    expect(findings.find(({ id }) => id === 'overhead-not-set')?.where).toBe(
      'classification spark-defaults of group PRIMARY',
    );
  });

  test('of core nodes alone do not reach spark-submit', async () => {
    const of = (memory: string) => [classification('spark-defaults', { 'spark.executor.memory': memory })];
    const { findings, ids } = await lint(cluster([group('CORE', 'm5.4xlarge', of('6g'))], of('100g')), 'c.json');
    expect(findings.find(({ id }) => id === 'fits-no-node')?.where).toBe('classification spark-defaults');
    expect(ids.filter((id) => id.startsWith('beaten'))).toEqual([]);
  });

  test('are judged by the nodes of the group', async () => {
    const groups = [group('CORE', 'm5.xlarge'), group('TASK', 'r5.4xlarge', site('120000'))];
    expect((await lint(cluster(groups), 'c.json')).ids).not.toContain('more-memory-than-the-node');
    const small = await lint(
      cluster([group('CORE', 'm5.xlarge', site('20000')), group('TASK', 'r5.4xlarge')]),
      'c.json',
    );
    expect(small.findings.find(({ id }) => id === 'more-memory-than-the-node')?.message).toContain(
      'on a m5.xlarge, 12,288 MiB',
    );
    const all = await lint(
      cluster([group('CORE', 'm5.xlarge', site('12288')), group('TASK', 'r5.4xlarge')], site('120000')),
      'c.json',
    );
    expect(all.ids).not.toContain('more-memory-than-the-node');
  });
});
