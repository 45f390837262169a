import { FakeWorld } from '../../lambda/world/fake-world';
import type { Fault, WorldOptions } from '../../lambda/world/options';
import { violations } from '../../lambda/world/violations';

/** What a life came to: promises that were broken, calls made, pages sent, and how the last lineage ended. */
export interface Life {
  readonly broken: readonly string[];
  readonly calls: readonly string[];
  readonly pages: readonly string[];
  readonly row: FakeWorld['row'];
  readonly world: FakeWorld;
}

/** A world from the finding to its rest, with a fault at the first effect of each name. */
export async function life(options: WorldOptions, faults: Readonly<Record<string, Fault>> = {}): Promise<Life> {
  const calm = new FakeWorld(options);
  await calm.live();
  const at = Object.entries(faults).map(([name, fault]): [number, Fault] => {
    const index = calm.effects.indexOf(name);
    if (index < 0) throw new Error(`no effect ${name} in ${calm.effects.join(', ')}`);
    return [index, fault];
  });
  const world = new FakeWorld(options, new Map(at));
  await world.live();
  const calls = world.calls.map(({ call }) => call.kind);
  return { broken: violations(world), calls, pages: world.pages(), row: world.row, world };
}
