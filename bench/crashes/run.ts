import { grouped, textTable } from '../../lib/render';
import { brokenBy, faultsIn, followers, LIVES, lifeWith, type Planned } from '../../test/lambda/crash-lives';
import { brokenIn, doubleFaults, lifeIn, singleFaults, WORLDS } from '../../test/lambda/crash-worlds';
import { readFlags, runCommand, wholeNumber } from '../yarn-oracle/command';

const HELP = `Lets the remediator die, and answers be lost, at every pair of calls that it awaits: the shipped machine, reducer and adapters; and at
every effect, and at two near each other, in worlds where EMR is slow or shows things late: the shipped machine and reducer.

  npm run check:crashes                 every pair
  npm run check:crashes -- --every 20   each twentieth first call, with everything that can follow it; the worlds as a whole

Exit: 0 no promise was broken, 1 otherwise, 2 bad flags.
`;

const MAX_EVERY = 1000;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

interface Tried {
  readonly life: string;
  readonly calls: number;
  readonly single: number;
  readonly pairs: number;
  readonly seconds: number;
  readonly broken: readonly string[];
}

type Try = (faults: readonly Planned[]) => Promise<string | undefined>;

async function main(): Promise<number> {
  const flags = readFlags({ help: { type: 'boolean' }, every: { type: 'string' } });
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const every = flags.every === undefined ? 1 : wholeNumber('every', String(flags.every), 1, MAX_EVERY);
  const all: Tried[] = [];
  // What an earlier life has met in the same state is not tried first again.
  const known = new Set<string>();
  for (const [life, options] of LIVES) all.push(await tryPairs(life, options, every, known));
  for (const [life, options] of WORLDS) all.push(await tryWorld(life, options));
  const columns = ['calls', 'one fault', 'pairs', 'seconds', 'broken'].map((heading) => ({
    heading,
    align: 'right' as const,
  }));
  const rows = all.map(({ life, calls, single, pairs, seconds, broken }) => [
    life,
    ...[calls, single, pairs, Math.round(seconds), broken.length].map(grouped),
  ]);
  say(textTable([{ heading: 'life' }, ...columns], rows).join('\n'));
  return all.every(({ broken }) => broken.length === 0) ? 0 : 1;
}

/** Collects what is broken, and says so as it is found. */
function collector(life: string, brokenWith: Try): { readonly broken: string[]; readonly tryOne: Try } {
  const broken: string[] = [];
  const tryOne: Try = async (faults) => {
    const found = await brokenWith(faults);
    if (found === undefined) return undefined;
    broken.push(found);
    say(`${life}: ${found}`);
    return found;
  };
  return { broken, tryOne };
}

const secondsSince = (startedAt: number): number => (performance.now() - startedAt) / 1000;

/** Every call and what can follow it, with the shipped adapters. */
async function tryPairs(
  life: string,
  options: (typeof LIVES)[number][1],
  every: number,
  known: Set<string>,
): Promise<Tried> {
  const startedAt = performance.now();
  const { effects } = await lifeWith(options);
  const firsts = faultsIn(effects, 0, known).filter((_, index) => index % every === 0);
  const { broken, tryOne } = collector(life, (faults) => brokenBy(options, faults));
  let pairs = 0;
  for (const [done, first] of firsts.entries()) {
    await tryOne([first]);
    for (const second of await followers(options, first)) {
      pairs += 1;
      await tryOne([first, second]);
    }
    if (done % 10 === 9) process.stderr.write(`${life}: ${done + 1} of ${firsts.length} first faults\n`);
  }
  return { life, calls: new Set(effects).size, single: firsts.length, pairs, seconds: secondsSince(startedAt), broken };
}

/** Every effect, and pairs near each other, with adapters that do each thing at once. */
async function tryWorld(life: string, options: (typeof WORLDS)[number][1]): Promise<Tried> {
  const startedAt = performance.now();
  const { effects } = await lifeIn(options);
  const { broken, tryOne } = collector(life, (faults) => brokenIn(options, faults));
  const [singles, doubles] = [singleFaults(effects), doubleFaults(effects)];
  for (const faults of [...singles, ...doubles]) await tryOne(faults);
  const counts = { calls: new Set(effects).size, single: singles.length, pairs: doubles.length };
  return { life, ...counts, seconds: secondsSince(startedAt), broken };
}

void runCommand('check:crashes', main);
