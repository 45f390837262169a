import { counted } from '../../lib/numbers';
import type { Closed } from './cluster';
import { type Kind, SPECS } from './kinds';
import type { MeasuredRun, PeakFigures } from './measured';
import type { YarnApplication } from './resource-manager';
import type { LoopSummary } from './summary';
import { eventText, lineTexts } from './words';

export interface Result {
  readonly kind: Kind;
  readonly command: string;
  readonly machineCores: number;
  /** From YARN's start to the leftover check, seconds. */
  readonly wallSeconds: number;
  readonly startSeconds: number;
  readonly loop: LoopSummary;
  /** As YARN reports them at the end; absent where it no longer answers. */
  readonly applications?: readonly YarnApplication[];
  /** In how many of them the job got to its end. */
  readonly worksDone: number;
  readonly closed: Closed;
  /** What came into the temporary folder and the home folder since the command began. */
  readonly outside: readonly string[];
  /** Runs without a remediator, and the loop's own two. */
  readonly runs: readonly MeasuredRun[];
  /** Of a job that was found late: virtual minutes that its reads take on the fat slots. */
  readonly workMinutes?: number;
}

/** The least shares of the ideal ratio that a run has to reach, by the cores of the new executors. */
const LEAST_SHARE = { cured: 0.85, eight: 0.9 };

/** Whether a result is what was predicted, and what it says, as Markdown. */
export function reportOf(result: Result): { readonly text: string; readonly problems: readonly string[] } {
  const problems = problemsOf(result);
  const lines = [
    `\`${result.command}\`: ${result.wallSeconds} s. One second of the machine is ${result.loop.scale} of the remediator's.`,
    '',
    ...(result.runs.length > 0 ? [...measuredTable(result.runs), '', ...ratioLines(result), ''] : []),
    ...lateLines(result),
    ...timeline(result),
    '',
    ...endLines(result),
  ];
  return { text: lines.join('\n'), problems };
}

function problemsOf(result: Result): string[] {
  const { kind, runs, closed, outside, loop } = result;
  const problems: string[] = [...lateProblems(result), ...endProblems(result)];
  const { ends, isMeasured, before } = SPECS[kind];
  for (const { what, state, predicted, actual } of runs) {
    if (JSON.stringify(predicted) !== JSON.stringify(actual))
      problems.push(`${what}: predicted and actual figures differ`);
    if (state !== (what === 'fat, watched' ? ends[0] : 'COMPLETED')) problems.push(`${what}: ${state}`);
  }
  for (const { run, share, least } of isMeasured && before !== undefined ? ratiosOf(runs) : []) {
    if (share < least) problems.push(`${run.what}: ${percent(share)} of the ideal ratio, less than ${percent(least)}`);
  }
  if (loop.failures.length > 0) problems.push(`failed: ${loop.failures.join('; ')}`);
  if (closed.left > 0) problems.push(`${closed.left} processes are left`);
  if (outside.length > 0) problems.push(`new in the temporary or the home folder: ${outside.join(', ')}`);
  return problems;
}

/** What came of the loop against what had to. */
function endProblems(result: Result): string[] {
  const { ends, exits, applications, worksDone, outcome } = SPECS[result.kind];
  const come: readonly (readonly [what: string, came: string, wanted: string])[] = [
    ["the loop's steps ended", result.loop.steps.map(({ state }) => state).join(', '), ends.join(', ')],
    ['its guarded steps ended with', exitsOf(result).join(', '), exits.join(', ')],
    ['its applications ended', applicationsOf(result).join(', '), applications.join(', ')],
    ['the number of applications in which the job got to its end is', `${result.worksDone}`, `${worksDone}`],
    ['the remediator ended it with', outcomeOf(result) ?? 'nothing', outcome],
  ];
  return come.flatMap(([what, came, wanted]) => (came === wanted ? [] : [`${what} ${came}, not ${wanted}`]));
}

/** Exit codes of the guarded steps, in their order. */
const exitsOf = ({ loop }: Result): number[] =>
  loop.guards.flatMap(
    ({ stepId }) => loop.events.find((one) => one.stepId === stepId && one.exit !== undefined)?.exit ?? [],
  );

const applicationsOf = ({ applications = [] }: Result): string[] =>
  applications.map(({ state, finalStatus }) => `${state} / ${finalStatus}`);

/** The outcome with which a lineage was closed, or the reason for which it is held. */
function outcomeOf({ loop }: Result): string | undefined {
  const ends = loop.lines.flatMap(({ line }) => (line.kind === 'decision' && isEnd(line) ? [line.reason] : []));
  return ends.at(-1);
}

