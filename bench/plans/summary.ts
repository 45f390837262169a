import { MAX_COMPRESSED_OOPS_HEAP_MIB } from '../../lib/spark';
import type { Calculator } from '../../lib/yarn';
import { CLUSTERS } from './clusters';
import type { Judged } from './judge';
import { type Cluster, ours, PEERS, type Peer } from './peers';

/** One peer under one calculator over all clusters for which it has a rule; means give every cluster the same weight. */
export interface Summary {
  readonly peer: Peer;
  readonly calculator: Calculator;
  readonly clusters: number;
  /** Clusters on which YARN refuses the executor or the driver. */
  readonly refused: number;
  /** Clusters on which promised executors never start, and the share of promises that is kept; undefined for a peer without promises. */
  readonly broken?: number;
  readonly kept?: number;
  readonly oneTask: number;
  readonly severalTasks: number;
  readonly idle: number;
  readonly slotsPerVcpu: number;
  readonly strandedMemory: number;
  /** Geometric mean of memory per slot ÷ that of this project on the same cluster, where both run. */
  readonly memoryPerSlot: number;
  /** Clusters with heaps that lose compressed pointers. */
  readonly largeHeaps: number;
}

/** On which clusters a peer under one calculator does better than this project. */
export interface Lead {
  readonly peer: Peer;
  readonly calculator: Calculator;
  readonly moreBusyVcpus: readonly Cluster[];
  readonly moreSlotsByOverSubscription: readonly Cluster[];
  readonly moreMemoryPerSlot: readonly Cluster[];
  readonly lessStranded: readonly Cluster[];
  /** At least as many vCPUs with a task, none with several, and at least as much memory a slot; more of one of the two. */
  readonly ahead: readonly Cluster[];
}

export function summaries(all: readonly Judged[]): Summary[] {
  return views().map(({ peer, calculator }) => {
    const own = all.filter((one) => one.peer === peer && one.calculator === calculator);
    const verdicts = own.map(({ verdict }) => verdict);
    const kept = own.flatMap(({ plan, verdict }) =>
      plan.promised === undefined ? [] : [Math.min(1, verdict.running / plan.promised)],
    );
    const ratios = own.flatMap((one) => {
      const [a, b] = [one.verdict.memoryPerSlotMiB, oursOn(one.cluster, all).verdict.memoryPerSlotMiB];
      return a === undefined || b === undefined ? [] : [Math.log(a / b)];
    });
    return {
      peer,
      calculator,
      clusters: own.length,
      refused: verdicts.filter((v) => v.running === 0).length,
      broken: kept.length === 0 ? undefined : kept.filter((share) => share < 1).length,
      kept: kept.length === 0 ? undefined : mean(kept),
      oneTask: mean(verdicts.map((v) => v.oneTask / v.vcpus)),
      severalTasks: mean(verdicts.map((v) => v.severalTasks / v.vcpus)),
      idle: mean(verdicts.map((v) => v.idle / v.vcpus)),
      slotsPerVcpu: mean(verdicts.map((v) => v.slots / v.vcpus)),
      strandedMemory: mean(verdicts.map((v) => v.strandedMemory)),
      memoryPerSlot: Math.exp(mean(ratios)),
      largeHeaps: own.filter(({ plan }) => plan.executor.memoryMiB > MAX_COMPRESSED_OOPS_HEAP_MIB).length,
    };
  });
}

export function leads(all: readonly Judged[]): Lead[] {
  return views()
    .filter(({ peer }) => peer !== ours)
    .map(({ peer, calculator }) => {
      const where = (isBetter: (theirs: Judged['verdict'], own: Judged['verdict']) => boolean): Cluster[] =>
        all
          .filter((one) => one.peer === peer && one.calculator === calculator)
          .filter((one) => isBetter(one.verdict, oursOn(one.cluster, all).verdict))
          .map((one) => one.cluster);
      const busyWithout = (v: Judged['verdict']): number => (v.severalTasks > 0 ? 0 : v.oneTask);
      const perSlot = (v: Judged['verdict']): number => v.memoryPerSlotMiB ?? 0;
      return {
        peer,
        calculator,
        moreBusyVcpus: where((a, b) => busyWithout(a) > b.oneTask),
        moreSlotsByOverSubscription: where((a, b) => a.severalTasks > 0 && a.slots > b.slots),
        moreMemoryPerSlot: where((a, b) => perSlot(a) > perSlot(b)),
        lessStranded: where((a, b) => a.strandedMemory < b.strandedMemory),
        ahead: where(
          (a, b) =>
            busyWithout(a) >= b.oneTask &&
            perSlot(a) >= perSlot(b) &&
            (busyWithout(a) > b.oneTask || perSlot(a) > perSlot(b)),
        ),
      };
    });
}

/** This project's plan on a cluster: it has one for each. */
function oursOn(cluster: Cluster, all: readonly Judged[]): Judged {
  const found = all.find((one) => one.peer === ours && one.cluster === cluster);
  if (found === undefined) throw new Error(`no plan of this project on cluster ${CLUSTERS.indexOf(cluster)}`);
  return found;
}

function views(): { peer: Peer; calculator: Calculator }[] {
  return PEERS.flatMap((peer) => peer.calculators.map((calculator) => ({ peer, calculator })));
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
