import {
  AddJobFlowStepsCommand,
  DescribeClusterCommand,
  DescribeStepCommand,
  GetManagedScalingPolicyCommand,
  ListInstanceGroupsCommand,
  ListInstancesCommand,
  ListStepsCommand,
} from '@aws-sdk/client-emr';
import { afterEach, describe, expect, test } from 'vitest';
import { OPT_IN_TAG } from '../../lib/remedy';
import type { WorldEvent } from '../../lib/simulator';
import { figuresAt } from '../../lib/simulator/world/figures';
import { MAX_REMEMBERED, RememberedFigures } from '../../lib/simulator/world/remembered';
import {
  BALANCED_ARGS,
  CLUSTER_ID,
  MINUTE,
  START_MS,
  STEP_1,
  STEP_2,
  type Stand,
  scenarioWith,
  stand,
} from './support';

let there: Stand;
afterEach(() => there.close());

const NODES = [
  { instanceType: 'r5.4xlarge', count: 8 },
  { instanceType: 'r5.4xlarge', count: 4, role: 'task' },
];
const JOB = { name: 'a', args: BALANCED_ARGS, work: { slotHours: 1000 } };
const start = async (changes: Record<string, unknown> = {}): Promise<void> => {
  there = await stand(scenarioWith({ nodes: NODES, steps: [JOB], ...changes }));
};
const moveTo = (minutes: number): void => there.clock.moveTo(START_MS + Math.round(minutes * MINUTE));
const apply = (event: WorldEvent): void => there.back.apply(event);
const ClusterId = CLUSTER_ID;

async function taskGroup(): Promise<unknown> {
  const { InstanceGroups = [] } = await there.emr.send(new ListInstanceGroupsCommand({ ClusterId }));
  const group = InstanceGroups.find(({ InstanceGroupType }) => InstanceGroupType === 'TASK');
  return [group?.RequestedInstanceCount, group?.RunningInstanceCount, group?.Status?.State];
}
async function instances(InstanceStates?: 'RUNNING'[] | 'TERMINATED'[]): Promise<number> {
  const { Instances = [] } = await there.emr.send(
    new ListInstancesCommand({ ClusterId, InstanceGroupTypes: ['TASK'], InstanceStates }),
  );
  return Instances.length;
}
async function states(): Promise<string[]> {
  const { Steps = [] } = await there.emr.send(new ListStepsCommand({ ClusterId }));
  return Steps.map(({ Status }) => Status!.State!).reverse();
}
async function cluster(): Promise<[string, string | undefined]> {
  const { Cluster } = await there.emr.send(new DescribeClusterCommand({ ClusterId }));
  return [Cluster!.Status!.State!, Cluster!.Status!.StateChangeReason?.Code];
}

