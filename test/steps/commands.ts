import fc from 'fast-check';
import { parseStep, type SparkSubmit } from '../../lib/steps';

/** The command in these arguments; fails the test where it is not understood. */
export function submitOf(...args: string[]): SparkSubmit {
  const form = parseStep('command-runner.jar', ['spark-submit', ...args]);
  if (form.kind !== 'spark-submit') throw new Error(`not understood: ${form.reason}`);
  return form.submit;
}

const memory = fc.constantFrom('1g', '20G', '101053m', '4096', '512M');
const count = fc.integer({ min: 1, max: 2000 }).map(String);
const onOff = fc.constantFrom('true', 'false');
const text = fc.string({ maxLength: 12 }).filter((one) => !/[\n\r\u0085\u2028\u2029]/.test(one));

const conf = fc.oneof(
  fc.tuple(
    fc.constantFrom('spark.executor.memory', 'spark.executor.memoryOverhead', 'spark.yarn.executor.memoryOverhead'),
    memory,
  ),
  fc.tuple(fc.constantFrom('spark.executor.cores', 'spark.executor.instances', 'spark.sql.shuffle.partitions'), count),
  fc.tuple(
    fc.constantFrom('spark.dynamicAllocation.enabled', 'spark.unsafe.offHeap', 'spark.emrautotune.allow'),
    onOff,
  ),
  fc.tuple(
    fc.constant('spark.yarn.tags'),
    fc.constantFrom('', 'a', 'etl, nightly', ',', ' ', 'a,emr-autotune-s-1-2', 'A,,b'),
  ),
  fc.tuple(fc.constant('spark.emrautotune.lineage'), fc.constantFrom('s-1:2', 'not a marker')),
  fc.tuple(fc.constant('spark.executor.extraJavaOptions'), text),
  fc.tuple(
    text.filter((key) => !key.includes('=')).map((key) => `x${key}`),
    text,
  ),
);
const pair = conf.map(([key, value]) => `${key}=${value}`);
const flag = fc.oneof(
  fc.tuple(fc.constantFrom('--executor-memory', '--driver-memory'), memory),
  fc.tuple(fc.constantFrom('--executor-cores', '--num-executors', '--driver-cores'), count),
  fc.tuple(
    fc.constantFrom('--name', '--queue', '--jars', '--class', '--driver-java-options'),
    text.filter((one) => one !== ''),
  ),
  fc.tuple(fc.constant('--deploy-mode'), fc.constantFrom('client', 'cluster')),
);
const option: fc.Arbitrary<string[]> = fc.oneof(
  pair.map((one) => ['--conf', one]),
  pair.map((one) => ['-c', one]),
  pair.map((one) => [`--conf=${one}`]),
  flag.map(([name, value]) => [name, value]),
  flag.map(([name, value]) => [`${name}=${value}`]),
  fc.constantFrom('--verbose', '-v', '--supervise').map((one) => [one]),
);

/** Arguments behind `spark-submit`: options in every spelling, repeated and contradictory, then an application with its own arguments. */
export const commandLines: fc.Arbitrary<string[]> = fc
  .tuple(
    fc.array(option, { maxLength: 8 }),
    fc.constantFrom('s3://b/app.jar', 'job.py', 'app with space.jar'),
    fc.array(fc.oneof(text, fc.constantFrom('--conf', '--executor-memory', 'spark.executor.memory=1m')), {
      maxLength: 4,
    }),
  )
  .map(([options, application, own]) => [...options.flat(), application, ...own]);

/** Whatever strings at all, words of spark-submit among them. */
export const anyStrings: fc.Arbitrary<string[]> = fc.array(
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(
      'spark-submit',
      '--conf',
      '-c',
      '--',
      '-',
      '=',
      '--conf=',
      '--executor-memory',
      '--verbose',
      '__proto__',
      'constructor',
      '--help',
    ),
    pair,
  ),
  { maxLength: 10 },
);

/** Changes to settings that the rewriter allows. */
export const changes: fc.Arbitrary<{ key: string; to: string }[]> = fc.uniqueArray(
  fc.oneof(
    fc.record({
      key: fc.constantFrom('spark.executor.memory', 'spark.executor.memoryOverhead'),
      to: fc.integer({ min: 1, max: 200_000 }).map((n) => `${n}m`),
    }),
    fc.record({
      key: fc.constantFrom(
        'spark.executor.cores',
        'spark.executor.instances',
        'spark.sql.shuffle.partitions',
        'spark.dynamicAllocation.maxExecutors',
      ),
      to: count,
    }),
    fc.record({
      key: fc.constantFrom('spark.memory.offHeap.enabled', 'spark.yarn.heterogeneousExecutors.enabled'),
      to: onOff,
    }),
  ),
  { selector: ({ key }) => key, maxLength: 5 },
);
