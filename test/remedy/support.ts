import {
  CLUSTER_ID as CLUSTER,
  clusterFacts,
  FAT_POINT,
  GROUPS,
  HMAC_KEY as KEY,
  FOUND_AT as NOW,
  pointsUntil as points,
  ROOT_ID as ROOT,
  START,
  FAT_ARGS as STUCK_ARGS,
} from '../../bench/states/stuck-cluster';
import {
  DEFAULT_POLICY,
  EMPTY_JOB,
  emptyRow,
  LEVER,
  type Lineage,
  type MetricPoint,
  type Observation,
  type Row,
  type StepDetail,
  type StepFacts,
} from '../../lib/remedy';
import { markerIn, parseStep } from '../../lib/steps';

export const MINUTE = 60_000;
export const SECOND = 1000;
export const POLICY = DEFAULT_POLICY;
export { CLUSTER, FAT_POINT, GROUPS, NOW, points, ROOT, START };

/** The brief's fat step: 82 r5.4xlarge of 122,880 MiB and 16 vCPUs, one executor of 120,000 MiB and 7 cores on each. */
export const FAT_ARGS: readonly string[] = [...STUCK_ARGS, '--day', '2026-01-05'];

/** What EMR says of that step's cluster. */
export const CLUSTER_FACTS = clusterFacts('remediate:one', 1);

export function step(changed: Partial<StepFacts> = {}): StepFacts {
  const facts = {
    id: ROOT,
    state: 'RUNNING' as const,
    name: 'nightly join',
    jar: 'command-runner.jar',
    args: FAT_ARGS,
    actionOnFailure: 'CONTINUE',
    createdAt: START - MINUTE,
    startedAt: START,
    ...changed,
  };
  const form = parseStep(facts.jar, facts.args);
  const marker = markerIn(form);
  const fingerprint = marker === undefined ? 'fingerprint-of-root' : 'fingerprint-of-attempt';
  return { fingerprint, ...facts, form, marker };
}

export function detail(changed: Partial<StepDetail> = {}): StepDetail {
  const facts = step(changed);
  const described = {
    Name: facts.name,
    Config: { Jar: facts.jar, Args: [...facts.args] },
    ActionOnFailure: 'CONTINUE' as const,
    ...changed.described,
  };
  return { ...facts, described };
}

export interface Changes {
  readonly at?: number;
  readonly cluster?: Partial<NonNullable<Observation['cluster']>['value']>;
  readonly root?: StepDetail;
  readonly attempt?: StepDetail;
  readonly steps?: readonly StepFacts[];
  readonly point?: Partial<MetricPoint>;
  readonly points?: readonly MetricPoint[];
  readonly nodes?: readonly string[];
  readonly obs?: Partial<Observation>;
}

/** The brief's stuck cluster as one look sees it, with whatever a test wants otherwise. */
export function stuck(changes: Changes = {}): Observation {
  const at = changes.at ?? NOW;
  const root = changes.root ?? detail();
  const nodes = changes.nodes ?? Array.from({ length: 82 }, () => 'r5.4xlarge');
  return {
    clusterId: CLUSTER,
    mode: 'remediate',
    remediatorId: 'one',
    allowedStepNames: [],
    ledger: true,
    freshKey: KEY,
    nonce: 'nonce-1',
    deadline: at + 180 * SECOND,
    jobKey: 'job-1',
    job: { at, value: EMPTY_JOB },
    lever: { at, value: LEVER.run },
    prepared: {
      kind: 'built',
      n: 1,
      step: { Name: 'nightly join', HadoopJarStep: { Jar: 'command-runner.jar', Args: markedArgs() } },
      fingerprint: 'fingerprint-of-attempt',
    },
    cluster: { at, value: { ...CLUSTER_FACTS, ...changes.cluster } },
    groups: { at, value: GROUPS },
    instances: {
      at,
      value: {
        workers: nodes.map((instanceType) => ({ instanceType, readyAt: START - 60 * MINUTE })),
        primaries: 1,
      },
    },
    autoTermination: { at, value: {} },
    scaling: { at, value: 'none' },
    scan: { at, value: { steps: changes.steps ?? [root], complete: true } },
    root: { at, value: root },
    ...(changes.attempt ? { attempt: { at, value: changes.attempt } } : {}),
    metrics: {
      at,
      value: {
        periodMs: 5 * MINUTE,
        points: changes.points ?? points(at, 12, { ...FAT_POINT, ...changes.point }),
      },
    },
    ...changes.obs,
  };
}

export function row(changed: Partial<Row> = {}): Row {
  return { ...emptyRow(CLUSTER), version: 3, ...changed };
}

/** The lineage that the stuck cluster opens at `NOW`; numbers from the admission table of the design: 4 executors of 30,720 MiB a node. */
export function lineage(changed: Partial<Lineage> = {}): Lineage {
  return {
    root: ROOT,
    attempt: 1,
    hmacKey: KEY,
    fingerprint: 'fingerprint-of-root',
    attemptFingerprint: 'fingerprint-of-attempt',
    plan: '',
    jobKey: 'job-1',
    deployMode: 'client',
    fence: 'delay',
    deadlines: {
      intent: { pageAt: NOW + 30 * MINUTE, endAt: NOW + 30 * MINUTE },
      cancelling: { pageAt: NOW + 10 * MINUTE, endAt: NOW + 30 * MINUTE },
      fencing: { pageAt: NOW + 10 * MINUTE, endAt: NOW + 30 * MINUTE },
      verifying: { pageAt: NOW + 15 * MINUTE, endAt: NOW + 24 * 60 * MINUTE },
    },
    cancelRequests: 0,
    maybeSent: false,
    throttled: 0,
    submissions: [],
    seenRunning: false,
    paged: [],
    payload: {
      openedAt: NOW,
      changes: [
        { key: 'spark.executor.memory', from: '101053m', to: '25870m' },
        { key: 'spark.executor.memoryOverhead', from: '18947m', to: '4850m' },
        { key: 'spark.executor.cores', from: '7', to: '4' },
      ],
      predicted: {
        containerMiB: 30_720,
        applicationMasterMiB: 896,
        executors: 327,
        executorCores: 4,
        memoryUtilisation: 0.997,
        coreUtilisation: 0.997,
        slotRatio: 2.279,
      },
      before: { taskSlots: 574, vcpus: 1312 },
    },
    ...changed,
  };
}

/** Arguments of a submission with this marker. */
export function markedArgs(n = 1, root = ROOT): string[] {
  return ['spark-submit', '--conf', `spark.emrautotune.lineage=${root}:${n}`, 's3://bucket/join.py'];
}
