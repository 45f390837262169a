import { instanceFacts } from '../../lib/catalog';
import {
  asksJob,
  DEFAULT_POLICY,
  decide,
  EMPTY_JOB,
  emptyRow,
  judged,
  LEVER,
  type MetricPoint,
  type Observation,
  type Row,
  type StepDetail,
} from '../../lib/remedy';
import { markerIn, parseStep } from '../../lib/steps';
import { clusterFacts } from '../states/stuck-cluster';
import { APPLICATION_MASTER_MIB, containerMiB, type Minute, type Trace } from './trace';

const MINUTE_MS = 60_000;
/** Aligned to CloudWatch's five minutes. */
const EPOCH = Date.UTC(2026, 0, 5, 6, 0, 0);
const CLUSTER_ID = 'j-TRACE';
const HISTORY_MINUTES = 75;
const SECOND_LOOK_MINUTES = 1 / 3;

/** How a trace is seen: when what is published, and when somebody looks. Minutes. */
export interface Seen {
  /** Spacing of YARN's points and of the looks: 5, or 1. */
  readonly period: 1 | 5;
  /** From a period's end to its publication. */
  readonly lag: number;
  readonly cpuLag: number;
  /** When the step starts after a period's start. */
  readonly startPhase: number;
  /** When the looks come after it. */
  readonly tickPhase: number;
  /** Whether a point of YARN is the mean of its minutes, else the first of them. */
  readonly means: boolean;
}

/** The minute after the step's start at which CancelSteps would be sent; undefined: never. */
export function actedAt(trace: Trace, seen: Seen): number | undefined {
  const step = stepOf(trace, seen);
  for (let minute = seen.tickPhase; minute < trace.endsAt; minute += seen.period) {
    const watching = emptyRow(CLUSTER_ID);
    const found = lookAt(trace, seen, step, minute, watching);
    const first = decide(found, watching, timeOf(seen, minute), DEFAULT_POLICY);
    if (first.kind !== 'move') continue;
    const later = minute + SECOND_LOOK_MINUTES;
    if (later >= trace.endsAt) return undefined;
    const second = lookAt(trace, seen, step, later, first.row);
    if (decide(second, first.row, timeOf(seen, later), DEFAULT_POLICY).kind === 'call') return later;
  }
  return undefined;
}

const timeOf = ({ startPhase }: Seen, minute: number): number => EPOCH + (startPhase + minute) * MINUTE_MS;

function lookAt(trace: Trace, seen: Seen, step: StepDetail, minute: number, row: Row): Observation {
  const now = timeOf(seen, minute);
  const seeing = observationOf(trace, seen, step, minute);
  const says = trace.says?.(minute, now);
  const asked = says && { asked: { at: now, value: { kind: 'evidence', evidence: says } as const } };
  if (row.state === 'intent') return judged({ ...seeing, ...asked }, row, now, DEFAULT_POLICY);
  const first = judged(seeing, row, now, DEFAULT_POLICY);
  return asked && asksJob(first) ? judged({ ...first, ...asked }, row, now, DEFAULT_POLICY) : first;
}

function stepOf({ size }: Trace, seen: Seen): StepDetail {
  const args = [
    ...['spark-submit', '--deploy-mode', 'client'],
    ...['--executor-memory', `${size.heapMiB}m`, '--executor-cores', `${size.cores}`],
    ...['--conf', `spark.executor.memoryOverhead=${size.overheadMiB}m`],
    ...['--conf', 'spark.sql.shuffle.partitions=20000'],
    ...['--conf', 'spark.emrautotune.allow=true', 's3://example-bucket/job.py'],
  ];
  const form = parseStep('command-runner.jar', args);
  const startedAt = timeOf(seen, 0);
  return {
    id: 's-ROOT',
    state: 'RUNNING',
    name: 'job',
    jar: 'command-runner.jar',
    args,
    actionOnFailure: 'CONTINUE',
    createdAt: startedAt - MINUTE_MS,
    startedAt,
    form,
    marker: markerIn(form),
    fingerprint: 'fingerprint',
    described: { Name: 'job', Config: { Jar: 'command-runner.jar', Args: args }, ActionOnFailure: 'CONTINUE' },
  };
}

