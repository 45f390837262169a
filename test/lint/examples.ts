import { EmrRelease } from '../../lib/catalog';
import {
  type LintFinding,
  type LintId,
  type LintSeverity,
  type LintSubject,
  lint,
  readConfigurations,
  type Tree,
  withoutSuppressed,
} from '../../lib/lint';
import { configurationsIn } from '../../lib/lint/read/configurations';
import { suppressionsIn } from '../../lib/lint/suppressions';
import { lintConfigurations, lintLine } from './support';

/** For each finding: what has it, what is nearest and has it not. */
export interface Example {
  readonly id: LintId;
  readonly severity: LintSeverity;
  readonly wrong: () => readonly LintFinding[];
  readonly right: () => readonly LintFinding[];
}

const NODES = 'r5.4xlarge:82';
const SIZED = '--executor-memory 25870m --executor-cores 4 --conf spark.executor.memoryOverhead=4850m';
const line =
  (text: string, options = {}) =>
  () =>
    lintLine(text, options);
const defaults =
  (properties: Record<string, unknown>, options = {}) =>
  () =>
    lintConfigurations({ 'spark-defaults': properties }, options);

/** Findings of a file with an unknown key and this comment. */
const suppressed = (comment: string) => () =>
  withoutSuppressed(lintLine('--conf spark.acme.ledger=9'), suppressionsIn({ text: comment, line: 1 }));

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

/** Beneath a command: a cluster with these queues, of which each has a part of the capacity. */
const queues = (names: string): LintSubject =>
  readConfigurations([
    {
      Classification: 'capacity-scheduler',
      Properties: Object.fromEntries([
        ['yarn.scheduler.capacity.root.queues', names],
        ...names.split(',').map((name) => [`yarn.scheduler.capacity.root.${name}.capacity`, '50']),
      ]),
    },
  ]);

/** Findings of a cluster that has core nodes of this type. */
function onCluster(type: string): readonly LintFinding[] {
  const core = { role: 'core', name: 'CORE', instanceTypes: [type], count: 2, where: 'group CORE', at: 1 } as const;
  const subject = { ...readConfigurations([]), cluster: { groups: [core] } };
  return lint({ subject, release: EmrRelease.of('emr-7.9.0') }).findings;
}

