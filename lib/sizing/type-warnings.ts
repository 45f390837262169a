import { acceleratorsOf, type EmrRelease, type InstanceFacts, instanceFacts } from '../catalog';
import type { ClusterLayerRequest, PlanWarning } from './types';

/** What is to be said of instance types themselves, whatever executors run on them. */
export function typeWarnings(request: ClusterLayerRequest, types: readonly InstanceFacts[]): PlanWarning[] {
  const primary = instanceFacts(request.primaryInstanceType);
  const all = types.some(({ name }) => name === primary.name) ? types : [...types, primary];
  return [...all.flatMap((type) => notOnRelease(type, request.release)), ...types.flatMap(accelerated)];
}

/** The first release after EC2 had types of a generation; EMR brings some to earlier releases, in later patches. */
const FIRST_RELEASE: Readonly<Record<string, readonly [major: number, minor: number]>> = { 7: [6, 10], 8: [7, 2] };

function notOnRelease(type: InstanceFacts, release: EmrRelease): PlanWarning[] {
  const list = release._typesListedBy;
  if (list === undefined || list === release.label) return [];
  if (!type.listedBy.includes(list)) {
    const others =
      type.listedBy.length === 0 ? 'nor on any other that was read' : `that for ${type.listedBy.join(' and ')} has it`;
    return [notListed(type, release, `is not on EMR's list for ${list}; ${others}`)];
  }
  const first = FIRST_RELEASE[/^[a-z]+(\d)/.exec(type.name)?.[1] ?? ''];
  if (first === undefined || release.isAtLeast(...first)) return [];
  return [notListed(type, release, `is newer than ${release.label}; EMR's list for ${list} has it`)];
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
