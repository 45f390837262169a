import type { CallResult, EmrCall } from '../../../lib/remedy';
import { arrive, started } from '../emr';
import { stepOf, type World } from '../world';
import type { Course, Lab } from './lab';

/** What is remembered of a request once it is under way. */
export function sent(world: World, call: EmrCall): World {
  return call.kind === 'cancel' && !world.told.cancelSent
    ? { ...world, told: { ...world.told, cancelSent: true } }
    : world;
}

/** What may become of a write call to EMR. */
export function callCourses(world: World, call: EmrCall, { environment, scenario }: Lab): Course[] {
  const does = call.kind === 'cancel' ? 'CancelSteps' : 'AddJobFlowSteps';
  const was = sent(world, call);
  const { world: after, results } = taken(was, call, scenario.stepConcurrency);
  const answered = results.map(
    ({ result, says }): Course => ({ says: `${does}: ${says}`, world: after, outcome: { kind: 'called', result } }),
  );
  const unknown = { kind: 'called', result: { kind: 'unknown' } } as const;
  const turnedAway = (code: string): Course => ({
    says: `${does}: ${code}`,
    world,
    outcome: { kind: 'called', result: { kind: 'noEffect', code } },
    costs: 'refusals',
  });
  const wires = [...was.wires, { call, sentAt: world.now }];
  const twice = environment.clientRetries ? arrive(after, call) : after;
  return [
    ...answered,
    turnedAway('ThrottlingException'),
    turnedAway('ValidationException'),
    { says: `${does}, the answer is lost`, world: twice, outcome: unknown, costs: 'losses' },
    {
      says: `${does}, no answer while the request is under way`,
      world: { ...was, wires },
      outcome: unknown,
      costs: 'losses',
    },
  ];
}

interface Taken {
  readonly world: World;
  readonly results: readonly { readonly result: CallResult; readonly says: string }[];
}

/** The request arrives; what has already ended may be answered either way. */
function taken(world: World, call: EmrCall, concurrency: number): Taken {
  const arrived = arrive(world, call);
  const after = { ...arrived, steps: started(arrived.steps, world.now, concurrency) };
  if (call.kind === 'add') {
    const stepId = after.steps.at(-1)?.id;
    return { world: after, results: [{ result: { kind: 'done', stepId }, says: 'accepted' }] };
  }
  const step = stepOf(world, call.stepId);
  const accepted = { result: { kind: 'done', accepted: true }, says: 'SUBMITTED' } as const;
  const rejected = { result: { kind: 'done', accepted: false }, says: 'FAILED, the step has ended' } as const;
  const runs = step?.state === 'RUNNING' || step?.state === 'PENDING' || step?.state === 'CANCEL_PENDING';
  return { world: after, results: runs ? [accepted] : [accepted, rejected] };
}
