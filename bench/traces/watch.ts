import {
  asksJob,
  DEFAULT_POLICY,
  decide,
  EMPTY_JOB,
  emptyRow,
  judged,
  LEVER,
  type Observation,
  type Row,
  type StepDetail,
} from '../../lib/remedy';
import { markerIn, parseStep } from '../../lib/steps';
import { clusterFacts } from '../states/stuck-cluster';
import { type Published, publishedOf } from './published';
import { MINUTE_MS, type Seen, timeOf } from './seen';
import type { Trace } from './trace';

const CLUSTER_ID = 'j-TRACE';
const SECOND_LOOK_MINUTES = 1 / 3;

/** What is the same in every look at a trace. */
interface Watched {
  readonly trace: Trace;
  readonly seen: Seen;
  readonly step: StepDetail;
  readonly published: Published;
}

/** The minute after the step's start at which CancelSteps would be sent; undefined: never. */
export function actedAt(trace: Trace, seen: Seen): number | undefined {
  const watched = { trace, seen, step: stepOf(trace, seen), published: publishedOf(trace, seen) };
  for (let minute = seen.tickPhase; minute < trace.endsAt; minute += seen.period) {
    const watching = emptyRow(CLUSTER_ID);
    const found = lookAt(watched, minute, watching);
    const first = decide(found, watching, timeOf(seen, minute), DEFAULT_POLICY);
    if (first.kind !== 'move') continue;
    const later = minute + SECOND_LOOK_MINUTES;
    if (later >= trace.endsAt) return undefined;
    const second = lookAt(watched, later, first.row);
    if (decide(second, first.row, timeOf(seen, later), DEFAULT_POLICY).kind === 'call') return later;
  }
  return undefined;
}

function lookAt(watched: Watched, minute: number, row: Row): Observation {
  const { trace, seen } = watched;
  const now = timeOf(seen, minute);
  const seeing = observationOf(watched, minute);
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

function observationOf({ trace, seen, step, published }: Watched, minute: number): Observation {
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
      points: published(minute),
    }),
  };
}
