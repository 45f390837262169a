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

/** Outside the model, stopped before rest, or with figures of the default partition in the fixture. */
const NOT_ASKED = [
  'p-noContinueLook-Default',
  's-labels-CORE10-quiet3',
  's-labels-CORE10-quiet100',
  's-labels-CORE1-small-amDoesNotFit',
];

const [node] = fine.nodes;
const CS = 'yarn.scheduler.capacity.';

/** So that no remark is folded. */
const WIDE = [0, { COLUMNS: '200' }] as const;

describe('emr-autotune admit', () => {
  test('answers recorded cases as the real scheduler did', async () => {
    const recorded = truth.cases.filter(({ case: c }) => !NOT_ASKED.includes(c.id)).slice(0, 60);
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
      ...WIDE,
    );
    expect(out).toMatch(/fat\s+82\s+83\s+9,840,896\s+575\s+618/);
    expect(out).toContain(
      'refused: executor container of 200000 MB is above the largest that YARN grants here, 122880 MB',
    );
  });

  test('says what a queue, further applications and labels do', async () => {
    const cases = [
      { ...fine, id: 'half', executor: { memMb: 20_480, vcores: 4 }, queue: { capacity: 50 } },
      { ...fine, id: 'five', nodes: [{ count: 3, memoryMb: 21_400, vcores: 8 }], apps: 5, amResourcePercent: 0.05 },
      { ...fine, id: 'core', nodes: [node, { ...node, count: 10, label: 'CORE' }], amLabel: 'CORE' },
    ].map((c) => (c.id === 'half' ? c : { ...c, executor: { memMb: 20_480, vcores: 4 } }));
    const { out } = await cli(`admit ${file(cases)}`, ...WIDE);
    expect(out).toMatch(/half\s+164 .*limited by the user limit factor/);
    expect(out).toMatch(/five\s+3 .*2 applications started; 2 to 3 by the order of heartbeats/);
    expect(out).toMatch(/core\s+367 .*328 on nodes without a label/);
  });

  test('takes the same limits under the names of capacity-scheduler.xml', async () => {
    const conf = {
      [`${CS}root.queues`]: 'default,other',
      [`${CS}root.default.capacity`]: '50',
      [`${CS}root.default.maximum-capacity`]: '60',
      [`${CS}root.default.user-limit-factor`]: '2',
      [`${CS}root.other.capacity`]: '50',
      [`${CS}maximum-am-resource-percent`]: '0.5',
    };
    const queue = { capacity: 50, maximumCapacity: 60, userLimitFactor: 2 };
    const small = { ...fine, executor: { memMb: 1_000, vcores: 1 }, requested: 10_000 };
    const cases = [
      { ...small, conf },
      { ...small, id: 'queue', queue, amResourcePercent: 0.5 },
    ];
    const { out } = await cli(`admit ${file(cases)} --json`);
    const [a, b] = (JSON.parse(out) as { results: { id: string; limitedBy: string }[] }).results;
    expect(a).toEqual({ ...b, id: 'fat' });
    expect(a?.limitedBy).toBe('queue');
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
    [
      'text for a number',
      [{ ...fine, requested: 'many' }],
      '"requested" must be a whole number, 0 or more, got "many"',
    ],
    ['a negative number', [{ ...fine, requested: -5 }], 'fat: "requested" must be a whole number, 0 or more, got -5'],
    ['a fraction', [{ ...fine, minAllocMb: 0.5 }], 'fat: "minAllocMb" must be a whole number, 0 or more, got 0.5'],
    ['not a number', `[${JSON.stringify(fine).replace('700', 'NaN')}]`, 'is not JSON'],
    ['a minimum below 0', [{ ...fine, minAllocMb: -1 }], 'fat: "minAllocMb" must be a whole number, 0 or more, got -1'],
    ['a missing size', [{ ...fine, am: undefined }], 'fat: am must be an object'],
    [
      'containers of 0 MB',
      [{ ...fine, executor: { memMb: 0, vcores: 1 } }],
      'fat: executor memory (MB) must be a positive',
    ],
    ['no nodes', [{ ...fine, nodes: [] }], 'fat: a cluster needs at least one group of nodes'],
    [
      'no node',
      [{ ...fine, nodes: [{ ...node, count: 0 }] }],
      'fat: node count must be a positive whole number, got 0',
    ],
    [
      'a million million nodes',
      [{ ...fine, nodes: [{ ...node, count: 1e12 }] }],
      'fat: node count must be at most 1000000',
    ],
    [
      'a minimum above the maximum',
      [{ ...fine, minAllocMb: 2048, maxAllocMb: 1024 }],
      'fat: the minimum allocation of 2048 MB is above the maximum of 1024: no ResourceManager starts; lower the minimum',
    ],
    ['the same id twice', [fine, fine], 'two cases have the id "fat"; give each its own'],
    ['an id that is not a string', [{ ...fine, id: 7 }], 'case 1: "id" must be a string, got 7'],
    [
      'a misspelt field',
      [{ ...fine, request: 5 }],
      'fat has no field "request"; known fields are id, calculator, nodes, am, ',
    ],
    [
      'a misspelt size',
      [{ ...fine, executor: { memoryMb: 5, vcores: 1 } }],
      'fat: executor has no field "memoryMb"; known fields are memMb, vcores',
    ],
    ['no applications', [{ ...fine, apps: 0 }], 'fat: applications must be a positive whole number, got 0'],
    ['too many applications', [{ ...fine, apps: 20_000 }], 'fat: applications must be at most 10000, got 20000'],
    [
      'a share in percent',
      [{ ...fine, amResourcePercent: 10 }],
      'the share of application masters must be from 0 to 1, got 10',
    ],
    [
      'a node that is not there',
      [{ ...fine, amNode: 82 }],
      "fat: the application master's node must be from 0 to 81, got 82",
    ],
    ['an unknown label', [{ ...fine, amLabel: 'CORE' }], `fat: no node has the application master's label "CORE"`],
    [
      'a label that is no text',
      [{ ...fine, nodes: [{ ...node, label: 1 }] }],
      '"label" must be the name of a node label, got 1',
    ],
    [
      'a queue of nothing',
      [{ ...fine, queue: { capacity: 0 } }],
      'queue capacity must be above 0 and at most 100 percent, got 0',
    ],
    [
      'a maximum below the capacity',
      [{ ...fine, queue: { capacity: 50, maximumCapacity: 40 } }],
      'fat: queue maximum capacity must be from its capacity (50) to 100 percent, got 40',
    ],
    [
      'a user limit factor of 0',
      [{ ...fine, queue: { userLimitFactor: 0 } }],
      'fat: user limit factor must be above 0, or -1 for no limit, got 0',
    ],
    ['text in a queue', [{ ...fine, queue: { capacity: '50' } }], 'fat: queue: "capacity" must be a number, got "50"'],
    [
      'settings outside the model',
      [{ ...fine, conf: { [`${CS}node-locality-delay`]: '40' } }],
      `fat: the admission model does not have the setting "${CS}node-locality-delay"; it has `,
    ],
    [
      'queues that do not add up',
      [{ ...fine, conf: { [`${CS}root.default.capacity`]: '50' } }],
      'fat: the capacities of the queues below root must add up to 100, got 50',
    ],
    [
      'a setting that is no number',
      [{ ...fine, conf: { [`${CS}root.default.user-limit-factor`]: 'two' } }],
      `fat: conf "${CS}root.default.user-limit-factor" must be a number, got "two"`,
    ],
    ['text that is not JSON', 'nonsense', 'is not JSON'],
  ])('fails with one line for %s', async (_, content, message) => {
    const { code, out, err } = await cli(`admit ${file(content)}`);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
