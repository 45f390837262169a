// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what a token of CDK looks like in a string.
import { expect, test } from 'vitest';
import { EmrRelease } from '../../lib/catalog';
import { isReadByPlan, planClusterLayer, planJobLayer, Workload } from '../../lib/sizing';
import { knownKeys, OLD_NAMES } from '../../lib/spark';

/** The settings of which some could matter; all 1,500 keys of Spark would take seconds. */
const CANDIDATE =
  /^spark\.(driver|dynamicAllocation|executor|memory|task|yarn\.(am|driver|executor)|sql\.(files|shuffle))\./;

const KEYS = [...new Set([...knownKeys().keys(), ...OLD_NAMES.keys()])].filter((key) => CANDIDATE.test(key));

/** The plan with a setting whose value says nothing, without the value itself. */
function planWith(key: string, value: string): string {
  const cluster = planClusterLayer({
    release: EmrRelease.EMR_7_9_0,
    instanceTypes: ['r5.4xlarge'],
    primaryInstanceType: 'm5.xlarge',
    // Of the application master's own memory a plan asks in client mode alone.
    deployMode: key.startsWith('spark.yarn.am.') ? 'client' : 'cluster',
    sparkConf: { 'spark.memory.offHeap.enabled': 'true', 'spark.memory.offHeap.size': '2g', [key]: value },
  });
  const job = planJobLayer({
    cluster,
    nodes: [{ instanceType: 'r5.4xlarge', min: 2, max: 50 }],
    workload: Workload.rows(641_000_000, 1_000),
  });
  return JSON.stringify([cluster, job]).replaceAll(value, 'VALUE');
}

test.each(KEYS.filter((key) => !isReadByPlan(key)))('a plan is the same whatever %s is', (key) => {
  expect(planWith(key, '${Token[TOKEN.1]}')).toBe(planWith(key, 'another'));
});

test.each(KEYS.filter(isReadByPlan))('a plan needs to know %s', (key) => {
  expect(() => planWith(key, '${Token[TOKEN.1]}')).toThrow();
});
