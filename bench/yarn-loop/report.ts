import type { StepEvent } from './back-end';
import type { Closed } from './cluster';
import type { LogLine } from './loop';
import type { MeasuredRun, PeakFigures } from './measured';
import type { YarnApplication } from './resource-manager';

/** What a result is of: a calculator with its measured runs, or a loop in which something goes wrong. */
export const KINDS = ['dominant', 'default', 'rm', 'driver', 'cluster-mode'] as const;
export type Kind = (typeof KINDS)[number];

/** A loop; virtual ms after the root's start. */
export interface LoopSummary {
  readonly scale: number;
  readonly saturatedMs?: number;
  readonly events: readonly StepEvent[];
  readonly steps: readonly { readonly id: string; readonly state: string }[];
  readonly lines: readonly LogLine[];
  readonly ticks: number;
  readonly failures: readonly string[];
  readonly rowState?: string;
}

export interface Result {
  readonly kind: Kind;
  readonly command: string;
  /** From YARN's start to the leftover check, seconds. */
  readonly wallSeconds: number;
  readonly fatSeconds: number;
  readonly startSeconds: number;
  readonly loop: LoopSummary;
  /** As YARN reports them at the end; absent where it no longer answers. */
  readonly applications?: readonly YarnApplication[];
  readonly closed: Closed;
  /** Runs without a watchdog, and the loop's own two. */
  readonly runs: readonly MeasuredRun[];
}

/** The least shares of the ideal ratio that a run has to reach, by the cores of the new executors. */
const LEAST_SHARE = { cured: 0.85, eight: 0.9 };

/** Whether a result is what was predicted, and what it says, as Markdown. */
export function reportOf(result: Result): { readonly text: string; readonly problems: readonly string[] } {
  const problems = problemsOf(result);
  const lines = [
    `\`${result.command}\`: ${result.wallSeconds} s. One second of the machine is ${result.loop.scale} of the watchdog's.`,
    '',
    ...(result.runs.length > 0 ? [...runsTable(result.runs), '', ...ratioLines(result), ''] : []),
    ...timeline(result),
    '',
    ...endLines(result),
  ];
  return { text: lines.join('\n'), problems };
}

function problemsOf({ kind, runs, closed, loop }: Result): string[] {
  const problems: string[] = [];
  for (const { what, state, predicted, actual } of runs) {
    if (JSON.stringify(predicted) !== JSON.stringify(actual))
      problems.push(`${what}: predicted and actual figures differ`);
    if (state !== 'COMPLETED' && what !== 'fat, watched') problems.push(`${what}: ${state}`);
  }
  for (const { run, share, least } of ratiosOf(runs)) {
    if (share < least) problems.push(`${run.what}: ${percent(share)} of the ideal ratio, less than ${percent(least)}`);
  }
  const submissions = loop.events.filter(({ what }) => what === 'PENDING').length;
  const most = kind === 'driver' || kind === 'cluster-mode' ? 1 : 2;
  if (submissions > most) problems.push(`${submissions} steps were submitted, not ${most}`);
  if ((kind === 'dominant' || kind === 'default') && loop.steps.at(-1)?.state !== 'COMPLETED')
    problems.push('the loop did not end in a completed copy');
  if (kind === 'cluster-mode' && !refusedAs(loop, 'no-fence'))
    problems.push('cluster mode was not refused as no-fence');
  if (closed.left > 0) problems.push(`${closed.left} processes are left`);
  return problems;
}

/** Whether a finding that everything else lets pass was refused by this gate alone. */
function refusedAs({ lines }: LoopSummary, gate: string): boolean {
  return lines.some(({ line }) => {
    const refusals = Array.isArray(line.refusals) ? (line.refusals as { gate?: string }[]) : [];
    return line.tier === 'T2' && refusals.length === 1 && refusals[0]?.gate === gate;
  });
}

interface Ratio {
  readonly run: MeasuredRun;
  readonly ratio: number;
  readonly ideal: number;
  readonly share: number;
  readonly least: number;
}

