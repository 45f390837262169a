import { describe, expect, test } from 'vitest';
import { cli } from './support';

interface Planned {
  executor: { cores: number; memoryMB: number; memoryOverheadMB: number; memoryPerTaskMB: number };
  admission: { executors: number; taskSlots: number; totalVcores: number; memoryUtilisation: number };
  driver: { memoryMB: number };
  partitions: number;
  partitionsAssumed: boolean;
  jobConf: Record<string, string>;
  warnings: { id: string; text: string }[];
}

async function planned(flags: string): Promise<Planned> {
  const { code, out, err } = await cli(`plan ${flags} --json`);
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out);
}

const warnings = async (flags: string) => new Map((await planned(flags)).warnings.map(({ id, text }) => [id, text]));

/** Clusters as people start with and as large as they get, from public problem reports and from trying. */
describe('a plan', () => {
  test.each([
    ['m5.xlarge:2', 7],
    ['m5.xlarge:1', 3],
    ['m6i.xlarge:2', 7],
    ['m5.2xlarge:2', 14],
    ['m6g.2xlarge:3', 22],
    ['m5.4xlarge:1', 15],
  ])('for %s runs %i tasks, and prints the class that makes it so', async (nodes, slots) => {
    const { admission, warnings } = await planned(`--core ${nodes}`);
    expect(admission.taskSlots).toBe(slots);
    expect(warnings).toEqual([]);
    expect((await cli(`plan --core ${nodes}`)).out).toContain('clusterSize: ClusterSize.SMALL');
  });

  test.each([['m5.xlarge:2-5'], ['m5.xlarge:2 --task m5.xlarge:3'], ['m5.xlarge:2-100']])(
    'for --core %s, which may grow past the class, does not count the application master',
    async (nodes) => {
      expect((await planned(`--core ${nodes}`)).executor.cores).toBe(4);
    },
  );

  test.each([
    ['x2gd.2xlarge:10', 2, 78, 14_592],
    ['x8g.2xlarge:10', 2, 78, 14_592],
    ['x2gd.4xlarge:10', 2, 158, 15_104],
  ])(
    'for memory-rich %s has %i cores with compressed pointers, %i tasks and %i MiB a task',
    async (nodes, cores, slots, memory) => {
      const { executor, admission } = await planned(`--core ${nodes}`);
      expect(executor).toMatchObject({ cores, memoryPerTaskMB: memory });
      expect(executor.memoryMB).toBeLessThanOrEqual(32_736);
      expect(admission.taskSlots).toBe(slots);
    },
  );

  test('has a heap far above 32 GiB only where nothing else uses the cores, and says so', async () => {
    // A task of 100 GiB fits no heap with compressed pointers.
    const rich = await warnings('--core x1e.4xlarge:10 --task-memory 100g');
    expect(rich.get('large-heap')).toMatch(/no compressed pointers/);
    expect((await planned('--core x1e.4xlarge:10')).executor.memoryMB).toBe(32_736);
    expect((await warnings('--core x1e.4xlarge:10')).get('memory-idle')).toMatch(/off-heap/);
  });

  test.each([
    ['m4.4xlarge:20', 80],
    ['m4.2xlarge:20', 40],
    ['d2.4xlarge:6', 24],
  ])(
    'for %s, whose vcores YARN counts double, runs all of %i executors beside the application master',
    async (nodes, executors) => {
      expect((await planned(`--core ${nodes}`)).admission.executors).toBe(executors);
    },
  );

  test.each([
    ['m5.xlarge:2', 200],
    ['m4.large:2', 200],
    ['r5.4xlarge:82', 3_924],
    ['r5.4xlarge:100000', 100_000],
  ])('for %s without a size assumes %i partitions, in every format', async (nodes, partitions) => {
    expect(await planned(`--core ${nodes}`)).toMatchObject({ partitions, partitionsAssumed: true });
    for (const format of ['table', 'spark-submit', 'spark-defaults', 'pyspark', 'classification']) {
      const { out, err } = await cli(`plan --core ${nodes} --format ${format}`);
      expect(out + err).toMatch(/assumed, as no data size is known/);
    }
  });

  test.each([
    ['--core r7gd.16xlarge:500 --primary r5.4xlarge', 20_736],
    ['--core r5.4xlarge:82 --conf spark.sql.shuffle.partitions=150000 --primary m5.4xlarge', 9_728],
    ['--core r5.24xlarge:100 --shuffle-bytes 10TB --primary m5.4xlarge', 9_728],
  ])('%s has a driver for its executors and partitions, %i MiB, in the settings of the job', async (flags, atLeast) => {
    const { driver, jobConf, warnings } = await planned(flags);
    expect(driver.memoryMB).toBeGreaterThanOrEqual(atLeast - 4_096);
    expect(jobConf['spark.driver.memory'] ?? `${driver.memoryMB}m`).toBe(`${driver.memoryMB}m`);
    expect(warnings.map(({ id }) => id)).not.toContain('driver-short-of-memory');
  });

  test.each([
    ['--core r7gd.16xlarge:500', /use a larger primary than m5\.xlarge/],
    ['--core r7gd.16xlarge:500 --driver-memory 6g', /give it more/],
    ['--core r5.4xlarge:100000', /about 804,608 MiB/],
  ])('%s says that the driver is short of memory', async (flags, text) => {
    expect((await warnings(flags)).get('driver-short-of-memory')).toMatch(text);
  });

  test.each([
    '--core r5.4xlarge:10 --shuffle-bytes 10TB',
    '--core r5.4xlarge:10 --shuffle-bytes 70TB',
    '--core m5.xlarge:2 --shuffle-bytes 1GB',
  ])('%s has no warning of its own number of partitions', async (flags) => {
    const { partitions, warnings } = await planned(flags);
    expect(partitions).toBeLessThanOrEqual(100_000);
    expect(warnings).toEqual([]);
  });

  test.each(['c7g.xlarge:5', 'm5.xlarge:20', 'r5.4xlarge:10'])(
    'for --python on %s gives the workers 40 %% of the heap as overhead, or what is given',
    async (nodes) => {
      const { executor } = await planned(`--core ${nodes} --python`);
      expect(executor.memoryOverheadMB).toBe(Math.max(384, Math.trunc(0.4 * executor.memoryMB)));
      const given = (await planned(`--core ${nodes} --python 256m`)).executor;
      expect(given.memoryOverheadMB).toBe(Math.max(384, Math.trunc(0.1875 * given.memoryMB)));
    },
  );

  test.each([
    ['spark-submit', 'out'],
    ['spark-defaults', 'out'],
    ['pyspark', 'out'],
    ['classification', 'err'],
  ] as const)('as %s says what its numbers depend on', async (format, where) => {
    const answer = await cli(
      `plan --core r5.4xlarge:10 --oversubscribe 2 --format ${format} --rows 1000000 --row-bytes 900`,
    );
    expect(answer[where]).toContain('DominantResourceCalculator');
    expect(answer[where]).toContain('yarn.nodemanager.resource.cpu-vcores=32');
    expect(answer[where]).toContain('primary: m5.xlarge');
  });

  test('as a classification says what it leaves to the job, and as PySpark what it leaves to spark-submit', async () => {
    const classification = await cli(
      'plan --core r5.4xlarge:10 --rows 641000000 --row-bytes 1000 --format classification',
    );
    expect(classification.err).toMatch(/--conf spark\.sql\.shuffle\.partitions=\d+/);
    expect(JSON.parse(classification.out)).toHaveLength(3);
    const { out } = await cli('plan --core r5.4xlarge:10 --format pyspark');
    expect(out).toMatch(/^# spark\.driver\.memory=6144m is left out/);
  });

  test('counts task slots against the vcores that node managers declare, and says so', async () => {
    const { out } = await cli('plan --core r5.4xlarge:10 --oversubscribe 2');
    expect(out).toMatch(/of 320 vcores that node managers declare, 2 for each vCPU/);
  });

  test.each([
    ['--core c5.xlarge:20 --task r5.4xlarge:10', 'r5.4xlarge'],
    ['--core r5.4xlarge:40 --task m5.4xlarge:20', 'r5.4xlarge'],
    ['--core m6g.4xlarge:5 --task x2gd.4xlarge:5', 'x2gd.4xlarge'],
  ])('%s says what the types waste together, and what %s alone would give', async (flags, type) => {
    const text = (await warnings(flags)).get('mixed-memory');
    expect(text).toContain(`${type} leaves`);
    expect(text).toMatch(new RegExp(`a cluster of ${type} alone would give a task [\\d,]+ MiB instead of [\\d,]+`));
  });

  test.each([
    // What EMR answers to ListSupportedInstanceTypes for the release, as moto records it.
    ['r8g.xlarge', 'emr-5.35.0', 'newer than emr-5.35.0; EMR has it from emr-5.36 on'],
    ['r6g.xlarge', 'emr-5.30.0', 'EMR has it from emr-5.31 on'],
    ['m7i-flex.xlarge', 'emr-5.36.0', undefined],
    ['m7i.4xlarge', 'emr-6.4.0', undefined],
    ['r7g.4xlarge', 'emr-6.9.0', 'EMR has it from emr-6.10 on'],
    ['g6.4xlarge', 'emr-6.15.0', 'EMR does not have it on that major version'],
    ['c3.xlarge', 'emr-6.9.0', undefined],
    ['m8i.4xlarge', 'emr-7.8.0', 'EMR has it from emr-7.9 on'],
    ['r8g.xlarge', 'emr-7.9.0', undefined],
    ['r5.4xlarge', 'emr-5.36.0', undefined],
  ])('for %s on %s: %s', async (type, release, text) => {
    const found = (await warnings(`--core ${type}:10 --release ${release}`)).get('type-not-on-release');
    if (text === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(text);
  });

  test.each(['g4dn.xlarge:5', 'p3.2xlarge:5', 'g5.4xlarge:20'])('names the GPUs of %s', async (nodes) => {
    expect((await warnings(`--core ${nodes}`)).get('accelerators-unused')).toMatch(
      /has GPUs, which this plan neither schedules/,
    );
  });

  test('prefers fewer, larger executors to half a per cent of memory', async () => {
    for (const nodes of ['r5.24xlarge:10', 'r6i.12xlarge:10', 'c5n.18xlarge:10']) {
      expect((await planned(`--core ${nodes}`)).executor.cores).toBeGreaterThanOrEqual(4);
    }
  });

  test('shows a container as YARN counts it, rounded up to 32 MiB', async () => {
    const { out } = await cli('plan --core m5.4xlarge:10 --offheap 1000m');
    const [, container = ''] = /container\s+([\d,]+) MiB/.exec(out) ?? [];
    expect(Number(container.replaceAll(',', '')) % 32).toBe(0);
    expect((await cli('plan --core r5.4xlarge:82 --driver-memory 100g')).err).toContain('an estimate');
  });

  test.each([
    '--core r5.4xlarge:2 --core r5.4xlarge:3',
    '--core r5.4xlarge:2 --release emr-7.9.0 --release emr-6.9.0',
    '--core r5.4xlarge:2 --deploy-mode client --deploy-mode cluster',
  ])('refuses %s, as one of them would be dropped in silence', async (flags) => {
    const { code, err } = await cli(`plan ${flags}`);
    expect(code).toBe(2);
    expect(err).toMatch(/is given twice, as .* and .*; give it once/);
  });

  test('adds up task nodes that are given twice', async () => {
    const twice = await planned('--core r5.4xlarge:10 --task r5.4xlarge:2 --task r5.4xlarge:3');
    expect(twice.admission).toEqual((await planned('--core r5.4xlarge:15')).admission);
  });
});
