import { expect, test } from 'vitest';
import { summarize } from '../../bench/history/answers';
import { safeMemory } from '../../bench/history/memory';
import { choices, lowerBounds, otherDataAtOnce, otherDataByJob, promisedSpeedUps } from '../../bench/history/run-times';
import { type Configuration, parseMemoryRuns, parseRunTimes } from '../../bench/history/tables';

const HEADING = 'instance_count\tmachine_type\tslots\tmemory\tdata_size_MB\tlines\tk\tgross_runtime';
const tableOf = (...rows: string[]): Configuration[] =>
  parseRunTimes('sort', [HEADING, ...rows.map((row) => row.replaceAll(' ', '\t'))].map((line) => `${line}\n`).join(''));

/** What is said of the next run by a kind of history, as shares of the truth. */
const saidOf = (configurations: readonly Configuration[], name: string) =>
  lowerBounds(configurations).find((kind) => kind.name === name)?.answers;

const FOUR = ['100', '101', '102', '103'].map((seconds) => `2 r4.xlarge 8 61000 10 100000 3 ${seconds}`);

test('errors are said ÷ truth − 1, and refused answers are counted beside them by their reasons', () => {
  const given = [90, 100, 104, 110].map((said) => ({ said, truth: 100 }));
  const { reasons, ...figures } = summarize([...given, { truth: 100, reason: 'too few runs' }]);
  expect(figures).toMatchObject({ asked: 5, given: 4, above: 2, wellAbove: 1, below: 1, median: 0 });
  expect([figures.lowest, figures.p95, figures.highest].map((error) => error?.toFixed(2))).toEqual([
    '-0.10',
    '0.10',
    '0.10',
  ]);
  expect([...reasons]).toEqual([['too few runs', 1]]);
  expect(summarize([])).toMatchObject({ asked: 0, given: 0, median: undefined });
});

test('rows that differ only in their run time are runs of one configuration', () => {
  const [first, second, ...others] = tableOf(...FOUR, '4 r4.xlarge 16 122000 10 100000 3 60');
  expect(others).toEqual([]);
  expect(first).toMatchObject({ taskSlots: 8, runsMs: [100_000, 101_000, 102_000, 103_000] });
  expect(second).toMatchObject({ nodes: 4, machineType: 'r4.xlarge', parameters: { lines: '100000', k: '3' } });
});

test('a table without a run time, or with one that is no number, is refused', () => {
  expect(() => parseRunTimes('sort', 'slots\n8\n')).toThrow("no column 'instance_count'");
  expect(() => tableOf('2 r4.xlarge 8 61000 10 100000 3 fast')).toThrow("'fast' as gross_runtime");
});

test('each run is judged after every choice of three others, by the shortest less twice the gap', () => {
  const answers = saidOf(tableOf(...FOUR), 'the same run, three earlier ones');
  expect(answers).toEqual([
    { said: 99_000, truth: 100_000 },
    { said: 97_000, truth: 101_000 },
    { said: 97_000, truth: 102_000 },
    { said: 98_000, truth: 103_000 },
  ]);
});

test('what the remediator refuses has its reason', () => {
  const slower = FOUR.map((row) => row.replace('2 r4.xlarge 8', '1 r4.xlarge 4'));
  const others = FOUR.map((row) => row.replace('r4.xlarge', 'c4.xlarge'));
  const more = FOUR.map((row) => row.replace('100000 3', '100000 9'));
  const table = tableOf(...FOUR, ...slower, ...others, ...more);
  const reasons = (name: string) => new Set(saidOf(table, name)?.map(({ said, reason }) => said ?? reason));
  expect(reasons('the same run, two earlier ones')).toEqual(new Set(['too few runs']));
  expect(reasons('five on fewer nodes of the same type')).toEqual(new Set(['fewer slots']));
  expect(reasons('five on nodes of another type, with as many slots or more')).toEqual(
    new Set(['other work or nodes']),
  );
  expect(reasons('five with other arguments, on the same nodes')).toEqual(new Set(['other work or nodes']));
  expect(reasons('five on more nodes of the same type')).toEqual(new Set([98_000]));
});

test('data of other sizes come under the same arguments, and say nothing where their runs are far apart', () => {
  const sizes = [
    [100_000, 100],
    [200_000, 110],
    [300_000, 120],
    [400_000, 900],
  ];
  const table = tableOf(...sizes.map(([lines, seconds]) => `2 r4.xlarge 8 61000 10 ${lines} 3 ${seconds}`));
  expect(saidOf(table, '3 over data of 3 other sizes')).toEqual([
    { reason: 'the runs differ too much', truth: 100_000 },
    { reason: 'the runs differ too much', truth: 110_000 },
    { reason: 'the runs differ too much', truth: 120_000 },
    { said: 80_000, truth: 900_000 },
  ]);
});

test('data of another size are not noticed where all earlier runs had one size', () => {
  const less = FOUR.map((row) => row.replace('100000', '50000'));
  const table = tableOf(...less, '2 r4.xlarge 8 61000 10 100000 3 40');
  expect(otherDataAtOnce(table).answers).toContainEqual({ said: 98_000, truth: 40_000 });
  expect(otherDataByJob(table)).toEqual([{ name: 'sort', answers: [] }]);
});

test('three quarters of the ratio of slots are promised, beside what more nodes made of it', () => {
  const table = tableOf('2 r4.xlarge 8 61000 10 100000 3 300', '6 r4.xlarge 24 183000 10 100000 3 200');
  expect(promisedSpeedUps(table)).toEqual([{ name: 'sort', answers: [{ said: 2.25, truth: 1.5 }] }]);
});

test('memory is held to the runs of the same Spark job over more data', () => {
  const runs = parseMemoryRuns(
    [
      'algorithm,framework,job,dataset_size,max_memory_used',
      `sort,spark,sort_spark_b,1000,${100 * 2 ** 20}`,
      `sort,spark,sort_spark_b,1400,${150 * 2 ** 20}`,
      `sort,spark,sort_spark_h,1400,${150 * 2 ** 20}`,
      `sort,hadoop,sort_hadoop_b,3000,${900 * 2 ** 20}`,
    ].join('\n'),
  );
  expect(safeMemory(runs).map(({ answers }) => answers)).toEqual([[{ said: 120, truth: 150 }], [], []]);
});

test('choices are all sets of so many values', () => {
  expect(choices(['a', 'b', 'c'], 2)).toEqual([
    ['a', 'b'],
    ['a', 'c'],
    ['b', 'c'],
  ]);
});
