import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import truth from '../fixtures/yarn-truth.json';
import { cli } from './support';

const folder = mkdtempSync(join(tmpdir(), 'emr-autotune-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (content: unknown): string => {
  const path = join(folder, `${Math.abs(JSON.stringify(content).length)}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

const fine = {
  id: 'fat',
  calculator: 'DOMINANT',
  nodes: [{ count: 82, memoryMb: 122_880, vcores: 16 }],
  am: { memMb: 896, vcores: 1 },
  executor: { memMb: 120_000, vcores: 7 },
  requested: 700,
};

describe('emr-autotune admit', () => {
  test('answers recorded cases as the real scheduler did', async () => {
    const recorded = truth.cases
      .filter(({ case: c }) => !('conf' in c) && !('amLabel' in c) && !('apps' in c))
      .slice(0, 60);
    const cases = recorded.map(({ case: c, expected }) => ({ ...c, amNode: (expected as { amNode?: number }).amNode }));
    const { code, out } = await cli(`admit ${file(cases)} --json`);
    expect(code).toBe(0);
    const { results } = JSON.parse(out) as { results: Record<string, unknown>[] };
    expect(
      results.map(({ id, executors, containers, allocatedMB, allocatedVCores, pending }) => ({
        id,
        executors,
        containers,
        allocatedMB,
        allocatedVCores,
        pending,
      })),
    ).toEqual(
      recorded.map(({ case: c, expected: e }) => ({
        id: c.id,
        executors: e.executors,
        containers: e.allocatedContainers,
        allocatedMB: e.allocatedMB,
        allocatedVCores: e.allocatedVCores,
        pending: e.pendingContainers,
      })),
    );
  });

  test('prints a table for people, with refusals in words', async () => {
    const { out } = await cli(
      `admit ${file([fine, { ...fine, id: 'too big', executor: { memMb: 200_000, vcores: 4 } }])}`,
    );
    expect(out).toMatch(/fat\s+82\s+83\s+9,840,896\s+575\s+618/);
    expect(out).toContain(
      'refused: executor container of 200000 MB is above the largest that YARN grants here, 122880 MB',
    );
  });

  test.each([
    ['no list', {}, 'holds no list of cases'],
    ['an empty list', [], 'holds no list of cases'],
    ['a case that is not an object', [7], 'case 1 must be an object'],
    [
      'an unknown calculator',
      [{ ...fine, calculator: 'fair' }],
      'fat: "calculator" must be default or dominant, got "fair"',
    ],
    ['text for a number', [{ ...fine, requested: 'many' }], 'fat: "requested" must be a whole number, got "many"'],
    ['a missing size', [{ ...fine, am: undefined }], 'fat: am must be an object'],
    [
      'containers of 0 MB',
      [{ ...fine, executor: { memMb: 0, vcores: 1 } }],
      'executor memory (MB) must be a positive whole number, got 0',
    ],
    ['no nodes', [{ ...fine, nodes: [] }], 'a cluster needs at least one group of nodes'],
    ['settings outside the model', [{ ...fine, apps: 3 }], 'fat: "apps" is outside the admission model; leave it out'],
    ['text that is not JSON', 'nonsense', 'is not JSON'],
  ])('fails with one line for %s', async (_, content, message) => {
    const { code, out, err } = await cli(`admit ${file(content)}`);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
