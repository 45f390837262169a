import type { Capacity } from '../job/capacity';
import type { RunPlan } from '../job/run-plan';
import { countUpTo, Spans, sorted } from './spans';
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
  if (!hasApplication(run)) return undefined;
  return { run, startMs: applicationStartMs(run), endMs: applicationEndMs(run) };
}

function hasApplication(run: Run | undefined): run is ApplicationRun {
  if (run?.plan.kind !== 'runs') return false;
  const endMs = applicationEndMs(run as ApplicationRun);
  return endMs === undefined || endMs > applicationStartMs(run as ApplicationRun);
}

const applicationStartMs = ({ startedMs, plan }: ApplicationRun): number => startedMs + plan.applicationStartsMs;

/** An application with the id that YARN gives it. */
export interface NumberedApplication {
  readonly id: string;
  readonly step: Step;
  readonly span: ApplicationSpan;
}

/** Every application that has started, oldest first. */
export function numberedApplications(world: World): NumberedApplication[] {
  return world.steps
    .flatMap((step) => {
      const span = applicationSpan(step.run);
      return span === undefined || span.startMs > world.nowMs ? [] : [{ step, span }];
    })
    .sort((a, b) => a.span.startMs - b.span.startMs)
    .map((one, i) => ({ ...one, id: `application_${world.cluster.readyMs}_${String(i + 1).padStart(4, '0')}` }));
}

/** The tags of an application, as YARN keeps them. */
export const yarnTags = ({ settings }: RunPlan): readonly string[] =>
  (settings.get('spark.yarn.tags') ?? '')
    .toLowerCase()
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');

/** Applications up to a moment, of which each is asked for by every figure: those that have ended are only counted. */
export interface Applications {
  readonly submitted: number;
  readonly completed: number;
  readonly failed: number;
  readonly live: readonly ApplicationRun[];
}

export function applicationsUpTo(world: World, atMs: number): Applications {
  const { applications, completedMs, failedMs } = historyOf(world.steps);
  return {
    submitted: applications.begunBy(atMs),
    completed: countUpTo(completedMs, atMs),
    failed: countUpTo(failedMs, atMs),
    live: applications.at(atMs),
  };
}

/** Whether a step ran or waited at a moment. */
export const hasStep = (world: World, atMs: number): boolean => historyOf(world.steps).steps.hasAny(atMs);

/** What is asked of steps for each of many moments. */
interface History {
  readonly steps: Spans<Step>;
  readonly applications: Spans<ApplicationRun>;
  /** When applications ended that succeeded or failed, in order. */
  readonly completedMs: readonly number[];
  readonly failedMs: readonly number[];
}

const HISTORIES = new WeakMap<readonly Step[], History>();

function historyOf(steps: readonly Step[]): History {
  const known = HISTORIES.get(steps);
  if (known !== undefined) return known;
  const spans = steps.flatMap(({ run }) => applicationSpan(run) ?? []);
  const endedAs = (status: ReturnType<typeof finalStatus>): number[] =>
    sorted(spans.flatMap(({ run, endMs }) => (endMs !== undefined && finalStatus(run) === status ? endMs : [])));
  const history = {
    steps: new Spans(steps.map((step) => ({ startMs: step.createdMs, endMs: step.endedMs, value: step }))),
    applications: new Spans(spans.map(({ run, startMs, endMs }) => ({ startMs, endMs, value: run }))),
    completedMs: endedAs('SUCCEEDED'),
    failedMs: endedAs('FAILED'),
  };
  HISTORIES.set(steps, history);
  return history;
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
        step.run !== undefined && step.run.startedMs <= atMs && isAlive(step.run, atMs),
    )
    .sort((a, b) => a.run.startedMs - b.run.startedMs);
}

function isAlive(run: Run, atMs: number): boolean {
  if (!hasApplication(run)) return false;
  const endMs = applicationEndMs(run);
  return endMs === undefined || atMs < endMs;
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
