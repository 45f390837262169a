import { type Classification, EmrRelease } from '../../catalog';
import { agentMetrics } from '../../sizing';
import { COMMAND_RUNNER } from '../../steps';
import { CALCULATOR_CLASSES, CALCULATOR_KEY } from '../../yarn';
import { capacityFor } from '../job/capacity';
import { jobIdentity } from '../job/command';
import type { Scenario, Work } from '../scenario/types';
import { advance } from './advance';
import { toRequest } from './events';
import { clusterIdFor, groupNumber, partId } from './ids';
import { newInstance } from './nodes';
import type { Instance, InstanceGroup, World } from './types';

/** A Monday morning; every scenario begins here, so that two runs of one scenario agree to the millisecond. */
export const START_MS = Date.UTC(2026, 0, 5, 6, 0, 0);

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
export const CLUSTER_ID = clusterIdFor(1);

const CREATED_BEFORE_MS = 10 * 60_000;
const BOOTSTRAP_BEFORE_MS = 2 * 60_000;
const READY_BEFORE_MS = 60_000;

/** Which cluster of an account a world is, and since when; epoch ms. */
export interface Placement {
  readonly clusterId: string;
  readonly startMs: number;
  readonly createdMs: number;
  readonly bootstrapMs: number;
  readonly readyMs: number;
}

/** The first cluster of an account, which is up when its scenario starts. */
export const readyAt = (startMs: number): Placement => ({
  clusterId: CLUSTER_ID,
  startMs,
  createdMs: startMs - CREATED_BEFORE_MS,
  bootstrapMs: startMs - BOOTSTRAP_BEFORE_MS,
  readyMs: startMs - READY_BEFORE_MS,
});

/** The world at the start of a scenario: nothing has run, and steps of minute 0 are submitted. */
export function createWorld(scenario: Scenario, placement = readyAt(START_MS)): World {
  const { clusterId, startMs, ...times } = placement;
  const groups = instanceGroups(scenario, clusterId);
  const capacity = capacityFor(scenario.nodes, scenario.calculator);
  const minute = (minutes: number): number => startMs + Math.round(minutes * 60_000);
  const world: World = {
    nowMs: startMs,
    startMs,
    cluster: {
      id: clusterId,
      arn: `arn:aws:elasticmapreduce:${REGION}:${ACCOUNT}:cluster/${clusterId}`,
      name: scenario.name,
      release: scenario.release,
      sparkVersion: EmrRelease.of(scenario.release).sparkVersion,
      tags: scenario.tags,
      configurations: configurationsFor(scenario),
      sparkConf: scenario.clusterSparkConf,
      autoTerminate: scenario.autoTerminate,
      stepConcurrencyLevel: scenario.stepConcurrency,
      ...(scenario.managedScaling && { managedScaling: { limits: scenario.managedScaling, lookedMs: times.readyMs } }),
      capacity,
      instanceGroups: groups,
      instances: groups.flatMap((group, i) => instancesFor(group, groupNumber(clusterId, i))),
      ...times,
      terminationProtected: false,
      bootstrapActions: [],
      ...securityFor(scenario, clusterId),
    },
    steps: [],
    freeSlots: Array.from({ length: scenario.stepConcurrency }, () => Math.max(startMs, times.readyMs)),
    submissions: scenario.steps
      .map((step) => ({ atMs: minute(step.submittedAtMinutes), request: toRequest(step) }))
      .sort((a, b) => a.atMs - b.atMs),
    planned: scenario.events.map(({ atMinutes, event }) => ({ atMs: minute(atMinutes), event })),
    reactions: scenario.reactions,
    works: worksOf(scenario),
    defaultWork: scenario.defaultWork,
    timing: scenario.timing,
    faults: scenario.faults,
    sharedMs: startMs,
    webRestarts: 0,
    pastNodes: [],
    changes: [],
  };
  return advance(world, startMs);
}

function securityFor(
  { securityConfiguration }: Scenario,
  clusterId: string,
): Pick<World['cluster'], 'security' | 'described'> {
  if (securityConfiguration === undefined) return { described: {} };
  const security = { name: `security-${clusterId}`, text: JSON.stringify(securityConfiguration) };
  return { security, described: { SecurityConfiguration: security.name } };
}

/** The declared work of each job by `jobIdentity`. */
export function worksOf({ steps }: Scenario): Readonly<Record<string, Work>> {
  return Object.fromEntries(steps.map(({ args, work }) => [jobIdentity(COMMAND_RUNNER, args), work]));
}

function instanceGroups(scenario: Scenario, clusterId: string): InstanceGroup[] {
  const group = (number: number, role: InstanceGroup['role'], instanceType: string, count: number): InstanceGroup => ({
    id: partId('ig', clusterId, number),
    role,
    instanceType,
    requested: count,
    running: count,
    launched: count,
  });
  return [
    group(0, 'MASTER', scenario.primary, 1),
    ...scenario.nodes.map((n, i) => group(i + 1, n.role === 'core' ? 'CORE' : 'TASK', n.instanceType, n.count)),
  ];
}

function instancesFor(group: InstanceGroup, groupNumber: number): Instance[] {
  return Array.from({ length: group.running }, (_, i) => newInstance(group, groupNumber, i));
}

/** What DescribeCluster shows: only what was configured, not what EMR adds by itself. */
function configurationsFor(scenario: Scenario): Classification[] {
  const configurations: Classification[] = [];
  if (Object.keys(scenario.clusterSparkConf).length > 0) {
    configurations.push({
      classification: 'spark-defaults',
      properties: scenario.clusterSparkConf,
    });
  }
  if (scenario.calculator === 'dominant') {
    configurations.push({
      classification: 'capacity-scheduler',
      properties: {
        [CALCULATOR_KEY]: CALCULATOR_CLASSES.dominant,
      },
    });
  }
  if (scenario.agentMetrics) configurations.push(agentMetrics());
  return configurations;
}
