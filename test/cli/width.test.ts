import { describe, expect, test } from 'vitest';
import { call } from './support';

const CASES = JSON.stringify([
  {
    id: 'four executors a node',
    calculator: 'dominant',
    nodes: [{ count: 82, memoryMb: 122_880, vcores: 16 }],
    am: { memMb: 896, vcores: 1 },
    executor: { memMb: 30_720, vcores: 4 },
    requested: 400,
    queue: { capacity: 50, maximumCapacity: 60 },
    apps: 4,
  },
]);

/** What prints tables and sentences. */
const CALLS: readonly string[][] = [
  ['plan', '--core', 'r5.4xlarge:82', '--explain'],
  [
    'plan',
    '--core',
    'm5.4xlarge:10-200',
    '--task',
    'r5.4xlarge:20',
    '--price',
    'm5.4xlarge=0.96',
    '--price',
    'r5.4xlarge=1.26',
  ],
  ['plan', '--core', 'm5.4xlarge:20', '--task-memory', '7g', '--python', '2g', '--offheap', '1g'],
  [
    ...[
      'plan',
      '--compare',
      'r5.4xlarge:82',
      'r6g.4xlarge:8+m5dn.24xlarge:120',
      'm6i.8xlarge:60',
      '--price',
      'r5.4xlarge=1.26',
    ],
    ...['--price', 'r6g.4xlarge=1', '--price', 'm5dn.24xlarge=6.5', '--price', 'm6i.8xlarge=1.9'],
  ],
  ['diagnose', '--core', 'r5.4xlarge:82', '--memory', '9.85/10.08TB', '--cores', '591/1312'],
  [
    ...['diagnose', '--core', 'r5.4xlarge:82', '--memory', '97.7%', '--cores', '574/1312', '--calculator', 'dominant'],
    ...[
      '--executor-memory',
      '101053m',
      '--executor-overhead',
      '18947m',
      '--executor-cores',
      '7',
      '--partitions',
      '60000',
    ],
  ],
  [
    'lint',
    '--core',
    'r5.4xlarge:3',
    'spark-submit --executor-memory 160g --conf spark.executor.memroy=20g --conf spark.shuffle.memoryFraction=1 job.py',
  ],
  ['admit', 'cases.json'],
  ['simulate', '--late'],
];

function readFile(path: string): string {
  if (path === 'cases.json') return CASES;
  throw new Error(`there is no ${path}`);
}

describe.each([80, 100, 200])('a terminal of %i columns', (columns) => {
  test.each(CALLS.map((words) => [words.slice(0, 4).join(' '), words] as const))('holds %s', async (_, words) => {
    const { out, code } = await call(words, { columns, readFile, environment: { NO_COLOR: '1' } });
    expect(code).toBeLessThan(2);
    expect(out.split('\n').filter((line) => [...line].length > columns)).toEqual([]);
  });
});

const COMMANDS = ['', 'plan', 'diagnose', 'lint', 'simulate', 'release', 'admit', 'completion'];

test.each(COMMANDS)('the help of %s fits 80 columns, where its examples stay commands', async (command) => {
  const words = [command, '--help'].filter((word) => word !== '');
  const [narrow, wide] = [await call(words, { columns: 80 }), await call(words, { columns: 300 })];
  expect(narrow.out.split('\n').filter((line) => [...line].length > 80)).toEqual([]);
  const joined = narrow.out.replaceAll(/ \\\n {4}/g, ' ');
  for (const line of wide.out.split('\n').filter((one) => one.startsWith('  emr-autotune '))) {
    expect(joined.split('\n')).toContain(line);
  }
});

test('a pipe gets whole rows, unless COLUMNS says how wide they may be', async () => {
  const words = ['plan', '--core', 'r5.4xlarge:82', '--explain'];
  const whole = await call(words, { environment: { COLUMNS: '' } });
  const folded = await call(words, { environment: { COLUMNS: '80' } });
  const widest = (text: string): number => Math.max(...text.split('\n').map((line) => [...line].length));
  expect(widest(whole.out)).toBeGreaterThan(120);
  expect(widest(folded.out)).toBeLessThanOrEqual(80);
  expect(folded.out.split(/\s+/)).toEqual(whole.out.split(/\s+/));
});
