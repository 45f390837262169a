import { containerOf } from '../../spark';
import { admit, type ContainerSize } from '../../yarn';
import { admissionRequest, totalMiB, totalNodes, totalVcores } from '../job/capacity';
import { demandAt } from '../job/demand';
import type { Run, World } from './types';

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
  /** No step runs or waits. */
  readonly idle: boolean;
  /** vCPUs in use on each worker group of `capacity.groups`. */
  readonly busyVcpus: readonly number[];
}

/** The figures at any moment up to `world.nowMs`, derived from the admission model. Pure: the past does not change. */
export function figuresAt(world: World, atMs: number): Figures {
  const { capacity } = world.cluster;
  const runs = world.steps.flatMap((s) => (s.run === undefined ? [] : [s.run]));
  const live = runs.flatMap((run) => yarnFiguresFor(world, run, atMs) ?? []);
  const sum = (pick: (one: RunFigures) => number): number => live.reduce((total, one) => total + pick(one), 0);
  const submitted = runs.filter((run) => applicationStartsAt(run) <= atMs);
  const over = submitted.filter((run) => run.exitMs !== undefined && run.exitMs <= atMs);
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
    appsSubmitted: submitted.length,
    // A client-mode application whose driver was cancelled reports SUCCEEDED when its application master loses the driver.
    appsCompleted: over.filter((run) => run.outcome !== 'FAILED' || run.signalledMs !== undefined).length,
    appsFailed: over.filter((run) => run.outcome === 'FAILED' && run.signalledMs === undefined).length,
    idle: !world.steps.some((s) => s.createdMs <= atMs && (s.endedMs === undefined || s.endedMs > atMs)),
    busyVcpus: capacity.groups.map((_, i) => sum((r) => r.busyVcpus[i] ?? 0)),
  };
}

interface RunFigures {
  readonly allocatedMB: number;
  readonly allocatedVcores: number;
  readonly containers: number;
  readonly pending: number;
  readonly size: ContainerSize;
  readonly busyVcpus: readonly number[];
}

function applicationStartsAt({ plan, startedMs }: Run): number {
  return plan.kind === 'refused' ? Number.POSITIVE_INFINITY : startedMs + plan.applicationStartsMs;
}

function yarnFiguresFor(world: World, run: Run, atMs: number): RunFigures | undefined {
  const { plan } = run;
  if (plan.kind === 'refused' || atMs < run.startedMs || (run.exitMs !== undefined && atMs >= run.exitMs))
    return undefined;
  const demand = demandAt(plan, atMs - run.startedMs);
  if (demand === undefined) return undefined;
  const { capacity } = world.cluster;
  const size = containerOf(plan.executor);
  const admission = admit(admissionRequest(capacity, plan.applicationMaster, plan.executor, demand.requested));
  return {
    allocatedMB: admission.allocatedMiB,
    allocatedVcores: admission.allocatedVcores,
    containers: admission.containers,
    pending: admission.pending,
    size: capacity.calculator === 'dominant' ? size : { ...size, vcores: 1 },
    busyVcpus: capacity.groups.map((group, i) => {
      const share = admission.executors === 0 ? 0 : (admission.executorsPerGroup[i] ?? 0) / admission.executors;
      return Math.min(demand.runningTasks * share * plan.cpuPerTask, group.count * group.vcpus);
    }),
  };
}
