import { builtFunction, mutantFunction } from './built-function';
import { drawPlan } from './draw';
import { PROCESS_ENVIRONMENT } from './isolated-bundle';
import { live } from './life';
import { SEED_MUTANTS } from './mutants';
import { summaryOf } from './tally';
import type { Range } from './workers';

/** One process of the search: lives the lives of its seeds one after the other, and says of each what was seen. */
async function main(): Promise<void> {
  Object.assign(process.env, PROCESS_ENVIRONMENT);
  const { from, every, lives, mutant } = JSON.parse(process.argv[2] ?? '') as Range;
  const named = SEED_MUTANTS.find(({ name }) => name === mutant);
  const isolated = named === undefined ? builtFunction() : await mutantFunction(named);
  for (let seed = from, left = lives; left > 0; seed += every) {
    const plan = drawPlan(seed);
    if (named !== undefined && plan.focus !== named.focus) continue;
    process.send?.(summaryOf(await live(plan, isolated, named?.environment)));
    left -= 1;
  }
}

// Where the search is over, nobody is left to hear of a life.
process.on('disconnect', () => process.exit());
void main().then(() => process.disconnect());
