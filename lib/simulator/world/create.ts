import { type Classification, EmrRelease } from '../../catalog';
import { agentMetrics } from '../../sizing';
import { COMMAND_RUNNER } from '../../steps';
import { CALCULATOR_CLASSES, CALCULATOR_KEY } from '../../yarn';
import { capacityFor } from '../job/capacity';
import { jobIdentity } from '../job/command';
import type { Scenario, Work } from '../scenario/types';
import { advance } from './advance';
import { toRequest } from './events';
import { newInstance } from './nodes';
import type { Instance, InstanceGroup, World } from './types';

/** A Monday morning; every scenario begins here, so that two runs of one scenario agree to the millisecond. */
export const START_MS = Date.UTC(2026, 0, 5, 6, 0, 0);

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
export const CLUSTER_ID = 'j-REHEARSAL0001';

const CREATED_BEFORE_MS = 10 * 60_000;
const READY_BEFORE_MS = 60_000;

/** The world at the start of a scenario: the cluster is up and nothing has run; steps of minute 0 are submitted. */
export function createWorld(scenario: Scenario): World {
  const groups = instanceGroups(scenario);
  const capacity = capacityFor(scenario.nodes, scenario.calculator);
  const works: Record<string, Work> = {};
  for (const step of scenario.steps) works[jobIdentity(COMMAND_RUNNER, step.args)] = step.work;
  const world: World = {
    nowMs: START_MS,
    startMs: START_MS,
    cluster: {
      id: CLUSTER_ID,
      arn: `arn:aws:elasticmapreduce:${REGION}:${ACCOUNT}:cluster/${CLUSTER_ID}`,
      name: scenario.name,
      release: scenario.release,
      sparkVersion: EmrRelease.of(scenario.release).sparkVersion,
      tags: scenario.tags,
      configurations: configurationsFor(scenario),
      sparkConf: scenario.clusterSparkConf,
      autoTerminate: scenario.autoTerminate,
      stepConcurrencyLevel: scenario.stepConcurrency,
      ...(scenario.managedScaling && { managedScaling: { limits: scenario.managedScaling, lookedMs: START_MS } }),
      capacity,
      instanceGroups: groups,
      instances: groups.flatMap(instancesFor),
      createdMs: START_MS - CREATED_BEFORE_MS,
      readyMs: START_MS - READY_BEFORE_MS,
    },
    steps: [],
    freeSlots: Array.from({ length: scenario.stepConcurrency }, () => START_MS),
    submissions: scenario.steps
      .map((step) => ({ atMs: minute(step.submittedAtMinutes), request: toRequest(step) }))
      .sort((a, b) => a.atMs - b.atMs),
    planned: scenario.events.map(({ atMinutes, event }) => ({ atMs: minute(atMinutes), event })),
    reactions: scenario.reactions,
    works,
    timing: scenario.timing,
    faults: scenario.faults,
    sharedMs: START_MS,
    webRestarts: 0,
    pastNodes: [],
    changes: [],
  };
  return advance(world, START_MS);
}

const minute = (minutes: number): number => START_MS + Math.round(minutes * 60_000);

function instanceGroups(scenario: Scenario): InstanceGroup[] {
  const group = (number: number, role: InstanceGroup['role'], instanceType: string, count: number): InstanceGroup => ({
    id: `ig-REHEARSAL${String(number).padStart(4, '0')}`,
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
