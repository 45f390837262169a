import { expect, test } from 'vitest';
import { call, cli } from './support';

/** What a plan prints to paste, as `lint` takes it. */
async function pasted(nodes: string): Promise<string> {
  const { code, out } = await cli(`plan ${nodes} --format spark-submit`);
  expect(code).toBe(0);
  return out
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replace('YOUR_APPLICATION', 'job.py');
}

test.each([
  // The application master takes what the executor leaves.
  '--core m4.large:1',
  // No core node holds the driver, which a plan puts on its own primary.
  '--core c4.large:5',
  '--core c7g.xlarge:10',
  '--core m5.xlarge:2',
  '--core d2.xlarge:3',
  '--core x2iedn.xlarge:4',
  '--core m5.4xlarge:10 --task r5.4xlarge:20',
])('lint with the same flags has nothing against the plan of %s', async (nodes) => {
  const command = await pasted(nodes);
  const { code, out } = await call(['lint', ...nodes.split(' '), '--json', command]);
  const { findings } = JSON.parse(out) as { findings: { id: string; severity: string }[] };
  expect(findings.filter(({ severity }) => severity !== 'note').map(({ id }) => id)).toEqual([]);
  expect(code).toBe(0);
});

test.each([
  ['--core m5.xlarge:3 --offheap 20g', 'use a larger type, or less off-heap memory than 20,480 MiB'],
  ['--core c4.large:10 --python 2g', 'use a larger type, or less PySpark memory than 2,048 MiB'],
])('a plan for %s, which has no executor, says what to change', async (flags, change) => {
  const { code, err } = await cli(`plan ${flags}`);
  expect([code, err]).toEqual([2, expect.stringContaining(change)]);
});
