import {
  asksJob,
  DEFAULT_POLICY,
  decide,
  EMPTY_JOB,
  emptyRow,
  type InstanceGroupFacts,
  judged,
  LEVER,
  type Observation,
  type Row,
  type StepDetail,
} from '../../lib/remedy';
import { markerIn, parseStep } from '../../lib/steps';
import { clusterFacts } from '../states/stuck-cluster';
import { SECOND_LOOK_MINUTES } from './limits';
import { type Published, publishedOf } from './published';
import { MINUTE_MS, type Seen, timeOf } from './seen';
import type { Trace } from './trace';

const CLUSTER_ID = 'j-TRACE';

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
  for (let minute = seen.tickPhase; minute < trace.endsAt; minute += seen.tick) {
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

function stepOf({ size, conf = {}, mainClass }: Trace, seen: Seen): StepDetail {
  const args = [
    ...['spark-submit', '--deploy-mode', 'client'],
    ...(mainClass === undefined ? [] : ['--class', mainClass]),
    ...['--executor-memory', `${size.heapMiB}m`, '--executor-cores', `${size.cores}`],
    ...['--conf', `spark.executor.memoryOverhead=${size.overheadMiB}m`],
    ...['--conf', 'spark.sql.shuffle.partitions=20000'],
    ...Object.entries(conf).flatMap(([key, value]) => ['--conf', `${key}=${value}`]),
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

function groupsOf({ type, beside }: Trace, running: number, requested: number): InstanceGroupFacts[] {
  const state = requested === running ? 'RUNNING' : 'RESIZING';
  const group = (role: InstanceGroupFacts['role'], instanceType: string, count: number): InstanceGroupFacts => ({
    role,
    instanceType,
    requested: count,
    running: count,
    state: 'RUNNING',
  });
  return [
    group('MASTER', 'm5.xlarge', 1),
    { ...group('CORE', type, running), requested, state },
    ...(beside === undefined ? [] : [group('TASK', beside.type, beside.count)]),
  ];
}

function observationOf({ trace, seen, step, published }: Watched, minute: number): Observation {
  const at = timeOf(seen, minute);
  const reading = <T>(value: T) => ({ at, value });
  const { nodes } = trace.at(minute);
  const requested = trace.requested?.(minute) ?? nodes;
  const { type, beside } = trace;
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
    groups: reading(groupsOf(trace, nodes, requested)),
    instances: reading({
      workers: [
        ...Array.from({ length: nodes }, (_, i) => ({ instanceType: type, readyAt: readyAt(i) })),
        ...Array.from({ length: beside?.count ?? 0 }, () => ({ instanceType: beside?.type ?? type })),
      ],
      primaries: 1,
    }),
    autoTermination: reading({}),
    scaling: reading('none' as const),
    scan: reading({ steps: (trace.steps ?? 1) > 1 ? [other, step] : [step], complete: true }),
    root: reading(step),
    metrics: reading(published(minute)),
  };
}
