import { InputError } from '../errors';
import { containerOf, type ExecutorSize } from '../spark';
import {
  type Admission,
  AS_MANY_AS_FIT,
  admitAtWorst,
  type Calculator,
  type ContainerSize,
  type NodeGroup,
} from '../yarn';
import type { PlannedAdmission } from './types';

export interface AdmissionQuestion {
  readonly nodes: readonly NodeGroup[];
  readonly calculator: Calculator;
  readonly applicationMaster: ContainerSize;
  readonly executor: ExecutorSize;
  /** Cores that one task takes (`spark.task.cpus`). */
  readonly taskCpus: number;
  /** Default: as many as fit. */
  readonly most?: number;
}

/**
 * What runs with the application master placed worst, when as many executors are asked for as run.
 *
 * @throws InputError when YARN would refuse the executor or the application master
 */
export function worstAdmission(question: AdmissionQuestion): PlannedAdmission {
  const ask = (requested: number): Admission =>
    admitAtWorst({
      nodes: question.nodes.filter((n) => n.count > 0),
      calculator: question.calculator,
      applicationMaster: question.applicationMaster,
      executor: containerOf(question.executor),
      requested,
    });
  const all = ask(AS_MANY_AS_FIT);
  if (all.refused !== undefined || all.containers === 0)
    throw new InputError('refused-by-yarn', all.refused ?? 'no node can take the application master');
  const running = ask(Math.min(all.executors, question.most ?? AS_MANY_AS_FIT));
  const { taskCpus } = question;
  const taskSlots = running.executors * Math.floor(question.executor.cores / taskCpus);
  return {
    executors: running.executors,
    pending: running.pending,
    taskSlots,
    allocatedMB: running.allocatedMiB,
    allocatedVCores: running.allocatedVcores,
    totalMB: running.totalMiB,
    totalVcores: running.totalVcores,
    memoryUtilisation: running.allocatedMiB / running.totalMiB,
    coreUtilisation: (taskSlots * taskCpus) / running.totalVcores,
    limitedBy: running.executors < all.executors ? 'requested' : all.limitedBy,
  };
}
