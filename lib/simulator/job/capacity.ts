import { instanceFacts } from '../../catalog';
import { containerOf, type ExecutorSize } from '../../spark';
import type { AdmissionRequest, Calculator, ContainerSize, NodeGroup } from '../../yarn';
import type { ScenarioNodes } from '../scenario/types';

/** Equal worker nodes, with the CPU that they really have beside what YARN counts. */
interface WorkerGroup extends NodeGroup {
  /** Hardware threads of one node; YARN's vcores are double on a few old families. */
  readonly vcpus: number;
}

/** What the cluster offers to one application. */
export interface Capacity {
  readonly groups: readonly WorkerGroup[];
  readonly calculator: Calculator;
}

export function capacityFor(nodes: readonly ScenarioNodes[], calculator: Calculator): Capacity {
  const groups = nodes.map(({ instanceType, count }) => {
    const facts = instanceFacts(instanceType);
    return { count, memoryMiB: facts.yarnMemoryMiB, vcores: facts.yarnVcores, vcpus: facts.ec2Vcpus };
  });
  return { groups, calculator };
}

/** The question to the admission model: how many of `requested` executors run beside this application master. */
export function admissionRequest(
  capacity: Capacity,
  applicationMaster: ContainerSize,
  executor: ExecutorSize,
  requested: number,
): AdmissionRequest {
  const { groups: nodes, calculator } = capacity;
  return { nodes, calculator, applicationMaster, executor: containerOf(executor), requested };
}

export const totalMiB = ({ groups }: Capacity): number => groups.reduce((sum, g) => sum + g.count * g.memoryMiB, 0);
export const totalVcores = ({ groups }: Capacity): number => groups.reduce((sum, g) => sum + g.count * g.vcores, 0);
export const totalVcpus = ({ groups }: Capacity): number => groups.reduce((sum, g) => sum + g.count * g.vcpus, 0);
export const totalNodes = ({ groups }: Capacity): number => groups.reduce((sum, g) => sum + g.count, 0);
