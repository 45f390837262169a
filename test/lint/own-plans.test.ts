import { describe, expect, test } from 'vitest';
import { EmrRelease, instanceFacts } from '../../lib/catalog';
import { SPARK_VERSIONS } from '../../lib/catalog/emr-release-versions';
import { type LintSubject, lint, readCommand, readConfigurations, readProperties } from '../../lib/lint';
import { planToClassification, planToSparkDefaults, planToSparkSubmit } from '../../lib/render';
import { clusterSizeFor, type PlanRequest, plan, Workload } from '../../lib/sizing';
import { shellWords } from '../support/shell-words';

const FLEETS: Record<string, [string, number][]> = {
  "the brief's": [['r5.4xlarge', 82]],
  small: [['m5.xlarge', 3]],
  'compute-optimised': [['c5.4xlarge', 12]],
  mixed: [
    ['m5.4xlarge', 10],
    ['r5.4xlarge', 20],
  ],
  'with double vcores': [['m4.4xlarge', 8]],
  'ARM with local disks': [['r6gd.4xlarge', 20]],
  'more memory than any executor uses': [['x1e.8xlarge', 4]],
};

const VARIANTS: Record<string, Partial<PlanRequest>> = {
  plain: {},
  'with rows': { workload: Workload.rows(641_000_000, 1_000) },
  'in cluster mode': { deployMode: 'cluster' },
  'with off-heap memory': { offHeapMiB: 2_048 },
  'with PySpark memory': { pysparkMiB: 1_024 },
};

/** Every release on every fleet, the variants by turns. */
const variants = Object.keys(VARIANTS);
const cases = Object.keys(SPARK_VERSIONS).flatMap((release, i) =>
  Object.keys(FLEETS).map((fleet, j) => [release, fleet, variants[(i + j) % variants.length] ?? ''] as const),
);

function findingsOf(label: string, fleet: string, variant: string): object[] {
  const types = FLEETS[fleet]!;
  const release = EmrRelease.of(label);
  const made = plan({
    release,
    nodes: types.map(([instanceType, count]) => ({ instanceType, min: count, max: count })),
    primaryInstanceType: 'm5.4xlarge',
    clusterSize: clusterSizeFor(types.reduce((sum, [, count]) => sum + count, 0)),
    ...VARIANTS[variant],
  });
  const subjects: [string, LintSubject][] = [
    ['spark-submit', readCommand(shellWords(planToSparkSubmit(made, { application: 's3://example-bucket/job.py' })))],
    ['spark-defaults', readProperties(planToSparkDefaults(made))],
    ['classification', readConfigurations(planToClassification(made))],
  ];
  const nodes = types.map(([instanceType, count]) => {
    const { yarnMemoryMiB: memoryMiB, yarnVcores: vcores } = instanceFacts(instanceType);
    return { instanceType, count, memoryMiB, vcores };
  });
  return subjects.flatMap(([format, subject]) => {
    // A plan is made for the dominant calculator, which only its classifications can set.
    const calculator = format === 'classification' ? undefined : 'dominant';
    const { findings } = lint({ subject, release, hardware: { nodes, primary: 'm5.4xlarge' }, calculator });
    return findings.filter(({ severity }) => severity !== 'note').map((one) => ({ format, ...one }));
  });
}

describe('the lint of what the engine itself prints', () => {
  test.each(cases)('finds nothing to change: %s, %s, %s', (...one) => {
    expect(findingsOf(...one)).toEqual([]);
  });
});
