import { counted } from '../../lib/numbers';
import { readFlags, runCommand, wholeNumber } from '../yarn-oracle/command';
import { factRows, wordsOf } from './facts';
import { type Life, liveThrough } from './life';

const HELP = `Lets the stuck join and the remediator run in the simulator, in client and in cluster mode, for every value of every open fact, and for all pairs of
them, and asks whether the job was lost in silence, run beside itself or run again.

  npm run check:facts                  every row
  npm run check:facts -- --row 12      one, as a failure names it
  npm run check:facts -- --every 10    each tenth

Exit: 0 no promise was broken, 1 otherwise, 2 bad flags.
`;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

async function main(): Promise<number> {
  const flags = readFlags({ help: { type: 'boolean' }, row: { type: 'string' }, every: { type: 'string' } });
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const rows = factRows();
  const number = (name: 'row' | 'every', least: number): number | undefined =>
    flags[name] === undefined ? undefined : wholeNumber(name, String(flags[name]), least, rows.length - 1 + least);
  const only = number('row', 0);
  const every = number('every', 1) ?? 1;
  const chosen = [...rows.entries()].filter(([i]) => (only === undefined ? i % every === 0 : i === only));

  const startedMs = performance.now();
  const lives: Life[] = [];
  for (const [i, row] of chosen) {
    for (const mode of ['client', 'cluster'] as const) {
      const life = await liveThrough(row, mode);
      lives.push(life);
      if (only !== undefined || life.broken.length > 0)
        say(`row ${i}, ${mode} mode (${wordsOf(row)}): ${life.broken.join(', ') || JSON.stringify(life)}`);
    }
  }
  const count = (is: (life: Life) => boolean): number => lives.filter(is).length;
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  say(
    `${counted(lives.length, 'life', 'lives')} in ${seconds} s: ${count((one) => one.wasCut)} cut, ${count((one) => one.wasResubmitted)} ` +
      `submitted again, ${count((one) => one.completed)} completed, ${count((one) => one.paged)} paged, ` +
      `${count((one) => one.broken.length > 0)} with a broken promise`,
  );
  return lives.some(({ broken }) => broken.length > 0) ? 1 : 0;
}

void runCommand('check:facts', main);