/** Runs with more slots, against the fat one. */
function ratiosOf(runs: readonly MeasuredRun[]): Ratio[] {
  const fat = runs.find(({ what }) => what === 'fat, to its end');
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

function runsTable(runs: readonly MeasuredRun[]): string[] {
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

function ratioLines({ runs }: Result): string[] {
  return ratiosOf(runs).map(({ run, ratio, ideal, share, least }) => {
    const slower = ((run.jobSeconds ?? 0) * (1 - share)).toFixed(1);
    return (
      `- ${run.what}: ${ratio.toFixed(2)} times as fast as the fat run; ${ideal.toFixed(2)} times the task slots, so ` +
      `${percent(share)} of the ideal (at least ${percent(least)} is wanted). ${slower} s of its ${run.jobSeconds?.toFixed(1)} s are more than the ideal: ` +
      `its executors filled the cluster in ${run.fillSeconds.toFixed(1)} s and then had to start as JVMs on the machine's cores, beside whatever else ran there, and the last wave is part full; how much is whose was not measured.`
    );
  });
}

/** Steps, signals and the watchdog's decisions in one order. */
function timeline({ loop }: Result): string[] {
  const entries = [
    ...(loop.saturatedMs === undefined ? [] : [{ atMs: loop.saturatedMs, text: 'YARN: 95 % of memory allocated' }]),
    ...loop.events.map(({ atMs, stepId, what, exit }) => ({
      atMs,
      text: `step ${stepId}: ${what}${exit === undefined ? '' : `, exit ${exit}`}`,
    })),
    ...decisionsOf(loop.lines),
  ].sort((a, b) => a.atMs - b.atMs);
  return [
    '| virtual | machine | |',
    '|---|---|---|',
    ...entries.map(
      ({ atMs, text }) => `| ${clockTime(atMs)} | ${(Math.max(0, atMs) / loop.scale / 1000).toFixed(1)} s | ${text} |`,
    ),
  ];
}

/** Decisions that differ from the one before, pages and calls. */
function decisionsOf(lines: readonly LogLine[]): { atMs: number; text: string }[] {
  let last = '';
  return lines.flatMap(({ atMs, line }) => {
    const text = textOfLine(line);
    if (text === undefined || text === last) return [];
    last = text;
    return [{ atMs, text: `watchdog: ${text}` }];
  });
}

function textOfLine(line: Readonly<Record<string, unknown>>): string | undefined {
  const word = (key: string): string => (typeof line[key] === 'string' ? (line[key] as string) : '');
  switch (line.kind) {
    case 'page':
      return `page ${word('reason')}`;
    case 'call':
      return `call ${word('call')}`;
    case 'decision': {
      const [state, next] = [word('state'), word('next')];
      const refusals = Array.isArray(line.refusals)
        ? (line.refusals as { gate?: string }[]).map(({ gate }) => gate)
        : [];
      const gates = refusals.length === 0 ? '' : `; gates ${refusals.join(', ')}`;
      const found =
        word('finding') === '' ? '' : `; ${word('finding')}${word('tier') === '' ? '' : ` ${word('tier')}`}`;
      return `${next === '' || next === state ? state : `${state} → ${next}`}: ${word('action')} ${word('reason')}${found}${gates}`;
    }
    default:
      return undefined;
  }
}

function endLines({ loop, applications, closed, startSeconds }: Result): string[] {
  const steps = loop.steps.map(({ id, state }) => `${id} ${state}`).join(', ');
  const apps =
    applications === undefined
      ? 'the ResourceManager no longer answers'
      : applications.map(({ state, finalStatus }) => `${state} / ${finalStatus}`).join(', ');
  const [saturated, submitted] = [loop.saturatedMs, loop.events.filter(({ what }) => what === 'PENDING')[1]?.atMs];
  const delay =
    saturated === undefined || submitted === undefined
      ? []
      : [
          `- From saturation to resubmission: ${((submitted - saturated) / 60_000).toFixed(1)} virtual minutes, ${((submitted - saturated) / loop.scale / 1000).toFixed(1)} s of the machine.`,
        ];
  return [
    ...delay,
    `- Steps at the end: ${steps}. Ledger row: ${loop.rowState ?? 'none'}. Watchdog: ${loop.ticks} invocations, ${loop.failures.length} failed.`,
    `- Applications as YARN reports them, in order of their start: ${apps}.`,
    `- YARN started in ${startSeconds.toFixed(1)} s; everything was torn down in ${closed.stopSeconds.toFixed(1)} s; ${closed.killed} processes had to be killed, ${closed.left} are left.`,
  ];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function clockTime(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000)); // the step is submitted a moment before it starts
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
