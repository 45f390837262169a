import { describe, expect, test } from 'vitest';
import { type AdmissionRequest, admit, type NodeGroup } from '../../lib/yarn';
import { fc, property } from '../support/property';

const size = (mib: number, vcores: number) =>
  fc.record({ memoryMiB: fc.integer({ min: 1, max: mib }), vcores: fc.integer({ min: 1, max: vcores }) });
const group = fc.record({
  count: fc.integer({ min: 1, max: 6 }),
  memoryMiB: fc.integer({ min: 2_048, max: 20_000 }),
  vcores: fc.integer({ min: 2, max: 16 }),
});
const queue = fc.option(
  fc.record({
    capacity: fc.integer({ min: 10, max: 60 }),
    maximumCapacity: fc.integer({ min: 60, max: 100 }),
    userLimitFactor: fc.constantFrom(-1, 0.5, 1, 2),
  }),
  { nil: undefined },
);
const request: fc.Arbitrary<AdmissionRequest> = fc.record({
  calculator: fc.constantFrom('default' as const, 'dominant' as const),
  minAllocationMiB: fc.constantFrom(1, 32, 256, 1_024),
  nodes: fc.array(group, { minLength: 1, maxLength: 4 }),
  applicationMaster: size(8_000, 4),
  executor: size(9_000, 6),
  requested: fc.integer({ min: 0, max: 120 }),
  applications: fc.integer({ min: 1, max: 5 }),
  amResourcePercent: fc.constantFrom(0.1, 0.5, 1),
  queue,
});

/** Some of the groups become labelled, and the masters perhaps with them. */
const labelled = fc
  .tuple(request, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), fc.boolean(), fc.boolean())
  .map(([one, labels, masters, exclusiveLabels]): AdmissionRequest => {
    const nodes = one.nodes.map((node, i): NodeGroup => (labels[i] ? { ...node, label: 'CORE' } : node));
    const some = nodes.some((node) => node.label);
    return { ...one, nodes, exclusiveLabels, applicationMasterLabel: masters && some ? 'CORE' : undefined };
  });

const executorSize = ({ executor, minAllocationMiB = 32, nodes }: AdmissionRequest): number => {
  const largest = Math.max(...nodes.map((n) => n.memoryMiB));
  return Math.min(largest, Math.ceil(executor.memoryMiB / minAllocationMiB) * minAllocationMiB);
};

describe('admission', () => {
  property([labelled], { numRuns: 2_000 })('never runs more than asked, nor more than each group holds', (one) => {
    const got = admit(one);
    expect(got.executors).toBeLessThanOrEqual(one.requested);
    expect(got.executorsPerGroup.reduce((a, b) => a + b, 0)).toBe(got.executors);
    for (const [i, node] of one.nodes.entries()) {
      const here = got.executorsPerGroup[i] as number;
      const most = [Math.floor(node.memoryMiB / executorSize(one))];
      if (one.calculator === 'dominant') most.push(Math.floor(node.vcores / one.executor.vcores));
      expect(here).toBeLessThanOrEqual(node.count * Math.min(...most));
      if (one.exclusiveLabels && node.label) expect(here).toBe(0);
    }
  });

  property([labelled], { numRuns: 2_000 })('has figures that add up', (one) => {
    const got = admit(one);
    expect(got.containers).toBe(got.executors + got.applicationsStarted);
    expect(got.allocatedMiB).toBeLessThanOrEqual(got.totalMiB);
    expect([got.executorsLeast <= got.executors, got.executors <= got.executorsMost]).toEqual([true, true]);
    expect(got.executorsAtFirst).toBeLessThanOrEqual(got.executors);
    const asked = got.refused ? 0 : one.requested;
    if (got.applicationsStarted > 0) {
      expect(got.pending).toBe(asked - got.executors + (one.applications ?? 1) - got.applicationsStarted);
    }
    if (one.nodes.every((node) => node.label === undefined)) {
      const { containers, pending, allocatedMiB, allocatedVcores, totalMiB, totalVcores } = got;
      expect(got.rootMetrics).toEqual({ containers, pending, allocatedMiB, allocatedVcores, totalMiB, totalVcores });
    }
  });

  property([labelled, fc.nat()], { numRuns: 2_000 })(
    'the range knows no order of groups; nor, at its ends, do the masters’ first nodes',
    (one, turn) => {
      const by = turn % one.nodes.length;
      const nodes = [...one.nodes.slice(by), ...one.nodes.slice(0, by)];
      const [a, b] = [admit(one), admit({ ...one, nodes })];
      expect([a.executorsMost, a.applicationsStarted, a.refused]).toEqual([
        b.executorsMost,
        b.applicationsStarted,
        b.refused,
      ]);
      if (!one.queue && nodes.every((node) => !node.label)) expect(a.executorsLeast).toBe(b.executorsLeast);
    },
  );

  property([request, fc.nat()], { numRuns: 2_000 })(
    'one application never loses executors to one more node of a kind it has',
    (plain, which) => {
      const one = { ...plain, applications: 1 };
      fc.pre(one.queue === undefined || one.calculator === 'default');
      const i = which % one.nodes.length;
      const more = one.nodes.map((node, at) => (at === i ? { ...node, count: node.count + 1 } : node));
      expect(admit({ ...one, nodes: more }).executorsMost).toBeGreaterThanOrEqual(admit(one).executorsMost);
    },
  );

  /** Every way to put the masters on the nodes, one by one: nothing of the model but the rounded sizes. */
  const byHand = ({ nodes, calculator, ...one }: AdmissionRequest, masters: number): [number, number] => {
    const each = nodes.flatMap(({ count, ...node }) => Array.from({ length: count }, () => node));
    const step = one.minAllocationMiB ?? 32;
    const largest = Math.max(...each.map((n) => n.memoryMiB));
    const rounded = (mib: number): number => Math.min(largest, Math.ceil(mib / step) * step);
    const [am, ex] = [rounded(one.applicationMaster.memoryMiB), rounded(one.executor.memoryMiB)];
    const fits = (mib: number, vcores: number): boolean => mib >= 0 && (calculator === 'default' || vcores >= 0);
    const executors = (mib: number, vcores: number): number => {
      let n = 0;
      while (fits(mib - (n + 1) * ex, vcores - (n + 1) * one.executor.vcores)) n++;
      return n;
    };
    let ends: [number, number] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const place = (i: number, left: number, total: number): void => {
      const node = each[i];
      if (!node) {
        if (left === 0) ends = [Math.min(ends[0], total), Math.max(ends[1], total)];
        return;
      }
      for (let here = 0; here <= left; here++) {
        const [mib, vcores] = [node.memoryMiB - here * am, node.vcores - here * one.applicationMaster.vcores];
        if (fits(mib, vcores)) place(i + 1, left - here, total + executors(mib, vcores));
      }
    };
    place(0, masters, 0);
    return ends.map((n) => Math.min(n, one.requested)) as [number, number];
  };

  property([request], { numRuns: 1_000 })('the range is what all places of the masters give', (plain) => {
    const nodes = plain.nodes.slice(0, 3).map((node) => ({ ...node, count: Math.min(2, node.count) }));
    const one = { ...plain, nodes, queue: undefined, requested: 1_000 };
    const got = admit(one);
    fc.pre(got.refused === undefined && got.applicationsStarted > 0);
    // Masters that wait for room reserve, which places alone do not show; a cluster's odd last MiB are the queue's limit.
    const step = one.minAllocationMiB ?? 32;
    fc.pre(got.applicationsStarted === one.applications || one.amResourcePercent === 0.1);
    fc.pre(nodes.every((node) => node.memoryMiB % step === 0 || step === 1));
    expect([got.executorsLeast, got.executorsMost]).toEqual(byHand(one, got.applicationsStarted));
  });
});

