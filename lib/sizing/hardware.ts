import { type InstanceFacts, instanceFacts, instanceTypeNames } from '../catalog';
import { findSize } from './find-size';
import type { SizeConstraints } from './size-choice';

/** Below this share of used cores a warning mentions other hardware; types that use at least the second share are named. */
export const CORES_STRANDED = 0.8;
const CORES_USED = 0.95;

/** Compute-, general-purpose, memory-optimised and extra-large-memory series: what differs between them is memory per vcore. */
const SERIES = ['c', 'm', 'r', 'x'];

const MAX_TYPES = 3;

/**
 * Types on which tasks with this need would use the cores, best first: a larger one of the same family, then the same size of other
 * families of the same architecture, the same generation and the least memory first. Of a fleet the first type speaks for all. Empty
 * where EMR lists none.
 */
export function typesThatWouldFit([type]: readonly InstanceFacts[], constraints: SizeConstraints): string[] {
  const own = type === undefined ? undefined : nameParts(type.name);
  if (type === undefined || own === undefined) return [];
  const alone = { ...constraints, maxAllocationMiB: undefined };
  const fits = (candidate: InstanceFacts): boolean =>
    (findSize([candidate], alone)?.worstCoreUtilisation ?? 0) >= CORES_USED;
  const candidates = instanceTypeNames()
    .map(instanceFacts)
    .filter((candidate) => candidate.name !== type.name && candidate.architecture === type.architecture)
    .flatMap((facts) => {
      const parts = nameParts(facts.name);
      return parts === undefined ? [] : [{ facts, ...parts }];
    });
  const larger = candidates
    .filter(({ family, facts }) => family === own.family && facts.ec2Vcpus > type.ec2Vcpus)
    .sort((a, b) => a.facts.ec2Vcpus - b.facts.ec2Vcpus || a.facts.yarnMemoryMiB - b.facts.yarnMemoryMiB)
    .find(({ facts }) => fits(facts));
  const others = candidates
    .filter(({ family, series, size }) => family !== own.family && SERIES.includes(series) && size === own.size)
    .filter(
      ({ facts }) => facts.yarnMemoryMiB > type.yarnMemoryMiB && facts.yarnVcores === facts.ec2Vcpus && fits(facts),
    )
    .sort(
      (a, b) =>
        distance(a) - distance(b) ||
        a.facts.yarnMemoryMiB - b.facts.yarnMemoryMiB ||
        (a.facts.name < b.facts.name ? -1 : 1),
    );
  return [...(larger === undefined ? [] : [larger]), ...others].slice(0, MAX_TYPES).map(({ facts }) => facts.name);

  /** How far from the generation and the attributes (`d` local disks, `n` network, `g`, `a`, `i` processor) that were chosen. */
  function distance({ generation, attributes }: NameParts): number {
    return 2 * Math.abs(generation - (own?.generation ?? 0)) + (attributes === own?.attributes ? 0 : 1);
  }
}

interface NameParts {
  readonly family: string;
  readonly series: string;
  readonly generation: number;
  readonly attributes: string;
  readonly size: string;
}

/** `r6gd.4xlarge` is series r, generation 6, attributes gd, size 4xlarge. */
function nameParts(name: string): NameParts | undefined {
  const match = /^(([a-z]+)(\d+)([a-z-]*))\.(.+)$/.exec(name);
  if (match === null) return undefined;
  const [, family = '', series = '', generation = '', attributes = '', size = ''] = match;
  return { family, series, generation: Number(generation), attributes, size };
}
