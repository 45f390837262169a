import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { CLUSTER } from '../remedy/support';
import { brokenBy, faultsIn, followers, LIVES, lifeWith } from './crash-lives';

/** Everything that touches the world on the way of one cluster's turn; what it calls is read from the code. */
const FILES = ['runner.ts', 'observe.ts', 'ask-job.ts', 'examine.ts', 'discover.ts', 'tick.ts', 'handler.ts'];

/** A call of something that was handed in: ports, readers, ledger, topic, clock. */
const HANDED_IN = /\b((?:ports|emr|ledger|clock|options|sweep|lever|observe|run|job)(?:\.\w+)*)\(/g;

/** By what name a life meets each of them: a request, or the adapter whose requests it meets. */
const MET_AS: Readonly<Record<string, string>> = {
  'ports.observe': 'observe',
  'ports.ledger.side': 'PutItem account',
  'ports.page': 'Publish',
  'ports.ledger.writeRow': 'writeRow',
  'ports.call': 'call',
  'ports.clock.sleep': 'sleep',
  'ports.ledger.readRow': 'readRow',
  'options.metrics': 'read other.metrics',
  job: 'read other.job',
  'emr.cluster': 'read emr.cluster',
  'emr.step': 'read emr.step',
  'emr.steps': 'read emr.steps',
  'emr.groups': 'read emr.groups',
  'emr.idleSeconds': 'read emr.idleSeconds',
  'emr.scaling': 'read emr.scaling',
  'emr.workers': 'read emr.workers',
  'emr.primaries': 'read emr.primaries',
  'ledger.job': 'GetItem job',
  'ledger.listings': 'GetItem open',
  'ledger.isArchived': 'GetItem lineage',
  'ledger.approval': 'GetItem approval',
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
  'ports.ledger.listings': 'before the turn of any cluster: nothing is under way yet',
  'ports.ledger.owing': 'before the turn of any cluster: nothing is under way yet',
  sweep: 'before the turn of any cluster: nothing is under way yet',
};

/** Adapters that write, and how the requests in them are met. */
const WRITERS = ['ledger.ts', 'actor.ts', 'sts.ts', 'topic.ts'];
const REQUESTS: Readonly<Record<string, string>> = {
  GetItem: 'GetItem',
  PutItem: 'PutItem',
  UpdateItem: 'UpdateItem',
  DeleteItem: 'DeleteItem',
  AssumeRole: 'AssumeRole',
  CancelSteps: 'call cancel',
  AddJobFlowSteps: 'call add',
  Publish: 'Publish',
};

const sourceOf = (...path: string[]): string =>
  readFileSync(join(__dirname, '..', '..', 'lambda', 'remediator', ...path), 'utf8');
const namesIn = (source: string, pattern: RegExp): string[] =>
  [...source.matchAll(pattern)].map(([, name = '']) => name);

const calls = FILES.flatMap((file) => namesIn(sourceOf(file), HANDED_IN));
const requests = WRITERS.flatMap((file) => namesIn(sourceOf('adapters', file), /new (\w+)Command\(/g));
/** Kinds of items, by the prefixes of their keys. */
const kinds = namesIn(sourceOf('adapters', 'ledger.ts'), /[`'](\w+)#/g);

const lives: { readonly options: (typeof LIVES)[number][1]; readonly effects: readonly string[] }[] = [];
const met = new Set<string>();

beforeAll(async () => {
  for (const [, options] of LIVES) lives.push({ options, effects: (await lifeWith(options)).effects });
  // The row is gone after the cancel: the index of open lineages is asked, and the archive.
  const index = lives[0]?.effects.indexOf('call cancel') ?? -1;
  lives.push({ options: {}, effects: (await lifeWith({}, [{ index, fault: 'deleted' }])).effects });
  for (const { effects } of lives) for (const name of effects) met.add(name);
});

const isMet = (name: string): boolean => [...met].some((one) => one === name || one.startsWith(`${name} `));

test('every call of the function is made in these lives, or it is said why no crash has to be tried there', () => {
  const unknown = [...new Set(calls)].filter((name) => MET_AS[name] === undefined && EXEMPT[name] === undefined);
  expect(unknown).toEqual([]);
  expect(Object.values(MET_AS).filter((name) => !isMet(name))).toEqual([]);
});

test('so is every request of the adapters that write, and every kind of item', () => {
  expect(requests.filter((name) => !isMet(REQUESTS[name] ?? name))).toEqual([]);
  const named = new Set([...met].map((name) => (/^(read|write)Row/.test(name) ? 'cluster' : name.split(' ')[1])));
  expect(kinds.filter((kind) => !named.has(kind))).toEqual([]);
});

test('the run of a job that ends by itself is noted twice: as it begins, and as it ends', () => {
  const { effects } = lives.find(({ options }) => options.mode === 'advise')!;
  expect(effects.filter((name) => name === 'PutItem job')).toHaveLength(2);
});

test('without a fault every life comes to its end', async () => {
  for (const [, options] of LIVES) {
    expect(await brokenBy(options, [])).toBeUndefined();
    const { row } = await lifeWith(options);
    expect(row).toMatchObject({ clusterId: CLUSTER, state: 'watching' });
  }
});

test('a crash at any call, and an answer that is lost, break no promise', async () => {
  const broken: (string | undefined)[] = [];
  const known = new Set<string>();
  for (const { options, effects } of lives.slice(0, LIVES.length)) {
    for (const fault of faultsIn(effects, 0, known)) broken.push(await brokenBy(options, [fault]));
  }
  expect(broken.length).toBeGreaterThan(150);
  expect(broken.filter((one) => one !== undefined)).toEqual([]);
});

// `npm run check:crashes` tries every pair; these are spread evenly over them.
test('two of them break no promise either', async () => {
  const broken: (string | undefined)[] = [];
  const [options] = LIVES.map(([, one]) => one);
  const firsts = faultsIn(lives[0]?.effects ?? []).filter((_, i) => i % 9 === 4);
  for (const [i, first] of firsts.entries()) {
    const seconds = (await followers(options ?? {}, first)).filter((_, j) => j % 13 === i % 13);
    for (const second of seconds) broken.push(await brokenBy(options ?? {}, [first, second]));
  }
  expect(broken.length).toBeGreaterThan(100);
  expect(broken.filter((one) => one !== undefined)).toEqual([]);
});
