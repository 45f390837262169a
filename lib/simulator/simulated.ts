import { EmrRelease } from '../catalog';
import { isActive, MAX_ACTIVE_STEPS } from '../remedy';
import { MAX_STEP_CHARACTERS, stepCharacters } from '../steps';
import { SecurityConfigurations } from './account/security-configurations';
import type { CloudWatchBackEnd, ClusterView, EmrBackEnd } from './back-end';
import type { Clock } from './clock';
import { publishedMetrics } from './cloudwatch/published';
import { queryMetric } from './cloudwatch/query';
import { ServiceError } from './errors';
import { ApiFaults } from './faults/api-faults';
import { type EventContext, parseWorldEvent } from './scenario/events';
import type { Scenario, WorldEvent } from './scenario/types';
import { type WebInterfaces, webInterfaces } from './spark-ui/web-interfaces';
import { advance } from './world/advance';
import { type CancelAnswer, cancelStep } from './world/cancel';
import { addStep, together } from './world/changes';
import { createWorld, readyAt, START_MS } from './world/create';
import { isTerminal } from './world/ending';
import { happen } from './world/events';
import { findStep } from './world/find-step';
import { RememberedFigures } from './world/remembered';
import type { Step, StepRequest, World } from './world/types';

/** EMR's bounds on one request. */
const MAX_STEPS_PER_REQUEST = 256;
const MAX_STEPS_PER_REQUEST_FROM_7_14 = 100;

/** The simulated EMR and CloudWatch, and a look at the world behind them. */
export interface Simulated {
  readonly emr: EmrBackEnd;
  readonly cloudWatch: CloudWatchBackEnd;
  readonly webInterfaces: WebInterfaces;
  readonly securityConfigurations: SecurityConfigurations;
  /** Those of the scenario; more can be added while it runs. */
  readonly faults: ApiFaults;
  readonly clock: Clock;
  /** The world at the clock's time. */
  world(): World;
  /** Changes the world at the clock's time. */
  change(change: (world: World) => World): void;
  /**
   * Makes something happen now.
   *
   * @throws ScenarioError where the event is not one that a scenario could hold
   */
  apply(event: WorldEvent): void;
}

/** A scenario's world behind its interfaces. */
export function simulated(scenario: Scenario, clock: Clock, startMs = START_MS): Simulated {
  return simulatedWorld(createWorld(scenario, readyAt(startMs)), clock);
}

/** A world behind its interfaces; every call first moves it to the clock's time. */
export function simulatedWorld(created: World, clock: Clock): Simulated {
  let current = created;
  const world = (): World => {
    current = advance(current, clock.now());
    return current;
  };
  const figures = new RememberedFigures(() => current);
  return {
    emr: emrOver(world, (changed) => {
      current = changed;
    }),
    cloudWatch: {
      points: async (query) => queryMetric(world(), query, figures.at),
      metrics: async () => publishedMetrics(world()),
      lifetime: async () => ({ fromMs: current.cluster.createdMs, toMs: clock.now() }),
    },
    webInterfaces: webInterfaces(created.cluster.id, world, clock),
    securityConfigurations: new SecurityConfigurations([created], clock.now),
    clock,
    faults: new ApiFaults(created.faults, clock, created.startMs),
    world,
    change: (change) => {
      current = change(world());
    },
    apply: (event) => {
      current = happen(world(), parseWorldEvent(event, 'event', contextOf(current)));
    },
  };
}

