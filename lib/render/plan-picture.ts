import { instanceFacts } from '../catalog';
import { counted } from '../numbers';
import type { SparkPlan } from '../sizing';
import { type NodePanel, nodePictureToSvg } from './node-picture';
import { mib } from './numbers';
import { coresInWords } from './plan-dependencies';
import { nodesInWords } from './plan-table';

/** A node of each type of the plan with its executors, as an SVG file. */
export function planToSvg(plan: SparkPlan): string {
  const { executors, taskSlots } = plan.job.admission;
  const runs = `${counted(executors, 'executor')}, ${counted(taskSlots, 'task')} at once: ${coresInWords(plan)}`;
  return nodePictureToSvg({ title: `${nodesInWords(plan.nodes)}: ${runs}`, panels: panelsFor(plan) });
}

function panelsFor({ cluster, nodes }: SparkPlan): NodePanel[] {
  const { executor, perNode } = cluster;
  return [...new Set(nodes.map(({ instanceType }) => instanceType))].map((instanceType) => {
    const { yarnMemoryMiB, yarnVcores } = instanceFacts(instanceType);
    const executors = perNode[instanceType] ?? 0;
    const size = `${counted(executor.cores, 'core')} and ${mib(executor.containerMiB)}`;
    return {
      title: `${instanceType}: ${executors === 0 ? 'no executor fits' : `${counted(executors, 'executor')} of ${size}`}`,
      memoryMiB: yarnMemoryMiB,
      vcores: yarnVcores,
      executors,
      containerMiB: executor.containerMiB,
      cores: executor.cores,
    };
  });
}
