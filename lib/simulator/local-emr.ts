import type { ClusterState } from '../remedy';
import { account } from './account/account';
import { type Clock, scaledClock, virtualClock } from './clock';
import type { ClockState } from './http/control';
import type { FaultControl } from './http/fault-control';
import { type RunningServer, serve } from './http/server';
import type { Scenario } from './scenario/types';
import { START_MS } from './world/create';

/** How time goes by: as on the machine or so many times as fast (1 is the machine's own), or only when it is told to. */
export type ClockKind = { readonly kind: 'virtual' } | { readonly kind: 'runs'; readonly factor: number };

export interface LocalEmrOptions {
  readonly scenario: Scenario;
  readonly clock: ClockKind;
  /** Minutes of the scenario that have gone by when the server starts. */
  readonly elapsedMinutes: number;
  readonly port: number;
  readonly host: string;
  /** Parameters of Systems Manager by name. Default: none. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** The machine's epoch ms. */
  readonly wall: () => number;
}

/** What a local EMR says of itself, and `GET /health` answers. */
export interface Health {
  readonly state: 'serving';
  /** `now`, `virtual` or a factor such as `60x`. */
  readonly clock: string;
  /** ISO 8601. */
  readonly virtualTime: string;
  /** Newest first. */
  readonly clusters: readonly { readonly id: string; readonly name: string; readonly state: ClusterState }[];
}

export interface LocalEmr extends Pick<RunningServer, 'url' | 'close'> {
  health(): Promise<Health>;
}

/**
 * An account of EMR and CloudWatch for clients of any kind, with the scenario's cluster in it.
 *
 * A clock that runs is the machine's at first; a virtual one begins where every scenario does, so that two runs agree.
 */
export async function startLocalEmr(options: LocalEmrOptions): Promise<LocalEmr> {
  const { scenario, elapsedMinutes, port, host, parameters } = options;
  const elapsedMs = elapsedMinutes * 60_000;
  const { clock, advance } = clockFor(options, START_MS + elapsedMs);
  const startMs = clock.now() - elapsedMs;
  const backEnds = account(scenario, clock, startMs);
  const health = async (): Promise<Health> => ({
    state: 'serving',
    clock: clockName(options.clock),
    virtualTime: new Date(clock.now()).toISOString(),
    clusters: (await backEnds.emr.clusters()).map(({ facts: { id, name }, state }) => ({ id, name, state })),
  });
  const time = (): ClockState => ({
    clock: clockName(options.clock),
    virtualTime: new Date(clock.now()).toISOString(),
    elapsedMinutes: (clock.now() - startMs) / 60_000,
  });
  const faults: FaultControl = {
    inForce: backEnds.faultsInForce,
    set: backEnds.setFaults,
    met: () => Object.fromEntries(backEnds.faults.metByKind),
  };
  const served = { ...backEnds, parameters: { ...parameters } };
  const server = await serve(served, backEnds.rules, { port, host, control: { health, time, advance, faults } });
  return { url: server.url, close: server.close, health };
}

function clockFor(
  { clock, wall }: LocalEmrOptions,
  virtualStartMs: number,
): { readonly clock: Clock; readonly advance?: (ms: number) => void } {
  if (clock.kind === 'runs') return { clock: scaledClock(wall(), clock.factor, wall) };
  const virtual = virtualClock(virtualStartMs);
  return { clock: virtual, advance: (ms) => virtual.moveTo(virtual.now() + ms) };
}

function clockName(clock: ClockKind): string {
  if (clock.kind === 'virtual') return clock.kind;
  return clock.factor === 1 ? 'now' : `${clock.factor}x`;
}
