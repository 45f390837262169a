import { counted, grouped, percent } from '../numbers';
import type { DecisionEntry } from '../remedy';
import type { RunPlan } from '../simulator/job/run-plan';
import type { StageRun } from '../simulator/job/stage-run';
import { figuresAt } from '../simulator/world/figures';
import type { Change, Step, World } from '../simulator/world/types';

/** One line of what happened. */
export type TimelineEntry = {
  /** Virtual ms after the scenario's start. */
  readonly atMs: number;
  readonly text: string;
} & (
  | { readonly source: 'job' | 'emr' | 'yarn'; readonly detail: Readonly<Record<string, unknown>> }
  | { readonly source: 'remediator'; readonly detail: DecisionEntry }
);

/** A decision of the Lambda, with the virtual time of its writing. */
export interface Decision {
  readonly atMs: number;
  readonly line: DecisionEntry;
}

/** A decision and how many of the world's changes came before it: within a tick virtual time stands still, so time alone has no order. */
export interface OrderedDecision extends Decision {
  readonly changesBefore: number;
}

/** Every entry in the order in which it happened. */
export function toTimeline(world: World, decisions: readonly OrderedDecision[]): TimelineEntry[] {
  const changesBefore = (atMs: number): number => world.changes.filter((c) => c.atMs - world.startMs < atMs).length;
  const ranked = [
    ...world.changes.map((change, i) => ({ entry: changeEntry(world, change), rank: i })),
    ...world.steps
      .flatMap((step) => runEntries(world, step))
      .map((entry) => ({ entry, rank: changesBefore(entry.atMs) - 0.75 })),
    ...decisions.map((decision) => ({ entry: decisionEntry(decision), rank: decision.changesBefore - 0.5 })),
  ];
  return ranked.sort((a, b) => a.entry.atMs - b.entry.atMs || a.rank - b.rank).map(({ entry }) => entry);
}

function changeEntry(world: World, change: Change): TimelineEntry {
  const atMs = change.atMs - world.startMs;
  const { stepId, state, reason } = change;
  const detail = { ...change, atMs };
  if (change.kind === 'event') return { atMs, source: 'emr', text: `the scenario: ${state}`, detail };
  if (change.kind === 'nodes') return { atMs, source: 'emr', text: `nodes of ${state}`, detail };
  if (stepId === undefined) return { atMs, source: 'emr', text: `cluster ${state}`, detail };
  if (change.kind === 'cancel-requested')
    return { atMs, source: 'emr', text: `CancelSteps ${stepId} accepted`, detail };
  const name = world.steps.find((s) => s.id === stepId)?.request.name ?? '';
  const text = state === 'PENDING' ? `step ${stepId} submitted: ${name}` : `step ${stepId} ${state}`;
  return { atMs, source: 'emr', text: reason === undefined ? text : `${text}: ${reason}`, detail };
}

/** When the tasks begin and when the process ends, with YARN's figures. */
function runEntries(world: World, step: Step): TimelineEntry[] {
  const { run } = step;
  if (run?.plan.kind !== 'runs') return [];
  const { plan } = run;
  const entries: TimelineEntry[] = [];
  const happened = (atMs: number): boolean => atMs <= world.nowMs && (run.exitMs === undefined || atMs < run.exitMs);
  const grantedMs = run.startedMs + plan.demandFullMs;
  if (happened(grantedMs)) entries.push(yarnEntry(world, step, grantedMs));
  for (const stage of plan.stages) {
    if (happened(run.startedMs + stage.startMs)) entries.push(stageEntry(world, step, run.startedMs, plan, stage));
  }
  if (run.exitMs !== undefined && run.exitMs <= world.nowMs) {
    const how = run.signalledMs === undefined ? 'finished' : 'ended by the signal';
    entries.push({
      atMs: run.exitMs - world.startMs,
      source: 'job',
      text: `${step.id} ${how}, its containers are free`,
      detail: { stepId: step.id },
    });
  }
  return entries;
}

function stageEntry(world: World, step: Step, startedMs: number, plan: RunPlan, stage: StageRun): TimelineEntry {
  const { work, tasks, taskSlots, waves, taskMs, spillSlowdown } = stage;
  const what = plan.stages.length === 1 ? '' : `${work.name}: `;
  const spill = spillSlowdown > 1 ? ', spilling' : '';
  const text = `${step.id} runs ${what}${grouped(tasks)} tasks on ${grouped(taskSlots)} slots, ${grouped(waves)} waves of ${Math.round(taskMs / 1000)} s${spill}`;
  const detail = {
    stepId: step.id,
    stage: work.name,
    tasks,
    executors: stage.executors,
    executorSlots: plan.executorSlots,
    taskSlots,
    waves,
    taskMs,
    cpuSlowdown: stage.cpuSlowdown,
    spillSlowdown,
  };
  return { atMs: startedMs + stage.startMs - world.startMs, source: 'job', text, detail };
}

function yarnEntry(world: World, step: Step, atMs: number): TimelineEntry {
  const f = figuresAt(world, atMs);
  const text =
    `${counted(f.containers, 'container')}, ${grouped(f.pendingContainers)} pending; memory ${grouped(f.allocatedMB)} of ${grouped(f.totalMB)} MB ` +
    `(${percent(f.allocatedMB / f.totalMB)}), vcores ${grouped(f.allocatedVcores)} of ${grouped(f.totalVcores)} (${percent(f.allocatedVcores / f.totalVcores)})`;
  return { atMs: atMs - world.startMs, source: 'yarn', text, detail: { stepId: step.id, ...f } };
}

/** What a decision says of itself. */
function decisionEntry({ atMs, line }: Decision): TimelineEntry {
  const { state, next, action, reason } = line;
  const text = `${state === next ? state : `${state} -> ${next}`} ${action}${reason ? ` (${reason})` : ''}`;
  return { atMs, source: 'remediator', text, detail: line };
}
