import { describe, expect, test } from 'vitest';
import { parseStep, settingsInForce } from '../../lib/steps';
import { cli } from './support';

const BRIEF = 'plan --core r5.4xlarge:82 --release emr-7.9.0 --rows 641000000 --row-bytes 1000';

describe('emr-autotune plan', () => {
  test('prints the plan of the stuck cluster as stable JSON', async () => {
    const { code, out } = await cli(`${BRIEF} --json`);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      sizingVersion: '2026.1',
      cluster: { totalMemoryMB: 10_076_160, totalVcores: 1_312 },
      executor: {
        cores: 4,
        containerMB: 30_720,
        memoryMB: 25_870,
        memoryOverheadMB: 4_850,
        offHeapMB: 0,
        pysparkMemoryMB: 0,
        perNode: { 'r5.4xlarge': 4 },
      },
      admission: { executors: 327, pending: 0, taskSlots: 1_308, allocatedVCores: 1_309 },
      dynamicAllocation: { min: 0, initial: 131, max: 327 },
      partitions: 5_232,
    });
  });

  test('prints a table that a person can read, with reasons only where asked for', async () => {
    const { out } = await cli(BRIEF);
    expect(out).toContain('82 × r5.4xlarge');
    expect(out).toMatch(/task slots\s+1,308\s+99\.7 % of 1,312 vcores/);
    expect(out).not.toContain('rounded up to 4 whole waves');
    expect((await cli(`${BRIEF} --explain`)).out).toContain('rounded up to 4 whole waves');
  });

  test('prints a spark-submit command that Spark would read as the same settings', async () => {
    const { out } = await cli(`${BRIEF} --format spark-submit`);
    const words = out.replaceAll('\\\n', ' ').trim().split(/\s+/);
    const step = parseStep('command-runner.jar', words);
    expect(step.kind).toBe('spark-submit');
    if (step.kind !== 'spark-submit') return;
    const plan = JSON.parse((await cli(`${BRIEF} --json`)).out) as Record<string, Record<string, string>>;
    const settings = Object.fromEntries(settingsInForce(step.submit, {}));
    expect(settings).toMatchObject({ ...plan.sparkConf, ...plan.jobConf });
  });

  test('prints configurations as the EMR API takes them', async () => {
    const { out } = await cli(`${BRIEF} --format classification`);
    const classifications = JSON.parse(out) as { Classification: string; Properties: Record<string, string> }[];
    expect(classifications.map((c) => c.Classification)).toEqual([
      'capacity-scheduler',
      'spark-defaults',
      'emr-metrics',
    ]);
    expect(classifications[0]?.Properties['yarn.scheduler.capacity.resource-calculator']).toMatch(
      /DominantResourceCalculator$/,
    );
  });

  test('plans a range for its ends', async () => {
    const { out } = await cli('plan --core r5.4xlarge:10-200 --json');
    expect(JSON.parse(out)).toMatchObject({ dynamicAllocation: { min: 0, initial: 16, max: 799 } });
  });

  test('counts off-heap and PySpark memory in the container', async () => {
    const { out } = await cli('plan --core r5.4xlarge:82 --offheap 4g --python 1g --json');
    expect(JSON.parse(out)).toMatchObject({
      executor: { containerMB: 30_720, offHeapMB: 4_096, pysparkMemoryMB: 1_024 },
    });
  });

  test('takes thousands in groups', async () => {
    const { out } = await cli(
      `${BRIEF.replace('641000000', '641,000,000').replace('r5.4xlarge:82', 'r5.4xlarge:1_000')} --json`,
    );
    expect(JSON.parse(out)).toMatchObject({ cluster: { totalVcores: 16_000 }, partitions: 2 * 3_999 * 4 });
  });

  test("lets a setting of one's own win in every format", async () => {
    const own = '--conf spark.sql.shuffle.partitions=9000 --conf spark.dynamicAllocation.maxExecutors=100';
    for (const format of ['spark-submit', 'spark-defaults', 'pyspark']) {
      const { out } = await cli(`${BRIEF} ${own} --format ${format}`);
      expect(out).toMatch(/spark\.sql\.shuffle\.partitions[=" ,]+9000\b/);
      expect(out).toMatch(/spark\.dynamicAllocation\.maxExecutors[=" ,]+100\b/);
    }
  });

  test('holds a memory target', async () => {
    const { out } = await cli('plan --core r5.4xlarge:82 --memory-target 0.85 --json');
    const { executor, admission, cluster } = JSON.parse(out) as Record<string, Record<string, number>>;
    expect(
      ((admission?.executors ?? 0) * (executor?.containerMB ?? 0)) / (cluster?.totalMemoryMB ?? 1),
    ).toBeLessThanOrEqual(0.85);
  });

  test.each([
    ['--core r5.4xlrage:82', 'unknown instance type "r5.4xlrage"; did you mean r5.4xlarge?'],
    ['--core r5.4xlarge:0', 'the count of --core must be a positive whole number, got "0"'],
    ['--core r5.4xlarge:-3', 'the count of --core must be a positive whole number, got "-3"'],
    ['--core r5.4xlarge:NaN', 'the count of --core must be a positive whole number, got "NaN"'],
    ['--core r5.4xlarge:1,5', 'the count of --core must be a positive whole number, got "1,5"'],
    ['--core r5.4xlarge:0x10', 'the count of --core must be a positive whole number, got "0x10"'],
    ['--core r5.4xlarge:82 --rows 641.000.000 --row-bytes 9', '--rows must be a positive whole number'],
    ['--core r5.4xlarge:82 --memory-target 0x1', '--memory-target must be a positive number, got "0x1"'],
    ['--core r5.4xlarge', '--core takes TYPE:COUNT or TYPE:MIN-MAX, such as r5.4xlarge:82, got "r5.4xlarge"'],
    ['--core r5.4xlarge:9-2', '--core r5.4xlarge:9-2: the range goes from 9 to 2; put the smaller number first'],
    ['--core r5.4xlarge:82 --rows -5 --row-bytes 1000', '--rows must be a positive whole number, got "-5"'],
    ['--core r5.4xlarge:82 --rows 5', '--rows needs --row-bytes'],
    [
      '--core r5.4xlarge:82 --rows 5 --row-bytes 5 --shuffle-bytes 1TB',
      'give --shuffle-bytes or --rows with --row-bytes, not both',
    ],
    ['--core r5.4xlarge:82 --shuffle-bytes lots', '--shuffle-bytes must be a size such as 2TB or 500GiB, got "lots"'],
    [
      '--core r5.4xlarge:82 --shuffle-bytes 2',
      '--shuffle-bytes: "2" has no unit; write 2GB, 2B for bytes, or another unit',
    ],
    [
      '--core r5.4xlarge:82 --memory-target 1.5',
      '--memory-target must be above 0 and at most 1, such as 0.85 or 85%, got "1.5"',
    ],
    ['--core r5.4xlarge:82 --oversubscribe 0.5', '--oversubscribe must be from 1 to 4, got "0.5"'],
    [
      '--core r5.4xlarge:82 --offheap 1.5g',
      '"1.5g" is not a memory size; write a whole number with k, m, g or t, such as 20g',
    ],
    [
      '--core r5.4xlarge:82 --driver-memory 100g',
      'does not fit the primary node: m5.xlarge has about 12,288 MiB for it',
    ],
    [
      '--core r5.4xlarge:82 --conf spark.executor.memory=200g',
      'fits no node (r5.4xlarge has 122,880 MiB and 16 vcores for YARN)',
    ],
    ['--core r5.4xlarge:82 --conf nonsense', '--conf takes spark.KEY=VALUE, got "nonsense"'],
    [
      '--core r5.4xlarge:82 --release emr-seven',
      'release must look like emr-7.9.0 or emr-spark-8.0.0, got "emr-seven"',
    ],
    ['--core r5.4xlarge:82 --deploy-mode local', 'Allowed choices are client, cluster'],
    ['--core r5.4xlarge:82 --what', "unknown option '--what'"],
    ['', 'plan needs --core TYPE:COUNT, such as --core r5.4xlarge:82, or --compare'],
  ])('fails with one line for %s', async (flags, message) => {
    const { code, out, err } = await cli(`plan ${flags}`);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
