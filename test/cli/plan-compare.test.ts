import { describe, expect, test } from 'vitest';
import { cli } from './support';

describe('emr-autotune plan --compare', () => {
  test('shows several clusters side by side, each with the figures of its own plan', async () => {
    const { code, out } = await cli('plan --compare r5.4xlarge:82 r6g.4xlarge:82 m6i.8xlarge:60');
    expect(code).toBe(0);
    expect(out).toMatch(/82 × r5\.4xlarge\s+4 × 30,720\s+327\s+1,308\s+99\.7 %\s+99\.7 %\s+7,680/);
    for (const cluster of ['r6g.4xlarge:82', 'm6i.8xlarge:60']) {
      const alone = JSON.parse((await cli(`plan --core ${cluster} --json`)).out);
      const line = out.split('\n').find((one) => one.includes(cluster.split(':')[0] as string));
      expect(line?.replaceAll(',', '').split(/ {2,}/)).toContain(String(alone.admission.taskSlots));
      expect(line).not.toContain('–');
    }
  });

  test('joins core and task nodes by +, and counts money only where prices are given', async () => {
    const clusters = 'r5.4xlarge:82 m5.4xlarge:10+r5.4xlarge:20';
    const { alternatives } = JSON.parse((await cli(`plan --compare ${clusters} --price r5.4xlarge=1.25 --json`)).out);
    expect(alternatives[0]).toMatchObject({ taskSlots: 1_308, perHour: 102.5, perTaskSlotHour: 102.5 / 1_308 });
    expect(alternatives[1].nodes).toHaveLength(2);
    expect(alternatives[1]).not.toHaveProperty('perHour');
    expect(JSON.parse((await cli(`plan --compare ${clusters} --json`)).out).alternatives[0]).not.toHaveProperty(
      'perHour',
    );
  });

  test('says of a cluster without a plan why it has none, and shows the others', async () => {
    const { code, out } = await cli('plan --compare r5.4xlarge:82 c5.xlarge:10 --task-memory 12g');
    expect(code).toBe(0);
    expect(out).toMatch(/818\s+62\.3 %/);
    expect(out).toMatch(/10 × c5\.xlarge\n\s+no executor on c5\.xlarge gives a core the 12,288 MiB that tasks need/);
  });

  test.each([
    ['plan --compare r5.4xlarge:82 r5.9xlarge:2', /unknown instance type "r5.9xlarge"/],
    ['plan --compare r5.4xlarge:0', /must be a positive whole number, got "0"/],
    ['plan --compare r5.4xlarge', /--compare takes TYPE:COUNT/],
    ['plan --compare r5.4xlarge:2 --core r5.4xlarge:2', /give either/],
    ['plan --compare r5.4xlarge:2 --format pyspark', /--compare prints a table or --json/],
    ['plan --compare r5.4xlarge:2 --price r5.4xlarge', /--price takes TYPE=AMOUNT/],
    ['plan --compare r5.4xlarge:2 --price r5.4xlarge=-1', /price of r5.4xlarge must be a positive number/],
    [
      'plan --compare r5.4xlarge:2 --price r6g.4xlarge=1',
      /--price names r6g.4xlarge, but no cluster here has nodes of that type/,
    ],
    ['plan --compare r5.4xlarge:2 --price r5.4xlarge=1 --price r5.4xlarge=2', /--price names a type twice/],
    ['plan --compare', /argument missing/],
    ['plan', /plan needs --core/],
  ])('%s is refused in one line', async (line, message) => {
    const { code, out, err } = await cli(line);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('what a task needs, and what others need', () => {
  test('a need is a floor of every executor, and hardware that would use the cores is named', async () => {
    const plan = JSON.parse((await cli('plan --core r5.4xlarge:82 --task-memory 12g --json')).out);
    expect(plan.executor.memoryPerTaskMB).toBeGreaterThanOrEqual(12_288);
    expect(plan.warnings[0].text).toContain('x2iedn.4xlarge');
    const heap = JSON.parse((await cli('plan --core m5.4xlarge:20 --task-heap 6g --json')).out);
    expect(heap.executor.memoryMB / heap.executor.cores).toBeGreaterThanOrEqual(6_144);
    expect(heap.warnings[0].text).toMatch(/; r5\.4xlarge, /);
  });

  test.each([
    ['--core c5.xlarge:4 --task-memory 12g', /no executor on c5.xlarge gives a core the 12,288 MiB/],
    ['--core r5.4xlarge:4 --task-memory 12g --conf spark.executor.memory=8g', /your own executor gives a core less/],
    ['--core r5.4xlarge:4 --task-memory 0', /--task-memory must be at least 1 MiB/],
    ['--core r5.4xlarge:4 --task-heap lots', /--task-heap: "lots" is not a memory size/],
    ['--core r5.4xlarge:4 --reserve 4g', /--reserve takes MEMORY:CORES/],
    ['--core r5.4xlarge:4 --reserve 4g:1:0', /the count of --reserve must be a positive whole number/],
    ['--core r5.4xlarge:4 --reserve 40g:1', /must be at most 24384, those of an executor/],
    [
      '--core r5.4xlarge:4 --sizing-version 2027.1',
      /unknown sizing version "2027.1"; this release of the library has 2026.1/,
    ],
  ])('plan %s is refused in one line', async (flags, message) => {
    const { code, out, err } = await cli(`plan ${flags}`);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
