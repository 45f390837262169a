import { DEFAULT_RELEASE, EmrRelease, instanceFacts, releaseWithSpark } from '../catalog';
import { isInputError } from '../errors';
import { coresInUse, type JobEvidence, memoryNeed, partitionsFromEvidence, ranForMs, replay } from '../evidence';
import { counted } from '../numbers';
import type { AnalysisPlan, ExpectedRun } from '../render';
import { type Retune, retune } from '../sizing';
import { type DeployMode, SparkSettings } from '../spark';
import type { Calculator } from '../yarn';
import { nodeRanges } from './node-flags';

/** The nodes that a job runs on, as the options give them. */
export interface PlanFlags {
  readonly core?: string;
  readonly task?: readonly string[];
  readonly primary?: string;
  readonly release?: string;
  readonly calculator?: Calculator;
}

/** Above it the replay does not stand for the run, so that it promises nothing. */
const MAX_MODEL_ERROR = 0.1;
/** A shorter run is mostly its own start, ms. */
const MIN_RUN_MS = 300_000;

/** What the next run should have on these nodes; in words why there is no plan. */
export function analysisPlan(evidence: JobEvidence, flags: PlanFlags): AnalysisPlan | { readonly reason: string } {
  const refused = refusal(evidence, flags);
  if (refused !== undefined) return { reason: refused };
  const release = releaseFor(evidence, flags);
  const deployMode: DeployMode = evidence.settings['spark.submit.deployMode'] === 'cluster' ? 'cluster' : 'client';
  const nodes = nodeRanges(flags.core ?? '', flags.task).map(({ instanceType, max }) => ({
    instanceType: instanceFacts(instanceType).name,
    count: max,
  }));
  const need = memoryNeed(evidence);
  const { floorHeapMiB, safe } = need;
  try {
    const planned = retune({
      release,
      nodes,
      // Where it is not known the plan has to be right under the one that does not keep executors to the cores of a node.
      calculator: flags.calculator ?? 'default',
      deployMode,
      primaryInstanceType: flags.primary,
      settings: SparkSettings.of(evidence.settings),
      executorsSeen: executorsAtOnce(evidence),
      taskNeed: { floorHeapMiB, safe },
      ...(floorHeapMiB === undefined ? {} : { partitions: (request) => partitionsFromEvidence(evidence, request) }),
    });
    return {
      nodes,
      release: release.label,
      deployMode,
      calculator: flags.calculator,
      retune: planned,
      expected: expectedRun(evidence, planned),
    };
  } catch (error) {
    if (isInputError(error)) return { reason: error.message };
    throw error;
  }
}

function refusal({ times, executors }: JobEvidence, { core }: PlanFlags): string | undefined {
  if (times?.isLocal) return 'the tasks ran in the driver (local mode), which says nothing of executors on a cluster';
  if (core !== undefined) return undefined;
  const hosts = times?.hosts ?? 0;
  const seen = executors.length === 0 || hosts === 0 ? '' : `; its executors were on ${counted(hosts, 'host')}`;
  return `give the nodes that it runs on, such as --core r5.4xlarge:82, as no log tells their type${seen}`;
}

/** By the most task slots at one time; undefined where no executor is known. */
function executorsAtOnce(evidence: JobEvidence): number | undefined {
  const slots = evidence.executors.reduce((most, { maxTasks }) => Math.max(most, maxTasks), 0);
  return slots === 0 ? undefined : Math.round(coresInUse(evidence).peakTaskSlots / slots);
}

/** The newest release with the Spark that wrote the log, unless one is given. */
function releaseFor({ application }: JobEvidence, { release }: PlanFlags): EmrRelease {
  const { sparkVersion } = application;
  return EmrRelease.of(
    release ?? (sparkVersion === undefined ? undefined : releaseWithSpark(sparkVersion)) ?? DEFAULT_RELEASE,
  );
}

/** How long the next run would take, by the replay; or why nothing is promised. */
function expectedRun(evidence: JobEvidence, { slotRatio, refused, changes }: Retune): ExpectedRun {
  const ran = ranForMs(evidence);
  if (refused !== undefined || changes.length === 0) return { reason: 'no setting would give it more task slots' };
  if (ran < MIN_RUN_MS)
    return { reason: `the run took less than ${MIN_RUN_MS / 60_000} minutes, most of which is its start` };
  const played = replay(evidence);
  if (played === undefined) return { reason: 'how long tasks kept their slots is not known; the event log tells' };
  if (played.error > MAX_MODEL_ERROR) {
    return {
      reason: `a replay of this run's own tasks is ${(100 * played.error).toFixed(0)} % off its time, too far to stand for the next`,
    };
  }
  return { timeMs: played.timeMs(slotRatio), modelError: played.error };
}