const isEnd = ({ state, next }: { readonly state?: string; readonly next?: string }): boolean =>
  state !== next && (next === 'closed' || next === 'held');

interface Ratio {
  readonly run: MeasuredRun;
  readonly ratio: number;
  readonly ideal: number;
  readonly share: number;
  readonly least: number;
}

/** Runs with more slots, against the fat one. */
function ratiosOf(runs: readonly MeasuredRun[]): Ratio[] {
  const fat = runs.find(({ what, jobSeconds }) => what.startsWith('fat') && jobSeconds !== undefined);
  if (fat?.jobSeconds === undefined) return [];
  const fatSeconds = fat.jobSeconds;
  return runs.flatMap((run) => {
    if (run.what.startsWith('fat') || run.jobSeconds === undefined) return [];
    const ratio = fatSeconds / run.jobSeconds;
    const ideal = run.actual.taskSlots / fat.actual.taskSlots;
    const least = run.what === '8 cores' ? LEAST_SHARE.eight : LEAST_SHARE.cured;
    return [{ run, ratio, ideal, share: ratio / ideal, least }];
  });
}

function measuredTable(runs: readonly MeasuredRun[]): string[] {
  const both = (a: PeakFigures, b: PeakFigures, key: keyof PeakFigures): string =>
    a[key] === b[key] ? `${b[key]}` : `**${a[key]} / ${b[key]}**`;
  return [
    '| run | executor | executors | containers | memory, MB | vcores | shown as | task slots | filled in | step | job |',
    '|---|---|---|---|---|---|---|---|---|---|---|',
    ...runs.map(({ what, executor, predicted: p, actual: a, fillSeconds, stepSeconds, jobSeconds, state }) => {
      const container = executor.memoryMiB + executor.overheadMiB;
      const cells = [
        what,
        `${executor.cores} × ${container} MB`,
        both(p, a, 'executors'),
        both(p, a, 'containers'),
        `${both(p, a, 'allocatedMB')} of ${a.totalMB} (${percent(a.allocatedMB / a.totalMB)})`,
        `${both(p, a, 'allocatedVcores')} of ${a.totalVcores} (${percent(a.allocatedVcores / a.totalVcores)})`,
        `${a.allocatedVcores} of ${a.shownVcores}`,
        both(p, a, 'taskSlots'),
        `${fillSeconds.toFixed(1)} s`,
        `${stepSeconds.toFixed(1)} s, ${state}`,
        jobSeconds === undefined ? '' : `${jobSeconds.toFixed(1)} s`,
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  ];
}

function ratioLines({ kind, runs, machineCores }: Result): string[] {
  const ratios = ratiosOf(runs).map(({ run, ratio, ideal, share, least }) => {
    const wanted = SPECS[kind].before !== undefined ? ` (at least ${percent(least)} is wanted)` : '';
    return `- ${run.what}: ${ratio.toFixed(2)} times as fast as the fat run; ${ideal.toFixed(2)} times the task slots, so ${percent(share)} of the ideal${wanted}.`;
  });
  const told = runs.flatMap(({ what, slotTime }) => (slotTime ? [{ what, ...slotTime }] : []));
  if (told.length === 0) return ratios;
  return [
    ...(ratios.length > 0 ? [...ratios, ''] : []),
    `Where the time of the task slots went: JVMs start slowly where all nodes share ${machineCores} cores, and a slot is late until its executor has registered.`,
    '',
    '| run | reads | else in tasks | late | without a task |',
    '|---|---|---|---|---|',
    ...told.map(
      ({ what, reads, tasks, late, free }) => `| ${[what, ...[reads, tasks, late, free].map(percent)].join(' | ')} |`,
    ),
  ];
}

/** Of a job that was found late: what was certain to remain when it was cancelled, and what its reads alone still needed. Virtual minutes. */
interface FoundLate {
  readonly elapsed: number;
  readonly atLeast: number;
  readonly paysAbove: number;
  readonly truly: number;
  readonly source: string;
  /** From the fat step's start to the end of the cured one. */
  readonly total: number;
  readonly work: number;
}

/** What the job may take beyond its reads: the start, and what is not reading in its tasks. */
const BESIDE_READS_MINUTES = 15;

function foundLate({ loop, workMinutes }: Result): FoundLate | undefined {
  const line = loop.lines.findLast((one) => one.line.kind === 'decision' && one.line.action === 'cancel')?.line;
  const {
    elapsedMinutes: elapsed,
    remainingMinutes: atLeast,
    paysAboveMinutes: paysAbove,
    jobSource: source,
  } = line ?? {};
  if (workMinutes === undefined || elapsed === undefined || atLeast === undefined) return undefined;
  if (paysAbove === undefined || source === undefined) return undefined;
  const total = Math.max(...loop.events.map(({ atMs }) => atMs)) / 60_000;
  return { elapsed, atLeast, paysAbove, truly: workMinutes - elapsed, source, total, work: workMinutes };
}

function lateProblems(result: Result): string[] {
  if (SPECS[result.kind].watchedFromMinutes === undefined) return [];
  const found = foundLate(result);
  if (found === undefined) return ['it was not cancelled on figures of the job'];
  const { atLeast, truly, total, work } = found;
  return [
    ...(atLeast > truly + BESIDE_READS_MINUTES ? ['more was said to remain than did'] : []),
    ...(total >= work ? ['the restart did not pay'] : []),
  ];
}

function lateLines(result: Result): string[] {
  const found = foundLate(result);
  if (found === undefined) return [];
  const { elapsed, atLeast, paysAbove, truly, source, total, work } = found;
  return [
    `When it was cancelled the step had run for ${elapsed.toFixed(0)} min. By Spark (${source}) at least ${atLeast.toFixed(0)} min remained, a restart pays above ${paysAbove.toFixed(0)}; of ${work.toFixed(0)} min of reads ${truly.toFixed(0)} or more were left, and tasks take some per cent longer than their reads. Restarted, the job was done ${total.toFixed(0)} min after its start.`,
    '',
  ];
}

/** Steps, signals and the remediator's decisions in one order. */
function timeline({ loop }: Result): string[] {
  const entries = [
    ...(loop.saturatedMs === undefined ? [] : [{ atMs: loop.saturatedMs, text: 'YARN: 95 % of memory allocated' }]),
    ...loop.events.map((event) => ({ atMs: event.atMs, text: eventText(event) })),
    ...(loop.notes ?? []),
    ...lineTexts(loop.lines),
  ].sort((a, b) => a.atMs - b.atMs);
  return [
    '| virtual | machine | |',
    '|---|---|---|',
    ...entries.map(
      ({ atMs, text }) => `| ${clockTime(atMs)} | ${(Math.max(0, atMs) / loop.scale / 1000).toFixed(1)} s | ${text} |`,
    ),
  ];
}

function endLines(result: Result): string[] {
  const { loop, worksDone, closed, outside, startSeconds } = result;
  const steps = loop.steps.map(({ id, state }) => `${id} ${state}`).join(', ');
  const apps = applicationsOf(result);
  const [saturated, submitted] = [loop.saturatedMs, loop.events.filter(({ what }) => what === 'PENDING')[1]?.atMs];
  const delay =
    saturated === undefined || submitted === undefined
      ? []
      : [
          `- From saturation to resubmission: ${((submitted - saturated) / 60_000).toFixed(1)} virtual minutes, ${((submitted - saturated) / loop.scale / 1000).toFixed(1)} s of the machine.`,
        ];
  return [
    ...delay,
    `- Steps at the end: ${steps}. Ledger row: ${loop.rowState ?? 'none'}. Remediator: ${loop.ticks} invocations, ${loop.failures.length} failed.`,
    ...loop.guards.map(({ stepId, said }) => `- The guard of ${stepId} said: ${said.join('; ') || 'nothing'}.`),
    `- Applications as YARN reports them, in order of their start: ${apps.join(', ') || 'none'}. The job got to its end in ${counted(worksDone, 'application')}.`,
    `- YARN started in ${startSeconds.toFixed(1)} s; everything was torn down in ${closed.stopSeconds.toFixed(1)} s; ${closed.killed} processes had to be killed, ${closed.left} are left; ${outside.length === 0 ? 'nothing' : outside.join(', ')} new lies in the temporary folder or the home folder.`,
  ];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function clockTime(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000)); // the step is submitted a moment before it starts
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** What came of each run, in one table. */
export function runsTable(results: readonly Result[]): string {
  const rows = results.map((result) => {
    const { title, deployMode, calculator, language } = SPECS[result.kind];
    const cells = [
      title,
      `${deployMode} mode, ${calculator}${language === 'python' ? ', PySpark' : ''}`,
      result.loop.steps.map(({ state }) => state).join(', '),
      result.loop.guards.map(({ said }) => said.join('; ') || 'nothing to end').join('<br>') || '–',
      exitsOf(result).join(', ') || '–',
      applicationsOf(result).join(', ') || '–',
      String(result.worksDone),
      outcomeOf(result) ?? '–',
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| run | job | steps | what the guards said | exit codes | applications | the job was done | outcome |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