describe('nodes', () => {
  test('that are asked for are requested at once and run when they have started', async () => {
    await start();
    moveTo(30);
    apply({ kind: 'resize', group: 1, count: 10 });
    expect(await taskGroup()).toEqual([10, 4, 'RESIZING']);
    moveTo(34.9);
    expect(await instances()).toBe(4);
    moveTo(35);
    expect(await taskGroup()).toEqual([10, 10, 'RUNNING']);
    expect([await instances(['RUNNING']), await instances(['TERMINATED'])]).toEqual([10, 0]);
    expect(figuresAt(there.back.world(), START_MS + 36 * MINUTE)).toMatchObject({ nodes: 18, containers: 18 * 4 });
  });

  test('that vanish are gone at once, with their executors, and are replaced or not', async () => {
    await start();
    for (const replaced of [true, false]) {
      moveTo(replaced ? 30 : 60);
      apply({ kind: 'lose-nodes', group: 1, count: 3, replaced });
      expect(await taskGroup()).toEqual([4, 1, 'RESIZING']);
      expect(there.back.world().changes.at(-1)).toMatchObject({ kind: 'event', state: 'lose-nodes' });
      expect(figuresAt(there.back.world(), there.clock.now())).toMatchObject({ nodes: 9, containers: 9 * 4 });
      moveTo(replaced ? 40 : 90);
      expect(await taskGroup()).toEqual(replaced ? [4, 4, 'RUNNING'] : [4, 1, 'RESIZING']);
    }
    expect([await instances(['RUNNING']), await instances(['TERMINATED'])]).toEqual([1, 6]);
  });

  test('come and go by managed scaling, within its limits', async () => {
    await start({ managedScaling: { minimumNodes: 10, maximumNodes: 20 } });
    const { ManagedScalingPolicy } = await there.emr.send(new GetManagedScalingPolicyCommand({ ClusterId }));
    expect(ManagedScalingPolicy?.ComputeLimits).toMatchObject({
      MinimumCapacityUnits: 10,
      MaximumCapacityUnits: 20,
    });
    moveTo(15);
    expect(await taskGroup()).toEqual([12, 12, 'RUNNING']);
    moveTo(600);
    expect((await states())[0]).toBe('COMPLETED');
    expect(await taskGroup()).toEqual([2, 2, 'RUNNING']);
    apply({ kind: 'scale', limits: null });
    const without = await there.emr.send(new GetManagedScalingPolicyCommand({ ClusterId }));
    expect(without.ManagedScalingPolicy).toBeUndefined();
  });
});

describe('a cluster that is ended', () => {
  test.each([
    [false, 'USER_REQUEST', 'TERMINATED'],
    [true, 'INSTANCE_FAILURE', 'TERMINATED_WITH_ERRORS'],
  ])('with errors: %s, ends its steps and what outlives them', async (withErrors, code, last) => {
    const timing = { clientApplicationAfterCancel: 'lives', stepOfEndedCluster: 'INTERRUPTED' };
    await start({ steps: [JOB, { ...JOB, args: [...BALANCED_ARGS, 'b'] }], timing });
    moveTo(10);
    apply({ kind: 'cancel-step', step: STEP_1 });
    moveTo(20);
    expect(figuresAt(there.back.world(), there.clock.now()).appsRunning).toBe(2);
    apply({ kind: 'terminate', withErrors });
    expect([await cluster(), await states()]).toEqual([
      ['TERMINATING', code],
      ['CANCELLED', 'INTERRUPTED'],
    ]);
    moveTo(22);
    expect(await cluster()).toEqual([last, code]);
    expect(figuresAt(there.back.world(), there.clock.now())).toMatchObject({ appsRunning: 0, containers: 0 });
  });
});

