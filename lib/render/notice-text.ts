import { counted, grouped, percent } from '../numbers';
import { type Figures, type FindingNotice, type GateName, type Mode, type Refusal, TIER } from '../remedy';
import { moment } from './moment';

/** A finding on one cluster, as people are told of it. */
export interface NoticeOf {
  readonly clusterId: string;
  readonly notice: FindingNotice;
}

/** A finding in plain words: what was seen, what it means, what to give the next run, what to do, and what each mode would do. */
export function noticeToText({ clusterId, notice }: NoticeOf): string {
  const { stepId, finding, tier, isLastOfDay } = notice;
  const last = isLastOfDay
    ? [
        'This is the last notice of this cluster today (UTC). What is found after it is logged, and told tomorrow if it still holds.',
      ]
    : [];
  return [
    `The executors of step ${stepId} on cluster ${clusterId} leave cores idle (${finding}, tier ${tier}).`,
    section('What was seen', seen(notice)),
    section('What it means', meaning(notice)),
    section('Settings for the next run', settings(notice)),
    section('What to do', toDo(clusterId, notice)),
    section('What the remediator does', inEachMode(notice)),
    ...last,
  ].join('\n\n');
}

const section = (title: string, lines: readonly string[]): string =>
  [title, ...lines.map((line) => `  ${line}`)].join('\n');

function seen({ since, startedAt, observed = {} }: FindingNotice): string[] {
  const began = startedAt === undefined ? '' : `; the step began at ${moment(startedAt)}`;
  const { memoryUtilisation, memoryMB = 0, memoryTotalMB = 0, containers, containersPending = 0, cpu } = observed;
  return [
    `since ${moment(since)} at the latest${began}`,
    ...(memoryUtilisation === undefined
      ? []
      : [`memory: ${percent(memoryUtilisation)} of YARN's is allocated (${ofTotal(memoryMB, memoryTotalMB)} MiB)`]),
    ...coresLine(observed),
    ...(cpu === undefined ? [] : [`CPU: ${percent(cpu)}, measured on core and task nodes`]),
    ...(containers === undefined
      ? []
      : [`containers: ${grouped(containers)} run, ${grouped(containersPending)} are pending`]),
  ];
}

function coresLine({ cores, vcores, coreUtilisation }: Figures): string[] {
  if (cores === undefined || vcores === undefined || coreUtilisation === undefined) return [];
  return [`cores: executors hold ${percent(coreUtilisation)} of the vCPUs (${ofTotal(cores, vcores)})`];
}

/** Gates that ask whether the cores are really idle, of this step and by its written settings. */
const DOUBTS: ReadonlySet<GateName> = new Set<GateName>([
  'no-demand',
  'calculator-not-dominant',
  'cpu-busy',
  'other-apps',
  'application-unknown',
  'set-in-code',
]);

function meaning({ observed: { cores = 0, vcores = 0 } = {}, tier, refusals }: FindingNotice): string[] {
  const idle = Math.max(0, vcores - cores);
  return [
    `Each executor holds so much memory for its cores that YARN's memory is full while ${counted(idle, 'vCPU')} that you pay for`,
    'belong to no executor. The figures are those that YARN shows for the executors of this step.',
    ...(tier === TIER.confirmed ? [] : ['It is not confirmed that these cores are idle because of it:']),
    ...refusals.filter(({ gate }) => DOUBTS.has(gate)).map(inWords),
  ];
}

function settings({ settings: given, predicted, slotRatio }: FindingNotice): string[] {
  if (given.length === 0) return ['none: no executor size was found that uses more of these cores'];
  const { cores, vcores, memoryUtilisation } = predicted ?? {};
  const slots =
    cores === undefined || vcores === undefined
      ? []
      : [`run ${grouped(cores)} tasks at once on ${grouped(vcores)} vCPUs`];
  const ratio = slotRatio === undefined ? [] : [`${slotRatio.toFixed(2)} times as many as now`];
  const memory = memoryUtilisation === undefined ? [] : [`with ${percent(memoryUtilisation)} of the memory`];
  const promise = [...slots, ...ratio, ...memory];
  return [
    ...given.map(({ key, to }) => `--conf ${key}=${to}`),
    ...(promise.length === 0 ? [] : [`With them the cluster as it is could ${promise.join(', ')}.`]),
  ];
}

function toDo(clusterId: string, { stepId, settings: given, jobKey }: FindingNotice): string[] {
  const kept =
    jobKey === undefined
      ? ''
      : ` The ledger keeps them as next#${jobKey}; emr-autotune explain ${clusterId} ${stepId} shows them, with earlier runs.`;
  return [
    ...(given.length === 0
      ? []
      : [`Give these settings to the job where it is submitted, in place of those that it has now.${kept}`]),
    `See which step it is: aws emr describe-step --cluster-id ${clusterId} --step-id ${stepId}`,
    `See whether a restart of this run pays: emr-autotune diagnose --cluster ${clusterId} --step ${stepId}`,
  ].map((line, i) => `${i + 1}. ${line}`);
}

function inEachMode(notice: FindingNotice): string[] {
  const modes: readonly Mode[] = ['advise', 'approve', 'remediate'];
  return modes.flatMap((mode) => inMode(mode, notice));
}

function inMode(mode: Mode, notice: FindingNotice): string[] {
  const isOwn = mode === notice.mode;
  const name = isOwn ? `${mode} (its mode)` : mode;
  if (mode === 'advise') return [`${name}: tells, and writes nothing to EMR`];
  const against = notice.refusals.filter(({ gate }) => !isWaived(gate, mode, notice));
  const acts = 'cancels this step and submits it again with these settings';
  if (against.length > 0) {
    return [`${name}: leaves the step alone:`, ...against.map((refusal) => `  ${inWords(refusal)}`)];
  }
  if (mode === 'approve') return [`${name}: asks for a person's approval of this step, then ${acts}`];
  return [isOwn ? `${name}: ${acts}, if a second look finds the same` : `${name}: ${acts}`];
}

/** What does not stand against it in this mode: in `approve` whether it pays is the person's to judge. */
function isWaived(gate: GateName, mode: Mode, { settings: given }: FindingNotice): boolean {
  if (gate === 'mode') return true;
  return mode === 'approve' && (gate === 'outside-window' || (gate === 'not-worth-it' && given.length > 0));
}

const inWords = ({ gate, reason }: Refusal): string => `${gate}: ${reason}`;

const ofTotal = (part: number, total: number): string => `${grouped(part)} of ${grouped(total)}`;
