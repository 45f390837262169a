import type { InstanceFacts } from '../../lib/catalog';
import { type SearchOptions, searchBest } from '../../test/sizing/exhaustive';
import { readFlags, runCommand, UsageError, wholeNumber } from '../yarn-oracle/command';
import { drawFleet, typesToPlan } from './fleets';
import { complaintsAbout, nodeOf } from './judge';

const HELP = `Compares plans with an exhaustive search: every number of cores from 1 to 6, every container, every instance type and random mixed
fleets; and the same of the small class, where clusters of 1 to 4 nodes hold the application master.

  npm run plans:search -- [--seed N] [--fleets M] [--step MIB]

  --seed N    which fleets are drawn, 0 to 4294967295 (default 1)
  --fleets M  how many, 0 to 100000 (default 400)
  --small     clusters of the small class only
  --large     clusters outside of it only
  --step MIB  between the containers that are tried, 1 to 1024 (default 32, what YARN rounds to; 1 takes minutes)

stdout: every plan that a searched shape beats, one a line; then one line of verdict, with what the rule of 1 % costs in task slots.
Exit: 0 no plan is beaten, 1 some are, 2 bad flags.
`;
const PROGRESS_EVERY = 100;

void runCommand('plans:search', async () => {
  const flags = readFlags({
    seed: { type: 'string' },
    fleets: { type: 'string' },
    step: { type: 'string' },
    small: { type: 'boolean' },
    large: { type: 'boolean' },
    help: { type: 'boolean' },
  });
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const seed = wholeNumber('seed', (flags.seed as string) ?? '1', 0, 2 ** 32 - 1);
  const fleets = wholeNumber('fleets', (flags.fleets as string) ?? '400', 0, 100_000);
  const stepMiB = wholeNumber('step', (flags.step as string) ?? '32', 1, 1_024);
  const alone = typesToPlan().map((type) => [type]);
  const all = [...alone, ...Array.from({ length: fleets }, (_, i) => drawFleet(seed, i))];

  const classes = [false, true].filter((small) => (small ? !flags.large : !flags.small));
  if (classes.length === 0) throw new UsageError('give --small or --large, not both');
  let beaten = 0;
  let done = 0;
  const costs: number[] = [];
  for (const small of classes) {
    for (const types of all) {
      const complaints = complaintsAbout(types, { small }, stepMiB);
      if (complaints.length > 0) beaten++;
      for (const complaint of complaints) process.stdout.write(`${small ? 'small: ' : ''}${complaint}\n`);
      const cost = costOfTolerance(types, { small, stepMiB });
      if (cost > 0) costs.push(cost);
      if (++done % PROGRESS_EVERY === 0) {
        process.stderr.write(`${done} of ${classes.length * all.length}, ${beaten} beaten\n`);
      }
    }
  }
  const most = (100 * Math.max(0, ...costs)).toFixed(2);
  const what = classes.map((small) => (small ? 'in the small class' : 'without the application master')).join(' and ');
  process.stdout.write(
    `${alone.length} types and ${fleets} fleets of seed ${seed}, ${what}, containers in steps of ${stepMiB} MiB: ${beaten === 0 ? 'no plan is beaten' : `${beaten} plans are beaten`}; without the rule of 1 % ${costs.length} would have more task slots, ${most} % at most\n`,
  );
  return beaten === 0 ? 0 : 1;
});

/** Share by which the same nodes would run more tasks if memory never decided over task slots. */
function costOfTolerance(types: readonly InstanceFacts[], options: SearchOptions): number {
  const nodes = types.map((type) => nodeOf(type));
  const best = searchBest(nodes, options);
  const strict = searchBest(nodes, { ...options, tolerance: 0 });
  return best === undefined || strict === undefined ? 0 : strict.mean / best.mean - 1;
}
