import type { CloudWatchBackEnd, EmrBackEnd } from '../back-end';
import type { Clock } from '../clock';
import { ServiceError } from '../errors';
import type { ApiFaults } from '../faults/api-faults';
import type { AccessRules } from '../http/access';
import type { Faults, Scenario } from '../scenario/types';
import { noSuchCluster, noSuchJobFlow, type Simulated, simulated, simulatedWorld } from '../simulated';
import type { WebInterfaces } from '../spark-ui/web-interfaces';
import { CLUSTER_ID, createWorld, readyAt } from '../world/create';
import { endCluster } from '../world/ending';
import { clusterIdFor } from '../world/ids';
import { addGroup, resize } from '../world/nodes';
import { withConcurrency } from '../world/slots';
import type { World } from '../world/types';
import type { ClusterLifecycle, ClusterSettings, GroupSize } from './cluster-request';
import { launchWorld, withScaling } from './launch';
import { SecurityConfigurations } from './security-configurations';
import { webInterfacesOf } from './web-interfaces';

/** Several clusters behind one EMR and one CloudWatch; that of the scenario is the first. */
export interface Account {
  /** All of them, oldest first. */
  clusters(): readonly Simulated[];
  readonly emr: EmrBackEnd;
  readonly cloudWatch: CloudWatchBackEnd;
  readonly lifecycle: ClusterLifecycle;
  readonly webInterfaces: WebInterfaces;
  readonly securityConfigurations: SecurityConfigurations;
  /** What spoils the answers: those of the scenario, or what was set since. */
  readonly faults: ApiFaults;
  /** What falls short in every cluster, those that are started later included; the scenario's at first. */
  faultsInForce(): Faults;
  setFaults(faults: Faults): void;
  readonly clock: Clock;
  /** Any caller may write, and the session of a role what its policy allows on each cluster. */
  readonly rules: AccessRules;
}

/** @param neighbours further clusters that are up at the start, each with a scenario of its own */
export function account(
  scenario: Scenario,
  clock: Clock,
  startMs: number,
  neighbours: readonly Scenario[] = [],
): Account {
  const first = simulated(scenario, clock, startMs);
  const clusters = new Map<string, Simulated>([[CLUSTER_ID, first]]);
  for (const neighbour of neighbours) {
    const clusterId = clusterIdFor(clusters.size + 1);
    clusters.set(clusterId, simulatedWorld(createWorld(neighbour, { ...readyAt(startMs), clusterId }), clock));
  }
  const find = (clusterId: string): Simulated | undefined => clusters.get(clusterId);
  const all = (): Simulated[] => [...clusters.values()];
  const securityConfigurations = new SecurityConfigurations(
    all().map((one) => one.world()),
    clock.now,
  );
  let inForce = scenario.faults;
  return {
    clusters: all,
    faultsInForce: () => inForce,
    setFaults: (faults) => {
      const { seed, api, ...ofWorld } = faults;
      if (seed !== inForce.seed || api !== inForce.api) first.faults.replace({ seed, api });
      for (const one of all()) one.apply({ kind: 'set', faults: ofWorld, timing: {} });
      inForce = faults;
    },
    emr: emrOf(find, all),
    cloudWatch: {
      points: async (query) => {
        for (const { cloudWatch } of all()) {
          const points = await cloudWatch.points(query);
          if (points.length > 0) return points;
        }
        return [];
      },
      lifetime: async () => ({ fromMs: first.world().cluster.createdMs, toMs: clock.now() }),
      metrics: async () => (await Promise.all(all().map(({ cloudWatch }) => cloudWatch.metrics?.() ?? []))).flat(),
    },
    lifecycle: {
      ...lifecycleOf(find, all),
      run: async (request) => {
        const number = clusters.size + 1;
        const { security: name } = request;
        const security = name === undefined ? undefined : securityConfigurations.find(name);
        const world = launchWorld({ ...request, security }, { ...scenario, faults: inForce }, number, clock.now());
        clusters.set(clusterIdFor(number), simulatedWorld(world, clock));
        return world.cluster.id;
      },
    },
    webInterfaces: webInterfacesOf(all),
    securityConfigurations,
    faults: first.faults,
    clock,
    rules: {
      clusterArn: first.world().cluster.arn,
      clusterTags: (id) => find(id)?.world().cluster.tags,
    },
  };
}

function required(found: Simulated | undefined, refusal: ServiceError): Simulated {
  if (found === undefined) throw refusal;
  return found;
}

