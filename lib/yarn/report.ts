import { type Cluster, DEFAULT_PARTITION, partitionOf } from './cluster';
import type { Masters, Most } from './executors';
import { roomOf, type Slot } from './masters';
import { NONE, type Resource } from './resource';
import type { Admission, AdmissionRequest, Limit, SchedulerFigures } from './types';

interface Running extends Masters {
  readonly slots: readonly Slot[];
  readonly executor: Resource;
  /** Executors asked for; none where the request is refused. */
  readonly asked: number;
  readonly most: Most;
  readonly ends: readonly [least: number, most: number];
  readonly refused?: string;
}

/** No master runs: it is refused, or every one waits. */
export function nothingRuns(request: AdmissionRequest, cluster: Cluster, refused?: string): Admission {
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
    ...totals(cluster.total),
    pending: waiting,
    rootMetrics: { ...none, ...totals(defaultPartition(cluster)), pending: onDefault },
    limitedBy: 'memory',
    refused,
  };
}

/** The figures of a cluster on which masters and executors run. */
export function report(request: AdmissionRequest, cluster: Cluster, running: Running): Admission {
  const { most, asked, executor } = running;
  const onDefault = Math.min(asked, most.onDefault);
  const onLabels = Math.min(asked - onDefault, most.onLabels);
  const executors = onDefault + onLabels;
  const waiting = (request.applications ?? 1) - running.running;
  const mastersOnDefault = running.label === DEFAULT_PARTITION;
  const vcoresOf = cluster.arithmetic.countedVcores;
  const figures = (
    masters: number,
    others: number,
  ): Omit<SchedulerFigures, 'pending' | 'totalMiB' | 'totalVcores'> => ({
    containers: masters + others,
    allocatedMiB: masters * running.size.memoryMiB + others * executor.memoryMiB,
    allocatedVcores: masters * vcoresOf(running.size) + others * vcoresOf(executor),
  });
  const limitedBy = (): Limit => {
    if (executors === request.requested) return 'requested';
    if (running.refused) return 'memory';
    return most.stoppedBy ?? limitOf(request, cluster, executor);
  };
  return {
    executors,
    executorsAtFirst: onDefault,
    executorsLeast: Math.min(asked, running.ends[0]),
    executorsMost: Math.min(asked, running.ends[1]),
    executorsPerGroup: spread(request, cluster, running, onDefault, onLabels),
    applicationsStarted: running.running,
    ...figures(running.running, executors),
    ...totals(cluster.total),
    pending: asked - executors + waiting,
    rootMetrics: {
      ...figures(mastersOnDefault ? running.running : 0, onDefault),
      ...totals(defaultPartition(cluster)),
      pending: asked - executors + (mastersOnDefault ? waiting : 0),
    },
    granted: executors > 0 ? { memoryMiB: executor.memoryMiB, vcores: vcoresOf(executor) } : undefined,
    limitedBy: limitedBy(),
    refused: running.refused,
  };
}

/** Executors on each group: in order, on the default partition before labelled nodes. */
function spread(
  request: AdmissionRequest,
  cluster: Cluster,
  running: Running,
  onDefault: number,
  onLabels: number,
): number[] {
  const perGroup = request.nodes.map(() => 0);
  const left = { onDefault, onLabels };
  for (const slot of running.slots) {
    const part = partitionOf(slot) === DEFAULT_PARTITION ? 'onDefault' : 'onLabels';
    const here = Math.min(
      left[part],
      slot.nodes * cluster.arithmetic.timesInto(roomOf(slot, running.size), running.executor),
    );
    perGroup[slot.group] = (perGroup[slot.group] as number) + here;
    left[part] -= here;
  }
  return perGroup;
}

function limitOf({ calculator }: AdmissionRequest, { slots }: Cluster, container: Resource): Limit {
  if (calculator === 'default') return 'memory';
  const byVcores = slots.some(
    ({ node }) => Math.floor(node.vcores / container.vcores) < Math.floor(node.memoryMiB / container.memoryMiB),
  );
  return byVcores ? 'vcores' : 'memory';
}

const defaultPartition = ({ partitions }: Cluster): Resource => partitions.get(DEFAULT_PARTITION) ?? NONE;
const totals = ({ memoryMiB, vcores }: Resource) => ({ totalMiB: memoryMiB, totalVcores: vcores });
