import { describe, expect, test } from 'vitest';
import { type LintFinding, readProperties } from '../../lib/lint';
import { type LintOptions, lintConfigurations, lintLine } from './support';

/** Numbers of public problem reports, names replaced. */
const find = (findings: readonly LintFinding[], id: string): LintFinding => {
  const found = findings.filter((one) => one.id === id);
  expect(
    found.map(({ message }) => message),
    findings.map((one) => one.id).join(),
  ).toHaveLength(1);
  return found[0] as LintFinding;
};
const ids = (line: string, options: LintOptions = {}) => lintLine(line, options).map(({ id }) => id);

describe('capacity is judged by what is known', () => {
  test('memory alone decides that an executor fits no node', () => {
    const line = '--executor-memory 16384m --conf spark.executor.memoryOverhead=2048';
    const found = find(lintLine(line, { nodes: 'c4.2xlarge:3', release: 'emr-6.3.0' }), 'fits-no-node');
    expect([found.severity, found.where]).toEqual(['error', '--executor-memory']);
    expect(found.message).toMatch(/18,432 MiB, and the largest node has 11,520 MiB/);
    expect(ids('--executor-memory 500g', { nodes: 'c4.2xlarge:3' })).toContain('fits-no-node');
    expect(ids('--executor-memory 8g', { nodes: 'c4.2xlarge:3' })).not.toContain('fits-no-node');
  });

  test('memory alone says how many of a fixed number run', () => {
    const line =
      '--conf spark.dynamicAllocation.enabled=false --num-executors 500 --executor-memory 20g --conf spark.executor.memoryOverhead=4g x.jar';
    expect(find(lintLine(line, { nodes: 'r5.4xlarge:10' }), 'more-than-fit').message).toMatch(
      /^49 of 500 executors run/,
    );
  });

  test('cores alone decide that an executor fits no node', () => {
    const found = find(lintLine('--executor-cores 16 x.jar', { nodes: 'm5.xlarge:3' }), 'fits-no-node');
    expect([found.severity, found.where]).toEqual(['error', '--executor-cores']);
    expect(found.message).toMatch(/16 vcores, and the largest node has 4 vcores/);
    expect(ids('--executor-cores 4 x.jar', { nodes: 'm5.xlarge:3' })).not.toContain('fits-no-node');
  });

  test('a driver alone that fits no node', () => {
    const found = find(
      lintLine('--deploy-mode cluster --driver-memory 40g x.jar', { nodes: 'm5.xlarge:3' }),
      'fits-no-node',
    );
    expect([found.severity, found.where]).toEqual(['error', '--driver-memory']);
    expect(ids('--deploy-mode cluster --driver-cores 9 x.jar', { nodes: 'm5.xlarge:3' })).toContain('fits-no-node');
  });

  const FIXED = {
    'spark.dynamicAllocation.enabled': 'false',
    'spark.executor.instances': '20',
    'spark.executor.memory': '16g',
    'spark.executor.cores': '4',
    'spark.executor.memoryOverhead': '3g',
  };
  const on = { nodes: 'm5.4xlarge:10' };

  test("yarn-site's memory of a node", () => {
    const list = { 'yarn-site': { 'yarn.nodemanager.resource.memory-mb': '30000' }, 'spark-defaults': FIXED };
    expect(find(lintConfigurations(list, on), 'more-than-fit').message).toMatch(/^10 of 20 executors run|^9 of 20/);
  });

  test('the maximum allocation', () => {
    const list = { 'yarn-site': { 'yarn.scheduler.maximum-allocation-mb': '12288' }, 'spark-defaults': FIXED };
    const found = find(lintConfigurations(list, on), 'fits-no-node');
    expect(found.message).toMatch(/19,456 MiB, and YARN grants at most 12,288 MiB \(the maximum allocation\)/);
  });

  test('a FairScheduler is named, and memory and vcores both bind', () => {
    const list = {
      'yarn-site': {
        'yarn.resourcemanager.scheduler.class':
          'org.apache.hadoop.yarn.server.resourcemanager.scheduler.fair.FairScheduler',
      },
      'spark-defaults': {
        ...FIXED,
        'spark.executor.memory': '4g',
        'spark.executor.memoryOverhead': '1g',
        'spark.executor.instances': '60',
      },
    };
    expect(find(lintConfigurations(list, on), 'more-than-fit').message).toMatch(
      /FairScheduler: memory and vcores both bind/,
    );
  });

  test('settings beneath a command', () => {
    const beneath = {
      kind: 'properties' as const,
      options: [],
      blocks: [],
      settings: Object.entries({
        'spark.driver.memory': '60g',
        'spark.dynamicAllocation.enabled': 'false',
        'spark.executor.instances': '425',
        'spark.executor.memory': '20g',
        'spark.executor.cores': '5',
        'spark.executor.memoryOverhead': '4',
        'spark.sql.shuffle.partitions': '3000',
      }).map(([key, value], i) => ({ key, value, where: `line ${i + 1}`, at: i + 1 })),
    };
    const found = lintLine('x.py', { beneath, nodes: 'm5.2xlarge:1' });
    expect(found.map(({ id, where }) => `${id} ${where}`)).toEqual(
      expect.arrayContaining([
        'driver-larger-than-primary spark-defaults, line 1',
        'more-than-fit spark-defaults, line 3',
        'unit-trap spark-defaults, line 6',
        'partitions-for-few-slots spark-defaults, line 7',
      ]),
    );
  });
});

