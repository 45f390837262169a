import { type Shape, searchBest } from '../../test/sizing/exhaustive';
import { readFlags, runCommand, wholeNumber } from '../yarn-oracle/command';
import { drawFleet, typesToPlan } from './fleets';
import { complaintsAbout, nodeOf } from './judge';

const HELP = `Compares plans with an exhaustive search: every number of cores, every container, every instance type and random mixed fleets.

  npm run plans:search -- [--seed N] [--fleets M] [--step MIB]

  --seed N    which fleets are drawn, 0 to 4294967295 (default 1)
  --fleets M  how many, 0 to 100000 (default 400)
  --step MIB  between the containers that are tried, 1 to 1024 (default 32, what YARN rounds to; 1 takes minutes)

stdout: every plan that a searched shape beats, one a line; then what the rule of 1 % costs, in task slots; then one line of verdict.
Exit: 0 no plan is beaten, 1 some are, 2 bad flags.
`;
const PROGRESS_EVERY = 100;

void runCommand('plans:search', async () => {
  const flags = readFlags({
    seed: { type: 'string' },
    fleets: { type: 'string' },
    step: { type: 'string' },
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

  let beaten = 0;
  const costs: number[] = [];
  all.forEach((types, i) => {
    const complaints = complaintsAbout(types, {}, stepMiB);
    if (complaints.length > 0) beaten++;
    for (const complaint of complaints) process.stdout.write(`${complaint}\n`);
    const cost = costOfTolerance(types.map((type) => nodeOf(type)));
    if (cost > 0) {
      costs.push(cost);
      const names = types.map((type) => type.name).join(' + ');
      process.stdout.write(`${names}: ${(100 * cost).toFixed(2)} % more task slots without the rule of 1 %\n`);
    }
    if ((i + 1) % PROGRESS_EVERY === 0) process.stderr.write(`${i + 1} of ${all.length}, ${beaten} beaten\n`);
  });
  const most = (100 * Math.max(0, ...costs)).toFixed(2);
  process.stdout.write(
    `${alone.length} types and ${fleets} fleets of seed ${seed}, containers in steps of ${stepMiB} MiB: ${beaten === 0 ? 'no plan is beaten' : `${beaten} plans are beaten`}; without the rule of 1 % ${costs.length} would have more task slots, ${most} % at most\n`,
  );
  return beaten === 0 ? 0 : 1;
});

/** Share by which one node of each type would run more tasks if memory never decided over task slots. */
function costOfTolerance(nodes: Parameters<typeof searchBest>[0]): number {
  const slots = ({ perNode, cores }: Shape): number => perNode.reduce((sum, here) => sum + here * cores, 0);
  const best = searchBest(nodes);
  const strict = searchBest(nodes, { tolerance: 0 });
  return best === undefined || strict === undefined ? 0 : slots(strict) / slots(best) - 1;
}
