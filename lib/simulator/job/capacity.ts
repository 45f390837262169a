import { instanceFacts } from '../../catalog';
import { containerOf, type ExecutorSize } from '../../spark';
import { type Admission, AS_MANY_AS_FIT, admit, type Calculator, type ContainerSize, type NodeGroup } from '../../yarn';
import type { ScenarioNodes } from '../scenario/types';

/** Equal worker nodes, with the CPU that they really have beside what YARN counts. */
export interface WorkerGroup extends NodeGroup {
  /** Hardware threads of one node; YARN's vcores are double on a few old families. */
  readonly vcpus: number;
  /** Of what other applications have left: the index of the cluster's group that these nodes are part of. */
  readonly of?: number;
}

/** What the cluster offers to one application. */
export interface Capacity {
  readonly groups: readonly WorkerGroup[];
  readonly calculator: Calculator;
  /** The cluster's own groups, where other applications have taken some of them. */
  readonly whole?: readonly WorkerGroup[];
}

export function capacityFor(nodes: readonly ScenarioNodes[], calculator: Calculator): Capacity {
  const groups = nodes.map(({ instanceType, count }) => {
    const facts = instanceFacts(instanceType);
    return { count, memoryMiB: facts.yarnMemoryMiB, vcores: facts.yarnVcores, vcpus: facts.ec2Vcpus };
  });
  return { groups, calculator };
}

/** The index of the cluster's group that a group of an offer belongs to. */
export const clusterGroup = ({ groups }: Capacity, index: number): number => groups[index]?.of ?? index;

/** What YARN admits of one application's request. */
export type Admitted = Pick<
  Admission,
  | 'executors'
  | 'executorsPerGroup'
  | 'containers'
  | 'pending'
  | 'allocatedMiB'
  | 'allocatedVcores'
  | 'granted'
  | 'refused'
>;

const NOTHING: Admitted = {
  executors: 0,
  executorsPerGroup: [],
  containers: 0,
  pending: 1,
  allocatedMiB: 0,
  allocatedVcores: 0,
};

/**
 * What the admission model says of `requested` executors beside this application master, on what is offered. What it says of the
 * offer's size is kept with the offer, because figures of many moments ask the same.
 */
export function admitOn(
  offer: Capacity,
  applicationMaster: ContainerSize,
  executor: ExecutorSize,
  requested: number,
): Admitted {
  const container = containerOf(executor);
  const known = answersFor(offer, applicationMaster, container);
  const all = known.get(AS_MANY_AS_FIT) ?? admitted(offer, applicationMaster, container, AS_MANY_AS_FIT);
  known.set(AS_MANY_AS_FIT, all);
  // A request for more than fits is answered like the largest one, but for what is pending; NOTHING asks for no executors.
  if (requested >= all.executors && all.refused === undefined && requested > 0)
    return all.containers === 0 ? all : { ...all, pending: all.pending - AS_MANY_AS_FIT + requested };
  const answer = known.get(requested) ?? admitted(offer, applicationMaster, container, requested);
  if (known.size < MAX_KNOWN) known.set(requested, answer);
  return answer;
}

type Answers = Map<number, Admitted>;

/** Answers by the executors asked for, of an offer by the sizes of its containers. */
const KNOWN = new WeakMap<Capacity, Map<string, Answers>>();
const MAX_KNOWN = 1_000;

function answersFor(offer: Capacity, applicationMaster: ContainerSize, executor: ContainerSize): Answers {
  const bySizes = KNOWN.get(offer) ?? new Map<string, Answers>();
  KNOWN.set(offer, bySizes);
  const sizes = [applicationMaster, executor].map(({ memoryMiB, vcores }) => `${memoryMiB},${vcores}`).join();
  const answers = bySizes.get(sizes) ?? new Map<number, Admitted>();
  bySizes.set(sizes, answers);
  return answers;
}

function admitted(
  { groups, calculator, whole }: Capacity,
  applicationMaster: ContainerSize,
  executor: ContainerSize,
  requested: number,
): Admitted {
  const ask = (nodes: readonly NodeGroup[], executors = requested): Admission =>
    admit({ nodes, calculator, applicationMaster, executor, requested: executors });
  const nodes = groups.filter(({ count }) => count > 0);
  const full = ask(whole?.filter(({ count }) => count > 0) ?? nodes);
  if (whole === undefined || full.refused !== undefined) return inGroups(full, groups);
  // What does not fit beside other applications waits for them; YARN refuses only what no node could ever hold.
  if (nodes.length === 0 || ask(nodes, 0).containers === 0) return NOTHING;
  const left = ask(nodes);
  return left.refused === undefined
    ? inGroups(left, groups)
    : { ...inGroups(ask(nodes, 0), groups), pending: requested };
}

/** With a number for groups of no nodes too, which the admission model does not take. */
function inGroups(admission: Admission, groups: readonly WorkerGroup[]): Admitted {
  const { executors, containers, pending, allocatedMiB, allocatedVcores, granted, refused } = admission;
  let next = 0;
  const executorsPerGroup = groups.map(({ count }) => (count > 0 ? (admission.executorsPerGroup[next++] ?? 0) : 0));
  return { executors, executorsPerGroup, containers, pending, allocatedMiB, allocatedVcores, granted, refused };
}

export const totalMiB = ({ groups }: Capacity): number => groups.reduce((sum, g) => sum + g.count * g.memoryMiB, 0);
export const totalVcores = ({ groups }: Capacity): number => groups.reduce((sum, g) => sum + g.count * g.vcores, 0);
export const totalVcpus = ({ groups }: Capacity): number => groups.reduce((sum, g) => sum + g.count * g.vcpus, 0);
export const totalNodes = ({ groups }: Capacity): number => groups.reduce((sum, g) => sum + g.count, 0);
