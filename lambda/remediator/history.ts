import { createHash } from 'node:crypto';
import {
  type ClusterFacts,
  KEPT_MS,
  type ListedRun,
  type Observation,
  type StepFacts,
  type StepScan,
  sparkDefaultsInForce,
} from '../../lib/remedy';
import { settingsInForce } from '../../lib/steps';
import { jobKeyFor, withoutRun } from './fingerprint';

/** What earlier runs of the root step's job may tell of its length: those that this cluster lists, and by what others are recognised. */
export function historyIn(obs: Observation, now: number): Pick<Observation, 'history'> {
  const { root, scan, cluster } = obs;
  const work = root && workIn(root.value, obs, cluster?.value);
  if (root === undefined || scan === undefined || work === undefined) return {};
  const key = jobKeyFor(root.value);
  const runs = completed(scan.value, now, KEPT_MS)
    .filter(({ step }) => jobKeyFor(step) === key && workIn(step, obs, cluster?.value) === work)
    .map(({ run }) => run);
  return { history: { work, runs } };
}

/** How long after its end a run is looked for in the ledger, which may have seen it begin. */
const LATELY_MS = 3_600_000;
/** Runs of one cluster that are looked for at one look. */
const MAX_LATELY = 5;

/** Runs of this cluster that have completed lately, newest first, with the keys of their jobs. */
export function completedLately(scan: StepScan, now: number): readonly { jobKey: string; run: ListedRun }[] {
  return completed(scan, now, LATELY_MS)
    .flatMap(({ step, run }) => {
      const jobKey = jobKeyFor(step);
      return jobKey === undefined ? [] : [{ jobKey, run }];
    })
    .slice(0, MAX_LATELY);
}

/** Resubmissions say nothing of how long the job takes as it was submitted. */
function completed({ steps }: StepScan, now: number, withinMs: number): { step: StepFacts; run: ListedRun }[] {
  return steps.flatMap((step) => {
    const { id: stepId, state, startedAt, endedAt, marker } = step;
    if (state !== 'COMPLETED' || marker !== undefined || startedAt === undefined || endedAt === undefined) return [];
    return now - endedAt > withinMs ? [] : [{ step, run: { stepId, startedAt, endedAt } }];
  });
}

/** Characters of the digest: two kinds of work of one job are taken for the same once in 65,536, and guesses at arguments cannot be tested by it. */
const DIGEST_CHARACTERS = 4;

/**
 * What a step has to do, where and with which executors, to compare two runs by: its release, the types of its nodes, the settings in force that say how
 * large executors are and how many there may be, and what the application is told beside the date and the number of the run. A full load says nothing of
 * how long an incremental one takes, and a run on slower nodes nothing of how long one on faster nodes does.
 */
function workIn({ form }: StepFacts, obs: Observation, cluster: ClusterFacts | undefined): string | undefined {
  const { instances } = obs;
  // A digest without the types would be that of no other look.
  if (form.kind !== 'spark-submit' || instances === undefined) return undefined;
  const settings = [...settingsInForce(form.submit, sparkDefaultsInForce(obs))]
    .filter(([key]) => /^spark\.(executor|dynamicAllocation|memory\.offHeap)\.|^spark\.task\.cpus$/.test(key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const args = form.submit.applicationArguments.map(withoutRun);
  const types = new Set(instances.value.workers.map(({ instanceType }) => instanceType));
  return createHash('sha256')
    .update(JSON.stringify([cluster?.releaseLabel, [...types].sort(), settings, args]))
    .digest('hex')
    .slice(0, DIGEST_CHARACTERS);
}
