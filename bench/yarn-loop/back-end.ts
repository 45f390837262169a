import { isActive, type Mode, OPT_IN_TAG, optInValue, type StepState } from '../../lib/remedy';
import { type ClusterView, type EmrBackEnd, parseScenario, ServiceError } from '../../lib/simulator';
import { noSuchCluster } from '../../lib/simulator/simulated';
import type { CancelAnswer, CancellationOption } from '../../lib/simulator/world/cancel';
import { createWorld } from '../../lib/simulator/world/create';
import type { ClusterFacts, Step, StepRequest } from '../../lib/simulator/world/types';
import type { Calculator } from '../../lib/yarn';
import type { Exit, SparkProcess } from './spark-step';
import { NODES } from './yarn-process';

/** What happens to steps, in order; virtual epoch ms. */
export interface StepEvent {
  readonly atMs: number;
  readonly stepId: string;
  readonly what: StepState | 'cancel-requested' | 'signalled' | 'process-ended';
  readonly exit?: Exit;
}

export interface StepProcesses {
  /** Starts a step's command. */
  start(stepId: string, args: readonly string[]): SparkProcess;
  /** Between CancelSteps' answer and the signal: what a failure run breaks here. */
  beforeSignal?(process: SparkProcess, args: readonly string[]): Promise<void>;
}

export interface RealEmr extends EmrBackEnd {
  readonly facts: ClusterFacts;
  readonly events: readonly StepEvent[];
  readonly allSteps: () => readonly Step[];
  readonly processes: ReadonlyMap<string, SparkProcess>;
}

/** The description of the cluster that stands for the local nodes. */
export function clusterFacts(calculator: Calculator, mode: Mode): ClusterFacts {
  const scenario = parseScenario({
    schemaVersion: 1,
    name: 'a real YARN',
    release: 'emr-7.9.0',
    nodes: [{ instanceType: NODES.instanceType, count: NODES.count }],
    calculator,
    // Their own monitoring is not there, so CPU comes from AWS/EC2.
    agentMetrics: false,
    tags: { [OPT_IN_TAG]: optInValue('rehearsal') },
    mode,
    steps: [{ name: 'unused', args: ['spark-submit', 'unused.jar'], work: { slotHours: 1 } }],
  });
  return createWorld(scenario).cluster;
}

/**
 * EMR's steps as processes, one at a time: a step is COMPLETED or FAILED by its exit code. CancelSteps sends SIGTERM (TERMINATE_PROCESS: SIGKILL); the
 * step is CANCELLED once its process has ended by that signal, FAILED where it ended otherwise before the signal was sent.
 */
export function realEmr(facts: ClusterFacts, now: () => number, how: StepProcesses): RealEmr {
  const steps: Step[] = [];
  const events: StepEvent[] = [];
  const processes = new Map<string, SparkProcess>();
  const signalled = new Set<string>();
  const cancelling = new Set<string>();

  const note = (stepId: string, what: StepEvent['what'], exit?: Exit): void =>
    void events.push({ atMs: now(), stepId, what, ...(exit === undefined ? {} : { exit }) });
  const change = (stepId: string, to: Partial<Step>): void => {
    const at = steps.findIndex((step) => step.id === stepId);
    steps[at] = { ...found(stepId), ...to };
    if (to.state !== undefined) note(stepId, to.state);
  };
  const found = (stepId: string): Step => {
    const step = steps.find(({ id }) => id === stepId);
    if (step === undefined) throw new ServiceError('InvalidRequestException', `Step id '${stepId}' is not valid.`);
    return step;
  };
  const known = (clusterId: string): void => {
    if (clusterId !== facts.id) throw noSuchCluster(clusterId);
  };

  function startNext(): void {
    const next = steps.find(({ state }) => state === 'PENDING');
    if (next === undefined || steps.some(({ state }) => state === 'RUNNING' || state === 'CANCEL_PENDING')) return;
    const running = how.start(next.id, next.request.args);
    processes.set(next.id, running);
    change(next.id, { state: 'RUNNING', startedMs: now() });
    void running.ended.then((exit) => {
      note(next.id, 'process-ended', exit);
      change(next.id, { state: outcomeOf(exit, signalled.has(next.id)), endedMs: now() });
      startNext();
    });
  }

  async function cancel(stepId: string, option: CancellationOption): Promise<CancelAnswer> {
    const { state } = found(stepId);
    if (state === 'COMPLETED' || state === 'FAILED' || state === 'CANCELLED') {
      return { stepId, status: 'FAILED', reason: `Cannot cancel the step. It is already ${state}.` };
    }
    note(stepId, 'cancel-requested');
    if (state === 'PENDING') change(stepId, { state: 'CANCELLED', endedMs: now() });
    else if (!cancelling.has(stepId)) {
      cancelling.add(stepId);
      change(stepId, { state: 'CANCEL_PENDING' });
      void signal(stepId, option);
    }
    return { stepId, status: 'SUBMITTED', reason: '' };
  }

  async function signal(stepId: string, option: CancellationOption): Promise<void> {
    const process = processes.get(stepId);
    if (process === undefined) return;
    await how.beforeSignal?.(process, found(stepId).request.args);
    if (!process.child.kill(option === 'SEND_INTERRUPT' ? 'SIGTERM' : 'SIGKILL')) return;
    signalled.add(stepId);
    note(stepId, 'signalled');
  }

  const view = (): ClusterView => {
    const busy = steps.some(isActive);
    return { facts, state: busy ? 'RUNNING' : 'WAITING' };
  };
  return {
    facts,
    events,
    processes,
    allSteps: () => steps,
    clusters: async () => [view()],
    cluster: async (id) => {
      known(id);
      return view();
    },
    instanceGroups: async (id) => {
      known(id);
      return facts.instanceGroups;
    },
    instances: async (id) => {
      known(id);
      return facts.instances;
    },
    steps: async (id) => {
      known(id);
      return [...steps];
    },
    step: async (id, stepId) => {
      known(id);
      return found(stepId);
    },
    addSteps: async (id, requests: readonly StepRequest[]) => {
      known(id);
      const ids = requests.map((request) => {
        const stepId = `s-REAL${String(steps.length + 1).padStart(4, '0')}`;
        steps.push({ id: stepId, request, state: 'PENDING', origin: 'api', createdMs: now() });
        note(stepId, 'PENDING');
        return stepId;
      });
      startNext();
      return ids;
    },
    cancelSteps: async (id, ids, option) => {
      known(id);
      return Promise.all(ids.map((stepId) => cancel(stepId, option)));
    },
  };
}

function outcomeOf(exit: Exit, wasSignalled: boolean): StepState {
  if (exit === 0) return 'COMPLETED';
  return wasSignalled ? 'CANCELLED' : 'FAILED';
}
