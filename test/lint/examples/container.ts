import { type Example, line, SIZED } from './example';

/** The executor's container. */
export const CONTAINER: readonly Example[] = [
  {
    id: 'overhead-not-set',
    severity: 'note',
    wrong: line('--executor-memory 16g'),
    right: line('--executor-memory 16g --conf spark.executor.memoryOverhead=4g'),
  },
  {
    id: 'heap-without-compressed-pointers',
    severity: 'warning',
    wrong: line('--executor-memory 32g'),
    right: line('--executor-memory 31g'),
  },
  {
    id: 'off-heap-half-set',
    severity: 'warning',
    wrong: line('--conf spark.memory.offHeap.size=4g'),
    right: line('--conf spark.memory.offHeap.size=4g --conf spark.memory.offHeap.enabled=true'),
  },
  {
    id: 'off-heap-in-overhead',
    severity: 'error',
    wrong: line('--conf spark.memory.offHeap.size=4g --conf spark.memory.offHeap.enabled=true', {
      release: 'emr-6.0.0',
    }),
    right: line('--conf spark.memory.offHeap.size=4g --conf spark.memory.offHeap.enabled=true', {
      release: 'emr-6.1.0',
    }),
  },
  {
    id: 'counts-in-container',
    severity: 'note',
    wrong: line(`${SIZED} --conf spark.executor.pyspark.memory=2g job.py`),
    right: line(`${SIZED} job.py`),
  },
  {
    id: 'pyspark-memory-unused',
    severity: 'warning',
    wrong: line('--conf spark.executor.pyspark.memory=2g job.jar'),
    right: line('--conf spark.executor.pyspark.memory=2g job.py'),
  },
  {
    id: 'task-larger-than-executor',
    severity: 'error',
    wrong: line('--executor-cores 4 --conf spark.task.cpus=5'),
    right: line('--executor-cores 4 --conf spark.task.cpus=4'),
  },
  {
    id: 'cores-left-over',
    severity: 'warning',
    wrong: line('--executor-cores 5 --conf spark.task.cpus=2'),
    right: line('--executor-cores 4 --conf spark.task.cpus=2'),
  },
];
