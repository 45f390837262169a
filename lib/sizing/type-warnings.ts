import { acceleratorsOf, type EmrRelease, type InstanceFacts, instanceFacts } from '../catalog';
import type { ClusterLayerRequest, PlanWarning } from './types';

/** What is to be said of instance types themselves, whatever executors run on them. */
export function typeWarnings(request: ClusterLayerRequest, types: readonly InstanceFacts[]): PlanWarning[] {
  const primary = instanceFacts(request.primaryInstanceType);
  const all = types.some(({ name }) => name === primary.name) ? types : [...types, primary];
  return [...all.flatMap((type) => notOnRelease(type, request.release)), ...types.flatMap(accelerated)];
}

type Version = readonly [major: number, minor: number];

/**
 * The first release of EMR 5, 6 and 7 that has a family, undefined for a major version without it; families that are not here came with the oldest
 * release that is supported. Learnt from EMR's answers to ListSupportedInstanceTypes for each release, as moto keeps them. EMR brings
 * families to earlier releases long after (m7i is on 5.28), so that a type that is missing here is a warning, never an error.
 */
const FIRST_RELEASES: readonly (readonly [families: RegExp, ...first: readonly (Version | undefined)[]])[] = [
  [/^g4dn$/, [5, 30], [6, 0], [7, 0]],
  [/^m6g$/, [5, 30], [6, 1], [7, 0]],
  [/^(c5a|m5d?n|r5d?n|[cr]6g)$/, [5, 31], [6, 1], [7, 0]],
  [/^(c5ad|[cmr]6gd|c6gn|d3(en)?|m5zn|r5b)$/, [5, 33], [6, 3], [7, 0]],
  [/^([cmr]6i|im4gn|is4gen)$/, [5, 35], [6, 6], [7, 0]],
  [/^c7g$/, [5, 36], [6, 7], [7, 0]],
  [/^[cmr]6(a|id)$/, [5, 36], [6, 8], [7, 0]],
  [/^(g5|p4d|x1|x2ie?dn)$/, [5, 36], [6, 9], [7, 0]],
  [/^([cmr]6id?n|[mr]7g|[cmr]7gd|c7gn|[cmr]8g|x1e|x2gd|x8g|i4g|i7ie|i8g|f2)$/, [5, 36], [6, 10], [7, 0]],
  [/^([cmr]8gd|i7i)$/, [5, 36], [6, 15], [7, 1]],
  [/^([cmr]8[ai]|c8gn)$/, [5, 36], [6, 15], [7, 9]],
  [/^p5$/, undefined, [6, 14], [7, 0]],
  [/^g(6|r6)$/, undefined, undefined, [7, 2]],
  [/^g6e$/, undefined, undefined, [7, 5]],
];

function notOnRelease(type: InstanceFacts, release: EmrRelease): PlanWarning[] {
  const list = release._typesListedBy;
  if (list === undefined) return [];
  if (type.listedBy.length === 0) {
    return [notListed(type, release, `is not on EMR's list for ${list}, nor on any other that was read`)];
  }
  const [family = ''] = type.name.split('.');
  const [, ...firsts] = FIRST_RELEASES.find(([families]) => families.test(family)) ?? [];
  if (firsts.length === 0) return [];
  const first = firsts[release.isAtLeast(7, 0) ? 2 : release.isAtLeast(6, 0) ? 1 : 0];
  if (first !== undefined && release.isAtLeast(...first)) return [];
  const from = first === undefined ? 'does not have it on that major version' : `has it from emr-${first.join('.')} on`;
  return [notListed(type, release, `is newer than ${release.label}; EMR ${from}`)];
}

function notListed({ name }: InstanceFacts, { label }: EmrRelease, reason: string): PlanWarning {
  return {
    id: 'type-not-on-release',
    text: `${name} ${reason}. EMR refuses a type that a release does not have: ask aws emr list-supported-instance-types --release-label ${label}, or use a later release`,
  };
}

function accelerated({ name }: InstanceFacts): PlanWarning[] {
  const what = acceleratorsOf(name);
  if (what === undefined) return [];
  return [
    {
      id: 'accelerators-unused',
      text: `${name} has ${what}, which this plan neither schedules nor counts: executors are sized for its memory and vCPUs alone. A job that asks for them (spark.executor.resource.*) runs as many executors as there are ${what}`,
    },
  ];
}
