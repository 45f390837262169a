import type { Classification } from '../../catalog';
import { CALCULATOR_KEY, findCalculator } from '../../yarn';
import type { Scenario, ScenarioNodes } from '../scenario/types';
import { addStep } from '../world/changes';
import { createWorld, worksOf } from '../world/create';
import { clusterIdFor } from '../world/ids';
import { withLimits } from '../world/scaling';
import type { World } from '../world/types';
import type { ClusterRequest, ScalingRequest } from './cluster-request';

/** A request with the security configuration that it names. */
type ClusterToLaunch = Omit<ClusterRequest, 'security'> & { readonly security?: World['cluster']['security'] };

/**
 * The world of a cluster that RunJobFlow starts: STARTING, its steps PENDING.
 *
 * @param like gives the timings, the faults and the work of steps
 * @param number of the cluster in its account, counted from 1
 */
export function launchWorld(request: ClusterToLaunch, like: Scenario, number: number, nowMs: number): World {
  const { configurations, steps, name, release, tags, autoTerminate } = request;
  const bootstrapMs = nowMs + like.timing.provisionMs;
  const scenario: Scenario = {
    ...{ ...like, securityConfiguration: undefined },
    ...{ name, release, tags, autoTerminate, stepConcurrency: request.stepConcurrencyLevel, ...nodesOf(request) },
    calculator: findCalculator(propertiesOf(configurations, 'capacity-scheduler')[CALCULATOR_KEY] ?? '') ?? 'default',
    clusterSparkConf: propertiesOf(configurations, 'spark-defaults'),
    ...{ steps: [], events: [], reactions: [] },
  };
  const created = createWorld(scenario, {
    clusterId: clusterIdFor(number),
    startMs: nowMs,
    createdMs: nowMs,
    bootstrapMs,
    readyMs: bootstrapMs + like.timing.bootstrapMs,
  });
  const { terminationProtected, idleTerminationMs, bootstrapActions, described, scaling, security } = request;
  const { managedScaling: _, ...facts } = created.cluster;
  const cluster = {
    ...facts,
    ...groupsIn(request, created),
    ...{ configurations, terminationProtected, idleTerminationMs, bootstrapActions, described, security },
  };
  const launched = steps.reduce<World>((world, step) => addStep(world, step), {
    ...created,
    cluster,
    works: worksOf(like),
  });
  return scaling === undefined ? launched : withScaling(launched, scaling);
}

/** With a policy of managed scaling, or without any. */
export function withScaling(world: World, scaling: ScalingRequest | undefined): World {
  const { scalingPolicy: _, ...facts } = world.cluster;
  const cluster = { ...facts, ...(scaling && { scalingPolicy: scaling.policy }) };
  return withLimits({ ...world, cluster }, scaling?.limits ?? null);
}

/** A cluster of a primary node alone runs its containers there. */
function nodesOf({ groups }: Pick<ClusterRequest, 'groups'>): {
  readonly primary: string;
  readonly nodes: readonly ScenarioNodes[];
} {
  const primary = groups.find(({ role }) => role === 'MASTER')?.instanceType ?? '';
  const workers = groups.filter(({ role }) => role !== 'MASTER');
  if (workers.length === 0) return { primary, nodes: [{ instanceType: primary, count: 1, role: 'core' }] };
  return {
    primary,
    nodes: workers.map(({ instanceType, count, role }) => ({
      instanceType,
      count,
      role: role === 'CORE' ? 'core' : 'task',
    })),
  };
}

/** The created groups with what the request says of each, and none that it does not have. */
function groupsIn(
  { groups }: Pick<ClusterRequest, 'groups'>,
  { cluster }: World,
): Pick<World['cluster'], 'instanceGroups' | 'instances'> {
  const inOrder = [
    ...groups.filter(({ role }) => role === 'MASTER'),
    ...groups.filter(({ role }) => role !== 'MASTER'),
  ];
  const instanceGroups = cluster.instanceGroups.slice(0, inOrder.length).map((group, i) => ({
    ...group,
    described: inOrder[i]?.described ?? {},
  }));
  const instances = cluster.instances.filter(({ groupId }) => instanceGroups.some(({ id }) => id === groupId));
  return { instanceGroups, instances };
}

function propertiesOf(configurations: readonly Classification[], name: string): Readonly<Record<string, string>> {
  return Object.assign(
    {},
    ...configurations.filter((c) => c.classification === name).map((c) => c.properties),
  ) as Record<string, string>;
}
