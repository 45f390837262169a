import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterFacts } from '../../../bench/yarn-loop/back-end';
import { metricsOver } from '../../../bench/yarn-loop/metrics';
import type { Recording } from '../../../bench/yarn-loop/recording';
import type { StepState } from '../../../lib/remedy';
import type { BackEnds } from '../../../lib/simulator';
import type { Step, StepRequest } from '../../../lib/simulator/world/types';
import { fromRecorded } from './recorded-entry';

export function recordingOf(name: string): Recording {
  const path = join(__dirname, '..', '..', 'fixtures', 'real-yarn', `${name}.json`);
  const recording = JSON.parse(readFileSync(path, 'utf8')) as Recording;
  return { ...recording, decisions: fromRecorded(recording.decisions) };
}

export interface Replay extends BackEnds {
  readonly clusterArn: string;
  readonly cancelledAtMs: () => number | undefined;
  readonly added: readonly StepRequest[];
  readonly addedAtMs: () => number | undefined;
}

interface Passed {
  readonly state: StepState;
  readonly atMs: number;
}

/** What a step shows after the states that it has passed. */
function stepAfter(
  past: readonly Passed[],
  createdMs: number,
): Pick<Step, 'state' | 'createdMs' | 'startedMs' | 'endedMs'> {
  const state = past.at(-1)?.state ?? 'PENDING';
  return {
    state,
    createdMs: past.find((one) => one.state === 'PENDING')?.atMs ?? createdMs,
    startedMs: past.find((one) => one.state === 'RUNNING')?.atMs,
    endedMs: /COMPLETED|FAILED|CANCELLED/.test(state) ? past.at(-1)?.atMs : undefined,
  };
}

/** States as the recorded events had them; what a call brought about follows it now as it followed it then. */
export function replayOf(recording: Recording, now: () => number): Replay {
  const facts = clusterFacts(recording.calculator, 'remediate');
  const added: StepRequest[] = [];
  let cancelledAt: number | undefined;
  let addedAt: number | undefined;
  const recordedAt = (stepId: string, what: string): number | undefined =>
    recording.events.find((event) => event.stepId === stepId && event.what === what)?.atMs;

  const stepAt = (recorded: Recording['steps'][number], request: StepRequest): Step => {
    const { id } = recorded;
    const cancelMs = recordedAt(id, 'cancel-requested');
    const shift = (what: string, atMs: number): number | undefined => {
      if (id !== recording.root) return atMs + (addedAt ?? 0) - (recordedAt(id, 'PENDING') ?? 0);
      if (cancelMs === undefined || atMs < cancelMs || what === 'PENDING') return atMs;
      return cancelledAt === undefined ? undefined : atMs + cancelledAt - cancelMs;
    };
    const states = recording.events.filter(({ stepId, what }) => stepId === id && /^[A-Z]/.test(what));
    const past = states.flatMap(({ what, atMs }) => {
      const shifted = shift(what, atMs);
      return shifted !== undefined && shifted <= now() ? [{ state: what as StepState, atMs: shifted }] : [];
    });
    return { ...stepAfter(past, recorded.createdMs), id, request, origin: 'api' };
  };
  const steps = (): Step[] =>
    recording.steps.flatMap((recorded, i) => {
      const request = i === 0 ? recorded.request : added[i - 1];
      return request === undefined ? [] : [stepAt(recorded, request)];
    });
  const nodeIds = facts.instances.filter(({ role }) => role !== 'MASTER').map(({ ec2InstanceId }) => ec2InstanceId);

  return {
    clusterArn: facts.arn,
    added,
    cancelledAtMs: () => cancelledAt,
    addedAtMs: () => addedAt,
    cloudWatch: metricsOver(recording.samples, nodeIds, now),
    emr: {
      clusters: async () => [{ facts, state: 'RUNNING' }],
      cluster: async () => ({ facts, state: 'RUNNING' }),
      instanceGroups: async () => facts.instanceGroups,
      instances: async () => facts.instances,
      steps: async () => steps(),
      step: async (_, id) => steps().find((step) => step.id === id)!,
      addSteps: async (_, requests) => {
        addedAt ??= now();
        added.push(...requests);
        return requests.map((_request, i) => recording.steps[added.length - requests.length + i + 1]!.id);
      },
      cancelSteps: async (_, ids) => {
        cancelledAt ??= now();
        return ids.map((stepId) => ({ stepId, status: 'SUBMITTED', reason: '' }));
      },
    },
  };
}
