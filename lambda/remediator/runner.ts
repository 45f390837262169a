import { type Listing, type LogEntry, type OwedPage, type Policy, UnknownSchemaError } from '../../lib/remedy';
import type { Effect, Outcome } from './effects';
import { errorFacts } from './errors';
import { next, type Reducer, SHIPPED } from './machine';
import { type MachineState, startState } from './machine-state';
import type { Ports } from './ports';

export interface Ended {
  readonly reason: string;
  readonly state: MachineState;
}

export interface RunOptions {
  /** What the index of open lineages says of the cluster. */
  readonly listed?: Listing;
  /** Default: the shipped one. */
  readonly reducer?: Reducer;
}

/** Runs one cluster to the end of this invocation: does each effect, hands its outcome to the machine. */
export async function run(
  ports: Ports,
  clusterId: string,
  holder: string,
  policy: Policy,
  { listed, reducer = SHIPPED }: RunOptions = {},
): Promise<Ended> {
  let state = startState(clusterId, holder, policy, ports.clock.now(), listed);
  let outcome: Outcome = { kind: 'started' };
  for (;;) {
    const event = { ...outcome, now: ports.clock.now(), remainingMs: ports.remainingMs() };
    const { state: after, effect } = next(state, event, reducer);
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
    case 'side':
      return { kind: 'sideDone', result: await ports.ledger.side(effect.write) };
    case 'page':
      ports.log(announced(clusterId, effect.page));
      return { kind: 'paged', result: await ports.page(clusterId, effect.page) };
    case 'tell':
      ports.log({ kind: 'news', clusterId, root: effect.news.root, news: effect.news.kind });
      return { kind: 'paged', result: await ports.page(clusterId, effect.news) };
    case 'writeRow':
      return { kind: 'written', result: await ports.ledger.writeRow(effect.row, effect.expected) };
    case 'call': {
      const result = await ports.call(effect.call, effect.freshUntil);
      ports.log({ kind: 'call', clusterId, call: effect.call.kind, n: effect.call.n, result });
      return { kind: 'called', result };
    }
    case 'sleep':
      await ports.clock.sleep(effect.ms);
      return { kind: 'slept' };
  }
}

function announced(clusterId: string, { reason, root, finding }: OwedPage): LogEntry {
  return finding === undefined
    ? { kind: 'page', clusterId, reason }
    : { kind: 'notice', clusterId, root, finding: finding.finding };
}

async function readRow(ports: Ports, clusterId: string): Promise<Outcome> {
  try {
    return { kind: 'row', row: await ports.ledger.readRow(clusterId), readable: true };
  } catch (error) {
    ports.log({ kind: 'ledger-error', clusterId, ...errorFacts(error) });
    return { kind: 'row', readable: false, strange: error instanceof UnknownSchemaError };
  }
}
