import type { ScalingLimits } from '../scenario/types';
import { figuresAt } from './figures';
import { groupIndex, resize } from './nodes';
import { nodesInUse } from './sharing';
import type { InstanceGroup, ManagedScaling, World } from './types';

/** How often managed scaling looks at the cluster, and for how long it sees the same before it acts. */
const LOOK_MS = 60_000;
const PENDING_MS = 60_000;
const IDLE_MS = 5 * 60_000;

/** Managed scaling within new limits, or without any. */
export function withLimits(world: World, limits: ScalingLimits | null): World {
  const { managedScaling: before, ...cluster } = world.cluster;
  if (limits === null) return { ...world, cluster };
  return { ...world, cluster: { ...cluster, managedScaling: { ...before, limits, lookedMs: world.nowMs } } };
}

/** When managed scaling looks next. */
export function nextLookMs({ cluster, ending }: World): number | undefined {
  if (cluster.managedScaling === undefined || ending !== undefined) return undefined;
  return cluster.managedScaling.lookedMs + LOOK_MS;
}

/**
 * One look: containers that have been pending for a minute get nodes, as many as have their memory; nodes that no container has needed
 * for five minutes go. Task groups grow and shrink before core groups.
 */
export function look(world: World): World {
  const { nowMs, cluster } = world;
  const { managedScaling: before } = cluster;
  if (before === undefined) return world;
  const { pendingMB } = figuresAt(world, nowMs);
  const workers = cluster.instanceGroups.slice(1);
  const spare = workers.map((group, i) => group.running - nodesInUse(world, i));
  const since = (is: boolean, sinceMs: number | undefined): number | undefined => (is ? (sinceMs ?? nowMs) : undefined);
  const after: ManagedScaling = {
    limits: before.limits,
    lookedMs: nowMs,
    pendingSinceMs: since(pendingMB > 0, before.pendingSinceMs),
    idleSinceMs: since(pendingMB === 0 && spare.some((nodes) => nodes > 0), before.idleSinceMs),
  };
  const looked = { ...world, cluster: { ...cluster, managedScaling: after } };
  if (workers.some(({ running, requested }) => running !== requested)) return looked;
  if (lasted(after.pendingSinceMs, PENDING_MS, nowMs)) return grown(looked, after.limits, pendingMB);
  if (lasted(after.idleSinceMs, IDLE_MS, nowMs)) return shrunk(looked, after.limits, spare);
  return looked;
}

const lasted = (sinceMs: number | undefined, ms: number, nowMs: number): boolean =>
  sinceMs !== undefined && nowMs - sinceMs >= ms;

const nodesOf = (groups: readonly InstanceGroup[], role?: InstanceGroup['role']): number =>
  groups.filter((group) => role === undefined || group.role === role).reduce((sum, { running }) => sum + running, 0);

function grown(world: World, { maximumNodes, maximumCoreNodes }: ScalingLimits, pendingMB: number): World {
  const { instanceGroups, capacity } = world.cluster;
  const workers = instanceGroups.slice(1);
  const task = workers.findLastIndex(({ role }) => role === 'TASK');
  const index = task < 0 ? workers.length - 1 : task;
  const room = Math.min(
    maximumNodes - nodesOf(workers),
    task < 0 ? maximumCoreNodes - nodesOf(workers, 'CORE') : Number.POSITIVE_INFINITY,
  );
  const wanted = Math.ceil(pendingMB / (capacity.groups[index]?.memoryMiB ?? 1));
  const added = Math.min(room, wanted);
  return added > 0 ? resize(world, groupIndex(index), (workers[index]?.running ?? 0) + added) : world;
}

function shrunk(world: World, { minimumNodes }: ScalingLimits, spare: readonly number[]): World {
  const workers = world.cluster.instanceGroups.slice(1);
  let tooMany = nodesOf(workers) - minimumNodes;
  let now = world;
  const lastFirst = workers.map((group, index) => ({ group, index })).reverse();
  const taskFirst = lastFirst.sort((a, b) => Number(b.group.role === 'TASK') - Number(a.group.role === 'TASK'));
  for (const { group, index } of taskFirst) {
    const least = group.role === 'CORE' ? 1 : 0;
    const going = Math.min(tooMany, spare[index] ?? 0, group.running - least);
    if (going <= 0) continue;
    now = resize(now, groupIndex(index), group.running - going);
    tooMany -= going;
  }
  return now;
}
