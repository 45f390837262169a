import { describe, expect, test } from 'vitest';
import type { PeerPlan } from '../../../bench/plans/peers';
import { CLIENT_MODE, executorOf } from '../../../bench/plans/peers/executor';
import type { JudgedNodes } from '../../../bench/plans/question';
import { verdictOn } from '../../../bench/plans/verdict';

const planWith = (containerMiB: number, cores: number): PeerPlan => ({
  executor: executorOf(containerMiB - 1_000, 1_000, cores),
  capped: false,
  applicationMaster: CLIENT_MODE,
});

const outcome = (executors: number, grantedMB: number) => ({
  executors,
  containers: executors,
  allocatedMB: executors * grantedMB,
  allocatedVCores: executors,
  pending: 0,
  refused: false,
  grantedMB,
});

const judge = (nodes: JudgedNodes[], containerMiB: number, cores: number, executors: number) =>
  verdictOn(planWith(containerMiB, cores), nodes, 'default', outcome(executors, containerMiB));

const node = (vcpus: number, memoryMiB: number, count = 1): JudgedNodes => ({
  count,
  memoryMiB,
  yarnVcores: vcpus,
  vcpus,
});

describe('tasks on vCPUs', () => {
  test('under-filled: every slot has a vCPU of its own', () => {
    expect(judge([node(16, 40_000, 10)], 10_000, 3, 40)).toMatchObject({ oneTask: 120, severalTasks: 0, idle: 40 });
  });

  test('a slot has its share of the granted container and of the heap; the rest of the memory is stranded', () => {
    const got = judge([node(16, 40_000, 10)], 9_000, 3, 40);
    expect([got.memoryPerSlotMiB, got.heapPerSlotMiB]).toEqual([3_000, 8_000 / 3]);
    expect(got.strandedMemory).toBeCloseTo(0.1, 10);
  });

  test('over-subscribed below two: the slots beyond the vCPUs share one each', () => {
    expect(judge([node(16, 60_000, 10)], 10_000, 4, 60)).toMatchObject({ oneTask: 80, severalTasks: 80, idle: 0 });
  });

  test('over-subscribed beyond two: every vCPU has several', () => {
    expect(judge([node(8, 60_000)], 10_000, 4, 6)).toMatchObject({ oneTask: 0, severalTasks: 8, idle: 0 });
  });

  test('nothing granted: all idle', () => {
    const none = { ...outcome(0, 0), grantedMB: undefined, refused: true };
    const got = verdictOn(planWith(10_000, 4), [node(8, 60_000)], 'default', none);
    expect(got).toMatchObject({ oneTask: 0, severalTasks: 0, idle: 8, memoryPerSlotMiB: undefined });
  });

  test('every placement on small mixed clusters: vCPUs add up, and none is shared where that can be avoided', () => {
    const container = 10_000;
    for (const cores of [2, 3, 5]) {
      for (const memory of [20_000, 50_000]) {
        const nodes = [node(8, 30_000, 2), node(16, memory, 3)];
        const places = [3, 3, ...[1, 1, 1].map(() => memory / container)];
        const vcpus = [8, 8, 16, 16, 16];
        const all = places.reduce((a, b) => a + b, 0);
        const apart = places.reduce((sum, n, i) => sum + Math.min(n, Math.floor((vcpus[i] ?? 0) / cores)), 0);
        for (let executors = 1; executors <= all; executors++) {
          const got = judge(nodes, container, cores, executors);
          expect(got.oneTask + got.severalTasks + got.idle).toBe(64);
          expect(got.severalTasks > 0, `${executors} executors of ${cores} cores`).toBe(executors > apart);
        }
        const full = judge(nodes, container, cores, all);
        const slots = places.map((n) => n * cores);
        expect(full.idle).toBe(slots.reduce((sum, s, i) => sum + Math.max(0, (vcpus[i] ?? 0) - s), 0));
        expect(full.severalTasks).toBe(
          slots.reduce((sum, s, i) => sum + Math.min(vcpus[i] ?? 0, Math.max(0, s - (vcpus[i] ?? 0))), 0),
        );
      }
    }
  });
});
