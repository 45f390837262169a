import { admit, type Calculator } from '../../lib/yarn';
import type { OracleAnswer, OracleCase } from '../yarn-oracle/case';

/** What YARN did with a plan's containers: the figures on which the scheduler and lib/yarn are compared. */
export interface Outcome {
  readonly executors: number;
  readonly containers: number;
  readonly allocatedMB: number;
  readonly allocatedVCores: number;
  readonly pending: number;
  readonly refused: boolean;
  readonly grantedMB?: number;
}

export function outcomeOfScheduler(answer: OracleAnswer): Outcome {
  const metric = (name: string): number => answer.queueMetrics?.[name] ?? Number.NaN;
  return {
    executors: answer.allocatedExecutors ?? 0,
    containers: metric('allocatedContainers'),
    allocatedMB: metric('allocatedMB'),
    allocatedVCores: metric('allocatedVCores'),
    pending: metric('pendingContainers'),
    refused: answer.error !== undefined,
    grantedMB: answer.granted?.memMb,
  };
}

/** The same from lib/yarn, the application master where it expects the scheduler to put it. */
export function outcomeOfModel(asked: OracleCase): Outcome {
  const got = admit({
    nodes: asked.nodes.map((n) => ({ count: n.count, memoryMiB: n.memoryMb, vcores: n.vcores })),
    calculator: asked.calculator.toLowerCase() as Calculator,
    minAllocationMiB: asked.minAllocMb,
    applicationMaster: { memoryMiB: asked.am.memMb, vcores: asked.am.vcores },
    executor: { memoryMiB: asked.executor.memMb, vcores: asked.executor.vcores },
    requested: asked.requested,
  });
  return {
    executors: got.executors,
    containers: got.containers,
    allocatedMB: got.allocatedMiB,
    allocatedVCores: got.allocatedVcores,
    pending: got.pending,
    refused: got.refused !== undefined,
    grantedMB: got.granted?.memoryMiB,
  };
}
