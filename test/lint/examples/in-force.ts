import { EmrRelease } from '../../../lib/catalog';
import { type LintFinding, lint, type Tree } from '../../../lib/lint';
import { configurationsIn } from '../../../lib/lint/read/configurations';
import { type Example, line, only } from './example';

/** Findings of an object of settings that has these keys in turn, as a file can. */
function keysIn(keys: readonly string[]): readonly LintFinding[] {
  const value = (text: string): Tree => ({ kind: 'value', value: text });
  const properties: Tree = { kind: 'map', entries: keys.map((key) => ({ key, value: value('4') })) };
  const classification: Tree = {
    kind: 'map',
    entries: [
      { key: 'Classification', value: value('spark-defaults') },
      { key: 'Properties', value: properties },
    ],
  };
  const subject = configurationsIn([{ list: [classification] }], {}, () => undefined);
  return lint({ subject, release: EmrRelease.of('emr-7.9.0') }).findings;
}

/** What is in force. */
export const IN_FORCE: readonly Example[] = [
  {
    id: 'beaten-by-flag',
    severity: 'warning',
    wrong: line('--executor-memory 20g --conf spark.executor.memory=16g'),
    right: line('--conf spark.executor.memory=16g'),
  },
  {
    id: 'beaten-by-later',
    severity: 'warning',
    // The driver's memory is folded into --conf by the launcher: here the flag loses.
    wrong: line('--driver-memory 20g --conf spark.driver.memory=16g'),
    right: line('--driver-memory 20g'),
  },
  {
    id: 'key-twice',
    severity: 'warning',
    wrong: only(() => keysIn(['spark.executor.cores', 'spark.executor.cores'])),
    right: only(() => keysIn(['spark.executor.cores', 'spark.executor.memory'])),
  },
  {
    id: 'beaten-by-new-name',
    severity: 'warning',
    wrong: line('--conf spark.yarn.executor.memoryOverhead=4g --conf spark.executor.memoryOverhead=2g'),
    right: line('--conf spark.yarn.executor.memoryOverhead=4g'),
  },
  {
    id: 'defaults-replaced',
    severity: 'warning',
    wrong: line('--properties-file job.conf'),
    right: line('--properties-file job.conf --load-spark-defaults', { release: 'emr-spark-8.0.0' }),
  },
  {
    id: 'cluster-mode-only',
    severity: 'warning',
    wrong: line('--driver-cores 4'),
    right: line('--driver-cores 4 --deploy-mode cluster'),
  },
  {
    id: 'client-mode-only',
    severity: 'warning',
    wrong: line('--deploy-mode cluster --conf spark.yarn.am.memory=1g'),
    right: line('--conf spark.yarn.am.memory=1g'),
  },
  {
    id: 'dynamic-allocation-off',
    severity: 'warning',
    wrong: line('--conf spark.dynamicAllocation.enabled=false --conf spark.dynamicAllocation.maxExecutors=9'),
    right: line('--conf spark.dynamicAllocation.maxExecutors=9'),
  },
  {
    id: 'instances-are-a-start',
    severity: 'note',
    wrong: line('--num-executors 8'),
    right: line('--num-executors 8 --conf spark.dynamicAllocation.enabled=false'),
  },
  {
    id: 'min-above-max',
    severity: 'error',
    wrong: line('--conf spark.dynamicAllocation.minExecutors=9 --conf spark.dynamicAllocation.maxExecutors=8'),
    right: line('--conf spark.dynamicAllocation.minExecutors=8 --conf spark.dynamicAllocation.maxExecutors=8'),
  },
  {
    id: 'initial-out-of-bounds',
    severity: 'error',
    wrong: line('--num-executors 9 --conf spark.dynamicAllocation.maxExecutors=8'),
    right: line('--num-executors 8 --conf spark.dynamicAllocation.maxExecutors=8'),
  },
  {
    id: 'no-shuffle-service',
    severity: 'error',
    wrong: line('--conf spark.shuffle.service.enabled=false', { release: 'emr-6.11.0' }),
    // Shuffle tracking is on by default since Spark 3.4.
    right: line('--conf spark.shuffle.service.enabled=false', { release: 'emr-6.12.0' }),
  },
  {
    id: 'step-ends-early',
    severity: 'note',
    wrong: line('--deploy-mode cluster --conf spark.yarn.submit.waitAppCompletion=false'),
    right: line('--deploy-mode client --conf spark.yarn.submit.waitAppCompletion=false'),
  },
  {
    id: 'event-log-outside-hdfs',
    severity: 'note',
    wrong: line('--conf spark.eventLog.dir=s3a://example-logs/spark job.py'),
    right: line('--conf spark.eventLog.dir=hdfs:///var/log/spark/apps job.py'),
  },
];
