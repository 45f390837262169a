import { type InstanceFacts, instanceFacts, instanceTypeNames } from '../../lib/catalog';
import { dice } from '../yarn-oracle/dice';

/** Smaller nodes have room for one executor at most: nothing to choose. */
export const LEAST_VCORES = 4;

/** Cores that tasks may use on a node: hardware threads where YARN counts them double. */
export const coresOf = ({ yarnVcores, ec2Vcpus }: InstanceFacts): number => Math.min(yarnVcores, ec2Vcpus);

/** Every type that EMR lists and that has four vcores or more. */
export function typesToPlan(): InstanceFacts[] {
  return instanceTypeNames()
    .map(instanceFacts)
    .filter((type) => coresOf(type) >= LEAST_VCORES);
}

/**
 * Fleet `index` of a seed: 2 to 5 types, the same whatever the number of fleets. Every second one is of types with the same number of
 * vcores, as instance fleets usually are; the others are of any.
 */
export function drawFleet(seed: number, index: number): InstanceFacts[] {
  const { int, pick } = dice(seed, index);
  const all = typesToPlan();
  const cores = coresOf(pick(all));
  const alike = all.filter((type) => coresOf(type) === cores);
  const from = index % 2 === 0 || alike.length < 2 ? all : alike;
  const wanted = Math.min(from.length, int(2, 5));
  const fleet = new Set<InstanceFacts>();
  while (fleet.size < wanted) fleet.add(pick(from));
  return [...fleet];
}
