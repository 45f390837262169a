import type { CloudWatchBackEnd } from '../../lib/simulator';
import { CLUSTER_ID } from '../../lib/simulator/world/create';
import type { YarnFigures } from './resource-manager';

const PERIOD_MS = 5 * 60_000;

/** What the ResourceManager said at one moment of virtual time, epoch ms. */
export interface Sample extends YarnFigures {
  readonly atMs: number;
}

/** EMR's metrics by name. */
const EMR_METRICS: Readonly<Record<string, (sample: YarnFigures) => number>> = {
  MemoryTotalMB: (s) => s.totalMB,
  MemoryAllocatedMB: (s) => s.allocatedMB,
  ContainerAllocated: (s) => s.containers,
  ContainerPending: (s) => s.pending,
  AppsRunning: (s) => s.appsRunning,
};

/**
 * CloudWatch over samples of a ResourceManager: `AWS/ElasticMapReduce` has one sample for each five minutes, the first after the point's
 * timestamp; `CPUUtilization` is the mean of its five minutes. A period in which nobody answered has no point, and no point is there before its period is over.
 *
 * @param nodeIds EC2 ids of the nodes, in the order of the samples' `nodeCpu`
 */
export function metricsOver(
  samples: readonly Sample[],
  nodeIds: readonly string[],
  now: () => number,
): CloudWatchBackEnd {
  return {
    points: async ({ metric, periodMs, startMs, endMs }) => {
      const { namespace, name, dimensions } = metric;
      // A shorter period than the metric's own has the metric's own points.
      if (PERIOD_MS % periodMs !== 0) return [];
      const until = Math.min(endMs - 1, now() - PERIOD_MS);
      const node = namespace === 'AWS/EC2' ? nodeIds.indexOf(dimensions.InstanceId ?? '') : -1;
      const value = readingOf(namespace, name, dimensions.JobFlowId, node);
      if (value === undefined) return [];
      const points: { timestampMs: number; value: number }[] = [];
      for (let at = Math.ceil(startMs / PERIOD_MS) * PERIOD_MS; at <= until; at += PERIOD_MS) {
        const inPeriod = samples.filter((s) => s.atMs >= at && s.atMs < at + PERIOD_MS);
        if (inPeriod.length > 0) points.push({ timestampMs: at, value: value(inPeriod) });
      }
      return points;
    },
  };
}

function readingOf(
  namespace: string,
  name: string,
  cluster: string | undefined,
  node: number,
): ((inPeriod: readonly Sample[]) => number) | undefined {
  if (node >= 0 && name === 'CPUUtilization') {
    return (samples) => samples.reduce((sum, s) => sum + 100 * (s.nodeCpu[node]?.containers ?? 0), 0) / samples.length;
  }
  const figure = Object.hasOwn(EMR_METRICS, name) ? EMR_METRICS[name] : undefined;
  if (namespace !== 'AWS/ElasticMapReduce' || cluster !== CLUSTER_ID || figure === undefined) return undefined;
  return ([first]) => (first === undefined ? Number.NaN : figure(first));
}
