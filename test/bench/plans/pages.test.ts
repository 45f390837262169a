import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CLUSTERS } from '../../../bench/plans/clusters';
import { entries, judged, silences } from '../../../bench/plans/judge';
import { outcomeOfModel } from '../../../bench/plans/outcome';
import { pages } from '../../../bench/plans/pages';
import { PEERS } from '../../../bench/plans/peers';
import { usableCores } from '../../../bench/plans/usable-cores';

const read = (path: string): string => readFileSync(join(__dirname, '..', '..', '..', path), 'utf8');
const all = entries().map((entry) => judged(entry, outcomeOfModel(entry.question)));
const silent = silences();

test('the benchmark and its pictures show what lib/yarn and today’s plans give; npm run bench:plans writes them', () => {
  // Only the scheduler itself knows its version.
  const hadoop = /Apache Hadoop (\d+\.\d+\.\d+),/.exec(read('docs/benchmark.md'))?.[1] ?? '';
  const expected = pages(all, silent, hadoop);
  expect(Object.keys(expected)).toHaveLength(3);
  for (const [path, text] of Object.entries(expected)) expect(text === read(path), `${path} is out of date`).toBe(true);
});

test('every plan of every cluster is judged or said to have no rule', () => {
  expect(CLUSTERS).toHaveLength(27);
  for (const cluster of CLUSTERS) {
    for (const peer of PEERS) {
      const rows = all.filter((one) => one.cluster === cluster && one.peer === peer).length;
      const isSilent = silent.some((one) => one.cluster === cluster && one.peer === peer);
      expect(rows, peer.name).toBe(isSilent ? 0 : peer.calculators.length);
    }
  }
});

test('this project keeps every promise, shares no vCPU, and has a plan for every cluster', () => {
  const own = all.filter(({ peer }) => peer.name === 'this project');
  expect(own).toHaveLength(CLUSTERS.length);
  expect(own.filter(({ verdict }) => verdict.pendingForEver !== 0 || verdict.severalTasks > 0)).toEqual([]);
});

test('this project uses at least the cores of the best peer that keeps one task a vCPU, or the page says why not', () => {
  const rows = usableCores(all);
  expect(rows).toHaveLength(CLUSTERS.length);
  for (const { dominant, memoryOnly, own, reason } of rows) {
    const best = Math.max(...[dominant, memoryOnly].map((one) => one?.verdict.oneTask ?? 0));
    if (best > own.verdict.oneTask) expect(reason).not.toBe('');
    else expect(reason).toBe('');
    // Where figures mean what they say nobody uses more, but for the place of the application master.
    expect(dominant?.verdict.oneTask ?? 0).toBeLessThanOrEqual(own.verdict.oneTask + own.plan.executor.cores);
  }
});
