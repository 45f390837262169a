import { EveryCallWorld } from './world/every-call-world';
import type { Fault, WorldOptions } from './world/options';
import { violations } from './world/violations';

/** Lives that together make every call. */
export const LIVES: readonly (readonly [string, WorldOptions])[] = [
  ['everything goes well', {}],
  ['the attempt fails', { attemptEnds: 'FAILED' }],
  ['a person approves', { mode: 'approve' }],
  ['the job ends by itself', { mode: 'advise', rootMinutes: 60 }],
];

/** What may happen at a write: a crash after it, in which the row may be deleted too; an answer that is lost without effect, with it, and with a second attempt of the client library. */
const AT_WRITES: readonly Fault[] = ['after', 'deleted', 'lost', 'refused', 'retried'];

/** A read leaves nothing behind: its answer comes or does not. */
const AT_READS: readonly Fault[] = ['after', 'lost'];

const isRead = (name: string): boolean => /^(read|GetItem|observe|sleep|AssumeRole)/.test(name);

/** What the client library tries once only. */
const isTriedOnce = (name: string): boolean => name.startsWith('call ');

export interface Planned {
  readonly index: number;
  readonly fault: Fault;
}

export async function lifeWith(options: WorldOptions, faults: readonly Planned[] = []): Promise<EveryCallWorld> {
  const world = new EveryCallWorld(options, new Map(faults.map(({ index, fault }) => [index, fault])));
  await world.live();
  return world;
}

/** What a life with these faults broke, in words; undefined where it kept every promise. */
export async function brokenBy(options: WorldOptions, faults: readonly Planned[]): Promise<string | undefined> {
  const world = await lifeWith(options, faults);
  const found = violations(world);
  if (found.length === 0) return undefined;
  const said = faults.map(({ index, fault }) => `${fault} ${index} ${world.effects[index]}`);
  return `${said.join(', ')}: ${found.join(', ')}`;
}

/**
 * Every call of a life and every fault at it; of calls that are repeated in the same state of the row, the first.
 *
 * A crash before a call leaves what one after the call before it leaves, so it stands for both; before the first there is nothing.
 *
 * @param known calls that need no fault any more; those found are added
 */
export function faultsIn(effects: readonly string[], from = 0, known = new Set<string>()): Planned[] {
  let state = '';
  return effects.flatMap((name, index) => {
    if (name.startsWith('writeRow')) state = name;
    const key = `${state} ${name}`;
    if (index < from || known.has(key)) return [];
    known.add(key);
    const faults = isRead(name) ? AT_READS : AT_WRITES.filter((fault) => fault !== 'retried' || !isTriedOnce(name));
    return faults.map((fault) => ({ index, fault }));
  });
}

/** Faults that can follow a first one in the life that it leads to. */
export async function followers(options: WorldOptions, first: Planned): Promise<Planned[]> {
  return faultsIn((await lifeWith(options, [first])).effects, first.index + 1);
}
