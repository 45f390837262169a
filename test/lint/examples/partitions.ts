import { type Example, line, NODES, SIZED } from './example';

/** Partitions. */
export const PARTITIONS: readonly Example[] = [
  {
    id: 'many-partitions',
    severity: 'warning',
    wrong: line('--conf spark.sql.shuffle.partitions=60000'),
    right: line('--conf spark.sql.shuffle.partitions=5232'),
  },
  {
    id: 'parallelism-shrinks-reads',
    severity: 'warning',
    wrong: line('--conf spark.default.parallelism=100000'),
    right: line('--conf spark.default.parallelism=2624'),
  },
  {
    id: 'parallelism-is-for-rdds',
    severity: 'note',
    wrong: line('--conf spark.default.parallelism=2624'),
    right: line('--conf spark.sql.shuffle.partitions=2624'),
  },
  {
    id: 'coalescing-spares-repartition',
    severity: 'note',
    wrong: line('--conf spark.sql.adaptive.coalescePartitions.enabled=true'),
    right: line('--conf spark.sql.adaptive.coalescePartitions.enabled=false'),
  },
  {
    id: 'advisory-size-ignored',
    severity: 'warning',
    wrong: line('--conf spark.sql.adaptive.advisoryPartitionSizeInBytes=32MB'),
    right: line(
      '--conf spark.sql.adaptive.advisoryPartitionSizeInBytes=32MB --conf spark.sql.adaptive.coalescePartitions.parallelismFirst=false',
    ),
  },
  {
    id: 'partitions-for-few-slots',
    severity: 'note',
    wrong: line('--executor-memory 8g --executor-cores 4 --conf spark.sql.shuffle.partitions=3000', {
      nodes: 'm5.xlarge:2',
    }),
    right: line('--executor-memory 8g --executor-cores 4 --conf spark.sql.shuffle.partitions=300', {
      nodes: 'm5.xlarge:2',
    }),
  },
  {
    id: 'fewer-partitions-than-slots',
    severity: 'warning',
    wrong: line(`${SIZED} --conf spark.sql.shuffle.partitions=200`, { nodes: NODES }),
    right: line(`${SIZED} --conf spark.sql.shuffle.partitions=2000`, { nodes: NODES }),
  },
];