describe('numbers without a unit', () => {
  test.each([
    ['--executor-memory 4', 'spark.executor.memory', '4g'],
    ['--conf spark.executor.memory=0', 'spark.executor.memory', undefined],
    ['--conf spark.executor.memory=-1', 'spark.executor.memory', undefined],
    ['--executor-memory 20480', 'spark.executor.memory', '20480m'],
    ['--executor-memory 21474836480', 'spark.executor.memory', '20480m'],
    ['--conf spark.executor.memoryOverhead=4', 'spark.executor.memoryOverhead', '4g'],
    ['--conf spark.yarn.executor.memoryOverhead=4', 'spark.yarn.executor.memoryOverhead', '4g'],
    ['--driver-memory 4', 'spark.driver.memory', '4g'],
    ['--driver-memory 4096', 'spark.driver.memory', '4096m'],
    ['--driver-memory 4gb', 'spark.driver.memory', '4g'],
    ['--deploy-mode cluster --driver-memory 4', 'spark.driver.memory', '4g'],
    ['--executor-memory 20 GB x.py', 'spark.executor.memory', '20g'],
    ['--conf spark.executor.pyspark.memory=4', 'spark.executor.pyspark.memory', '4g'],
  ])('%s', (line, key, value) => {
    const found = find(lintLine(line.includes('x.py') ? line : `${line} x.py`), 'unit-trap');
    expect([found.severity, found.key]).toEqual(['error', key]);
    expect(found.fix).toEqual([value === undefined ? { edit: 'remove', key } : { edit: 'set', key, value }]);
  });

  test.each([
    '--deploy-mode cluster --driver-memory 4096',
    '--conf spark.executor.memoryOverhead=3000',
    '--executor-memory 4g',
    '--conf spark.executor.pyspark.memory=1024',
    '--driver-memory 4G',
  ])('%s is none', (line) => {
    expect(ids(line)).not.toContain('unit-trap');
  });
});

describe('executors that the settings ask for', () => {
  const executor = '--executor-memory 4g --conf spark.executor.memoryOverhead=1g --executor-cores 8';
  const on = { nodes: 'm5.4xlarge:10' };

  test('are two without dynamic allocation and without a number: they do not fill the cores', () => {
    const fixed = '--conf spark.dynamicAllocation.enabled=false';
    expect(ids(`${executor} ${fixed}`, on)).not.toContain('oversubscribed');
    expect(ids(`${executor} ${fixed} --num-executors 100`, on)).toContain('oversubscribed');
    expect(ids(executor, on)).toContain('oversubscribed');
  });

  test('are unknown under a properties file that was not read', () => {
    expect(ids('--properties-file f --num-executors 500 --executor-memory 8g', on)).not.toContain('more-than-fit');
    expect(ids('--num-executors 500 --conf spark.dynamicAllocation.enabled=false --executor-memory 8g', on)).toContain(
      'more-than-fit',
    );
  });

  test('are counted by their task slots, each of spark.task.cpus cores', () => {
    const found = find(lintLine(executor, on), 'oversubscribed');
    expect(found.message).toMatch(/110 executors of 8 cores run, 880 task slots on 160 cores \(5\.50 tasks a core\)/);
    const perTask = find(lintLine(`${executor} --conf spark.task.cpus=4`, on), 'oversubscribed');
    expect(perTask.message).toMatch(/110 executors of 8 cores run, 220 task slots that take 880 cores, on 160 cores/);
    const unused = '--executor-memory 4g --conf spark.executor.memoryOverhead=6g --executor-cores 5';
    expect(ids(unused, on)).toContain('oversubscribed');
    expect(ids(`${unused} --conf spark.task.cpus=3`, on)).not.toContain('oversubscribed');
  });
});

describe('maximizeResourceAllocation', () => {
  const driver = { 'spark.driver.maxResultSize': '8g' };
  const both = (classification: string, value: string) =>
    lintConfigurations({ 'spark-defaults': driver, [classification]: { maximizeResourceAllocation: value } }).map(
      ({ id }) => id,
    );

  test('has one reading: a driver that EMR sizes is not judged by another size', () => {
    expect(both('spark', 'TRUE')).toContain('maximize-resource-allocation');
    expect(both('spark', 'TRUE')).not.toContain('result-size-above-driver');
    expect(both('hive-site', 'true')).not.toContain('maximize-resource-allocation');
    expect(both('hive-site', 'true')).toContain('result-size-above-driver');
  });
});

