import type { Step } from '../../lib/simulator/world/types';
import type { Calculator } from '../../lib/yarn';
import type { RealCluster } from './cluster';
import { type Executor, predicted, READ_MS } from './jobs';
import type { Sample } from './metrics';
import type { JobResult } from './spark-step';

/** Figures of a cluster that is as full as it gets. YARN's MB are MiB. */
export interface PeakFigures {
  readonly executors: number;
  readonly containers: number;
  readonly allocatedMB: number;
  readonly totalMB: number;
  readonly allocatedVcores: number;
  /** `totalVirtualCores` of the REST API. */
  readonly shownVcores: number;
  /** `totalClusterResourcesAcrossPartition`. */
  readonly totalVcores: number;
  readonly taskSlots: number;
}

/** Shares of task slots × job time. */
export interface SlotTime {
  /** In what the tasks are there for. */
  readonly reads: number;
  /** Else in tasks. */
  readonly tasks: number;
  /** Before the slot's executor had registered. */
  readonly late: number;
  /** Without a task: between two of them, and in a last wave that is part full. */
  readonly free: number;
}

/** One run of the job. Seconds of the machine. */
export interface MeasuredRun {
  readonly what: string;
  readonly executor: Executor;
  readonly state: string;
  /** From spark-submit's start to its end. */
  readonly stepSeconds: number;
  /** As the job times itself, without SparkContext's start; absent where it did not finish. */
  readonly jobSeconds?: number;
  readonly predicted: PeakFigures;
  readonly actual: PeakFigures;
  /** Where the slots' time went, where the job tells. */
  readonly slotTime?: SlotTime;
  /** Seconds from the first executor's container to the last. */
  readonly fillSeconds: number;
}

export function measure(
  what: string,
  cluster: RealCluster,
  step: Step,
  executor: Executor,
  calculator: Calculator,
): MeasuredRun {
  const { startedMs = 0, endedMs = 0 } = step;
  const seen = cluster.samples.filter(({ atMs }) => atMs >= startedMs && atMs <= endedMs);
  const seconds = (virtualMs: number): number => virtualMs / cluster.clock.scale / 1000;
  const result = cluster.emr.processes.get(step.id)?.result();
  const full = fullest(seen);
  const actual = figures(full, executor);
  const slotTime = result && slotTimeOf(result, actual.taskSlots);
  const first = seen.find(({ containers }) => containers > 1);
  return {
    what,
    executor,
    state: step.state,
    stepSeconds: seconds(endedMs - startedMs),
    ...(result && { jobSeconds: result.jobMs / 1000 }),
    ...(slotTime && { slotTime }),
    predicted: predictedFigures(executor, calculator),
    actual,
    fillSeconds: seconds((full?.atMs ?? 0) - (first?.atMs ?? 0)),
  };
}

/** Undefined where the job does not tell. */
export function slotTimeOf({ reads, jobMs, taskMs, lateSlotMs }: JobResult, slots: number): SlotTime | undefined {
  if (taskMs === undefined || lateSlotMs === undefined) return undefined;
  const all = slots * jobMs;
  const readMs = reads * READ_MS;
  return {
    reads: readMs / all,
    tasks: (taskMs - readMs) / all,
    late: lateSlotMs / all,
    free: (all - taskMs - lateSlotMs) / all,
  };
}

/** The first sample with the most memory allocated. */
function fullest(samples: readonly Sample[]): Sample | undefined {
  const most = Math.max(...samples.map(({ allocatedMB }) => allocatedMB));
  return samples.find(({ allocatedMB }) => allocatedMB === most);
}

function figures(sample: Sample | undefined, { cores }: Executor): PeakFigures {
  const containers = sample?.containers ?? 0;
  const executors = Math.max(0, containers - 1);
  return {
    executors,
    containers,
    allocatedMB: sample?.allocatedMB ?? 0,
    totalMB: sample?.totalMB ?? 0,
    allocatedVcores: sample?.allocatedVirtualCores ?? 0,
    shownVcores: sample?.totalVirtualCores ?? 0,
    totalVcores: sample?.vcoresAcrossPartition ?? 0,
    taskSlots: executors * cores,
  };
}

function predictedFigures(executor: Executor, calculator: Calculator): PeakFigures {
  const { executors, containers, allocatedMiB, totalMiB, allocatedVcores, totalVcores } = predicted(
    executor,
    calculator,
  );
  return {
    executors,
    containers,
    allocatedMB: allocatedMiB,
    totalMB: totalMiB,
    allocatedVcores,
    // Under the default calculator what has no memory left has no vcores left either: `totalVirtualCores` falls to what is allocated.
    shownVcores: calculator === 'default' && allocatedMiB === totalMiB ? allocatedVcores : totalVcores,
    totalVcores,
    taskSlots: executors * executor.cores,
  };
}