describe('where more nodes run fewer executors, in the scheduler as in the model', () => {
  test('a larger node raises the size to which a container is rounded', () => {
    const one: AdmissionRequest = {
      calculator: 'default',
      minAllocationMiB: 1_024,
      nodes: [{ count: 7, memoryMiB: 57_359, vcores: 8 }],
      applicationMaster: { memoryMiB: 896, vcores: 1 },
      executor: { memoryMiB: 57_350, vcores: 1 },
      requested: 10,
    };
    expect(admit(one).executors).toBe(6);
    expect(admit({ ...one, nodes: [...one.nodes, { count: 1, memoryMiB: 60_000, vcores: 8 }] }).executors).toBe(1);
  });

  test('a small node that holds no executor lets one more application start', () => {
    const cluster = (small: number): AdmissionRequest => ({
      calculator: 'default',
      nodes: [
        { count: 3, memoryMiB: 20_000, vcores: 8 },
        { count: small, memoryMiB: 4_000, vcores: 2 },
      ],
      applicationMaster: { memoryMiB: 10_016, vcores: 1 },
      executor: { memoryMiB: 19_000, vcores: 1 },
      applications: 4,
      amResourcePercent: 0.31,
      requested: 10,
    });
    const [before, after] = [admit(cluster(1)), admit(cluster(2))];
    expect([before.applicationsStarted, before.executors]).toEqual([1, 2]);
    expect([after.applicationsStarted, after.executors]).toEqual([2, 1]);
  });

  test('one more node makes another resource the dominant one, which the user limit was rounded up in', () => {
    const cluster = (more: number): AdmissionRequest => ({
      calculator: 'dominant',
      minAllocationMiB: 1_024,
      nodes: [
        { count: 6, memoryMiB: 6_144, vcores: 12 },
        { count: 5 + more, memoryMiB: 10_045, vcores: 2 },
        { count: 5, memoryMiB: 9_893, vcores: 2 },
      ],
      applicationMaster: { memoryMiB: 1, vcores: 1 },
      executor: { memoryMiB: 1, vcores: 1 },
      requested: 6,
      queue: { capacity: 12, maximumCapacity: 60, userLimitFactor: 0.5 },
    });
    expect([admit(cluster(0)).executors, admit(cluster(1)).executors]).toEqual([6, 5]);
  });
});

describe('a cluster of 10,000 nodes', () => {
  const one = (nodes: NodeGroup[]): AdmissionRequest => ({
    calculator: 'dominant',
    nodes,
    applicationMaster: { memoryMiB: 896, vcores: 1 },
    executor: { memoryMiB: 9_000, vcores: 2 },
    requested: 1_000_000,
  });

  test('is the same as one group and as 10,000 groups', () => {
    const node = { memoryMiB: 122_880, vcores: 16 };
    const together = admit(one([{ ...node, count: 10_000 }]));
    const apart = admit(one(Array.from({ length: 10_000 }, () => ({ ...node, count: 1 }))));
    expect(together.executors).toBe(79_999);
    expect({ ...apart, executorsPerGroup: [] }).toEqual({ ...together, executorsPerGroup: [] });
  });
});
