import type { EmrReader } from '../../../lambda/remediator/adapters/emr';
import type { RunningInstance } from '../../../lambda/remediator/adapters/emr-facts';
import type { MetricPoint, MetricSeries, StepFacts } from '../../../lib/remedy';
import { markerIn, parseStep } from '../../../lib/steps';
import { CLUSTER, CLUSTER_FACTS, FAT_POINT, MINUTE, ROOT, START } from '../../remedy/support';
import type { FakeEmr, WorldStep } from './fake-emr';
import type { WorldOptions } from './options';

const PERIOD_MS = 5 * MINUTE;

const TUNED: Omit<MetricPoint, 'at'> = {
  ...FAT_POINT,
  memoryAllocatedMB: 327 * 30_720 + 896,
  containersAllocated: 328,
};
const QUIET: Omit<MetricPoint, 'at'> = {
  ...FAT_POINT,
  memoryAllocatedMB: 0,
  containersAllocated: 0,
  appsRunning: 0,
  cpuUtilisation: 0,
};

/** What CloudWatch shows of a cluster's steps. */
export function metricsOf(
  { steps }: FakeEmr,
  options: WorldOptions,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): MetricSeries {
  const points: MetricPoint[] = [];
  for (let at = Math.ceil(fromMs / PERIOD_MS) * PERIOD_MS; at + PERIOD_MS <= toMs; at += PERIOD_MS) {
    const running = steps.find(
      ({ startedAt = Number.POSITIVE_INFINITY, endedAt = Number.POSITIVE_INFINITY }) => startedAt <= at && at < endedAt,
    );
    const attempt = options.attemptOverridden ? FAT_POINT : TUNED;
    points.push({ at, ...(running === undefined ? QUIET : running.id === ROOT ? FAT_POINT : attempt) });
  }
  return { periodMs: PERIOD_MS, points };
}

const WORKERS: readonly RunningInstance[] = Array.from({ length: 82 }, (_, i) => ({
  instanceType: 'r5.4xlarge',
  ec2InstanceId: `i-${i + 1}`,
  readyAt: START - 60 * MINUTE,
}));

/** What EMR's API says of the stuck cluster. */
export function emrReader(emr: FakeEmr, options: WorldOptions, now: () => number): EmrReader {
  const { person, staleMs = 0, tags = CLUSTER_FACTS.tags, kerberos = false } = options;
  const facts = (step: WorldStep): StepFacts => {
    const isHidden = person !== undefined && step.id === ROOT && now() < person.at + person.hiddenMs;
    return isHidden ? { ...toFacts(step), state: 'RUNNING', endedAt: undefined } : toFacts(step);
  };
  return {
    runningClusters: async function* () {
      yield [CLUSTER];
    },
    cluster: async () => ({ ...CLUSTER_FACTS, tags, kerberos }),
    security: async () => undefined,
    groups: async () => [{ role: 'CORE', instanceType: 'r5.4xlarge', requested: 82, running: 82, state: 'RUNNING' }],
    primaries: async () => [{ instanceType: 'm5.xlarge', ec2InstanceId: 'i-0' }],
    workers: async () => WORKERS,
    idleSeconds: async () => undefined,
    scaling: async () => 'none',
    steps: async () => {
      emr.advance();
      const shown = emr.steps.filter(({ createdAt }) => createdAt + staleMs <= now());
      return { steps: shown.map(facts).reverse() };
    },
    step: async (_, id) => {
      emr.advance();
      const found = facts(emr.step(id));
      return {
        ...found,
        described: {
          Name: found.name,
          Config: { Jar: found.jar, Args: [...found.args] },
          ActionOnFailure: 'CONTINUE',
        },
      };
    },
  };
}

function toFacts({ id, state, args, createdAt, startedAt, endedAt }: WorldStep): StepFacts {
  const jar = 'command-runner.jar';
  const form = parseStep(jar, args);
  return {
    id,
    state,
    name: 'nightly join',
    jar,
    form,
    marker: markerIn(form),
    args,
    actionOnFailure: 'CONTINUE',
    createdAt,
    startedAt,
    endedAt,
  };
}
