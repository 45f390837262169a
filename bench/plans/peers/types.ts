import type { EmrRelease } from '../../../lib/catalog';
import type { ExecutorSize } from '../../../lib/spark';
import type { Calculator, ContainerSize } from '../../../lib/yarn';

/** Nodes of one type. */
export interface Nodes {
  readonly instanceType: string;
  readonly count: number;
}

/** A cluster that plans are made for; core nodes only, since YARN does not tell them from task nodes. */
export interface Cluster {
  readonly release: EmrRelease;
  readonly nodes: readonly Nodes[];
  /** What it stands for, in a few words. */
  readonly reason: string;
}

/** What a peer would configure. MiB. */
export interface PeerPlan {
  readonly executor: ExecutorSize;
  /** Executors that the peer says will run; undefined where it gives no number. */
  readonly promised?: number;
  /** Whether its configuration stops at the promised number; else dynamic allocation takes whatever YARN grants. */
  readonly capped: boolean;
  /** The first container: a driver in cluster mode, else the small one of client mode. */
  readonly applicationMaster: ContainerSize;
  readonly partitions?: number;
  /** `yarn.nodemanager.resource.memory-mb` where the peer sets it, by instance type. */
  readonly yarnMemoryMiB?: Readonly<Record<string, number>>;
  /** Where the peer's rule does not speak of such a cluster: how it was extended. */
  readonly extension?: string;
}

/** Or the reason why the peer has no answer. */
export type PeerAnswer = PeerPlan | { readonly noRule: string };

/** One way to size Spark on EMR. */
export interface Peer {
  readonly name: string;
  /** The name over a narrow column, in two lines. */
  readonly heading: string;
  /** The formula, as its author states it. */
  readonly formula: string;
  readonly source: string;
  /** How ambiguous text was read: always in the peer's favour. */
  readonly reading: string;
  /** The calculator on which its author's arithmetic rests. */
  readonly assumes: string;
  /** The calculators it is judged under, first the one that its configuration leaves in force. */
  readonly calculators: readonly [Calculator, ...Calculator[]];
  plan(cluster: Cluster): PeerAnswer;
}