describe('the smallest heap', () => {
  test.each([
    ['--deploy-mode cluster --driver-memory 460', 'unit-trap'],
    ['--deploy-mode cluster --driver-memory 470', 'unit-trap'],
    ['--deploy-mode cluster --driver-memory 470m', 'heap-too-small'],
    ['--driver-memory 470m', 'heap-too-small'],
    ['--executor-memory 449m', 'heap-too-small'],
  ])('%s is an error', (line, id) => {
    expect(find(lintLine(line), id).severity).toBe('error');
  });

  test.each([
    '--deploy-mode cluster --driver-memory 471',
    '--deploy-mode cluster --driver-memory 471m',
    '--executor-memory 450m',
  ])('%s is enough', (line) => {
    expect(lintLine(line).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test.each(['460', '470'])('advice for a bare %s is no heap that is too small again', (size) => {
    const { fix = [] } = find(lintLine(`--deploy-mode cluster --driver-memory ${size}`), 'unit-trap');
    const [edit] = fix as readonly { value?: string }[];
    expect(ids(`--deploy-mode cluster --driver-memory ${edit?.value}`)).not.toContain('heap-too-small');
  });
});

describe('a properties file in place of spark-defaults', () => {
  const lost = '--properties-file f --num-executors 20';
  const EMPTY = { propertiesFile: readProperties('') };

  test('takes EMR’s dynamic allocation away: the number of executors is fixed', () => {
    expect(ids(lost, EMPTY)).toContain('defaults-replaced');
    expect(ids(lost, EMPTY)).not.toContain('instances-are-a-start');
    expect(ids(lost)).not.toContain('instances-are-a-start');
    expect(ids('--num-executors 20')).toContain('instances-are-a-start');
    expect(ids('--properties-file f --conf spark.dynamicAllocation.enabled=true --num-executors 20')).toContain(
      'instances-are-a-start',
    );
  });

  test('leaves settings of dynamic allocation without effect', () => {
    const found = find(
      lintLine('--properties-file f --conf spark.dynamicAllocation.maxExecutors=20', EMPTY),
      'dynamic-allocation-off',
    );
    expect(found.message).toMatch(/Spark's default is false/);
  });

  test("makes EMR's own values no repetition", () => {
    const line = '--conf spark.dynamicAllocation.enabled=true';
    expect(ids(line)).toContain('already-default');
    expect(ids(`--properties-file f ${line}`, EMPTY)).not.toContain('already-default');
  });

  test('that was not read leaves open what stands beneath the command', () => {
    expect(ids('--properties-file f --conf spark.dynamicAllocation.maxExecutors=20')).toEqual(['defaults-replaced']);
    expect(ids('--properties-file f --conf spark.sql.shuffle.partitions=200')).toEqual(['defaults-replaced']);
    const propertiesFile = readProperties('spark.sql.shuffle.partitions 400');
    expect(ids('--properties-file f --conf spark.sql.shuffle.partitions=200', { propertiesFile })).toEqual([
      'defaults-replaced',
    ]);
  });

  test('turns the shuffle service off', () => {
    const line = '--properties-file f --conf spark.dynamicAllocation.enabled=true';
    expect(ids(line, { ...EMPTY, release: 'emr-6.3.0' })).toContain('no-shuffle-service');
    expect(ids(line, { ...EMPTY, release: 'emr-7.9.0' })).not.toContain('no-shuffle-service');
  });
});

describe('results against the driver', () => {
  test.each([
    ['--conf spark.driver.maxResultSize=10g', 'warning', /2,048 MiB of heap that EMR gives it/],
    ['--conf spark.driver.maxResultSize=0', 'note', /no limit/],
    ['--driver-memory 8g --conf spark.driver.maxResultSize=9g', 'warning', /8,192 MiB of heap/],
  ])('%s', (line, severity, message) => {
    const found = find(lintLine(line), 'result-size-above-driver');
    expect(found.severity).toBe(severity);
    expect(found.message).toMatch(message);
  });

  test('a bare number is bytes: 1 GiB within a heap of 8 is fine', () => {
    const line = '--driver-memory 8g --conf spark.driver.maxResultSize=1073741824';
    expect(ids(line)).not.toContain('result-size-above-driver');
  });

  test("without spark-defaults the driver has Spark's own heap", () => {
    const found = find(
      lintLine('--properties-file f --conf spark.driver.maxResultSize=1500m', { propertiesFile: readProperties('') }),
      'result-size-above-driver',
    );
    expect(found.message).toMatch(/1,024 MiB of heap that Spark gives it/);
    expect(ids('--conf spark.driver.maxResultSize=1500m')).not.toContain('result-size-above-driver');
  });

  test('a limit within the heap is fine', () => {
    expect(ids('--driver-memory 16g --conf spark.driver.maxResultSize=4g')).not.toContain('result-size-above-driver');
  });
});

test('a blank in place of the equals sign is told as what it is', () => {
  const found = find(lintLine("--conf 'spark.executor.extraJavaOptions -XX:NewSize=1g'"), 'misspelt-key');
  expect(found.message).toMatch(/a blank stands between spark.executor.extraJavaOptions and its value/);
  const secret = lintLine("--conf 'spark.hadoop.fs.s3a.secret.key hunter2=='");
  expect(JSON.stringify(secret)).not.toContain('hunter2');
});