export const EXAMPLES: readonly Example[] = [
  {
    id: 'conf-without-equals',
    severity: 'error',
    wrong: line('--conf spark.executor.memory job.py'),
    right: line('--conf spark.executor.memory=4g job.py'),
  },
  {
    id: 'misspelt-flag',
    severity: 'error',
    wrong: line('--executor-memroy 4g job.py'),
    right: line('--executor-memory 4g job.py'),
  },
  {
    id: 'unknown-flag',
    severity: 'error',
    wrong: line('--wholly-unknown 4g job.py'),
    right: line('job.py --wholly-unknown 4g'),
  },
  {
    id: 'pasted-dash',
    severity: 'error',
    wrong: line('—deploy-mode cluster job.py'),
    right: line('--deploy-mode cluster job.py'),
  },
  {
    id: 'incomplete-command',
    severity: 'error',
    wrong: line('--py-files a.py'),
    right: line('--py-files a.py job.py'),
  },
  {
    id: 'option-after-application',
    severity: 'warning',
    wrong: line('job.py --num-executors 4'),
    right: line('job.py --name 4'),
  },
  {
    id: 'key-twice',
    severity: 'warning',
    wrong: () => keysIn(['spark.executor.cores', 'spark.executor.cores']),
    right: () => keysIn(['spark.executor.cores', 'spark.executor.memory']),
  },
  {
    id: 'misspelt-key',
    severity: 'error',
    wrong: line('--conf spark.executor.memoryoverhead=4g'),
    right: line('--conf spark.executor.memoryOverhead=4g'),
  },
  {
    id: 'dropped-key',
    severity: 'error',
    wrong: line('--conf fs.s3.maxRetries=9'),
    right: line('--conf spark.hadoop.fs.s3.maxRetries=9'),
  },
  {
    id: 'unknown-key',
    severity: 'note',
    wrong: line('--conf spark.acme.ledger=9'),
    right: line('--conf spark.app.ledger=9'),
  },
  {
    id: 'removed-key',
    severity: 'error',
    wrong: line('--conf spark.shuffle.memoryFraction=0.2'),
    right: line('--conf spark.shuffle.memoryFraction=0.2', { release: 'emr-5.36.0' }),
  },
  {
    id: 'legacy-memory-key',
    severity: 'warning',
    wrong: line('--conf spark.shuffle.memoryFraction=0.2', { release: 'emr-5.36.0' }),
    right: line('--conf spark.shuffle.memoryFraction=0.2 --conf spark.memory.useLegacyMode=true', {
      release: 'emr-5.36.0',
    }),
  },
  {
    id: 'renamed-key',
    severity: 'note',
    wrong: line('--conf spark.yarn.executor.memoryOverhead=4g'),
    right: line('--conf spark.executor.memoryOverhead=4g'),
  },
  {
    id: 'deprecated-key',
    severity: 'note',
    wrong: line('--conf spark.sql.execution.arrow.enabled=true'),
    right: line('--conf spark.sql.execution.arrow.enabled=true', { release: 'emr-5.36.0' }),
  },
  {
    id: 'too-new-key',
    severity: 'error',
    wrong: line('--conf spark.sql.adaptive.skewJoin.enabled=true', { release: 'emr-6.0.0' }),
    right: line('--conf spark.sql.adaptive.skewJoin.enabled=true', { release: 'emr-6.1.0' }),
  },
  {
    id: 'not-on-yarn',
    severity: 'warning',
    wrong: line('--total-executor-cores 1312'),
    right: line('--executor-cores 4'),
  },
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
    id: 'no-shuffle-service',
    severity: 'error',
    wrong: line('--conf spark.shuffle.service.enabled=false', { release: 'emr-6.11.0' }),
    // Shuffle tracking is on by default since Spark 3.4.
    right: line('--conf spark.shuffle.service.enabled=false', { release: 'emr-6.12.0' }),
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
    id: 'instances-are-a-start',
    severity: 'note',
    wrong: line('--num-executors 8'),
    right: line('--num-executors 8 --conf spark.dynamicAllocation.enabled=false'),
  },
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
    id: 'heterogeneous-executors',
    severity: 'note',
    wrong: line(SIZED, { nodes: NODES }),
    right: line(`${SIZED} --conf spark.yarn.heterogeneousExecutors.enabled=false`, { nodes: NODES }),
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
    id: 'driver-larger-than-primary',
    severity: 'error',
    wrong: line('--driver-memory 16g', { nodes: NODES, primary: 'm5.xlarge' }),
    right: line('--driver-memory 16g', { nodes: NODES, primary: 'm5.2xlarge' }),
  },
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
    id: 'already-default',
    severity: 'note',
    wrong: line('--conf spark.shuffle.compress=true'),
    right: line('--conf spark.shuffle.compress=false'),
  },
  {
    id: 'misspelt-classification',
    severity: 'error',
    wrong: () => lintConfigurations({ 'spark-default': {} }),
    right: () => lintConfigurations({ 'spark-defaults': {} }),
  },
  {
    id: 'classification-twice',
    severity: 'error',
    wrong: () =>
      lintConfigurations([
        { Classification: 'spark-defaults', Properties: { 'spark.executor.cores': '4' } },
        { Classification: 'spark-defaults', Properties: { 'spark.driver.memory': '4g' } },
      ]),
    right: () =>
      lintConfigurations([
        { Classification: 'spark-env', Configurations: [{ Classification: 'export', Properties: { A: '1' } }] },
        { Classification: 'hadoop-env', Configurations: [{ Classification: 'export', Properties: { A: '1' } }] },
      ]),
  },
  {
    id: 'property-not-text',
    severity: 'error',
    wrong: defaults({ 'spark.executor.cores': 4 }),
    right: defaults({ 'spark.executor.cores': { Ref: 'Cores' } }),
  },
  {
    id: 'maximize-resource-allocation',
    severity: 'warning',
    wrong: () =>
      lintConfigurations({
        spark: { maximizeResourceAllocation: 'true' },
        'spark-defaults': { 'spark.executor.memory': '16g' },
      }),
    right: () =>
      lintConfigurations({
        spark: { maximizeResourceAllocation: 'false' },
        'spark-defaults': { 'spark.executor.memory': '16g' },
      }),
  },
  {
    id: 'calculator-not-set',
    severity: 'note',
    wrong: defaults({ 'spark.executor.cores': '4' }),
    right: () =>
      lintConfigurations({
        'capacity-scheduler': {
          'yarn.scheduler.capacity.resource-calculator':
            'org.apache.hadoop.yarn.util.resource.DominantResourceCalculator',
        },
        'spark-defaults': { 'spark.executor.cores': '4' },
      }),
  },
  {
    id: 'queue-takes-no-jobs',
    severity: 'error',
    wrong: () => lintLine('--queue etl', { beneath: queues('default,ad-hoc') }),
    right: () => lintLine('--queue etl', { beneath: queues('default,etl') }),
  },
  {
    id: 'yarn-does-not-start',
    severity: 'error',
    wrong: () =>
      lintConfigurations({ 'capacity-scheduler': { 'yarn.scheduler.capacity.root.default.capacity': '50' } }),
    right: () =>
      lintConfigurations({ 'capacity-scheduler': { 'yarn.scheduler.capacity.root.default.capacity': '100' } }),
  },
  {
    id: 'unknown-instance-type',
    severity: 'error',
    wrong: () => onCluster('r5.4xlrge'),
    right: () => onCluster('r5.4xlarge'),
  },
  {
    id: 'more-memory-than-the-node',
    severity: 'warning',
    wrong: () =>
      lintConfigurations({ 'yarn-site': { 'yarn.nodemanager.resource.memory-mb': '131072' } }, { nodes: NODES }),
    right: () =>
      lintConfigurations({ 'yarn-site': { 'yarn.nodemanager.resource.memory-mb': '122880' } }, { nodes: NODES }),
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
    id: 'heartbeat-over-timeout',
    severity: 'error',
    wrong: line('--conf spark.executor.heartbeatInterval=900s'),
    right: line('--conf spark.executor.heartbeatInterval=900s --conf spark.network.timeout=1000s'),
  },
  {
    id: 'kryo-buffer-too-large',
    severity: 'error',
    wrong: line('--conf spark.kryoserializer.buffer.max=2048m'),
    right: line('--conf spark.kryoserializer.buffer.max=2047m'),
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
    id: 'result-size-above-driver',
    severity: 'warning',
    wrong: line('--conf spark.driver.maxResultSize=10g'),
    right: line('--driver-memory 24g --conf spark.driver.maxResultSize=10g'),
  },
  {
    id: 'larger-than-any-type',
    severity: 'error',
    wrong: line('--executor-memory 500t'),
    right: line('--executor-memory 500g'),
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
  {
    id: 'suppression-unused',
    severity: 'note',
    wrong: suppressed('# emr-autotune-ignore: unit-trap the size is meant'),
    right: suppressed('# emr-autotune-ignore: unknown-key the ledger library reads it'),
  },
  {
    id: 'suppression-without-reason',
    severity: 'note',
    wrong: suppressed('# emr-autotune-ignore: unknown-key'),
    right: suppressed('# emr-autotune-ignore: unknown-key the ledger library reads it'),
  },
];
