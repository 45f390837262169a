import { describe, expect, test } from 'vitest';
import { instanceFacts, instanceTypeNames } from '../../lib/catalog';
import { chooseSize } from '../../lib/sizing/choose-size';
import { usableVcores } from '../../lib/sizing/size-choice';
import { admit } from '../../lib/yarn';

const NO_MASTER = { memoryMiB: 32, vcores: 1 };

describe('the size of an executor', () => {
  test('on r5.4xlarge is four of 30,720 MiB and 4 cores, which leaves neither memory nor vcores', () => {
    const { executor, perNode, worstCoreUtilisation, strandedMemory } = chooseSize([instanceFacts('r5.4xlarge')]);
    expect(executor).toEqual({
      memoryMiB: 25_870,
      memoryOverheadMiB: 4_850,
      offHeapMiB: 0,
      pysparkMiB: 0,
      cores: 4,
      containerMiB: 30_720,
    });
    expect(perNode).toEqual({ 'r5.4xlarge': 4 });
    expect([worstCoreUtilisation, strandedMemory]).toEqual([1, 0]);
  });

  test.each(instanceTypeNames())(
    'on %s is what YARN runs on a node of its own, beside no application master',
    (name) => {
      const type = instanceFacts(name);
      const { executor, perNode } = chooseSize([type]);
      // A second, tiny node takes the application master, so that the first is measured whole.
      const answer = admit({
        nodes: [
          { count: 1, memoryMiB: type.yarnMemoryMiB, vcores: type.yarnVcores },
          { count: 1, memoryMiB: 64, vcores: 1 },
        ],
        calculator: 'dominant',
        applicationMaster: NO_MASTER,
        applicationMasterNode: 1,
        executor: { memoryMiB: executor.containerMiB, vcores: executor.cores },
        requested: 1000,
      });
      expect(answer.executorsPerGroup[0]).toBe(perNode[name]);
      expect(executor.cores * (perNode[name] ?? 0)).toBeLessThanOrEqual(type.ec2Vcpus);
      expect(executor.memoryMiB).toBeLessThanOrEqual(32_736);
    },
  );

  test.each([
    'r5.4xlarge',
    'r5.12xlarge',
    'm6i.4xlarge',
    'c5.9xlarge',
    'm5.xlarge',
    'r6g.2xlarge',
    'c4.8xlarge',
    'i3.8xlarge',
  ])('on %s is beaten by no container at all, tried one 32 MiB step after the other', (name) => {
    const type = instanceFacts(name);
    const choice = chooseSize([type]);
    const vcores = usableVcores(type);
    let mostSlots = 0;
    const seen: { slots: number; stranded: number }[] = [];
    for (let cores = Math.min(2, vcores); cores <= Math.min(6, vcores); cores++) {
      for (let container = 1_024; container <= type.yarnMemoryMiB; container += 32) {
        const heap = Math.floor(container / 1.1875);
        if (heap > 32_736) continue;
        const perNode = Math.min(Math.floor(type.yarnMemoryMiB / container), Math.floor(vcores / cores));
        const slots = perNode * cores;
        if (slots < vcores && type.yarnMemoryMiB - perNode * container < 1_024) continue;
        mostSlots = Math.max(mostSlots, slots);
        seen.push({ slots, stranded: type.yarnMemoryMiB - perNode * container });
      }
    }
    const chosenSlots = (choice.perNode[name] ?? 0) * choice.executor.cores;
    expect(chosenSlots).toBeGreaterThanOrEqual(0.99 * mostSlots);
    const leastStranded = Math.min(...seen.filter((s) => s.slots >= 0.99 * mostSlots).map((s) => s.stranded));
    // The chosen container is rounded up by YARN as the tried ones are; half a per cent of memory is given for larger executors.
    const rounded = Math.ceil(choice.executor.containerMiB / 32) * 32;
    const stranded = type.yarnMemoryMiB - (choice.perNode[name] ?? 0) * rounded;
    expect(stranded).toBeLessThanOrEqual(leastStranded + 0.005 * type.yarnMemoryMiB);
  });

  test('subtracts off-heap and PySpark memory before it chooses the heap', () => {
    const { executor } = chooseSize([instanceFacts('r5.4xlarge')], { offHeapMiB: 4096, pysparkMiB: 1024 });
    expect(executor.containerMiB).toBe(30_720);
    expect(executor.memoryMiB + executor.memoryOverheadMiB).toBe(30_720 - 4096 - 1024);
  });

  test('leaves a memory target free', () => {
    const { executor, perNode } = chooseSize([instanceFacts('r5.4xlarge')], { memoryTarget: 0.85 });
    expect((perNode['r5.4xlarge'] ?? 0) * executor.containerMiB).toBeLessThanOrEqual(0.85 * 122_880);
    expect((perNode['r5.4xlarge'] ?? 0) * executor.cores).toBe(16);
  });

  test('of a mixed fleet looks after the worst-used type, whatever the order', () => {
    const types = ['r5.4xlarge', 'm5.4xlarge'].map(instanceFacts);
    const choice = chooseSize(types);
    expect(choice.worstCoreUtilisation).toBeGreaterThanOrEqual(0.9);
    expect(chooseSize([...types].reverse()).executor).toEqual(choice.executor);
  });

  test('fails where the user’s own executor is larger than every node', () => {
    expect(() => chooseSize([instanceFacts('r5.4xlarge')], { fixed: { memoryMiB: 200_000, cores: 4 } })).toThrow(
      /an executor of 4 cores and 237,500 MiB fits no node \(r5.4xlarge has 122,880 MiB and 16 vcores for YARN\)/,
    );
  });
});
