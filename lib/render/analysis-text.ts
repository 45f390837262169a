import type { JobFinding } from '../diagnosis';
import { bytes, counted, grouped, percent, slotHours } from '../numbers';
import type { AnalysisReport, ExpectedRun } from './analysis-report';
import { cureToPaste } from './cure-formats';
import { duration } from './duration';
import { memoryLines } from './job-text';
import { retuneToText } from './retune-text';
import { type TextStyle, type Tone, tone, wrap } from './style';
import { textTable } from './text-table';

const TONES: Readonly<Record<JobFinding['severity'], Tone>> = { critical: 'red', warning: 'yellow', info: 'cyan' };

/** An analysis for a terminal. No newline at the end. */
export function analysisToText(report: AnalysisReport, style: TextStyle = {}): string {
  const { examination, notes, evidence } = report;
  const section = (title: string, sentences: readonly string[]): string[] =>
    sentences.length === 0 ? [] : [tone(style, 'bold', title), ...sentences.flatMap((one) => wrap(style, one, '  '))];
  const blocks = [
    headLines(report, style),
    section('Note', notes),
    usedLines(report, style),
    ...findingBlocks(examination.findings, style),
    section('Memory of a task', memoryLines(report)),
    planLines(report, style),
    section(
      'Checked and clean',
      examination.clean.map(({ id, reason }) => `${id}: ${reason}`),
    ),
    section('Not judged', [
      ...examination.unknown.map(({ id, reason, setting }) => `${id}: ${reason}${wouldTell(setting)}`),
      ...evidence.unknown.map(({ what, reason, setting }) => `${what}: ${reason}${wouldTell(setting)}`),
    ]),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

const wouldTell = (setting: string | undefined): string => (setting === undefined ? '' : `; ${setting} would tell`);

function headLines({ evidence, ranForMs, peakTaskSlots }: AnalysisReport, style: TextStyle): string[] {
  const { application, executors, stages, jobs = [] } = evidence;
  const version = application.sparkVersion === undefined ? '' : `, Spark ${application.sparkVersion}`;
  const attempt = application.attemptId === undefined ? '' : `, attempt ${application.attemptId}`;
  const tasks = stages.reduce((total, { completeTasks, failedTasks }) => total + completeTasks + failedTasks, 0);
  const failed = jobs.filter(({ hasFailed }) => hasFailed).length;
  const ran = stages.filter(({ status }) => status !== 'SKIPPED').length;
  const end = application.endedAtMs === undefined ? 'had not ended after' : 'ran for';
  return [
    `${tone(style, 'bold', application.id)}${attempt}${version}, ${end} ${duration(ranForMs)}`,
    ...wrap(
      style,
      `${counted(jobs.length, 'job')}${failed === 0 ? '' : ` (${grouped(failed)} failed)`}, ${counted(ran, 'stage')}, ${counted(tasks, 'task')}; ${evidence.times?.isLocal ? 'in local mode: the driver' : counted(executors.length, 'executor')}, at most ${counted(peakTaskSlots, 'task slot')} at one time`,
      '  ',
    ),
  ];
}

function usedLines({ slots, data }: AnalysisReport, style: TextStyle): string[] {
  const { heldMs, busyMs, cpuMs, gcMs, lostMs } = slots;
  const row = (what: string, ms: number): string[] => [what, slotHours(ms), heldMs === 0 ? '–' : percent(ms / heldMs)];
  const rows = [
    row('held by executors', heldMs),
    row('without a task', Math.max(0, heldMs - busyMs)),
    row('with a task', busyMs),
    row('of that, computing', cpuMs),
    row('of that, collecting garbage', gcMs),
    ...(lostMs === undefined ? [] : [row('of that, in tasks that failed or were killed', lostMs)]),
  ];
  return [
    tone(style, 'bold', 'Used and wasted'),
    ...textTable([{}, { heading: 'slot-hours', align: 'right' }, { heading: 'of those held', align: 'right' }], rows, {
      width: style.width,
    }),
    ...wrap(
      style,
      `input ${bytes(data.inputBytes)}, largest shuffle ${bytes(data.largestShuffleBytes)}${data.mayGrow ? ' so far' : ''}`,
      '  ',
    ),
  ];
}

function planLines({ plan, ranForMs }: AnalysisReport, style: TextStyle): string[] {
  const title = (words: string): string => tone(style, 'bold', words);
  if ('reason' in plan) return [title('No plan for the next run'), ...wrap(style, plan.reason, '  ')];
  const { nodes, release, retune, deployMode, calculator } = plan;
  const paste = cureToPaste({ changes: retune.changes, deployMode, calculator }, 'spark-submit');
  return [
    title(
      `For the next run, on ${nodes.map(({ count, instanceType }) => `${count} × ${instanceType}`).join(', ')} with ${release}`,
    ),
    retuneToText(retune, style),
    ...wrap(style, expectedInWords(plan.expected, ranForMs), '  '),
    ...(retune.changes.length === 0 || retune.refused !== undefined
      ? []
      : ['', ...paste.split('\n').map((line) => `  ${line}`)]),
  ];
}

function expectedInWords(expected: ExpectedRun, ranForMs: number): string {
  if ('reason' in expected) return `No time is promised: ${expected.reason}.`;
  const { timeMs, modelError } = expected;
  const [least, most] = [timeMs * (1 - modelError), timeMs * (1 + modelError)].map(duration);
  const range = least === most ? least : `${least} to ${most}`;
  return `${duration(ranForMs)} would become ${range}, were each task as long as in this run: its tasks, replayed over the planned slots by a model that is ${percent(modelError)} off this run's own time.`;
}

function findingBlocks(findings: readonly JobFinding[], style: TextStyle): string[][] {
  if (findings.length === 0) return [[tone(style, 'bold', 'No finding')]];
  return findings.map((finding, i) => {
    const { summary, arithmetic, remedy, confirm, severity, minutesAtMost, confidence } = finding;
    const costs = minutesAtMost === undefined ? '' : `, ${atMost(minutesAtMost * 60_000)} of the run`;
    return [
      ...wrap(style, `${i + 1}. ${summary}`, '').map((line) => tone(style, TONES[severity], line)),
      ...arithmetic.flatMap((line) => wrap(style, line, '     ')),
      ...wrap(style, `${confidence}${costs}`, '   '),
      ...wrap(style, `remedy: ${remedy}`, '   '),
      ...wrap(style, `to confirm: ${confirm}`, '   '),
    ];
  });
}

const atMost = (ms: number): string => (ms < 1_000 ? 'less than 1 s' : `at most ${duration(ms)}`);
