import { findMeantClassification } from '../catalog';
import { outsideTheModel, type Unknown } from '../effective';
import type { LintFacts } from './facts';
import { positionIn } from './position';
import type { LintNotice, LintSubject } from './types';

/** What was read and decides, and by which nothing is judged. */
export function notJudged(facts: LintFacts): LintNotice[] {
  const { subject } = facts;
  const file = subject.file === undefined ? {} : { file: subject.file };
  const notices =
    subject.elsewhere === undefined
      ? [...withoutNodes(facts), ...ofCapacity(facts)]
      : [runsElsewhere(subject.elsewhere)];
  return [...unlistedRelease(facts), ...notices].map((notice) => ({
    ...file,
    ...notice,
  }));
}

/** Classifications of misspelt names, whose properties no rule reads. */
export function misspeltClassifications(subject: LintSubject | undefined): LintNotice[] {
  if (subject === undefined) return [];
  return subject.blocks
    .filter(
      ({ classification, properties }) => properties.size > 0 && findMeantClassification(classification) !== undefined,
    )
    .map(({ where, properties: { size }, ...block }) => ({
      ...positionIn(subject, block),
      where,
      reason: `EMR has no classification of this name: its ${size === 1 ? 'property is' : `${size} properties are`} not judged`,
    }));
}

function runsElsewhere(service: string): LintNotice {
  const reason = `it runs on ${service}, not on YARN of EMR on EC2: keys, values and what Spark refuses are judged; defaults and whether executors fit are not`;
  return { where: 'the job', reason };
}

function unlistedRelease({ release }: LintFacts): LintNotice[] {
  if (release.isKnown) return [];
  const reason = `this version does not know ${release.label}: it is judged by Spark ${release.sparkVersion}, that of the newest release before it that is known`;
  return [{ where: 'the release', reason }];
}

/** A cluster is described, and no node of it is one that executors are judged by. */
function withoutNodes({ subject, effective, groups }: LintFacts): LintNotice[] {
  if (effective.yarn.nodes.length > 0 || groups.length === 0 || subject.kind === 'properties') return [];
  const workers = groups.filter(({ role }) => role !== 'primary');
  if (workers.some(({ count, instanceTypes }) => count !== 0 && instanceTypes.length === 0)) return [];
  const reason =
    workers.length === 0
      ? 'the cluster has a primary node alone, and how much of it YARN gets is not published'
      : 'its groups of core and task nodes have no nodes';
  return [{ where: 'the nodes', reason: `${reason}: sizes are not judged by it; give --core to judge them` }];
}

/** What keeps the executors on the given nodes from being counted. */
function ofCapacity({ effective, subject }: LintFacts): LintNotice[] {
  const { executor } = effective.spark;
  const { nodes, scheduler } = effective.yarn;
  if (nodes.length === 0 || (executor.memoryMiB ?? executor.cores) === undefined) return [];
  const isFault = (key: string | undefined): boolean => effective.faults.some((fault) => fault.key === key);
  const told = ({ key }: Unknown): boolean =>
    (key.startsWith('yarn.') || key.startsWith('spark.yarn.')) && !isFault(key);
  // Unlisted instance types are a finding.
  const unknown = effective.unknown.filter((one) => told(one) && !one.key.startsWith('yarn.nodemanager.resource.'));
  const spot = (place: Unknown['place']) => (subject.kind === 'configurations' ? positionIn(subject, place) : {});
  const notices = unknown.map(({ key, reason, place }) => ({
    ...spot(place),
    where: key,
    reason: `${reason}; how many executors run is not judged`,
  }));
  const { key: where = '', place } = scheduler;
  if (scheduler.value === 'fair') {
    const reason =
      'the queues of the FairScheduler are not judged: the figures are those of a job that has the cluster to itself';
    return [...notices, { ...spot(place), where, reason }];
  }
  if (scheduler.value === 'other' && !isFault(where)) {
    const reason = 'this scheduler is not known; how many executors run is not judged';
    return [...notices, { ...spot(place), where, reason }];
  }
  const outside = effective.faults.length > 0 ? undefined : outsideTheModel(effective);
  return outside === undefined
    ? notices
    : [...notices, { where: 'YARN', reason: `${outside}; how many executors run is not judged` }];
}
