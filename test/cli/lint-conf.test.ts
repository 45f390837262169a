import { describe, expect, test } from 'vitest';
import { LINT_IDS } from '../../lib/lint';
import { fc, property } from '../support/property';
import { only } from './lint-support';
import { call, cli } from './support';

const PLAN = 'plan --core m5.xlarge:3';

interface Plan {
  readonly warnings: readonly { readonly id: string; readonly text: string }[];
}

describe('the lint of plan --conf', () => {
  test.each([
    ['spark.executor.memroy=4g', 'misspelt-key', 'write spark.executor.memory'],
    ['spark.executor.memoryOverhead=4', 'unit-trap', 'spark.executor.memoryOverhead=4g'],
    ['spark.executor.memory=4096', 'unit-trap', 'spark.executor.memory=4096m'],
    ['spark.executor.heartbeatInterval=900s', 'heartbeat-over-timeout', 'well below'],
    ['spark.kryoserializer.buffer.max=2048m', 'kryo-buffer-too-large', '1g'],
    ['spark.executor.memory=4', 'unit-trap', 'spark.executor.memory=4g'],
    ['spark.executor.memory=0', 'unit-trap', 'with a unit'],
    ['spark.executor.memory=-1', 'unit-trap', 'with a unit'],
  ])('%s is bad input: nothing is planned with what Spark refuses', async (conf, id, says) => {
    for (const format of [[], ['--json'], ['--format', 'spark-submit']]) {
      const { code, out, err } = await call([...PLAN.split(' '), ...format, '--conf', conf]);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(/--conf no\. 1: spark\..*\n$/);
      expect(err).toContain(`(${id})`);
      expect(err).toContain(says);
    }
    const { code } = await cli(`plan --compare m5.xlarge:3 r5.xlarge:3 --conf ${conf}`);
    expect(code).toBe(2);
  });

  test.each([
    ['spark.dynamicAllocation.maxExecutors=500'],
    ['spark.dynamicAllocation.enabled=false --conf spark.executor.instances=500'],
  ])('%s is a warning: counts are judged by what the plan runs on its nodes', async (conf) => {
    const { code, out } = await cli(`plan --core r5.4xlarge:10 --json --conf ${conf}`);
    const found = (JSON.parse(out) as Plan).warnings.find(({ id }) => id === 'more-than-fit');
    expect(code).toBe(0);
    expect(found?.text).toMatch(
      / of 500 executors run on these nodes \(dominant calculator, .*Instead: set it to \d+,/,
    );
    expect((await cli(`plan --compare r5.4xlarge:10 --conf ${conf}`)).err).toContain('of 500 executors');
  });

  test('a minimum above what fits is a warning', async () => {
    const { out } = await cli(
      'plan --core r5.4xlarge:10 --json --conf spark.dynamicAllocation.minExecutors=200 --conf spark.dynamicAllocation.maxExecutors=300',
    );
    expect((JSON.parse(out) as Plan).warnings.map(({ id }) => id)).toContain('minimum-above-capacity');
  });

  test('formats for files and shells have it on standard error', async () => {
    const { out, err } = await cli(`${PLAN} --format spark-submit --conf spark.driver.maxResultSize=60g`);
    expect(out).not.toContain('result-size-above-driver');
    expect(err).toMatch(/^warning: --conf no\. 1: spark\.driver\.maxResultSize: .* \(result-size-above-driver\)\n$/);
  });

  test('a finding that --ignore names does not count: the plan is made, or has no such warning', async () => {
    const misspelt = `${PLAN} --json --conf spark.executor.memroy=4g --ignore`;
    for (const ignored of ['misspelt-key', 'misspelt-key:spark.executor.memroy'])
      expect((await cli(`${misspelt} ${ignored}`)).code).toBe(0);
    expect((await cli(`${misspelt} misspelt-key:spark.executor.cores`)).code).toBe(2);
    const large = `${PLAN} --json --conf spark.driver.maxResultSize=60g`;
    const idsOf = async (line: string) => (JSON.parse((await cli(line)).out) as Plan).warnings.map(({ id }) => id);
    expect(await idsOf(large)).toContain('result-size-above-driver');
    expect(await idsOf(`${large} --ignore result-size-above-driver`)).not.toContain('result-size-above-driver');
    const compared = 'plan --compare m5.xlarge:3 r5.xlarge:3 --conf spark.executor.memroy=4g --ignore misspelt-key';
    expect((await cli(compared)).code).toBe(0);
  });

  test('--ignore refuses what lint would refuse', async () => {
    const { code, err } = await cli(`${PLAN} --ignore unknown-kye`);
    expect([code, err]).toEqual([2, expect.stringContaining('did you mean unknown-key?')]);
  });

  test('settings in which lint finds nothing add no warning', async () => {
    const { out } = await cli(
      `${PLAN} --json --conf spark.executor.cores=2 --conf spark.executor.extraJavaOptions=-Xss4m`,
    );
    expect((JSON.parse(out) as Plan).warnings.filter(({ id }) => id !== 'small-cluster')).toEqual([]);
  });
});

const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  'spark.executor.memory': ['8g', '20 GB', '33g', '4'],
  'spark.executor.memoryOverhead': ['1g', '4'],
  'spark.executor.cores': ['2', '4', '5', '0'],
  'spark.executor.instances': ['2', '90'],
  'spark.executor.memroy': ['8g'],
  'spark.driver.maxResultSize': ['512m', '900g'],
  'spark.task.cpus': ['1', '2', '9'],
  'spark.dynamicAllocation.enabled': ['true', 'false'],
  'spark.dynamicAllocation.minExecutors': ['1', '300'],
  'spark.dynamicAllocation.maxExecutors': ['8', '700'],
  'spark.sql.shuffle.partitions': ['1', '200', '90000'],
  'spark.shuffle.service.enabled': ['true', 'false'],
};
const conf = fc
  .uniqueArray(fc.constantFrom(...Object.keys(SETTINGS)), { minLength: 1, maxLength: 3 })
  .chain((keys) =>
    fc.tuple(...keys.map((key) => fc.constantFrom(...(SETTINGS[key] ?? [])).map((value) => `${key}=${value}`))),
  );

