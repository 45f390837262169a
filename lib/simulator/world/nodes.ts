import { type Capacity, capacityFor } from '../job/capacity';
import { noted } from './changes';
import { groupNumber, partId } from './ids';
import { type HowNodesGo, share } from './sharing';
import type { Instance, InstanceGroup, PastNodes, World } from './types';

/** CloudWatch keeps points of a minute for 15 days; nobody asks what the cluster was before. */
export const KEPT_MS = 15 * 24 * 3600_000;

/** The index in `instanceGroups` of a group of the scenario's `nodes`: the primary's stands first. */
export const groupIndex = (scenarioGroup: number): number => scenarioGroup + 1;

/** Asks for another number of nodes in a group; they come or go after a while, and a later request takes the place of an earlier one. */
export function resize(world: World, index: number, count: number): World {
  const { cluster, timing, nowMs } = world;
  const group = cluster.instanceGroups[index];
  if (group === undefined || world.ending !== undefined || group.requested === count) return world;
  const takesMs = count > group.running ? timing.nodeStartMs : timing.nodeStopMs;
  const resizedMs = count === group.running ? undefined : nowMs + takesMs;
  const asked = withGroup(remembered(world), index, { ...group, requested: count, resizedMs });
  return noted(asked, {
    atMs: nowMs,
    kind: 'nodes',
    state: `${group.id} ${group.running} to ${count}`,
    reason: 'resize requested',
  });
}

/** Adds a group without nodes, for which its size is then asked. */
export function addGroup(world: World, group: Pick<InstanceGroup, 'role' | 'instanceType' | 'described'>): World {
  const { cluster } = world;
  const id = partId('ig', cluster.id, cluster.instanceGroups.length);
  const added = { ...group, id, requested: 0, running: 0, launched: 0 };
  const known = remembered(world);
  const withGroups = { ...known, cluster: { ...cluster, instanceGroups: [...cluster.instanceGroups, added] } };
  const { groups, calculator } = cluster.capacity;
  const nodes = { instanceType: group.instanceType, count: 0, role: 'task' } as const;
  return share(withGroups, { calculator, groups: [...groups, ...capacityFor([nodes], calculator).groups] });
}

/** When the next resize is done. */
export function nextResizeMs({ cluster }: World): number | undefined {
  const times = cluster.instanceGroups.flatMap(({ resizedMs }) => resizedMs ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Groups whose resize is due get the nodes that were asked for. */
export function finishResizes(world: World): World {
  let now = world;
  for (const [index, group] of world.cluster.instanceGroups.entries()) {
    if (group.resizedMs === undefined || group.resizedMs > world.nowMs) continue;
    now = withNodes(now, index, group.requested, 'released');
  }
  return now;
}

/** Nodes vanish at once, with the executors on them and what these run; EMR starts others, or has none to start. */
export function loseNodes(world: World, index: number, count: number, replaced: boolean): World {
  const group = world.cluster.instanceGroups[index];
  if (group === undefined || world.ending !== undefined) return world;
  const left = Math.max(0, group.running - count);
  const less = withNodes(world, index, left, 'lost');
  if (left === group.requested) return less;
  const resizedMs = replaced ? world.nowMs + world.timing.nodeStartMs : undefined;
  const shrunk = less.cluster.instanceGroups[index] as InstanceGroup;
  return withGroup(less, index, { ...shrunk, resizedMs });
}

/** The worker nodes as they were at a moment. */
export function nodesAt(world: World, atMs: number): Pick<PastNodes, 'capacity' | 'instanceGroups'> {
  return world.pastNodes.find(({ untilMs }) => atMs < untilMs) ?? world.cluster;
}

/** With the nodes as they have been until now. */
function remembered(world: World): World {
  const { capacity, instanceGroups } = world.cluster;
  const past = world.pastNodes.filter(({ untilMs }) => untilMs > world.nowMs - KEPT_MS);
  return { ...world, pastNodes: [...past, { untilMs: world.nowMs, capacity, instanceGroups }] };
}

function withGroup(world: World, index: number, group: InstanceGroup): World {
  const instanceGroups = world.cluster.instanceGroups.map((one, i) => (i === index ? group : one));
  return { ...world, cluster: { ...world.cluster, instanceGroups } };
}

/** A group with so many running nodes, from now on. */
function withNodes(world: World, index: number, count: number, how: HowNodesGo): World {
  const { cluster, nowMs } = world;
  const group = cluster.instanceGroups[index] as InstanceGroup;
  if (group.running === count) return withGroup(world, index, { ...group, resizedMs: undefined });
  const launched = group.launched + Math.max(0, count - group.running);
  const changed = withGroup(remembered(world), index, { ...group, running: count, launched, resizedMs: undefined });
  const instances = instancesAfter(world, group, count);
  const resized: World = { ...changed, cluster: { ...changed.cluster, instances } };
  const note = { atMs: nowMs, kind: 'nodes', state: `${group.id} has ${count} nodes` } as const;
  return noted(share(resized, withCount(cluster.capacity, index - 1, count), how), note);
}

const withCount = (capacity: Capacity, index: number, count: number): Capacity => ({
  ...capacity,
  groups: capacity.groups.map((group, i) => (i === index ? { ...group, count } : group)),
});

/** The newest nodes go first; what went long ago is forgotten. */
function instancesAfter({ cluster, nowMs }: World, group: InstanceGroup, count: number): Instance[] {
  const known = cluster.instances.filter(({ untilMs }) => untilMs === undefined || untilMs > nowMs - KEPT_MS);
  const running = known.filter(({ groupId, untilMs }) => groupId === group.id && untilMs === undefined);
  const going = new Set(running.slice(count).map(({ id }) => id));
  const number = groupNumber(
    cluster.id,
    cluster.instanceGroups.findIndex(({ id }) => id === group.id),
  );
  const added = Array.from({ length: Math.max(0, count - group.running) }, (_, i) => ({
    ...newInstance(group, number, group.launched + i),
    fromMs: nowMs,
  }));
  return [...known.map((one) => (going.has(one.id) ? { ...one, untilMs: nowMs } : one)), ...added];
}

/** A node by its number in its group. */
export function newInstance(group: InstanceGroup, groupNumber: number, number: number): Instance {
  return {
    id: `ci-${hex(groupNumber, number).toUpperCase()}`,
    ec2InstanceId: `i-0${hex(groupNumber, number)}`,
    groupId: group.id,
    role: group.role,
    instanceType: group.instanceType,
  };
}

const hex = (group: number, index: number): string =>
  `${group.toString(16).padStart(8, '0')}${index.toString(16).padStart(8, '0')}`;
