import { describe, expect, test } from 'vitest';
import { classification, EXECUTORS, type LintAnswer, lintFile as lint } from './lint-support';

const CS = 'yarn.scheduler.capacity.';
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
  const startsNot = (findings: LintAnswer['findings']) => findings.filter(({ id }) => id === 'yarn-does-not-start');

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
  const notice = (of: LintAnswer, where: string) => of.passedOver.find((one) => one.where === where)?.reason;
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
