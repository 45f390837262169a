import type { Effect, Outcome } from '../../lambda/remediator/effects';
import { next, type Reducer } from '../../lambda/remediator/machine';
import { type MachineState, startState } from '../../lambda/remediator/machine-state';
import type { Policy, Row } from '../../lib/remedy';
import { CLUSTER_ID } from './stuck-cluster';
import { type Invocation, type World, withInvocation, without } from './world';

/** What the machine runs with: the shipped reducer, or a mutant of it. */
export interface Setting {
  readonly policy: Policy;
  readonly reducer: Reducer;
}

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'];

/** A name that neither a running invocation nor anything in the ledger bears: names that are free again keep the space small. */
function freeName({ invocations, ledger }: World): string {
  const taken = new Set(invocations.map(({ name }) => name));
  const nonces = [ledger.row, ...ledger.backups].flatMap(noncesIn);
  for (const nonce of [...nonces, ledger.listing?.claim?.nonce]) if (nonce !== undefined) taken.add(holderIn(nonce));
  return NAMES.find((name) => !taken.has(name)) ?? `z${taken.size}`;
}

const noncesIn = (row: Row | undefined) => [row?.lease?.holder, row?.nonce, row?.call?.nonce];
const holderIn = (nonce: string): string => nonce.split(/[.#]/)[0] ?? '';

/** A schedule fires. */
export function begin(world: World, { policy, reducer }: Setting, skewMs: number): World {
  const name = freeName(world);
  const machine = startState(CLUSTER_ID, name, policy, world.now + skewMs, world.ledger.listing);
  const started: Invocation = { name, skewMs, startedAt: world.now, machine, effect: { kind: 'finish', reason: '' } };
  const began = { ...world, invocations: [...world.invocations, started] };
  return hear(began, started, { kind: 'started' }, { policy, reducer });
}

/** What an invocation is told, and what it asks for next; lines of the log need no answer from the world. */
export function hear(world: World, invocation: Invocation, outcome: Outcome, { policy, reducer }: Setting): World {
  const now = world.now + invocation.skewMs;
  const remainingMs = invocation.startedAt + policy.timeoutSeconds * 1000 - world.now;
  let machine: MachineState = invocation.machine;
  let effect: Effect = { kind: 'finish', reason: '' };
  let said: Outcome = outcome;
  do {
    const answer = next(machine, { ...said, now, remainingMs }, reducer);
    machine = answer.state;
    effect = answer.effect;
    said = { kind: 'logged' };
  } while (effect.kind === 'log');
  if (effect.kind === 'finish') return without(world, invocation.name);
  const { answer: _, wakesAt: __, ...rest } = invocation;
  const asleep = effect.kind === 'sleep' ? { wakesAt: world.now + effect.ms } : {};
  return withInvocation(world, { ...rest, machine, effect, ...asleep });
}
