import {
  asOfMs,
  busyTimeMs,
  type CoresInUse,
  compareSettings,
  coresInUse,
  expectedSpeedUp,
  growthBy,
  hasLostEvents,
  type JobEvidence,
  type MemoryNeed,
  maxTaskSlots,
  memoryNeed,
  partitionsFromEvidence,
  remainingWork,
  type SettingsCompared,
} from '../evidence';
import type { Retune, RetuneRequest } from '../sizing';
import { grantedMiB } from '../yarn';
import type { Observation } from './observation';
import type { Subject } from './subject';
import { MINUTE_MS } from './time';
import type { Known } from './worth';

/** What the root step's application says of itself, as far as the gates and the engine go by it. */
export interface JobFacts {
  readonly evidence: JobEvidence;
  readonly cores: CoresInUse;
  readonly need: MemoryNeed;
  readonly settings: SettingsCompared;
  /** Since the figures were true. */
  readonly ageMs: number;
}

/** An answer that is older than this is no answer: whoever decides asks again. */
const MAX_AGE_MS = 2 * MINUTE_MS;

/** What the application said when it was asked, while that is not too old. */
export function freshEvidence({ asked }: Observation, now: number): JobEvidence | undefined {
  return asked?.value.kind === 'evidence' && now - asked.at <= MAX_AGE_MS ? asked.value.evidence : undefined;
}

export function jobFactsFor(obs: Observation, { settings }: Subject, now: number): JobFacts | undefined {
  const evidence = freshEvidence(obs, now);
  if (evidence === undefined || settings === undefined) return undefined;
  return {
    evidence,
    cores: coresInUse(evidence),
    need: memoryNeed(evidence),
    settings: compareSettings(evidence, settings),
    ageMs: Math.max(0, now - asOfMs(evidence)),
  };
}

/** What the engine is told of the job. Partitions follow from bytes only where it is known that the tasks of today's do not spill at the new size. */
export function needsFor({ evidence, need }: JobFacts): Pick<RetuneRequest, 'taskNeed' | 'partitions'> {
  const { floorHeapMiB, safe } = need;
  return {
    // Peaks of tasks that were not seen to end are in no figure.
    taskNeed: { floorHeapMiB, safe: hasLostEvents(evidence) ? undefined : safe },
    partitions: floorHeapMiB === undefined ? undefined : (request) => partitionsFromEvidence(evidence, request),
  };
}

/** What is known of the time that the job has spent and still takes. */
export function timesFor(
  { evidence }: JobFacts,
  { before, after }: Retune,
  subject: Subject,
  { obs, elapsedMs, now }: { readonly obs: Observation; readonly elapsedMs: number; readonly now: number },
): Known {
  const { bySlots } = expectedSpeedUp(evidence, { before: before.taskSlots, after: after.taskSlots });
  const slots = maxTaskSlots(evidence, { nodeSlots: nodeSlots(subject), growth: growthOf(obs, subject) });
  const { atLeastMs, stages } = remainingWork(evidence, slots, now);
  // Where no stage has run long enough to tell, or the cluster may grow without a known end, nothing is known; that is not the same as nothing left.
  const isKnown = Number.isFinite(slots) && stages.some(({ runTimeMs }) => runTimeMs !== undefined);
  return {
    promised: bySlots,
    busyMinutes: busyTimeMs(evidence, elapsedMs) / MINUTE_MS,
    remainingMinutes: isKnown ? atLeastMs / MINUTE_MS : undefined,
  };
}

/** The most tasks that executors of the present size can run at once on the nodes that are there, the application master aside. */
export function nodeSlots({ nodes, executor }: Subject): number {
  if (executor === undefined) return 0;
  const granted = grantedMiB(executor.containerMiB);
  return nodes.reduce((sum, { count, memoryMiB }) => sum + count * Math.floor(memoryMiB / granted) * executor.cores, 0);
}

/** How many times its present size the cluster may become, by managed scaling or by the automatic scaling of its groups. */
function growthOf({ scaling, groups }: Observation, { nodes, vcpus }: Subject): number {
  // Only managed scaling changes a fleet.
  const workers = groups?.value.filter(({ role }) => role !== 'MASTER') ?? [];
  const running = workers.reduce((sum, one) => sum + one.running, 0);
  const most = workers.reduce((sum, one) => sum + Math.max(one.running, one.maxInstances ?? 0), 0);
  const instances = nodes.reduce((sum, { count }) => sum + count, 0);
  return Math.max(growthBy(scaling?.value, { instances, vcpus }), most / Math.max(1, running));
}
