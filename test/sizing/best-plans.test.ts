import { describe, expect, test } from 'vitest';
import { coresOf, drawFleet, typesToPlan } from '../../bench/plans-oracle/fleets';
import { complaints, complaintsAbout, type JudgedOptions, nodeOf } from '../../bench/plans-oracle/judge';
import { EmrRelease, type InstanceFacts } from '../../lib/catalog';
import { type Shape, searchBest, shapeOf } from './exhaustive';

const ALONE: readonly (readonly InstanceFacts[])[] = typesToPlan().map((type) => [type]);
/** Of the first seed; `npm run plans:search` takes any, and more. */
const FLEETS: readonly (readonly InstanceFacts[])[] = Array.from({ length: 60 }, (_, i) => drawFleet(1, i));

/** Each on every twentieth type and fleet. */
const OPTIONS: readonly JudgedOptions[] = [
  { offHeapMiB: 1_000 },
  { offHeapMiB: 4_096, pysparkMiB: 1_024 },
  { offHeapMiB: 2_048, release: EmrRelease.EMR_5_36_0 },
  { pysparkMiB: 700, memoryTarget: 0.9 },
  { memoryTarget: 0.85 },
  { memoryTarget: 0.333 },
  { offHeapMiB: 20_000 },
];

describe('no container that is tried in steps of 32 MiB, of any number of cores, is better than the plan', () => {
  test('on any instance type that EMR lists', () => {
    expect(ALONE.length).toBeGreaterThan(700);
    expect(ALONE.flatMap((types) => complaintsAbout(types))).toEqual([]);
  });

  test(`on ${FLEETS.length} mixed fleets`, () => {
    expect(FLEETS.flatMap((fleet) => complaintsAbout(fleet))).toEqual([]);
  });

  test('in clusters of 1 to 4 nodes that hold the application master, on every fourth type and every third fleet', () => {
    const fleets = FLEETS.filter((_, i) => i % 3 === 0);
    const some = [...ALONE.filter((_, i) => i % 4 === 0), ...fleets];
    expect(some.flatMap((types) => complaintsAbout(types, { small: true }))).toEqual([]);
  });

  test.each<JudgedOptions>([{}, { offHeapMiB: 2_026 }, { offHeapMiB: 4_096 }, { pysparkMiB: 2_048 }])(
    'nor in those that hold a driver, which is sized as the executors are, on every 15th type, with %j',
    (options) => {
      const some = ALONE.filter((_, i) => i % 15 === 0);
      const holding = { ...options, small: true, deployMode: 'cluster' } as const;
      expect(some.flatMap((types) => complaintsAbout(types, holding))).toEqual([]);
    },
  );

  test.each(OPTIONS)('with %j', (options) => {
    const some = [...ALONE, ...FLEETS].filter((_, i) => i % 20 === 0);
    expect(some.flatMap((types) => complaintsAbout(types, options))).toEqual([]);
  });

  test('with more task slots than cores, on every tenth type', () => {
    const some = ALONE.filter((_, i) => i % 10 === 0);
    expect(some.flatMap((types) => complaintsAbout(types, { cpuOversubscription: 1.5 }))).toEqual([]);
  });

  test('nor in steps of 1 MiB, on every 200th type and fleet of up to 64 vcores', () => {
    const some = [...ALONE, ...FLEETS]
      .filter((types) => types.every((type) => coresOf(type) <= 64))
      .filter((_, i) => i % 200 === 0);
    expect(some.length).toBeGreaterThan(2);
    expect(some.flatMap((types) => complaintsAbout(types, {}, 1))).toEqual([]);
  });
});

describe('the comparison finds fault with', () => {
  const searched = ALONE.map((types) => {
    const nodes = types.map((type) => nodeOf(type));
    return { nodes, best: searchBest(nodes) as Shape };
  });

  test.each<[string, (shape: Shape) => readonly [cores: number, heapMiB: number]]>([
    ['one core fewer', ({ cores, heapMiB }) => [cores - 1, heapMiB]],
    ['one core more', ({ cores, heapMiB }) => [cores + 1, heapMiB]],
    // 27 MiB of heap and 5 of overhead: the next container that YARN grants.
    ['a container of 32 MiB more', ({ cores, heapMiB }) => [cores, heapMiB + 32]],
    ['a container of 32 MiB less', ({ cores, heapMiB }) => [cores, heapMiB - 32]],
    ['executors of half the size', ({ cores, heapMiB }) => [Math.ceil(cores / 2), Math.ceil(heapMiB / 2) - 200]],
  ])('%s, on every type', (_, change) => {
    const passed = searched.filter(({ nodes, best }) => {
      const [cores, heapMiB] = change(best);
      return complaints(shapeOf(nodes, cores, heapMiB), best).length === 0;
    });
    expect(passed.map(({ nodes }) => nodes[0]?.name)).toEqual([]);
  });
});
