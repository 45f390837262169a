import { CLUSTERS } from './clusters';
import type { Judged } from './judge';
import { type Cluster, ours } from './peers';

/** On one cluster the plan of a peer that uses the most cores, and this project's. */
export interface UsableCores {
  readonly cluster: Cluster;
  /** Of each calculator; undefined where every peer over-subscribes vCPUs or has no rule. */
  readonly dominant?: Judged;
  readonly memoryOnly?: Judged;
  readonly own: Judged;
  /** Why the best uses more; empty where it does not. */
  readonly reason: string;
}

export function usableCores(all: readonly Judged[]): UsableCores[] {
  return CLUSTERS.flatMap((cluster) => {
    const here = all.filter((one) => one.cluster === cluster);
    const own = here.find(({ peer }) => peer === ours);
    if (own === undefined) return [];
    const peers = here.filter(
      ({ peer, verdict }) => peer !== ours && verdict.severalTasks === 0 && verdict.running > 0,
    );
    const [dominant, memoryOnly] = (['dominant', 'default'] as const).map((calculator) =>
      mostCores(peers.filter((one) => one.calculator === calculator)),
    );
    const best = mostCores(peers);
    return [{ cluster, dominant, memoryOnly, own, reason: best === undefined ? '' : reasonFor(best, own) }];
  });
}

function mostCores(all: readonly Judged[]): Judged | undefined {
  return all.reduce<Judged | undefined>(
    (a, b) => (a === undefined || b.verdict.oneTask > a.verdict.oneTask ? b : a),
    undefined,
  );
}

/** What decides between two plans that both keep one task a vCPU. */
function reasonFor(best: Judged, own: Judged): string {
  const more = best.verdict.oneTask - own.verdict.oneTask;
  if (more <= 0) return '';
  if (best.calculator === 'default' && more <= own.plan.executor.cores) {
    return 'the application master takes no vcore where memory alone counts; figures then count containers';
  }
  if (best.plan.yarnMemoryMiB !== undefined) return 'it gives YARN more memory of a node than EMR does';
  if (best.plan.executor.cores < own.plan.executor.cores) {
    return 'the application master displaces an executor of fewer cores; the size here knows no counts above 4 nodes';
  }
  return best.calculator === 'default'
    ? 'memory alone counts, so that vcores never displace an executor'
    : 'see the rows below';
}
