import { holdsElsewhere } from './elsewhere';
import { factsOf, groupPlace, type LintFacts } from './facts';
import { misspeltClassifications, notJudged } from './not-judged';
import { positionIn } from './position';

import { classifications, maximizeResourceAllocation } from './rules/classifications';
import { container } from './rules/container';
import { counts } from './rules/counts';
import { deadKeys } from './rules/dead-keys';
import { defaults } from './rules/defaults';
import { deployMode } from './rules/deploy-mode';
import { driverOnPrimary } from './rules/driver-on-primary';
import { dynamicAllocation } from './rules/dynamic-allocation';
import { eventLog } from './rules/event-log';
import { fitsNoNode } from './rules/fits-no-node';
import { heapTooSmall } from './rules/heap-too-small';
import { instanceTypes } from './rules/instance-types';
import { javaOptions } from './rules/java-options';
import { kryoBuffer } from './rules/kryo-buffer';
import { largerThanAnyType } from './rules/larger-than-any-type';
import { malformedConf } from './rules/malformed-conf';
import { master } from './rules/master';
import { names } from './rules/names';
import { notOnYarn } from './rules/not-on-yarn';
import { offHeap } from './rules/off-heap';
import { outOfRange } from './rules/out-of-range';
import { overridden } from './rules/overridden';
import { partitions } from './rules/partitions';
import { partitionsAndSlots } from './rules/partitions-and-slots';
import { repeatedKeys } from './rules/repeated-keys';
import { resultSize } from './rules/result-size';
import { sizes } from './rules/sizes';
import { stepEndsEarly } from './rules/step-ends-early';
import { strayWords } from './rules/stray-words';
import { timeouts } from './rules/timeouts';
import { unitTraps } from './rules/unit-traps';
import { unknownKeys } from './rules/unknown-keys';
import { values } from './rules/values';
import { yarnFaults } from './rules/yarn-faults';
import { yarnSettings } from './rules/yarn-settings';
import type { LintReport, LintRequest, LintSubject, Place, PlacedFinding } from './types';

/** In the order in which findings about one place are printed. */
const RULES: readonly ((facts: LintFacts) => PlacedFinding[])[] = [
  strayWords,
  malformedConf,
  repeatedKeys,
  instanceTypes,
  classifications,
  maximizeResourceAllocation,
  unknownKeys,
  deadKeys,
  notOnYarn,
  values,
  master,
  names,
  unitTraps,
  outOfRange,
  heapTooSmall,
  largerThanAnyType,
  javaOptions,
  timeouts,
  kryoBuffer,
  resultSize,
  stepEndsEarly,
  eventLog,
  overridden,
  deployMode,
  dynamicAllocation,
  container,
  offHeap,
  fitsNoNode,
  sizes,
  counts,
  driverOnPrimary,
  partitions,
  partitionsAndSlots,
  yarnFaults,
  yarnSettings,
  defaults,
];

/** What is wrong with a command or a configuration, in the order of its places. */
export function lint(request: LintRequest): LintReport {
  const facts = factsOf(request);
  const { elsewhere } = request.subject;
  const findings = RULES.flatMap((rule) => rule(facts))
    .filter((finding) => elsewhere === undefined || holdsElsewhere(finding))
    .sort((a, b) => a.at - b.at);
  const places = placesOf(request.subject);
  return {
    release: request.release.label,
    sparkVersion: request.release.sparkVersion,
    findings: findings.map(({ at, line, file, ...finding }) => ({
      ...finding,
      ...positionIn(request.subject, file === undefined ? places.get(at) : { file, line }),
    })),
    unread: [],
    passedOver: [...[request.beneath, request.subject].flatMap(misspeltClassifications), ...notJudged(facts)],
  };
}

/** The places of a subject by their ranks. */
function placesOf({
  settings,
  options,
  blocks,
  cluster,
  strays = [],
  repeated = [],
}: LintSubject): ReadonlyMap<number, Place> {
  const groups = cluster?.groups.map(groupPlace) ?? [];
  const places = [...settings, ...options, ...blocks, ...groups, ...strays, ...repeated];
  const inBlocks = blocks.flatMap((block) => [...(block.places?.values() ?? [])]);
  return new Map([...places, ...inBlocks].map((place) => [place.at, place]));
}
