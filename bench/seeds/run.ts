/** `npm run check:seeds`: drawn lives of the built function in the hostile simulator. */
import { grouped, textTable } from '../../lib/render';
import { START_MS } from '../../lib/simulator/world/create';
import { readFlags, runCommand, UsageError, wholeNumber } from '../yarn-oracle/command';
import { builtFunction } from './built-function';
import { drawPlan } from './draw';
import { PROCESS_ENVIRONMENT } from './isolated-bundle';
import { live } from './life';
import { NOT_HERE, SEED_MUTANTS, type SeedMutant } from './mutants';
import { brokenIn } from './promises';
import { type Summary, Tally } from './tally';
import { liveAll } from './workers';

const HELP = `Lives drawn lives of the built function in the simulator, in which everything goes wrong, and looks for broken promises from outside.

  npm run check:seeds                          1,000 lives, from seed 1
  npm run check:seeds -- --seeds 50 --from 7   as many as that, from that seed
  npm run check:seeds -- --seed 42             one life, with everything that happened in it
  npm run check:seeds -- --workers 1           in one process; default 2
  npm run check:seeds -- --mutants             what is found where one guard rail is missing, within 50 lives
  npm run check:seeds -- --mutant settle       one of them

Exit: 0 no promise was broken and enough went wrong (mutants: every one found), 1 otherwise, 2 bad flags.
`;
const USUAL_SEEDS = 1000;
/** Lives that a mutant may live before it has to be found, of those that dwell on what it is about. */
const MUTANT_LIVES = 50;
const MAX_SEED = 2 ** 31 - 1;
const MAX_WORKERS = 64;
/** Broken lives after which a search ends. */
const MAX_BROKEN = 20;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

async function main(): Promise<number> {
  const flags = readFlags({
    help: { type: 'boolean' },
    seeds: { type: 'string' },
    from: { type: 'string' },
    seed: { type: 'string' },
    workers: { type: 'string' },
    mutants: { type: 'boolean' },
    mutant: { type: 'string' },
  });
  if (flags.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const whole = (name: string, usual: number, least: number, most: number): number =>
    flags[name] === undefined ? usual : wholeNumber(name, String(flags[name]), least, most);
  const workers = whole('workers', 2, 1, MAX_WORKERS);
  if (flags.seed !== undefined) return replay(whole('seed', 1, 1, MAX_SEED));
  const from = whole('from', 1, 1, MAX_SEED);
  if (flags.mutants === true) return mutants(SEED_MUTANTS, from, whole('seeds', MUTANT_LIVES, 1, MAX_SEED), workers);
  if (flags.mutant !== undefined) {
    const one = SEED_MUTANTS.find(({ name }) => name === flags.mutant);
    if (one === undefined) throw new UsageError(`there is no mutant "${flags.mutant}"`);
    return mutants([one], from, whole('seeds', MUTANT_LIVES, 1, MAX_SEED), workers);
  }
  return search(from, whole('seeds', USUAL_SEEDS, 1, MAX_SEED), workers);
}

/** One life, line by line. */
async function replay(seed: number): Promise<number> {
  Object.assign(process.env, PROCESS_ENVIRONMENT);
  const lived = await live(drawPlan(seed), builtFunction());
  const { scenario: _, neighbours: __, ...knobs } = lived.plan;
  for (const scenario of [lived.plan.scenario, ...lived.plan.neighbours]) say(JSON.stringify(scenario));
  say(JSON.stringify(knobs));
  for (const { at, text } of lived.record.lines) say(`${minutesAt(at - START_MS)}  ${text}`);
  for (const step of lived.worlds.flatMap(({ steps }) => steps)) {
    const who = lived.record.ours.has(step.id) ? ', submitted by the function' : '';
    say(`${step.id} ${step.state}${who}`);
  }
  const broken = brokenIn(lived);
  for (const promise of broken) say(`broken: ${promise}`);
  return broken.length === 0 ? 0 : 1;
}

const minutesAt = (ms: number): string => (ms / 60_000).toFixed(3).padStart(9);

const rangesOf = (from: number, seeds: number, workers: number, mutant?: string) =>
  Array.from({ length: Math.min(workers, seeds) }, (_, i) => ({
    from: from + i,
    every: workers,
    lives: Math.ceil((seeds - i) / workers),
    mutant,
  }));

async function search(from: number, seeds: number, workers: number): Promise<number> {
  const startedAt = performance.now();
  const tally = new Tally();
  const heard = (summary: Summary): boolean => {
    tally.add(summary);
    for (const promise of summary.broken)
      say(`seed ${summary.seed}: ${promise}; npm run check:seeds -- --seed ${summary.seed}`);
    if (tally.lives % 100 === 0) process.stderr.write(`${grouped(tally.lives)} of ${grouped(seeds)} lives\n`);
    return tally.broken.length >= MAX_BROKEN;
  };
  await liveAll(rangesOf(from, seeds, workers), heard);
  const seconds = (performance.now() - startedAt) / 1000;
  say(tally.table());
  say(`
${grouped(tally.lives)} lives, seeds ${from} to ${from + seeds - 1}, of ${grouped(Math.round(tally.virtualHours))} virtual hours in ${seconds.toFixed(0)} s: ${(tally.lives / seconds).toFixed(1)} a second in ${workers} processes
${grouped(tally.times('requests'))} requests, ${grouped(tally.times('invocations'))} invocations; ${tally.broken.length} lives in which a promise was broken`);
  const missing = tally.missing();
  for (const one of missing) say(`too little happened: ${one}`);
  return tally.broken.length === 0 && missing.length === 0 ? 0 : 1;
}

async function mutants(all: readonly SeedMutant[], from: number, seeds: number, workers: number): Promise<number> {
  let missed = 0;
  const rows: string[][] = [];
  for (const { name, without, focus } of all) {
    let lives = 0;
    let found: Summary | undefined;
    await liveAll(rangesOf(from, seeds, workers, name), (summary) => {
      lives += 1;
      if (summary.broken.length > 0) found ??= summary;
      return found !== undefined;
    });
    if (found === undefined) missed += 1;
    rows.push([name, without, found?.broken[0] ?? 'NOT FOUND', focus, grouped(lives), String(found?.seed ?? '')]);
    process.stderr.write(`${name}: ${found?.broken[0] ?? 'not found'}, ${grouped(lives)} lives\n`);
  }
  const headings = ['mutant', 'what is missing', 'found by', 'lives that dwell on', 'lives', 'seed'];
  say(
    textTable(
      headings.map((heading) => ({ heading })),
      rows,
    ).join('\n'),
  );
  for (const [name, reason] of Object.entries(NOT_HERE)) say(`not here: ${name} (${reason})`);
  return missed === 0 ? 0 : 1;
}

void runCommand('check:seeds', main);
