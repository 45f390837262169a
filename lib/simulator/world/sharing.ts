import { containerOf } from '../../spark';
import { wantedExecutors } from '../job/allocation';
import { admitOn, type Capacity, clusterGroup, type WorkerGroup } from '../job/capacity';
import { demandAt } from '../job/demand';
import { type Holding, leftBy } from '../job/offer';
import { replanRun } from '../job/replan';
import { type ApplicationRun, applicationSpan, liveSteps, planAt } from './applications';
import { placeOf } from './find-step';
import { behindGuard } from './guard';
import type { Run, Step, World } from './types';
import { workOf } from './work';

/** How nodes go: `lost` with what runs on them, `released` when what they hold fits on the others. */
export type HowNodesGo = 'lost' | 'released';

/** What a new application is offered: all that those before it neither hold nor are about to. */
export function offerToNext(world: World): Capacity {
  const { capacity } = world.cluster;
  return leftBy(
    capacity,
    liveSteps(world, world.nowMs).map(({ run }) => claimAt(run, world.nowMs, capacity)),
  );
}

/**
 * The applications that live, planned again at `world.nowMs` for what the cluster offers them now. Each keeps the executors that it holds;
 * what is free goes to those that started first. YARN takes nothing away.
 *
 * @param capacity of the cluster from now on
 */
export function share(world: World, capacity: Capacity, how: HowNodesGo = 'released'): World {
  const { nowMs } = world;
  const before = world.cluster.capacity;
  const live = liveSteps(world, nowMs);
  const held = live.map(({ run }) => holdingAt(run, nowMs, before));
  const holdings = held.map((one) => kept(one, before, capacity, how));
  let steps = world.steps;
  for (const [i, step] of live.entries()) {
    const offer = leftBy(
      capacity,
      holdings.filter((_, other) => other !== i),
    );
    const [had, has] = [sum(held[i]?.executors), sum(holdings[i]?.executors)];
    if (had === has && isSame(offer, step.run.offer)) {
      holdings[i] = claimAt(step.run, nowMs, capacity);
      continue;
    }
    const run = replanned(world, step, { offer, kept: has, lost: had - has });
    holdings[i] = claimAt(run, nowMs, capacity);
    steps = steps.with(placeOf(world, step.id), { ...step, run });
  }
  return { ...world, steps, sharedMs: nowMs, cluster: { ...world.cluster, capacity } };
}

/** When the applications that live next want less or more than before, so that what is free changes hands. */
export function nextShareMs(world: World): number | undefined {
  const live = liveSteps(world, world.sharedMs);
  if (live.length < 2) return undefined;
  const times = live.flatMap(({ run }) => [
    ...run.plan.stages.map(({ endMs }) => run.startedMs + endMs),
    applicationSpan(run)?.endMs ?? Number.POSITIVE_INFINITY,
  ]);
  const next = Math.min(...times.filter((at) => at > world.sharedMs));
  return Number.isFinite(next) ? next : undefined;
}

/** Nodes of a worker group that the containers there need, packed as tightly as they fit. */
export function nodesInUse(world: World, group: number): number {
  const { capacity } = world.cluster;
  const nodes = capacity.groups[group] as WorkerGroup;
  const used = liveSteps(world, world.nowMs).map(({ run }) => {
    const holding = holdingAt(run, world.nowMs, capacity);
    const executors = holding.executors[group] ?? 0;
    // The application master is on a node of the first group.
    const master = group === 0 && holding.applicationMaster !== undefined ? 1 : 0;
    return master + Math.ceil(executors / Math.max(1, executorsOn(nodes, holding, capacity)));
  });
  return Math.min(nodes.count, sum(used));
}

/** What an application holds at a moment. */
function holdingAt(run: ApplicationRun, atMs: number, capacity: Capacity): Holding {
  const { plan } = planAt(run, atMs);
  return holdingOf(run, atMs, capacity, demandAt(plan, atMs - run.startedMs)?.requested);
}

/** What it holds or, between two stages and before the first, will hold in the next. */
function claimAt(run: ApplicationRun, atMs: number, capacity: Capacity): Holding {
  const { plan } = planAt(run, atMs);
  const sinceMs = atMs - run.startedMs;
  const next = plan.stages.find(({ endMs }) => sinceMs < endMs);
  const isWaiting = next !== undefined && sinceMs < next.startMs;
  if (!isWaiting) return holdingAt(run, atMs, capacity);
  return holdingOf(run, atMs, capacity, wantedExecutors(plan.allocation, next.tasks, plan.executorSlots));
}

function holdingOf(run: ApplicationRun, atMs: number, capacity: Capacity, requested: number | undefined): Holding {
  const { plan, offer } = planAt(run, atMs);
  const executor = containerOf(plan.executor);
  const executors = capacity.groups.map(() => 0);
  const vcpusPerExecutor = plan.executorSlots * plan.cpuPerTask;
  if (requested === undefined) return { executor, executors, vcpusPerExecutor };
  const admitted = admitOn(offer, plan.applicationMaster, plan.executor, requested);
  for (const [i, count] of admitted.executorsPerGroup.entries()) {
    const group = clusterGroup(offer, i);
    executors[group] = (executors[group] ?? 0) + count;
  }
  const { applicationMaster } = plan;
  return { ...(admitted.containers > 0 ? { applicationMaster } : {}), executor, executors, vcpusPerExecutor };
}

/** What is left of a holding when nodes go. */
function kept(holding: Holding, before: Capacity, after: Capacity, how: HowNodesGo): Holding {
  const executors = holding.executors.map((count, i) => {
    const [was, is] = [before.groups[i], after.groups[i]];
    if (was === undefined || is === undefined || is.count >= was.count) return count;
    if (how === 'lost') return count - Math.round((count * (was.count - is.count)) / was.count);
    return Math.min(count, is.count * executorsOn(is, holding, after));
  });
  return { ...holding, executors };
}

function executorsOn(group: WorkerGroup, { executor }: Holding, { calculator }: Capacity): number {
  const byMemory = Math.floor(group.memoryMiB / executor.memoryMiB);
  return calculator === 'default' ? byMemory : Math.min(byMemory, Math.floor(group.vcores / executor.vcores));
}

interface Offered {
  readonly offer: Capacity;
  readonly kept: number;
  readonly lost: number;
}

function replanned(world: World, step: Step & { readonly run: ApplicationRun }, offered: Offered): ApplicationRun {
  const { run } = step;
  const { nowMs, timing } = world;
  const { offer, kept: keeps, lost } = offered;
  const change = { atMs: nowMs - run.startedMs, capacity: offer, kept: keeps, lost };
  const plan = replanRun(run.plan, workOf(world, step.request), behindGuard(timing, run.guardMs), change);
  const pastPlans = [...run.pastPlans, { untilMs: nowMs, plan: run.plan, offer: run.offer }];
  return { ...run, ...endsWith(run, plan.tasksEndMs, timing.reportAfterExitMs), plan, offer, pastPlans };
}

/** When a process ends that nobody has signalled and that waits for its application. */
function endsWith(run: Run, tasksEndMs: number | undefined, reportMs: number): Pick<Run, 'exitMs' | 'reportMs'> {
  if (run.signalledMs !== undefined || run.outlives !== undefined) return {};
  const exitMs = tasksEndMs === undefined ? undefined : run.startedMs + tasksEndMs;
  return { exitMs, reportMs: exitMs === undefined ? undefined : exitMs + reportMs };
}

const sum = (counts: readonly number[] = []): number => counts.reduce((total, one) => total + one, 0);

const isSame = (a: Capacity, b: Capacity): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