/** EMR's calls, each answered by the cluster that it names; all of them, the newest first. */
function emrOf(find: (clusterId: string) => Simulated | undefined, all: () => readonly Simulated[]): EmrBackEnd {
  const of = (id: string): EmrBackEnd => required(find(id), noSuchCluster(id)).emr;
  return {
    clusters: async () => (await Promise.all(all().map(({ emr }) => emr.clusters()))).flat().toReversed(),
    cluster: async (id) => of(id).cluster(id),
    instanceGroups: async (id) => of(id).instanceGroups(id),
    instances: async (id) => of(id).instances(id),
    steps: async (id) => of(id).steps(id),
    step: async (id, stepId) => of(id).step(id, stepId),
    addSteps: async (id, requests) => required(find(id), noSuchJobFlow()).emr.addSteps(id, requests),
    cancelSteps: async (id, stepIds, option) => of(id).cancelSteps(id, stepIds, option),
  };
}

/** What changes clusters that are there. */
function lifecycleOf(
  find: (clusterId: string) => Simulated | undefined,
  all: () => readonly Simulated[],
): Omit<ClusterLifecycle, 'run'> {
  return {
    change: async (id, changes) =>
      required(find(id), noSuchCluster(id)).change((world) => withSettings(world, changes(world.cluster))),
    terminate: async (ids) => terminate(ids.map((id) => required(find(id), noSuchJobFlow()))),
    scale: async (id, scaling) => required(find(id), noSuchCluster(id)).change((world) => withScaling(world, scaling)),
    resize: async (id, sizes) => {
      const clusters = sizes.map((size) => {
        const cluster = clusterOf(size.groupId, id, all());
        checkSize(cluster.world(), size);
        return cluster;
      });
      for (const [i, { groupId, count }] of sizes.entries()) {
        clusters[i]?.change((world) => resize(world, groupOf(world, groupId), count));
      }
    },
    addGroups: async (id, groups) => {
      const cluster = required(find(id), noSuchJobFlow());
      checkRuns(cluster.world());
      return groups.map(({ count, ...group }) => {
        cluster.change((world) => {
          const added = addGroup(world, group);
          return resize(added, added.cluster.instanceGroups.length - 1, count);
        });
        return cluster.world().cluster.instanceGroups.at(-1)?.id ?? '';
      });
    },
  };
}

const groupOf = ({ cluster }: World, groupId: string): number =>
  cluster.instanceGroups.findIndex(({ id }) => id === groupId);

function clusterOf(groupId: string, clusterId: string | undefined, all: readonly Simulated[]): Simulated {
  const found = all.find((one) => groupOf(one.world(), groupId) >= 0);
  if (found === undefined || (clusterId !== undefined && found.world().cluster.id !== clusterId))
    throw new ServiceError('InvalidRequestException', `Instance group id '${groupId}' is not valid.`);
  return found;
}

/** @throws ServiceError where the group's number of nodes may not be changed, or not to this one */
function checkSize(world: World, { groupId, count }: GroupSize): void {
  checkRuns(world);
  const role = world.cluster.instanceGroups[groupOf(world, groupId)]?.role;
  if (role === 'MASTER') throw invalid('The number of instances of a master instance group may not be changed.');
  if (!Number.isInteger(count) || count < (role === 'CORE' ? 1 : 0))
    throw invalid(`InstanceCount of the ${role} instance group is not valid: ${count}.`);
}

function checkRuns({ cluster, ending, nowMs }: World): void {
  if (ending !== undefined || nowMs < cluster.readyMs)
    throw invalid('An instance group may only be modified when the job flow is running or waiting.');
}

const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);

function withSettings(world: World, { stepConcurrencyLevel, ...others }: Partial<ClusterSettings>): World {
  const changed = { ...world, cluster: { ...world.cluster, ...others } };
  return stepConcurrencyLevel === undefined ? changed : withConcurrency(changed, stepConcurrencyLevel);
}

/** All or none, as EMR does. */
function terminate(clusters: readonly Simulated[]): void {
  if (clusters.some((one) => isProtected(one.world()))) {
    throw new ServiceError(
      'ValidationException',
      'Could not shut down one or more job flows since they are termination protected.',
    );
  }
  for (const one of clusters) one.change((world) => endCluster(world, 'USER_REQUEST'));
}

const isProtected = ({ cluster, ending }: World): boolean => cluster.terminationProtected && ending === undefined;