property([conf, fc.constantFrom('m5.4xlarge:10', 'r5.4xlarge:3', 'c5.2xlarge:20')], { numRuns: 150 })(
  'plan and lint never disagree about a setting of --conf',
  async (settings, nodes) => {
    const given = settings.flatMap((one) => ['--conf', one]);
    const on = ['--core', nodes, '--primary', 'm5.xlarge'];
    const planned = await call(['plan', ...on, '--json', ...given]);
    const found = async (beneath: readonly string[], text: string) => {
      const words = ['lint', ...beneath, '--json', '--', 'spark-submit', ...given, 'job.py'];
      const { findings } = JSON.parse((await call(words, { readFile: only('plan.conf', text) })).out) as {
        findings: { id: string; severity: string; where: string }[];
      };
      const own = findings.filter(({ severity, where }) => severity !== 'note' && where.startsWith('--conf'));
      return { ids: own.map(({ id }) => id), errors: own.filter(({ severity }) => severity === 'error') };
    };
    const alone = await found([], '');
    if (planned.code === 2) {
      for (const { id } of alone.errors) expect(planned.err).toContain(`(${id})`);
      return;
    }
    expect(alone.errors).toEqual([]);
    const { out } = await call(['plan', ...on, '--format', 'spark-defaults', ...given]);
    const { ids, errors } = await found([...on, '--calculator', 'dominant', '--spark-defaults', 'plan.conf'], out);
    expect(errors).toEqual([]);
    const { warnings } = JSON.parse(planned.out) as Plan;
    const told = warnings.map(({ id }) => id).filter((id) => LINT_IDS.some((one) => one === id));
    expect(told.sort()).toEqual(ids.sort());
  },
);
