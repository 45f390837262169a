import type { Policy } from '../../lib/remedy';
import { errorFacts } from './errors';
import { type Effect, type MachineState, next, type Outcome, startState } from './machine';
import type { Ports } from './ports';

export interface Ended {
  readonly reason: string;
  readonly state: MachineState;
}

/** Runs one cluster to the end of this invocation: does each effect, hands its outcome to the machine. */
export async function run(ports: Ports, clusterId: string, holder: string, policy: Policy): Promise<Ended> {
  let state = startState(clusterId, holder, policy, ports.clock.now());
  let outcome: Outcome = { kind: 'started' };
  for (;;) {
    const { state: after, effect } = next(state, {
      ...outcome,
      now: ports.clock.now(),
      remainingMs: ports.remainingMs(),
    });
    state = after;
    if (effect.kind === 'finish') return { reason: effect.reason, state };
    outcome = await perform(ports, clusterId, effect);
  }
}

async function perform(ports: Ports, clusterId: string, effect: Exclude<Effect, { kind: 'finish' }>): Promise<Outcome> {
  switch (effect.kind) {
    case 'readRow':
      return readRow(ports, clusterId);
    case 'observe':
      return { kind: 'observed', obs: await ports.observe(effect.look) };
    case 'log':
      ports.log(effect.entry);
      return { kind: 'logged' };
    case 'side': {
      if (effect.write.kind === 'page') {
        ports.log({ kind: 'page', clusterId, reason: effect.write.reason });
        return { kind: 'sideDone', result: 'done' };
      }
      return { kind: 'sideDone', result: await ports.ledger.side(effect.write) };
    }
    case 'writeRow':
      return { kind: 'written', result: await ports.ledger.writeRow(effect.row, effect.expected) };
    case 'call': {
      const result = await ports.call(effect.call);
      ports.log({ kind: 'call', clusterId, call: effect.call.kind, n: effect.call.n, result });
      return { kind: 'called', result };
    }
    case 'sleep':
      await ports.clock.sleep(effect.ms);
      return { kind: 'slept' };
  }
}

async function readRow(ports: Ports, clusterId: string): Promise<Outcome> {
  try {
    return { kind: 'row', row: await ports.ledger.readRow(clusterId), readable: true };
  } catch (error) {
    ports.log({ kind: 'ledger-error', clusterId, ...errorFacts(error) });
    return { kind: 'row', readable: false };
  }
}
