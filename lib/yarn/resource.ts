import type { Calculator, ContainerSize } from './types';

/** Memory and vcores of a container, a node, a partition or a limit. */
export type Resource = ContainerSize;

export const NONE: Resource = { memoryMiB: 0, vcores: 0 };

export const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;
export const roundDown = (value: number, step: number): number => Math.floor(value / step) * step;
export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

export const less = (a: Resource, b: Resource): Resource => ({
  memoryMiB: a.memoryMiB - b.memoryMiB,
  vcores: a.vcores - b.vcores,
});

export const times = (a: Resource, n: number): Resource => ({ memoryMiB: a.memoryMiB * n, vcores: a.vcores * n });

/** Applied to both; the second argument is the value of `by` in the same dimension. */
export const each = (a: Resource, by: Resource, f: (value: number, by: number) => number): Resource => ({
  memoryMiB: f(a.memoryMiB, by.memoryMiB),
  vcores: f(a.vcores, by.vcores),
});

/** The two ResourceCalculators of YARN, as far as admission uses them. */
export interface Arithmetic {
  /** ResourceCalculator.fitsIn */
  fits(small: Resource, large: Resource): boolean;
  /** How many such containers fit into a room; none into one that is overdrawn. */
  timesInto(room: Resource, container: Resource): number;
  /** ResourceCalculator.compare: below, at or above 0, by the dominant share of `whole`, at a tie by the other share. */
  compare(whole: Resource, a: Resource, b: Resource): number;
  /** ResourceCalculator.multiplyAndNormalizeUp */
  shareRoundedUp(of: Resource, share: number, step: Resource): Resource;
  /** What a container counts in vcores. */
  countedVcores(container: Resource): number;
}

const MEMORY_ONLY: Arithmetic = {
  fits: (small, large) => small.memoryMiB <= large.memoryMiB,
  timesInto: (room, container) => Math.max(0, Math.floor(room.memoryMiB / container.memoryMiB)),
  compare: (_, a, b) => a.memoryMiB - b.memoryMiB,
  shareRoundedUp: (of, share, step) => ({
    memoryMiB: roundUp(Math.floor(of.memoryMiB * share + 0.5), step.memoryMiB),
    vcores: 0,
  }),
  countedVcores: () => 1,
};

const DOMINANT: Arithmetic = {
  fits: (small, large) => small.memoryMiB <= large.memoryMiB && small.vcores <= large.vcores,
  timesInto: (room, container) =>
    Math.max(0, Math.min(Math.floor(room.memoryMiB / container.memoryMiB), Math.floor(room.vcores / container.vcores))),
  compare: (whole, a, b) => {
    const shares = ({ memoryMiB, vcores }: Resource): [number, number] => {
      const memory = memoryMiB / whole.memoryMiB;
      const cores = vcores / whole.vcores;
      return memory > cores ? [memory, cores] : [cores, memory];
    };
    const [first, second] = [shares(a), shares(b)];
    return first[0] - second[0] || first[1] - second[1];
  },
  // The scheduler goes through single precision here.
  shareRoundedUp: (of, share, step) => each(of, step, (v, by) => roundUp(Math.ceil(Math.fround(v * share)), by)),
  countedVcores: (container) => container.vcores,
};

export const arithmeticOf = (calculator: Calculator): Arithmetic => (calculator === 'default' ? MEMORY_ONLY : DOMINANT);