describe('people', () => {
  test('cancel, add and copy steps, and change tags, at times of the scenario', async () => {
    const added = { name: 'c', args: ['spark-submit', 's3://b/c.py'], work: { slotHours: 1 } };
    await start({
      events: [
        { atMinutes: 5, event: { kind: 'add-step', step: added } },
        { atMinutes: 10, event: { kind: 'cancel-step', step: 'a' } },
        { atMinutes: 20, event: { kind: 'clone-step', step: 'a' } },
        { atMinutes: 25, event: { kind: 'untag', key: OPT_IN_TAG } },
        { atMinutes: 30, event: { kind: 'tag', key: 'team', value: 'night' } },
      ],
    });
    moveTo(30);
    expect(await states()).toEqual(['CANCELLED', 'COMPLETED', 'RUNNING']);
    const { Cluster } = await there.emr.send(new DescribeClusterCommand({ ClusterId }));
    expect(Cluster!.Tags).toEqual([{ Key: 'team', Value: 'night' }]);
  });

  test('react to a state at their next poll, to steps of the origin they watch, and so often', async () => {
    const reaction = { states: ['CANCELLED'], pollSeconds: 600, event: { kind: 'clone-step' } };
    await start({ reactions: [{ ...reaction, times: 2 }] });
    moveTo(11);
    for (const minute of [11, 31, 51]) {
      moveTo(minute);
      const step = there.back.world().steps.at(-1)!.id;
      apply({ kind: 'cancel-step', step });
      moveTo(minute + 8.9);
      expect(await states()).not.toContain('PENDING');
      moveTo(minute + 15);
    }
    expect(await states()).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED']);
    await there.close();
    await start({ reactions: [{ ...reaction, origin: 'api' }] });
    moveTo(10);
    apply({ kind: 'cancel-step', step: STEP_1 });
    const HadoopJarStep = { Jar: 'command-runner.jar', Args: BALANCED_ARGS };
    const Steps = [{ Name: 'b', ActionOnFailure: 'CONTINUE' as const, HadoopJarStep }];
    await there.emr.send(new AddJobFlowStepsCommand({ JobFlowId: CLUSTER_ID, Steps }));
    apply({ kind: 'cancel-step', step: STEP_2 });
    moveTo(30);
    expect(await states()).toEqual(['CANCELLED', 'CANCELLED', 'RUNNING']);
  });

  test('see a job that ends between the cancel and its signal as COMPLETED', async () => {
    for (const [delaySeconds, state] of [
      [4, 'COMPLETED'],
      [6, 'CANCELLED'],
    ] as const) {
      await start({ reactions: [{ states: ['CANCEL_PENDING'], delaySeconds, event: { kind: 'end-step' } }] });
      moveTo(10);
      apply({ kind: 'cancel-step', step: STEP_1 });
      moveTo(12);
      const { Step } = await there.emr.send(new DescribeStepCommand({ ClusterId, StepId: STEP_1 }));
      expect(Step!.Status!.State).toBe(state);
      if (state === 'COMPLETED') await there.close();
    }
  });

  test('fail to make happen what a scenario could not hold', async () => {
    await start();
    const one = (event: unknown) => () => apply(event as WorldEvent);
    expect(one({ kind: 'resize', group: 2, count: 1 })).toThrow('`event.group` must be');
    expect(one({ kind: 'resize', group: 0, count: 0 })).toThrow('`event.count` must be a whole number of at least 1');
    expect(one({ kind: 'lose-nodes', group: 0, count: 1 })).toThrow('`event.group` must be a group of role task');
    expect(one({ kind: 'explode' })).toThrow('`event.kind` must be one of resize, lose-nodes,');
    expect(one({ kind: 'cancel-step' })).toThrow('`event.step` must be');
    expect(one({ kind: 'set', faults: { api: [] } })).toThrow('unknown field `event.faults.api`');
    expect(one({ kind: 'scale', limits: { minimumNodes: 5, maximumNodes: 4 } })).toThrow('`event.limits.maximumNodes`');
  });
});

test('faults and times change while the scenario runs', async () => {
  await start();
  apply({ kind: 'set', faults: { metricLagMinutes: 9 }, timing: { nodeStartMs: 1 } });
  expect(there.back.world()).toMatchObject({ faults: { metricLagMinutes: 9 }, timing: { nodeStartMs: 1 } });
});

test('what is kept does not grow with the days of an idle cluster', async () => {
  await start({ managedScaling: { minimumNodes: 8, maximumNodes: 16 } });
  const kept: number[] = [];
  for (let day = 1; day <= 40; day += 1) {
    // A resize every day, there and back.
    apply({ kind: 'resize', group: 1, count: day % 2 });
    moveTo(day * 24 * 60);
    kept.push(there.back.world().pastNodes.length + there.back.world().cluster.instances.length);
  }
  expect(kept.at(-1)).toBeLessThanOrEqual(kept[20]!);
});

test('figures of a month of moments are not all remembered, and are the same when asked for again', async () => {
  await start();
  moveTo(31 * 24 * 60);
  const figures = new RememberedFigures(() => there.back.world());
  const first = figures.at(START_MS + 30 * MINUTE);
  for (let minute = 0; minute < 31 * 24 * 60; minute += 5) figures.at(START_MS + minute * MINUTE);
  expect(figures.size).toBeLessThanOrEqual(MAX_REMEMBERED);
  expect(figures.at(START_MS + 30 * MINUTE)).toEqual(first);
});