function observationOf(trace: Trace, seen: Seen, step: StepDetail, minute: number): Observation {
  const at = timeOf(seen, minute);
  const reading = <T>(value: T) => ({ at, value });
  const { nodes } = trace.at(minute);
  const joined = trace.joined ?? [];
  const readyAt = (i: number): number =>
    joined[nodes - 1 - i] === undefined ? at - 600 * MINUTE_MS : timeOf(seen, joined[nodes - 1 - i] ?? 0);
  const other: StepDetail = { ...step, id: 's-OTHER', fingerprint: 'other' };
  return {
    clusterId: CLUSTER_ID,
    mode: 'remediate',
    remediatorId: 'one',
    allowedStepNames: [],
    ledger: true,
    freshKey: '11'.repeat(32),
    nonce: 'nonce',
    deadline: at + 180_000,
    jobKey: 'job',
    job: reading(EMPTY_JOB),
    lever: reading(LEVER.run),
    prepared: {
      kind: 'built',
      n: 1,
      step: { Name: 'job', HadoopJarStep: { Jar: 'command-runner.jar', Args: [] } },
      fingerprint: 'attempt',
    },
    cluster: reading({ ...clusterFacts('remediate:one', trace.steps ?? 1), calculator: trace.calculator }),
    groups: reading([
      { role: 'MASTER', instanceType: 'm5.xlarge', requested: 1, running: 1, state: 'RUNNING' },
      { role: 'CORE', instanceType: trace.type, requested: nodes, running: nodes, state: 'RUNNING' },
    ] as const),
    instances: reading({
      workers: Array.from({ length: nodes }, (_, i) => ({ instanceType: trace.type, readyAt: readyAt(i) })),
      primaries: 1,
    }),
    autoTermination: reading({}),
    scaling: reading('none' as const),
    scan: reading({ steps: (trace.steps ?? 1) > 1 ? [other, step] : [step], complete: true }),
    root: reading(step),
    metrics: reading({
      periodMs: seen.period * MINUTE_MS,
      cpuPeriodMs: seen.period * MINUTE_MS,
      points: pointsOf(trace, seen, minute),
    }),
  };
}

/** What CloudWatch shows at a minute after the step's start, oldest first. */
function pointsOf(trace: Trace, seen: Seen, minute: number): MetricPoint[] {
  const { period, startPhase, lag, cpuLag, means } = seen;
  const now = startPhase + minute;
  const from = Math.ceil((now - HISTORY_MINUTES) / period) * period;
  const points: MetricPoint[] = [];
  for (let stamp = from; stamp + period <= now; stamp += period) {
    const isLost = trace.lost?.(stamp - startPhase) === true;
    const minutes = Array.from({ length: period }, (_, i) => trace.at(stamp + i - startPhase));
    const yarn = stamp + period + lag <= now && !isLost ? yarnOf(trace, means ? minutes : minutes.slice(0, 1)) : {};
    const cpu = stamp + period + cpuLag <= now && !isLost ? { cpuUtilisation: mean(minutes, ({ cpu }) => cpu) } : {};
    if (Object.keys(yarn).length + Object.keys(cpu).length > 0)
      points.push({ at: EPOCH + stamp * MINUTE_MS, ...yarn, ...cpu });
  }
  return points;
}

function yarnOf({ type, size }: Trace, minutes: readonly Minute[]): Partial<MetricPoint> {
  const { yarnMemoryMiB } = instanceFacts(type);
  const isThere = ({ apps }: Minute): number => (apps > 0 ? 1 : 0);
  return {
    memoryTotalMB: mean(minutes, ({ nodes }) => nodes * yarnMemoryMiB),
    memoryAllocatedMB: mean(
      minutes,
      (one) => one.executors * containerMiB(size) + isThere(one) * APPLICATION_MASTER_MIB + one.others * one.othersMiB,
    ),
    containersAllocated: mean(minutes, (one) => one.executors + isThere(one) + one.others),
    containersPending: Math.min(...minutes.map(({ pending }) => pending)),
    appsRunning: Math.max(...minutes.map(({ apps }) => apps)),
  };
}

function mean(minutes: readonly Minute[], figure: (minute: Minute) => number): number {
  return minutes.reduce((sum, one) => sum + figure(one), 0) / minutes.length;
}
