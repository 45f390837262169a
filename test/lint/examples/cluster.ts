import { type Example, line, NODES, SIZED } from './example';

/** Sizes and counts on given nodes. */
export const CLUSTER: readonly Example[] = [
  {
    id: 'fits-no-node',
    severity: 'error',
    wrong: line('--executor-memory 120g --executor-cores 4', { nodes: NODES }),
    right: line('--executor-memory 90g --executor-cores 4', { nodes: NODES }),
  },
  {
    id: 'oversubscribed',
    severity: 'warning',
    wrong: line('--executor-memory 16g --conf spark.executor.memoryOverhead=4g --executor-cores 4', { nodes: NODES }),
    right: line('--executor-memory 16g --conf spark.executor.memoryOverhead=4g --executor-cores 4', {
      nodes: NODES,
      calculator: 'dominant',
    }),
  },
  {
    id: 'strands-cores',
    severity: 'warning',
    wrong: line('--executor-memory 101053m --conf spark.executor.memoryOverhead=18947m --executor-cores 7', {
      nodes: NODES,
    }),
    right: line(SIZED, { nodes: NODES, calculator: 'dominant' }),
  },
  {
    id: 'strands-memory',
    severity: 'warning',
    wrong: line('--executor-memory 16g --conf spark.executor.memoryOverhead=4g --executor-cores 4', {
      nodes: NODES,
      calculator: 'dominant',
    }),
    right: line(SIZED, { nodes: NODES, calculator: 'dominant' }),
  },
  {
    id: 'more-than-fit',
    severity: 'warning',
    wrong: line(`${SIZED} --conf spark.dynamicAllocation.maxExecutors=500`, { nodes: NODES }),
    right: line(`${SIZED} --conf spark.dynamicAllocation.maxExecutors=327`, { nodes: NODES }),
  },
  {
    id: 'minimum-above-capacity',
    severity: 'warning',
    wrong: line(`${SIZED} --conf spark.dynamicAllocation.minExecutors=400`, { nodes: NODES }),
    right: line(`${SIZED} --conf spark.dynamicAllocation.minExecutors=300`, { nodes: NODES }),
  },
  {
    id: 'heterogeneous-executors',
    severity: 'note',
    wrong: line(SIZED, { nodes: NODES }),
    right: line(`${SIZED} --conf spark.yarn.heterogeneousExecutors.enabled=false`, { nodes: NODES }),
  },
  {
    id: 'driver-larger-than-primary',
    severity: 'error',
    wrong: line('--driver-memory 16g', { nodes: NODES, primary: 'm5.xlarge' }),
    right: line('--driver-memory 16g', { nodes: NODES, primary: 'm5.2xlarge' }),
  },
];
