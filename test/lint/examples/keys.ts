import { type Example, line } from './example';

/** Names of settings. */
export const KEYS: readonly Example[] = [
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
    id: 'too-new-key',
    severity: 'error',
    wrong: line('--conf spark.sql.adaptive.skewJoin.enabled=true', { release: 'emr-6.0.0' }),
    right: line('--conf spark.sql.adaptive.skewJoin.enabled=true', { release: 'emr-6.1.0' }),
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
    id: 'not-on-yarn',
    severity: 'warning',
    wrong: line('--total-executor-cores 1312'),
    right: line('--executor-cores 4'),
  },
  {
    id: 'already-default',
    severity: 'note',
    wrong: line('--conf spark.shuffle.compress=true'),
    right: line('--conf spark.shuffle.compress=false'),
  },
];
