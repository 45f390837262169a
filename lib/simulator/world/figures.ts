import { containerOf } from '../../spark';
import type { ContainerSize } from '../../yarn';
import { admitOn, type Capacity, clusterGroup, totalMiB, totalNodes, totalVcores } from '../job/capacity';
import { demandAt } from '../job/demand';
import { type ApplicationRun, applicationsUpTo, hasStep, planAt } from './applications';
import { nodesAt } from './nodes';
import type { World } from './types';

/** What the ResourceManager and the CPUs would show at one moment. YARN's MB are MiB. */
export interface Figures {
  readonly totalMB: number;
  readonly allocatedMB: number;
  readonly totalVcores: number;
  /** As YARN counts them: one per container under the default calculator. */
  readonly allocatedVcores: number;
  readonly containers: number;
  readonly pendingContainers: number;
  readonly pendingMB: number;
  readonly pendingVcores: number;
  readonly nodes: number;
  readonly appsRunning: number;
  readonly appsSubmitted: number;
  readonly appsCompleted: number;
  readonly appsFailed: number;
  /** No step and no application runs or waits. */
  readonly idle: boolean;
  /** vCPUs in use on each worker group of `capacity.groups`. */
  readonly busyVcpus: readonly number[];
}

/** The figures at any moment up to `world.nowMs`, derived from the admission model. Pure: the past does not change. */
export function figuresAt(world: World, atMs: number): Figures {
  const { capacity } = nodesAt(world, atMs);
  const applications = applicationsUpTo(world, atMs);
  const live = applications.live.flatMap((run) => applicationFigures(run, capacity, atMs) ?? []);
  const sum = (pick: (one: ApplicationFigures) => number): number => live.reduce((total, one) => total + pick(one), 0);
  return {
    totalMB: totalMiB(capacity),
    totalVcores: totalVcores(capacity),
    nodes: totalNodes(capacity),
    allocatedMB: sum((r) => r.allocatedMB),
    allocatedVcores: sum((r) => r.allocatedVcores),
    containers: sum((r) => r.containers),
    pendingContainers: sum((r) => r.pending),
    pendingMB: sum((r) => r.pending * r.size.memoryMiB),
    pendingVcores: sum((r) => r.pending * r.size.vcores),
    appsRunning: live.length,
    appsSubmitted: applications.submitted,
    appsCompleted: applications.completed,
    appsFailed: applications.failed,
    idle: live.length === 0 && !hasStep(world, atMs),
    busyVcpus: capacity.groups.map(({ count, vcpus }, i) =>
      Math.min(
        sum((r) => r.busyVcpus[i] ?? 0),
        count * vcpus,
      ),
    ),
  };
}

/** Vcores that the containers asked for, whatever the calculator counts. */
export function askedVcoresAt(world: World, atMs: number): number {
  const { capacity } = nodesAt(world, atMs);
  const { live } = applicationsUpTo(world, atMs);
  return live.reduce((sum, run) => sum + (applicationFigures(run, capacity, atMs)?.askedVcores ?? 0), 0);
}

interface ApplicationFigures {
  readonly allocatedMB: number;
  readonly allocatedVcores: number;
  readonly askedVcores: number;
  readonly containers: number;
  readonly pending: number;
  readonly size: ContainerSize;
  readonly busyVcpus: readonly number[];
}

function applicationFigures(run: ApplicationRun, capacity: Capacity, atMs: number): ApplicationFigures | undefined {
  const { plan, offer } = planAt(run, atMs);
  const demand = demandAt(plan, atMs - run.startedMs);
  if (demand === undefined) return undefined;
  const size = containerOf(plan.executor);
  const admitted = admitOn(offer, plan.applicationMaster, plan.executor, demand.requested);
  const masters = admitted.containers - admitted.executors;
  const busyVcpus = capacity.groups.map(() => 0);
  for (const [i, count] of admitted.executorsPerGroup.entries()) {
    const group = clusterGroup(offer, i);
    const share = admitted.executors === 0 ? 0 : count / admitted.executors;
    busyVcpus[group] = (busyVcpus[group] ?? 0) + demand.runningTasks * share * plan.cpuPerTask;
  }
  return {
    allocatedMB: admitted.allocatedMiB,
    allocatedVcores: admitted.allocatedVcores,
    askedVcores: masters * plan.applicationMaster.vcores + admitted.executors * size.vcores,
    containers: admitted.containers,
    pending: admitted.pending,
    size: capacity.calculator === 'dominant' ? size : { ...size, vcores: 1 },
    busyVcpus,
  };
}
