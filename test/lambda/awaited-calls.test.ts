import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { FakeWorld, type Fault, violations, type WorldOptions } from './fake-world';

/** Everything that touches the world on the way of one cluster's turn; what it calls is read from the code. */
const FILES = ['runner.ts', 'observe.ts', 'examine.ts', 'discover.ts', 'tick.ts', 'handler.ts'];

/** A call of something that was handed in: ports, readers, ledger, topic, clock. */
const HANDED_IN = /\b((?:ports|emr|ledger|clock|options|sweep|lever|observe|run)(?:\.\w+)*)\(/g;

/** By what name a life of the fake world meets each of them. */
const MET_AS: Readonly<Record<string, string>> = {
  'ports.observe': 'observe',
  'ports.ledger.side': 'side',
  'ports.page': 'page',
  'ports.ledger.writeRow': 'writeRow',
  'ports.call': 'call',
  'ports.clock.sleep': 'sleep',
  'ports.ledger.readRow': 'readRow',
  'options.metrics': 'read other.metrics',
  'emr.cluster': 'read emr.cluster',
  'emr.step': 'read emr.step',
  'emr.steps': 'read emr.steps',
  'emr.groups': 'read emr.groups',
  'emr.idleSeconds': 'read emr.idleSeconds',
  'emr.workers': 'read emr.workers',
  'emr.primaries': 'read emr.primaries',
  'ledger.job': 'read ledger.job',
  'ledger.listings': 'read ledger.listings',
  'ledger.isArchived': 'read ledger.isArchived',
};

/** What no crash of a turn has to be tried at, and why. */
const EXEMPT: Readonly<Record<string, string>> = {
  'ports.log': 'answers nothing',
  'ports.remainingMs': 'answers at once',
  'ports.clock.now': 'answers at once',
  'clock.now': 'answers at once',
  clock: 'answers at once',
  emr: 'makes a client, and calls nothing',
  'options.now': 'answers at once',
  'options.freshKey': 'answers at once',
  observe: 'the look of a person, who sees that it failed',
  run: 'the turn itself',
  'run.now': 'answers at once',
  sweep: 'before the turn of any cluster: nothing is under way yet',
  'ledger.approval': 'asked where a lineage may open; in mode approve alone',
};

/** Lives that together meet every call. */
const LIVES: readonly (readonly [string, WorldOptions])[] = [
  ['everything goes well', {}],
  ['the attempt fails', { attemptEnds: 'FAILED' }],
];

const calls = FILES.flatMap((file) => {
  const source = readFileSync(join(__dirname, '..', '..', 'lambda', 'remediator', file), 'utf8');
  return [...source.matchAll(HANDED_IN)].map(([, name = '']) => name);
});

async function life(options: WorldOptions, faults: ReadonlyMap<number, Fault> = new Map()): Promise<FakeWorld> {
  const world = new FakeWorld({ everyRead: true, ...options }, faults);
  await world.live();
  return world;
}

test('every call of the function is met in these lives, or it is said why no crash has to be tried there', () => {
  const unknown = [...new Set(calls)].filter((name) => MET_AS[name] === undefined && EXEMPT[name] === undefined);
  expect(unknown).toEqual([]);
});

describe.each(LIVES)('%s', (_, options) => {
  let effects: string[] = [];

  beforeAll(async () => {
    effects = (await life(options)).effects;
  });

  test('a crash before or after any call, and a lost answer, breaks no promise', async () => {
    const broken: string[] = [];
    for (const index of firstOfEach(effects)) {
      for (const fault of ['before', 'after', 'lost', 'refused'] as const) {
        const found = violations(await life(options, new Map([[index, fault]])));
        if (found.length > 0) broken.push(`${fault} ${index} ${effects[index]}: ${found.join(', ')}`);
      }
    }
    expect(broken).toEqual([]);
  });
});

test('together these lives meet every call that is not exempt', async () => {
  const met = new Set<string>();
  for (const [, options] of LIVES) for (const name of (await life(options)).effects) met.add(name);
  // The row is gone after the cancel: the index of open lineages is asked.
  const index = (await life({})).effects.indexOf('call cancel');
  for (const name of (await life({}, new Map([[index, 'deleted']]))).effects) met.add(name);
  const names = [...met];
  const unmet = Object.values(MET_AS).filter(
    (name) => !names.some((one) => one === name || one.startsWith(`${name} `)),
  );
  expect(unmet).toEqual([]);
});

/** The first time that a call is made after each write of the row: later ones find the same. */
function firstOfEach(effects: readonly string[]): number[] {
  const seen = new Set<string>();
  let state = '';
  return effects.flatMap((name, index) => {
    if (name.startsWith('writeRow')) state = name;
    const key = `${state} ${name}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [index];
  });
}
