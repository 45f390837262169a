import type { StepState } from '../remedy';
import { wantedExecutors } from '../simulator/job/allocation';
import { admitOn, totalMiB, totalVcpus } from '../simulator/job/capacity';
import type { Step, World } from '../simulator/world/types';

/** One run of a job at full demand, for a table of before and after. Times are virtual ms after the scenario's start; MiB. */
export interface RunSummary {
  readonly stepId: string;
  readonly name: string;
  readonly state: StepState;
  readonly startedMs: number;
  readonly endedMs?: number;
  /** From start to end of the step; undefined while it runs. */
  readonly runtimeMs?: number;
  /** How long it takes uninterrupted; undefined: it never ends. */
  readonly uninterruptedMs?: number;
  readonly executorMemoryMiB: number;
  readonly executorOverheadMiB: number;
  readonly executorOffHeapMiB: number;
  readonly executorCores: number;
  readonly containerMiB: number;
  readonly executors: number;
  /** Executors and the application master. */
  readonly containers: number;
  readonly pendingContainers: number;
  readonly memoryAllocatedMiB: number;
  readonly memoryTotalMiB: number;
  readonly memoryRatio: number;
  readonly taskSlots: number;
  readonly vcpus: number;
  /** Task slots over vCPUs; above 1: over-subscribed. */
  readonly coreRatio: number;
  readonly memoryPerSlotMiB: number;
  readonly partitions: number;
  readonly waves: number;
  readonly taskMs: number;
  readonly spilled: boolean;
}

/** The runs that got as far as YARN, in order of their steps. */
export function runSummaries(world: World): RunSummary[] {
  return world.steps.flatMap((step) => toSummary(world, step) ?? []);
}

function toSummary(world: World, step: Step): RunSummary | undefined {
  const plan = step.run?.plan;
  if (step.run === undefined || plan?.kind !== 'runs') return undefined;
  const { capacity } = world.cluster;
  const { executor, main } = plan;
  const wanted = wantedExecutors(plan.allocation, main.tasks, plan.executorSlots);
  const admission = admitOn(capacity, plan.applicationMaster, executor, wanted);
  const granted = admission.granted?.memoryMiB ?? executor.containerMiB;
  const { startedMs } = step.run;
  return {
    stepId: step.id,
    name: step.request.name,
    state: step.state,
    startedMs: startedMs - world.startMs,
    endedMs: step.endedMs === undefined ? undefined : step.endedMs - world.startMs,
    runtimeMs: step.endedMs === undefined ? undefined : step.endedMs - startedMs,
    uninterruptedMs: plan.tasksEndMs === undefined ? undefined : plan.tasksEndMs + world.timing.reportAfterExitMs,
    executorMemoryMiB: executor.memoryMiB,
    executorOverheadMiB: executor.memoryOverheadMiB,
    executorOffHeapMiB: executor.offHeapMiB,
    executorCores: executor.cores,
    containerMiB: granted,
    executors: main.executors,
    containers: admission.containers,
    pendingContainers: admission.pending,
    memoryAllocatedMiB: admission.allocatedMiB,
    memoryTotalMiB: totalMiB(capacity),
    memoryRatio: admission.allocatedMiB / totalMiB(capacity),
    taskSlots: main.taskSlots,
    vcpus: totalVcpus(capacity),
    coreRatio: main.taskSlots / totalVcpus(capacity),
    memoryPerSlotMiB: granted / plan.executorSlots,
    partitions: main.tasks,
    waves: main.waves,
    taskMs: main.taskMs,
    spilled: main.spillSlowdown > 1,
  };
}
