import { setTimeout as timeout } from 'node:timers/promises';
import { isUnderWay } from '../../lib/rehearsal/function';
import type { LedgerItem } from '../../lib/rehearsal/ledger';
import { parseLogLine } from '../../lib/remedy';
import type { Step } from '../../lib/simulator/world/types';
import { guardLength } from '../../lib/steps';
import { OracleFailure } from '../tools';
import type { StepEvent } from './back-end';
import type { Note, RealCluster } from './cluster';
import { guardSaid } from './guard-here';
import type { FromRemediator } from './remediator';
import { eventText, type LogLine, lineTexts } from './words';

/** What happened from the fat step's submission to its end and that of its replacement. Virtual epoch ms. */
export interface LoopRun {
  readonly root: string;
  readonly steps: readonly Step[];
  readonly events: readonly StepEvent[];
  /** What each guard said. */
  readonly guards: readonly GuardWords[];
  readonly notes: readonly Note[];
  readonly lines: readonly LogLine[];
  readonly ticks: readonly number[];
  readonly failures: readonly string[];
  /** The first sample with at least 95 % of memory allocated. */
  readonly saturatedMs?: number;
  readonly row?: LedgerItem;
}

export interface GuardWords {
  readonly stepId: string;
  readonly said: readonly string[];
}

interface LoopOptions {
  /** Of the machine, from when the remediator watches. */
  readonly withinSeconds: number;
  /** Virtual, after the submission. */
  readonly watchedFromMinutes?: number;
  /** Called once, when nothing more is to be learnt of the attempt that runs. */
  readonly onJudged?: () => void;
}

/**
 * Submits the job, lets the remediator look every five virtual minutes, and waits until every step has ended and no lineage is open.
 *
 * @throws where that takes longer than `withinSeconds`
 */
export async function runLoop(
  cluster: RealCluster,
  args: readonly string[],
  { withinSeconds, watchedFromMinutes = 0, onJudged = () => {} }: LoopOptions,
  onProgress: (text: string) => void,
): Promise<LoopRun> {
  const lines: LogLine[] = [];
  const ticks: number[] = [];
  const failures: string[] = [];
  const since = cluster.samples.length;
  const stepsBefore = cluster.emr.allSteps().length;
  let told = { events: cluster.emr.events.length, lines: 0 };
  const root = await cluster.submit('latency-bound', args);
  await cluster.clock.sleep(watchedFromMinutes * 60_000);
  cluster.watch((message) => take(message, lines, ticks, failures));
  const deadline = Date.now() + withinSeconds * 1000;
  let judged = false;
  while (!(await isOver(cluster, root, ticks))) {
    if (!judged && isJudged(cluster, lines)) {
      judged = true;
      onJudged();
    }
    if (Date.now() > deadline) throw new OracleFailure(`the loop has not come to an end within ${withinSeconds} s`);
    told = tell(cluster.emr.events, lines, told, onProgress);
    await timeout(250);
  }
  await cluster.unwatch();
  const row = await cluster.row();
  const steps = cluster.emr.allSteps().slice(stepsBefore);
  return {
    root,
    guards: steps.flatMap(({ id, request }) => {
      const process = cluster.emr.processes.get(id);
      return process !== undefined && guardLength(request.args) > 0
        ? [{ stepId: id, said: guardSaid(process.said()) }]
        : [];
    }),
    steps,
    events: cluster.emr.events.filter(({ stepId }) => stepId >= root),
    notes: cluster.notes,
    lines,
    ticks,
    failures,
    saturatedMs: cluster.samples.slice(since).find(({ allocatedMB, totalMB }) => allocatedMB >= 0.95 * totalMB)?.atMs,
    ...(row && { row }),
  };
}

/** Says what has happened since it was last called. */
function tell(
  events: readonly StepEvent[],
  lines: readonly LogLine[],
  told: { readonly events: number; readonly lines: number },
  onProgress: (text: string) => void,
): { readonly events: number; readonly lines: number } {
  const texts = lineTexts(lines);
  for (const event of events.slice(told.events)) onProgress(eventText(event));
  for (const { text } of texts.slice(told.lines)) onProgress(text);
  return { events: events.length, lines: texts.length };
}

/** A rollback has run for so long that it is to be seen in every figure. */
const ROLLBACK_MS = 15 * 60_000;

/** Whether the attempt that runs has been judged; a rollback is not. */
function isJudged(cluster: RealCluster, lines: readonly LogLine[]): boolean {
  const isImproved = lines.some(
    ({ line }) => line.kind === 'decision' && line.state === 'verifying' && /: improved$/.test(line.reason),
  );
  const [, , rollback] = cluster.emr.allSteps();
  return isImproved || cluster.clock.now() - (rollback?.startedMs ?? Number.POSITIVE_INFINITY) > ROLLBACK_MS;
}

/** Two ticks after the last step's end, so that the remediator has seen it, and nothing open. */
async function isOver(cluster: RealCluster, root: string, ticks: readonly number[]): Promise<boolean> {
  const steps = cluster.emr.allSteps().filter(({ id }) => id >= root);
  const last = Math.max(...steps.map(({ endedMs }) => endedMs ?? Number.POSITIVE_INFINITY));
  if (ticks.filter((at) => at > last).length < 2) return false;
  return !isUnderWay(await cluster.row());
}

function take(message: FromRemediator, lines: LogLine[], ticks: number[], failures: string[]): void {
  const { kind, atMs, text = '' } = message;
  if (kind === 'ticked') ticks.push(atMs);
  else if (kind === 'failed') failures.push(text);
  else {
    const line = parseLogLine(text);
    if (line !== undefined) lines.push({ atMs, line });
  }
}
