import { expect, test } from 'vitest';
import { failureKind, isReturned } from '../../lib/evidence/failure-kind';

/** Texts as Spark, YARN and the JVM write them. */
test.each([
  [
    'ExecutorLostFailure (executor 2 exited caused by one of the running tasks) Reason: Container killed by YARN for exceeding physical memory limits. 1.6 GB of 1 GB physical memory used.',
    'container',
  ],
  [
    "Container [pid=1,containerID=container_1_0001_01_000002] is running 3145728B beyond the 'PHYSICAL' memory limit. Current usage: 1.0 GB of 1 GB physical memory used",
    'container',
  ],
  [
    'Container marked as failed: container_1_0001_01_000002 on host: h. Exit status: -104. Diagnostics: killed',
    'container',
  ],
  ['java.lang.OutOfMemoryError: Java heap space\n\tat java.base/java.util.Arrays.copyOf(Arrays.java:3537)', 'heap'],
  ['org.apache.spark.memory.SparkOutOfMemoryError: Unable to acquire 65536 bytes of memory, got 0', 'heap'],
  [
    'ExecutorLostFailure (executor 1 exited caused by one of the running tasks) Reason: Command exited with code 52',
    'heap',
  ],
  ['java.lang.OutOfMemoryError: GC overhead limit exceeded', 'heap'],
  ['org.apache.spark.SparkException: Python worker exited unexpectedly (crashed)', 'python'],
  [
    'org.apache.spark.api.python.PythonException: Traceback (most recent call last):\n  File "x.py", line 1\nMemoryError',
    'python',
  ],
  [
    'Total size of serialized results of 2000 tasks (1025.0 MiB) is bigger than spark.driver.maxResultSize (1024.0 MiB)',
    'driver',
  ],
  ['FetchFailed(BlockManagerId(3, h, 7337, None), shuffleId=0, mapIndex=2, mapId=2, reduceId=1, message=', 'fetch'],
  [
    'org.apache.spark.shuffle.MetadataFetchFailedException: Missing an output location for shuffle 0 partition 1',
    'fetch',
  ],
  [
    'ExecutorLostFailure (executor 5 exited unrelated to the running tasks) Reason: Container from a bad node: container_1 on host: h. Exit status: -100. Diagnostics: Container released on a *lost* node',
    'lost-node',
  ],
  [
    'ExecutorLostFailure (executor 7 exited caused by one of the running tasks) Reason: Executor heartbeat timed out after 130012 ms',
    'lost-node',
  ],
  [
    'Container from a bad node: container_1_0005_01_000002 on host: h. Exit status: 143. Diagnostics: Container killed on request. Exit code is 143',
    'killed',
  ],
  [
    'Container from a bad node: container_1_0005_01_000002 on host: h. Exit status: 137. Diagnostics: Killed by external signal',
    'killed',
  ],
  ['Container container_1_0001_01_000002 on host: h was preempted.', 'preempted'],
  ['Container marked as failed: container_1_0001_01_000002 on host: h. Exit status: -102. Diagnostics: .', 'preempted'],
  ['Container marked as failed: container_1 on host: h. Exit status: -101. Diagnostics: Disk(s) failed', 'lost-node'],
  [
    'Executor for container container_1 exited because of a YARN event (e.g., preemption) and not because of an error in the running job.',
    'lost-node',
  ],
  ['Executor Process Lost', 'lost-node'],
  ['Resubmitted (resubmitted due to lost executor)', 'lost-node'],
  ['java.lang.IllegalStateException: Resubmitted twice', 'other'],
  ['org.apache.spark.api.python.PythonException: ValueError: could not convert string to float', 'other'],
  ['java.lang.NumberFormatException: For input string: "x"', 'other'],
  ['', 'other'],
])('%s', (text, kind) => {
  expect(failureKind(text)).toBe(kind);
});

test('executors that dynamic allocation or the end of the application took back are not lost', () => {
  expect(isReturned('Executor killed by driver.')).toBe(true);
  expect(isReturned('Container container_1_0001_01_000002 exited from explicit termination request.')).toBe(true);
  expect(isReturned('Container marked as failed')).toBe(false);
});
