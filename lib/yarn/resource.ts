import type { Calculator, ContainerSize } from './types';

/** Memory and vcores of a container, a node, a partition or a limit. */
export type Resource = ContainerSize;

export const NONE: Resource = { memoryMiB: 0, vcores: 0 };

export const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;
export const roundDown = (value: number, step: number): number => Math.floor(value / step) * step;

export const subtract = (a: Resource, b: Resource): Resource => ({
  memoryMiB: a.memoryMiB - b.memoryMiB,
  vcores: a.vcores - b.vcores,
});

export const multiply = (a: Resource, n: number): Resource => ({ memoryMiB: a.memoryMiB * n, vcores: a.vcores * n });

/** A resource computed from each dimension of another; the function's second argument is the same dimension of `by`. */
export const each = (a: Resource, by: Resource, f: (value: number, by: number) => number): Resource => ({
  memoryMiB: f(a.memoryMiB, by.memoryMiB),
  vcores: f(a.vcores, by.vcores),
});

/** A ResourceCalculator of YARN, as far as admission uses it; methods have Hadoop's names. */
export interface ResourceCalculator {
  fitsIn(smaller: Resource, bigger: Resource): boolean;
  /** How many such containers fit; 0 where less than nothing is available. */
  computeAvailableContainers(available: Resource, required: Resource): number;
  /** Below, at or above 0: compares by the dominant share of `clusterResource`, at a tie by the other share. */
  compare(clusterResource: Resource, a: Resource, b: Resource): number;
  multiplyAndNormalizeUp(of: Resource, by: number, step: Resource): Resource;
  /** The vcores that YARN counts for a container. */
  countedVcores(container: Resource): number;
}

const DEFAULT_RESOURCE_CALCULATOR: ResourceCalculator = {
  fitsIn: (smaller, bigger) => smaller.memoryMiB <= bigger.memoryMiB,
  computeAvailableContainers: (available, required) =>
    Math.max(0, Math.floor(available.memoryMiB / required.memoryMiB)),
  compare: (_, a, b) => a.memoryMiB - b.memoryMiB,
  multiplyAndNormalizeUp: (of, by, step) => ({
    memoryMiB: roundUp(Math.floor(of.memoryMiB * by + 0.5), step.memoryMiB),
    vcores: 0,
  }),
  countedVcores: () => 1,
};

const DOMINANT_RESOURCE_CALCULATOR: ResourceCalculator = {
  fitsIn: (smaller, bigger) => smaller.memoryMiB <= bigger.memoryMiB && smaller.vcores <= bigger.vcores,
  computeAvailableContainers: (available, required) => {
    const byMemory = Math.floor(available.memoryMiB / required.memoryMiB);
    return Math.max(0, Math.min(byMemory, Math.floor(available.vcores / required.vcores)));
  },
  compare: (clusterResource, a, b) => {
    const shares = ({ memoryMiB, vcores }: Resource): [number, number] => {
      const memory = memoryMiB / clusterResource.memoryMiB;
      const cores = vcores / clusterResource.vcores;
      return memory > cores ? [memory, cores] : [cores, memory];
    };
    const [first, second] = [shares(a), shares(b)];
    return first[0] - second[0] || first[1] - second[1];
  },
  // The scheduler computes this in single precision.
  multiplyAndNormalizeUp: (of, by, step) => each(of, step, (v, unit) => roundUp(Math.ceil(Math.fround(v * by)), unit)),
  countedVcores: (container) => container.vcores,
};

export const resourceCalculatorFor = (calculator: Calculator): ResourceCalculator =>
  calculator === 'default' ? DEFAULT_RESOURCE_CALCULATOR : DOMINANT_RESOURCE_CALCULATOR;
