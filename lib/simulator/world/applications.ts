import type { Capacity } from '../job/capacity';
import type { RunPlan } from '../job/run-plan';
import type { Run, Step, World } from './types';

/** A run that got as far as YARN. */
export interface ApplicationRun extends Run {
  readonly plan: RunPlan;
}

/** The application of a step, if it has one: when it begins, and when it ends if that is known. Epoch ms. */
export interface ApplicationSpan {
  readonly run: ApplicationRun;
  readonly startMs: number;
  readonly endMs?: number;
}

/** Undefined where the step has no application: it has not started, YARN refused it, or it ended before. */
export function applicationSpan(run: Run | undefined): ApplicationSpan | undefined {
  if (run === undefined || run.plan.kind === 'refused') return undefined;
  const startMs = run.startedMs + run.plan.applicationStartsMs;
  const endMs = applicationEndMs(run as ApplicationRun);
  return endMs !== undefined && endMs <= startMs ? undefined : { run: run as ApplicationRun, startMs, endMs };
}

function applicationEndMs({ plan, outlives, startedMs, exitMs }: ApplicationRun): number | undefined {
  if (outlives === undefined) return exitMs;
  if (outlives !== 'work') return outlives.untilMs;
  return plan.tasksEndMs === undefined ? undefined : startedMs + plan.tasksEndMs;
}

/** What a run was planned to be at a moment, and what the cluster then offered it. */
export function planAt(run: ApplicationRun, atMs: number): { readonly plan: RunPlan; readonly offer: Capacity } {
  return run.pastPlans.find(({ untilMs }) => atMs < untilMs) ?? run;
}

/** Runs whose application lives, or is about to begin, those that started first before the others. */
export function liveSteps(world: World, atMs: number): (Step & { readonly run: ApplicationRun })[] {
  return world.steps
    .filter(
      (step): step is Step & { readonly run: ApplicationRun } =>
        step.run?.plan.kind === 'runs' && step.run.startedMs <= atMs && isAlive(step.run, atMs),
    )
    .sort((a, b) => a.run.startedMs - b.run.startedMs);
}

function isAlive(run: Run, atMs: number): boolean {
  const span = applicationSpan(run);
  return span !== undefined && (span.endMs === undefined || atMs < span.endMs);
}

/** How YARN shows an application's end; `SUCCEEDED` is also what it shows of a client-mode one whose driver was signalled. */
export function finalStatus({
  plan,
  outlives,
  outcome,
  signalledMs,
}: ApplicationRun): 'SUCCEEDED' | 'FAILED' | 'KILLED' {
  if (outlives !== undefined) return outlives === 'work' || outlives.succeeds ? 'SUCCEEDED' : 'KILLED';
  if (signalledMs !== undefined) return plan.deployMode === 'cluster' ? 'KILLED' : 'SUCCEEDED';
  return outcome === 'COMPLETED' ? 'SUCCEEDED' : outcome === 'FAILED' ? 'FAILED' : 'KILLED';
}
