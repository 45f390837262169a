import type { CloudWatchBackEnd, EmrBackEnd } from '../back-end';
import type { Clock } from '../clock';
import { ServiceError } from '../errors';
import type { ApiFaults } from '../faults/api-faults';
import type { Scenario } from '../scenario/types';
import { noSuchCluster, noSuchJobFlow, type Simulated, simulated, simulatedWorld } from '../simulated';
import type { WebInterfaces } from '../spark-ui/web-interfaces';
import { CLUSTER_ID } from '../world/create';
import { endCluster } from '../world/end';
import { clusterIdFor } from '../world/ids';
import type { World } from '../world/types';
import type { ClusterLifecycle, ClusterSettings } from './cluster-request';
import { launchWorld } from './launch';
import { webInterfacesOf } from './web-interfaces';

/** Several clusters behind one EMR and one CloudWatch; that of the scenario is the first. */
export interface Account {
  readonly emr: EmrBackEnd;
  readonly cloudWatch: CloudWatchBackEnd;
  readonly lifecycle: ClusterLifecycle;
  readonly webInterfaces: WebInterfaces;
  /** Those of the scenario. */
  readonly faults: ApiFaults;
  readonly clock: Clock;
}

export function account(scenario: Scenario, clock: Clock, startMs: number): Account {
  const first = simulated(scenario, clock, startMs);
  const clusters = new Map<string, Simulated>([[CLUSTER_ID, first]]);
  const find = (clusterId: string): Simulated | undefined => clusters.get(clusterId);
  const all = (): Simulated[] => [...clusters.values()];
  return {
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
      run: async (request) => {
        const number = clusters.size + 1;
        const world = launchWorld(request, scenario, number, clock.now());
        clusters.set(clusterIdFor(number), simulatedWorld(world, clock));
        return world.cluster.id;
      },
      change: async (clusterId, changes) =>
        required(find(clusterId), noSuchCluster(clusterId)).change((world) => withSettings(world, changes)),
      terminate: async (clusterIds) => terminate(clusterIds.map((id) => required(find(id), noSuchJobFlow()))),
    },
    webInterfaces: webInterfacesOf(all),
    faults: first.faults,
    clock,
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

function withSettings(world: World, changes: (now: ClusterSettings) => Partial<ClusterSettings>): World {
  return { ...world, cluster: { ...world.cluster, ...changes(world.cluster) } };
}

/** All or none, as EMR does. */
function terminate(clusters: readonly Simulated[]): void {
  if (clusters.some((one) => isProtected(one.world()))) {
    throw new ServiceError(
      'ValidationException',
      'Could not shut down one or more job flows since they are termination protected.',
    );
  }
  for (const one of clusters) one.change((world) => endCluster(world, 'user-request'));
}

const isProtected = ({ cluster, ending }: World): boolean => cluster.terminationProtected && ending === undefined;
