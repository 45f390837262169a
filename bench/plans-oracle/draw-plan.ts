import { EmrRelease, type InstanceFacts } from '../../lib/catalog';
import type { PlanRequest } from '../../lib/sizing';
import { type Dice, dice } from '../yarn-oracle/dice';
import { coresOf, drawFleet, LEAST_VCORES, typesToPlan } from './fleets';

const RELEASES = [EmrRelease.EMR_5_36_0, EmrRelease.EMR_6_10_0, EmrRelease.EMR_7_9_0, EmrRelease.SPARK_8_0_0];

/** Large enough a primary for any driver. */
const PRIMARY = 'r5.4xlarge';

/** Every type on 1 to 4 nodes of its own, the smallest on 2 at least, as an application master takes the place of an executor. */
export function drawPlansAlone(seed: number): PlanRequest[] {
  return typesToPlan().map((type, index) => {
    const drawn = dice(seed, index);
    const count = drawn.int(coresOf(type) === LEAST_VCORES ? 2 : 1, 4);
    return { ...options([type], drawn), nodes: [{ instanceType: type.name, min: count, max: count }] };
  });
}

/** The first fleets of a seed, of each type 1 to 6 nodes. */
export function drawPlansOfFleets(seed: number, fleets: number): PlanRequest[] {
  return Array.from({ length: fleets }, (_, index) => {
    const types = drawFleet(seed, index);
    const drawn = dice(seed + 1, index);
    const nodes = types.map(({ name }) => {
      const count = drawn.int(1, 6);
      return { instanceType: name, min: count, max: count };
    });
    return { ...options(types, drawn), nodes };
  });
}

function options(types: readonly InstanceFacts[], drawn: Dice): Omit<PlanRequest, 'nodes'> {
  const { chance, pick } = drawn;
  const deployMode = chance(0.4) ? 'cluster' : 'client';
  return {
    release: chance(0.5) ? EmrRelease.EMR_7_9_0 : pick(RELEASES),
    primaryInstanceType: PRIMARY,
    deployMode,
    ...(chance(0.2) ? { offHeapMiB: pick([512, 1_000, 4_096]) } : {}),
    ...(chance(0.15) ? { pysparkMiB: pick([300, 1_024]) } : {}),
    ...(chance(0.15) ? { memoryTarget: pick([0.7, 0.85, 0.9]) } : {}),
    ...(types.length === 1 && chance(0.1) ? { cpuOversubscription: pick([1.25, 1.5, 2]) } : {}),
    ...(chance(0.3) ? { sparkConf: { ...ownMaster(deployMode, drawn), ...ownExecutor(types, drawn) } } : {}),
  };
}

/** A master that takes the place of several executors on some nodes, and fits none of others: where it is placed then matters. */
function ownMaster(deployMode: 'client' | 'cluster', { pick }: Dice): Record<string, string> {
  return deployMode === 'client'
    ? { 'spark.yarn.am.memory': `${pick([512, 2_000, 4_096])}m`, 'spark.yarn.am.cores': pick(['1', '2']) }
    : { 'spark.driver.memory': `${pick([1_024, 8_192, 40_960])}m`, 'spark.driver.cores': pick(['1', '4']) };
}

/** Of at most half of the smallest node. */
function ownExecutor(types: readonly InstanceFacts[], { chance, int }: Dice): Record<string, string> {
  if (chance(0.5)) return {};
  const smallest = Math.min(...types.map((type) => type.yarnMemoryMiB));
  return {
    'spark.executor.memory': `${int(1_024, Math.floor(smallest / 2.4))}m`,
    'spark.executor.cores': String(int(1, 2)),
  };
}
