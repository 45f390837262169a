import { type Example, line } from './example';

/** Values of settings. */
export const VALUES: readonly Example[] = [
  {
    id: 'bad-value',
    severity: 'error',
    wrong: line("--executor-memory '20 GB'"),
    right: line('--executor-memory 20GB'),
  },
  {
    id: 'unit-trap',
    severity: 'error',
    wrong: line('--conf spark.memory.offHeap.enabled=true --conf spark.memory.offHeap.size=4096'),
    right: line('--conf spark.memory.offHeap.enabled=true --conf spark.memory.offHeap.size=4096m'),
  },
  {
    id: 'out-of-range',
    severity: 'error',
    wrong: line('--conf spark.memory.fraction=1.5'),
    right: line('--conf spark.memory.fraction=0.8'),
  },
  {
    id: 'heap-too-small',
    severity: 'error',
    wrong: line('--executor-memory 400m'),
    right: line('--executor-memory 450m'),
  },
  {
    id: 'larger-than-any-type',
    severity: 'error',
    wrong: line('--executor-memory 500t'),
    right: line('--executor-memory 500g'),
  },
  {
    id: 'kryo-buffer-too-large',
    severity: 'error',
    wrong: line('--conf spark.kryoserializer.buffer.max=2048m'),
    right: line('--conf spark.kryoserializer.buffer.max=2047m'),
  },
  {
    id: 'heartbeat-over-timeout',
    severity: 'error',
    wrong: line('--conf spark.executor.heartbeatInterval=900s'),
    right: line('--conf spark.executor.heartbeatInterval=900s --conf spark.network.timeout=1000s'),
  },
  {
    id: 'heap-in-java-options',
    severity: 'error',
    wrong: line('--conf spark.executor.extraJavaOptions=-Xmx8g'),
    right: line('--conf spark.executor.extraJavaOptions=-Xss4m'),
  },
  {
    id: 'java-option-refused',
    severity: 'error',
    wrong: line("--conf 'spark.executor.extraJavaOptions=-XX:+UseConcMarkSweepGC -XX:+PrintGCDateStamps'"),
    right: line("--conf 'spark.executor.extraJavaOptions=-XX:+UseConcMarkSweepGC -XX:+PrintGCDateStamps'", {
      release: 'emr-5.36.0',
    }),
  },
  {
    id: 'result-size-above-driver',
    severity: 'warning',
    wrong: line('--conf spark.driver.maxResultSize=10g'),
    right: line('--driver-memory 24g --conf spark.driver.maxResultSize=10g'),
  },
];
