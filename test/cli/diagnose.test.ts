import { describe, expect, test } from 'vitest';
import { cli } from './support';

const DASHBOARD = 'diagnose --core r5.4xlarge:82 --memory 9.85/10.08TB --cores 591/1312';
const FAT = '--executor-memory 101053m --executor-overhead 18947m --executor-cores 7 --partitions 60000';

describe('emr-autotune diagnose', () => {
  test('explains the dashboard with the fat executor and gives its cure', async () => {
    const { code, out } = await cli(`${DASHBOARD} --calculator dominant ${FAT} --json`);
    expect(code).toBe(0);
    const { verdict, cure } = JSON.parse(out) as { verdict: string; cure: { changes: { key: string; to: string }[] } };
    expect(verdict).toBe('stranded-cores');
    expect(Object.fromEntries(cure.changes.map((c) => [c.key, c.to]))).toMatchObject({
      'spark.executor.memory': '25870m',
      'spark.executor.cores': '4',
      'spark.sql.shuffle.partitions': '100000',
    });
  });

  test('shows the arithmetic to a person', async () => {
    const { out } = await cli(`${DASHBOARD} ${FAT}`);
    expect(out).toContain('task slots: 82 × 7 = 574 on 1,312 vcores (43.8 %)');
    expect(out).toMatch(/spark\.executor\.memory\s+101053m\s+→ 25870m/);
  });

  test('gives no cure where executors are slim and the calculator does not count cores', async () => {
    const { out } = await cli(
      `${DASHBOARD} --calculator default --executor-memory 14316m --executor-overhead 2684m --executor-cores 4 --json`,
    );
    expect(JSON.parse(out)).toMatchObject({ verdict: 'oversubscribed', cure: null });
  });

  test('gives no cure for figures that the executor size does not explain', async () => {
    const { out } = await cli(`diagnose --core r5.4xlarge:82 --memory 60% --cores 591/1312 ${FAT} --json`);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'unexplained', cure: null });
  });

  test('lists the executor sizes where none was given, and takes 97.7 % for 9.85 of 10.08 TB', async () => {
    const [byTotals, byShare] = await Promise.all([
      cli(`${DASHBOARD} --json`),
      cli(`${DASHBOARD.replace('9.85/10.08TB', '97.72%')} --json`),
    ]);
    const sizes = (text: string) =>
      (JSON.parse(text) as { sizes: { calculator: string; perNode: number }[] }).sizes.map(
        (s) => `${s.calculator} ${s.perNode}`,
      );
    expect(sizes(byTotals.out)).toEqual(sizes(byShare.out));
    expect(sizes(byTotals.out)[0]).toBe('dominant 1');
  });

  test('with --check exits with 1 where something needs action and with 0 where nothing does', async () => {
    expect((await cli(`${DASHBOARD} ${FAT} --check`)).code).toBe(1);
    const balanced = '--executor-memory 25870m --executor-overhead 4850m --executor-cores 4';
    const healthy = await cli(`diagnose --core r5.4xlarge:82 --memory 99.7% --cores 1309/1312 ${balanced} --check`);
    expect(healthy.code).toBe(0);
    expect(healthy.out).toMatch(/\n\nnothing wrong was found\n$/);
  });

  test.each([
    ['--calculator default', 'give --core and --memory for a dashboard, or --cluster for a live cluster'],
    ['--core r5.4xlarge:82', '--core needs --memory: the YARN memory in use, such as 97.7%'],
    ['--memory 97.7%', '--memory needs --core: the nodes that run, such as r5.4xlarge:82'],
    [
      '--core r5.4xlarge:82 --memory much',
      '--memory takes USED/TOTAL or a percentage, such as 9.85/10.08TB or 97.7%, got "much"',
    ],
    [
      '--core r5.4xlarge:41 --memory 9.85/10.08TB',
      '--memory says 10,080,000 in total, but the nodes have 5,038,080; check --core and --task',
    ],
    [
      '--core r5.4xlarge:82 --memory 9.85 TB of 10.08 TB',
      '"TB" belongs to no option; quote a figure with spaces, such as --memory "9.85 TB of 10.08 TB"',
    ],
    ['--core r5.4xlarge:82 --memory 120%', '--memory must be between 0 and the total, got "120%"'],
    [
      '--core r5.4xlarge:82 --memory 97% --cores 2000/1312 --calculator dominant',
      '2,000 vcores in use of 1,312 are containers, one vcore counted for each, as only the default calculator does; leave out --calculator dominant, or check --cores',
    ],
    ['--core r5.4xlarge:82 --memory 97% --cores -5/1312', '--cores must be between 0 and the total, got "-5/1312"'],
    [
      '--core r5.4xlarge:82 --memory 97% --executor-cores 4',
      '--executor-cores needs --executor-memory, or --executors',
    ],
    [
      '--core r5.4xlarge:82 --memory 97.7% --executor-cores 7 --executors 82 --offheap 200g',
      '204,800 MiB of off-heap and PySpark memory leave no heap in an executor of some 120,043 MiB, the memory in use over their number; check --offheap, --python and --executors',
    ],
    [
      '--core r5.4xlarge:82 --memory 97% --executors 82 --containers 82',
      '--executors 82 and the application master make 83 containers, but --containers says 82; give one of them',
    ],
    [
      '--core r5.4xlarge:10-20 --memory 97%',
      'a diagnosis needs the nodes that run, one count for r5.4xlarge, not a range',
    ],
    ['--core r5.4xlarge:82 --memory 97% --executor-memory 20g', '--executor-memory needs --executor-cores'],
    [
      '--core r5.4xlarge:82 --memory 97% --executor-memory 500g --executor-cores 4',
      'is above the largest that YARN grants here, 122880 MB',
    ],
    [
      '--core r5.4xlarge:82 --memory 97% --executor-memory 20g --executor-cores 0',
      '--executor-cores must be a positive whole number, got "0"',
    ],
  ])('fails with one line for %s', async (flags, message) => {
    const { code, out, err } = await cli(`diagnose ${flags}`);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('a size of the flags that cannot be meant', () => {
  const ON = 'diagnose --core r5.4xlarge:2 --memory 97% --executor-cores 4';

  test.each([
    ['--executor-memory 20', 'write 20g'],
    ['--executor-memory 20480', 'write 20480m'],
    ['--executor-memory 20m', 'no executor starts with 20m'],
    ['--executor-memory 20g --executor-overhead 4', '--executor-overhead: "4" has no unit; write 4g'],
  ])('%s is refused with what to write', async (flags, says) => {
    const { code, out, err } = await cli(`${ON} ${flags}`);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(says);
  });

  test.each([
    ['--driver-memory 8', 'write 8g'],
    ['--task-memory 12', 'write 12g'],
    ['--offheap 4096', 'write 4096m'],
    ['--reserve 4:1', 'write 4g'],
  ])('plan %s is refused alike', async (flags, says) => {
    const { code, err } = await cli(`plan --core r5.4xlarge:2 ${flags}`);
    expect([code, err]).toEqual([2, expect.stringContaining(says)]);
  });
});
