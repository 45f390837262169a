import { describe, expect, test } from 'vitest';
import { EmrRelease, instanceFacts } from '../../lib/catalog';
import { type LintFinding, lint, readCommand } from '../../lib/lint';
import { OLD_NAMES } from '../../lib/spark';
import { fc, property } from '../support/property';
import { applyFix } from './apply-fix';

/** Settings with right, doubtful and wrong values: each rule that edits has something to find among them. */
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  'spark.executor.memory': ['4', '0', '-1', '20480', '20 GB', '1.5g', '400m', '8g', '33g', '500t'],
  'spark.executor.memoryOverhead': ['4', '1g', '3000', '2.5g'],
  'spark.yarn.executor.memoryOverhead': ['4', '1024'],
  'spark.executor.cores': ['0', '4', '3', '16'],
  'spark.executor.instances': ['0', '2', '500'],
  'spark.executor.pyspark.memory': ['4', '1g'],
  'spark.driver.memory': ['4', '4096', '4gb', '8g', '60g'],
  'spark.driver.cores': ['0', '2'],
  'spark.driver.maxResultSize': ['0', '10g', '4', '512m'],
  'spark.submit.deployMode': ['client', 'cluster'],
  'spark.task.cpus': ['0', '2', '5'],
  'spark.memory.fraction': ['0', '0.8', '1.5', 'x'],
  'spark.memory.offHeap.enabled': ['true', 'false'],
  'spark.memory.offHeap.size': ['2', '2g', '-1'],
  'spark.dynamicAllocation.enabled': ['true', 'false', 'yes'],
  'spark.dynamicAllocation.minExecutors': ['0', '10', '900'],
  'spark.dynamicAllocation.initialExecutors': ['2', '20'],
  'spark.dynamicAllocation.maxExecutors': ['0', '8', '700'],
  'spark.shuffle.service.enabled': ['true', 'false'],
  'spark.executor.extraJavaOptions': [
    '-Xmx8g',
    '-XX:+UseConcMarkSweepGC -XX:+PrintGCDateStamps',
    '-XX:+UseG1GC -XX:+UseParallelGC -Dspark.a=b',
    '-XX:G1NewSizePercent=5 -Xss4m',
  ],
  'spark.driver.extraJavaOptions': ['-Xmx4g', '-XX:MaxPermSize=256m', '-Da=b'],
  'spark.executor.heartbeatInterval': ['900s', '20s', '60000'],
  'spark.network.timeout': ['5s', '30s', '800s'],
  'spark.kryoserializer.buffer.max': ['2048m', '4096', '512m'],
  'spark.serializer': ['KryoSerializer', 'org.apache.spark.serializer.KryoSerializer'],
  'spark.io.compression.codec': ['gzip', 'zstd'],
  'spark.sql.shuffle.partitions': ['1', '200', '3000', '100000'],
  'spark.sql.adaptive.advisoryPartitionSizeInBytes': ['64', '64m'],
  'spark.default.parallelism': ['100', '50000'],
  'spark.executor.memroy': ['8g'],
  'spark.shuffle.memoryFraction': ['0.4'],
  'spark.yarn.am.memory': ['1', '1g'],
  'executor.memory': ['8g'],
  'fs.s3.maxRetries': ['9'],
};

const setting = fc
  .constantFrom(...Object.keys(SETTINGS))
  .chain((key) => fc.constantFrom(...(SETTINGS[key] ?? [])).map((value) => ['--conf', `${key}=${value}`]));
const command = fc
  .array(setting, { minLength: 1, maxLength: 5 })
  .map((settings) => ['spark-submit', ...settings.flat(), 'job.py']);
const release = fc.constantFrom('emr-5.36.0', 'emr-6.5.0', 'emr-7.9.0', 'emr-spark-8.0.0');
const nodes = fc.constantFrom(undefined, 'm5.xlarge', 'r5.4xlarge');
/** Nodes with room for every size that can be read here: what cannot be read is judged against them once it is mended. */
const largeNodes = fc.constantFrom(undefined, 'r5.24xlarge');

function findingsOf(words: readonly string[], label: string, instanceType?: string): readonly LintFinding[] {
  const facts = instanceType === undefined ? undefined : instanceFacts(instanceType);
  const hardware =
    facts === undefined
      ? undefined
      : {
          primary: instanceType,
          nodes: [{ instanceType: facts.name, count: 5, memoryMiB: facts.yarnMemoryMiB, vcores: facts.yarnVcores }],
        };
  return lint({ subject: readCommand(words), release: EmrRelease.of(label), hardware }).findings;
}

const harmful = ({ severity }: LintFinding): boolean => severity !== 'note';
/** An old name and the present one are of one setting. */
const named = ({ id, key = '' }: LintFinding): string => `${id} ${OLD_NAMES.get(key) ?? key}`;
const withFix = (finding: LintFinding): boolean => (finding.fix ?? []).length > 0;

/** More rounds than five settings can need. */
const MAX_ROUNDS = 25;

describe('the advice of lint', () => {
  property([setting, release, largeNodes], { numRuns: 300 })(
    'of a single fault leaves no fault: the finding is gone, and no error or warning is new',
    (words, label, instanceType) => {
      const before = ['spark-submit', ...words, 'job.py'];
      const findings = findingsOf(before, label, instanceType);
      const known = findings.filter(harmful).map(named);
      for (const finding of findings.filter(withFix)) {
        const after = findingsOf(applyFix(before, finding.fix ?? []), label, instanceType);
        expect(after.map(named), `${words.join(' ')}: ${finding.instead}`).not.toContain(named(finding));
        expect(
          after
            .filter(harmful)
            .map(named)
            .filter((one) => !known.includes(one)),
        ).toEqual([]);
      }
    },
  );

  property([command, release, nodes], { numRuns: 300 })(
    'followed to its end leaves nothing to follow, whatever was wrong together',
    (words, label, instanceType) => {
      let current = words;
      for (let round = 0; ; round++) {
        const next = findingsOf(current, label, instanceType).find((one) => harmful(one) && withFix(one));
        if (next === undefined) break;
        expect(round, `${words.join(' ')}\n${current.join(' ')}\n${next.id}: ${next.instead}`).toBeLessThan(MAX_ROUNDS);
        current = applyFix(current, next.fix ?? []);
      }
    },
  );

  test('edits reach words of a list of options, a flag and one place of several', () => {
    const words = [
      'spark-submit',
      '--executor-memory',
      '8g',
      '--conf',
      'spark.executor.memory=9g',
      'a.jar',
      '--conf',
      'x',
    ];
    const [overridden] = findingsOf(words, 'emr-7.9.0').filter(({ id }) => id === 'beaten-by-flag');
    expect(applyFix(words, overridden?.fix ?? [])).toEqual([
      'spark-submit',
      '--executor-memory',
      '8g',
      'a.jar',
      '--conf',
      'x',
    ]);
  });
});
