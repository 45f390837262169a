import { type Cluster, DEFAULT_PARTITION, partitionOf, partitionResource } from './cluster';
import type { MaxExecutors } from './executors';
import { executorsPerNode, type Placement } from './placement';
import type { ExecutorRange } from './range';
import type { Resource } from './resource';
import type { Admission, Limit, SchedulerFigures } from './types';

/** What was found out about the executors. */
export interface Outcome {
  /** Executors asked for; 0 where the request is refused. */
  readonly asked: number;
  readonly max: MaxExecutors;
  readonly range: ExecutorRange;
  readonly refused?: string;
}

/** The answer where no application master runs: it is refused, or every one waits. */
export function nothingRuns(cluster: Cluster, refused?: string): Admission {
  const { request } = cluster;
  const waiting = refused ? 0 : (request.applications ?? 1);
  const none = { containers: 0, allocatedMiB: 0, allocatedVcores: 0 };
  const onDefault = request.applicationMasterLabel === undefined ? waiting : 0;
  return {
    executors: 0,
    executorsAtFirst: 0,
    executorsLeast: 0,
    executorsMost: 0,
    executorsPerGroup: request.nodes.map(() => 0),
    applicationsStarted: 0,
    ...none,
    ...totals(cluster.resource),
    pending: waiting,
    rootMetrics: { ...none, ...totals(partitionResource(cluster, DEFAULT_PARTITION)), pending: onDefault },
    limitedBy: 'memory',
    refused,
  };
}

/** The answer where application masters and executors run. */
export function report(placement: Placement, { asked, max, range, refused }: Outcome): Admission {
  const { cluster, executor } = placement;
  const { partition, container, running } = placement.applicationMasters;
  const { countedVcores } = cluster.calculator;
  const onDefault = Math.min(asked, max.onDefault);
  const onLabels = Math.min(asked - onDefault, max.onLabels);
  const executors = onDefault + onLabels;
  const waiting = (cluster.request.applications ?? 1) - running;
  const mastersOnDefault = partition === DEFAULT_PARTITION;
  const figures = (
    masters: number,
    others: number,
  ): Omit<SchedulerFigures, 'pending' | 'totalMiB' | 'totalVcores'> => ({
    containers: masters + others,
    allocatedMiB: masters * container.memoryMiB + others * executor.memoryMiB,
    allocatedVcores: masters * countedVcores(container) + others * countedVcores(executor),
  });
  const limitedBy = (): Limit => {
    if (executors === cluster.request.requested) return 'requested';
    if (refused) return 'memory';
    return max.stoppedBy ?? nodeLimit(placement);
  };
  return {
    executors,
    executorsAtFirst: onDefault,
    executorsLeast: Math.min(asked, range[0]),
    executorsMost: Math.min(asked, range[1]),
    executorsPerGroup: executorsPerGroup(placement, onDefault, onLabels),
    applicationsStarted: running,
    ...figures(running, executors),
    ...totals(cluster.resource),
    pending: asked - executors + waiting,
    rootMetrics: {
      ...figures(mastersOnDefault ? running : 0, onDefault),
      ...totals(partitionResource(cluster, DEFAULT_PARTITION)),
      pending: asked - executors + (mastersOnDefault ? waiting : 0),
    },
    granted: executors > 0 ? { memoryMiB: executor.memoryMiB, vcores: countedVcores(executor) } : undefined,
    limitedBy: limitedBy(),
    refused,
  };
}

/** Executors on each group: in order, on the default partition before labelled nodes. */
function executorsPerGroup(placement: Placement, onDefault: number, onLabels: number): number[] {
  const perGroup = placement.cluster.request.nodes.map(() => 0);
  const left = { onDefault, onLabels };
  for (const nodes of placement.nodes) {
    const part = partitionOf(nodes) === DEFAULT_PARTITION ? 'onDefault' : 'onLabels';
    const here = Math.min(left[part], nodes.count * executorsPerNode(placement, nodes));
    perGroup[nodes.group] = (perGroup[nodes.group] as number) + here;
    left[part] -= here;
  }
  return perGroup;
}

/** Which of a node's resources runs out first. */
function nodeLimit({ cluster, executor }: Placement): Limit {
  if (cluster.request.calculator === 'default') return 'memory';
  const byVcores = cluster.nodes.some(
    ({ node }) => Math.floor(node.vcores / executor.vcores) < Math.floor(node.memoryMiB / executor.memoryMiB),
  );
  return byVcores ? 'vcores' : 'memory';
}

const totals = ({ memoryMiB, vcores }: Resource) => ({ totalMiB: memoryMiB, totalVcores: vcores });
