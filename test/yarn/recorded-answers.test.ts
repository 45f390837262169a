import { describe, expect, test } from 'vitest';
import { admit, type Calculator } from '../../lib/yarn';
import truth from '../fixtures/yarn-truth.json';

/** Answers of a real Hadoop 3.4.3 CapacityScheduler; see `scheduler` in the fixture. */
interface Recorded {
  case: {
    id: string;
    calculator: string;
    nodes: { count: number; memoryMb: number; vcores: number; label?: string }[];
    am: { memMb: number; vcores: number };
    executor: { memMb: number; vcores: number };
    requested: number;
    minAllocMb?: number;
    minAllocVcores?: number;
    maxAllocMb?: number;
    maxAllocVcores?: number;
    amNode?: number;
    conf?: Record<string, string>;
    amLabel?: string;
    apps?: number;
  };
  expected: {
    amsStarted: number;
    executors: number;
    allocatedContainers: number;
    allocatedMB: number;
    allocatedVCores: number;
    pendingContainers: number;
    amNode?: number;
    grantedMB?: number;
    grantedVCores?: number;
    error?: { stage: string };
  };
}

const outside = (c: Recorded['case']): string | undefined => {
  if (c.amLabel) return 'node labels';
  if (c.conf) return `settings outside the model: ${Object.keys(c.conf).join(' ')}`;
  if ((c.apps ?? 1) > 1) return 'several applications';
  return undefined;
};

const all = truth.cases as unknown as Recorded[];
const inside = all.filter(({ case: c }) => !outside(c));

describe('admission against a real CapacityScheduler', () => {
  test('the cases outside the model are these, each for its reason', () => {
    const listed = all.flatMap(({ case: c }) => (outside(c) ? [`${c.id}: ${outside(c)}`] : []));
    expect(listed).toMatchInlineSnapshot(`
      [
        "g-exec-too-big-mem-graceWindow: settings outside the model: yarn.resourcemanager.work-preserving-recovery.scheduling-wait-ms",
        "h-am10pct-1node-3apps: several applications",
        "h-am50pct-1node-3apps: several applications",
        "h-am50pct-1node-4apps-Dominant: several applications",
        "p-noContinueLook-Default: settings outside the model: yarn.scheduler.capacity.reservations-continue-look-all-nodes",
        "q-queueMax50: settings outside the model: yarn.scheduler.capacity.root.default.capacity yarn.scheduler.capacity.root.default.maximum-capacity yarn.scheduler.capacity.root.queues yarn.scheduler.capacity.root.other.capacity",
        "s-labels-CORE10-quiet3: node labels",
        "s-labels-CORE10-quiet100: node labels",
        "s-labels-CORE1-small-amDoesNotFit: node labels",
      ]
    `);
  });

  test.each(inside.map((r) => [r.case.id, r] as const))('%s', (_, { case: c, expected }) => {
    const got = admit({
      nodes: c.nodes.map((n) => ({ count: n.count, memoryMiB: n.memoryMb, vcores: n.vcores })),
      calculator: c.calculator.toLowerCase() as Calculator,
      minAllocationMiB: c.minAllocMb,
      minAllocationVcores: c.minAllocVcores,
      maxAllocationMiB: c.maxAllocMb,
      maxAllocationVcores: c.maxAllocVcores,
      applicationMaster: { memoryMiB: c.am.memMb, vcores: c.am.vcores },
      // The scheduler says where the application master went: heartbeat order is not part of the model.
      applicationMasterNode: expected.amNode,
      executor: { memoryMiB: c.executor.memMb, vcores: c.executor.vcores },
      requested: c.requested,
    });
    expect({
      executors: got.executors,
      allocatedContainers: got.containers,
      allocatedMB: got.allocatedMiB,
      allocatedVCores: got.allocatedVcores,
      pendingContainers: got.pending,
      grantedMB: got.granted?.memoryMiB,
      grantedVCores: got.granted?.vcores,
      refused: got.refused !== undefined,
    }).toEqual({
      executors: expected.executors,
      allocatedContainers: expected.allocatedContainers,
      allocatedMB: expected.allocatedMB,
      allocatedVCores: expected.allocatedVCores,
      pendingContainers: expected.pendingContainers,
      grantedMB: expected.grantedMB,
      grantedVCores: expected.grantedVCores,
      refused: expected.error !== undefined,
    });
  });
});