/** EMR's calls on one world. @param world moves it to the clock's time */
function emrOver(world: () => World, change: (changed: World) => void): EmrBackEnd {
  const on = (clusterId: string): World => {
    const now = world();
    if (clusterId !== now.cluster.id) throw noSuchCluster(clusterId);
    return now;
  };
  return {
    clusters: async () => [toView(world())],
    cluster: async (clusterId) => toView(on(clusterId)),
    instanceGroups: async (clusterId) => on(clusterId).cluster.instanceGroups,
    instances: async (clusterId) => on(clusterId).cluster.instances,
    steps: async (clusterId) => {
      const now = on(clusterId);
      return now.steps.filter((s) => s.createdMs <= now.nowMs - now.timing.listStepsStaleMs);
    },
    step: async (clusterId, stepId) => requireStep(on(clusterId), stepId),
    addSteps: async (clusterId, requests) => {
      const now = world();
      if (clusterId !== now.cluster.id) throw noSuchJobFlow();
      refuseSteps(now, requests);
      const after = together(now, (world) => requests.reduce<World>((before, one) => addStep(before, one), world));
      change(after);
      return after.steps.slice(now.steps.length).map(({ id }) => id);
    },
    cancelSteps: async (clusterId, stepIds, option) => {
      const now = on(clusterId);
      const most = maxStepsPerRequest(now);
      if (stepIds.length > most) {
        const message = `A request takes 1 to ${most} steps, got ${stepIds.length}.`;
        throw new ServiceError('InvalidRequestException', message);
      }
      const steps = stepIds.map((id) => requireStep(now, id));
      if (now.timing.cancelOfFinishedStep === 'error' && steps.some(isTerminal)) {
        throw new ServiceError('InvalidRequestException', 'Cannot cancel a step that has ended.');
      }
      const canCancelRunning = EmrRelease.of(now.cluster.release).canCancelRunningSteps;
      const answers: CancelAnswer[] = [];
      const cancelled = (world: World, stepId: string): World => {
        const done = cancelStep(world, stepId, option, canCancelRunning);
        answers.push(done.answer);
        return done.world;
      };
      change(together(now, (world) => stepIds.reduce(cancelled, world)));
      return answers;
    },
  };
}

/** What an event may refer to in a world as it is now. */
function contextOf({ cluster }: World): EventContext {
  const nodes = cluster.instanceGroups.slice(1).map(({ instanceType, requested, role }) => ({
    instanceType,
    count: requested,
    role: role === 'CORE' ? ('core' as const) : ('task' as const),
  }));
  return { nodes, stepConcurrency: cluster.stepConcurrencyLevel };
}

/** @throws ServiceError where the cluster has no such step */
function requireStep(now: World, stepId: string): Step {
  const step = findStep(now, stepId);
  if (step === undefined) throw new ServiceError('InvalidRequestException', `Step id '${stepId}' is not valid.`, 400);
  return step;
}

/** The same to the older operations, which name clusters job flows. */
export const noSuchJobFlow = (): ServiceError =>
  new ServiceError('ValidationException', 'Specified job flow ID does not exist.');

export function noSuchCluster(clusterId: string): ServiceError {
  return new ServiceError('InvalidRequestException', `Cluster id '${clusterId}' is not valid.`, 400, 'NoSuchCluster');
}

function toView(world: World): ClusterView {
  const { cluster, ending, nowMs } = world;
  if (ending !== undefined) {
    const endedMs = ending.state === 'TERMINATING' ? undefined : ending.sinceMs;
    return { facts: cluster, state: ending.state, endedMs, reason: ending.reason };
  }
  if (nowMs < cluster.bootstrapMs) return { facts: cluster, state: 'STARTING' };
  if (nowMs < cluster.readyMs) return { facts: cluster, state: 'BOOTSTRAPPING' };
  return { facts: cluster, state: world.steps.some(isActive) ? 'RUNNING' : 'WAITING' };
}

const maxStepsPerRequest = ({ cluster }: World): number =>
  EmrRelease.of(cluster.release).isAtLeast(7, 14) ? MAX_STEPS_PER_REQUEST_FROM_7_14 : MAX_STEPS_PER_REQUEST;

function refuseSteps(world: World, requests: readonly StepRequest[]): void {
  const refuse = (message: string): never => {
    throw new ServiceError('ValidationException', message);
  };
  if (world.ending !== undefined && !(world.ending.state === 'TERMINATING' && world.timing.lateStep === 'lost'))
    refuse('A job flow that is shutting down, terminated, or finished may not be modified.');
  const most = maxStepsPerRequest(world);
  if (requests.length === 0 || requests.length > most)
    refuse(`A request takes 1 to ${most} steps, got ${requests.length}.`);
  if (world.steps.filter(isActive).length + requests.length > MAX_ACTIVE_STEPS) {
    refuse("Maximum number of active steps(State = 'Running', 'Pending' or 'Cancel_Pending') for cluster exceeded.");
  }
  if (world.cluster.stepConcurrencyLevel > 1 && requests.some((one) => one.actionOnFailure !== 'CONTINUE'))
    refuse('ActionOnFailure must be CONTINUE where StepConcurrencyLevel is greater than 1.');
  for (const request of requests) {
    const characters = stepCharacters(request);
    if (characters > MAX_STEP_CHARACTERS)
      refuse(`HadoopJarStep holds ${characters} characters, more than ${MAX_STEP_CHARACTERS}.`);
  }
}
