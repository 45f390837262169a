import { grouped, textTable } from '../../lib/render';
import { readFlags, runCommand, UsageError, wholeNumber } from '../yarn-oracle/command';
import { type Checked, checkAll } from './check';
import { caught, MUTANTS, type Mutant } from './mutants';
import { SCENARIOS } from './scenarios';

const HELP = `Searches the states of the remediator for broken promises: the shipped machine and reducer, breadth first, in an environment of its own.

  npm run check:states                         600,000 states over all scenarios
  npm run check:states -- --long               2,600,000 states, and more goes wrong in each
  npm run check:states -- --states 50000       as many states as that
  npm run check:states -- --scenario crashes   one scenario
  npm run check:states -- --mutants            what is found where one guard rail is missing
  npm run check:states -- --mutant settle      the trace of one of them
  npm run check:states -- --list               scenarios and mutants

Exit: 0 nothing found (mutants: every one found), 1 otherwise, 2 bad flags.
`;
const USUAL_STATES = 600_000;
const LONG_STATES = 2_600_000;
const MAX_STATES = 50_000_000;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

async function main(): Promise<number> {
  const flags = readFlags({
    help: { type: 'boolean' },
    list: { type: 'boolean' },
    long: { type: 'boolean' },
    states: { type: 'string' },
    scenario: { type: 'string' },
    mutants: { type: 'boolean' },
    mutant: { type: 'string' },
  });
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (flags.list) {
    for (const { name, tells } of SCENARIOS) say(`${name}: ${tells}`);
    for (const { name, without } of MUTANTS) say(`mutant ${name}: without ${without}`);
    return 0;
  }
  if (flags.mutants) return mutants(MUTANTS, false);
  if (flags.mutant !== undefined) return mutants([named('mutant', String(flags.mutant), MUTANTS)], true);
  const scenarios = flags.scenario === undefined ? SCENARIOS : [named('scenario', String(flags.scenario), SCENARIOS)];
  const states = flags.long ? LONG_STATES : USUAL_STATES;
  const asked = flags.states === undefined ? states : wholeNumber('states', String(flags.states), 1, MAX_STATES);
  return shipped(scenarios, asked, flags.long === true);
}

function named<T extends { readonly name: string }>(kind: string, name: string, all: readonly T[]): T {
  const found = all.find((one) => one.name === name);
  if (found === undefined) throw new UsageError(`there is no ${kind} "${name}"; --list shows what there is`);
  return found;
}

function shipped(scenarios: typeof SCENARIOS, states: number, long: boolean): number {
  const all: Checked[] = [];
  for (const checked of checkAll(scenarios, states, long)) {
    all.push(checked);
    process.stderr.write(
      `${checked.scenario.name}: ${grouped(checked.states)} states, ${checked.seconds.toFixed(1)} s\n`,
    );
    for (const trace of checked.traces) say(`${checked.scenario.name}: ${trace}\n`);
  }
  say(table(all));
  const sum = (of: (one: Checked) => number): number => all.reduce((total, one) => total + of(one), 0);
  const broken = sum(({ traces }) => traces.length);
  say(`
${grouped(sum((one) => one.states))} states, ${grouped(sum((one) => one.transitions))} transitions, ${sum((one) => one.seconds).toFixed(1)} s; ${broken} broken promises
complete: within its bounds of faults and time nothing is left to look at; otherwise the number of states that were seen and not explored.
From every explored state success, abort or a page can be reached, or a state that was not explored.`);
  return broken === 0 ? 0 : 1;
}

function table(all: readonly Checked[]): string {
  const right = (heading: string) => ({ heading, align: 'right' as const });
  const columns = [
    { heading: 'scenario' },
    right('states'),
    right('transitions'),
    right('moves deep'),
    right('seconds'),
    right('complete'),
    right('broken'),
  ];
  const rows = all.map(({ scenario, states, transitions, depth, seconds, cut, traces }) => [
    scenario.name,
    grouped(states),
    grouped(transitions),
    String(depth),
    seconds.toFixed(1),
    cut === 0 ? 'yes' : grouped(cut),
    String(traces.length),
  ]);
  return textTable(columns, rows).join('\n');
}

function mutants(all: readonly Mutant[], withTraces: boolean): number {
  let missed = 0;
  const rows = all.map((mutant) => {
    const found = caught(mutant);
    if (found === undefined) missed += 1;
    if (withTraces && found !== undefined) say(`${found.trace}\n`);
    const moves = found === undefined ? '' : String(found.moves);
    return [
      mutant.name,
      `without ${mutant.without}`,
      mutant.scenario,
      found?.promise ?? 'NOT FOUND',
      moves,
      grouped(found?.states ?? 0),
    ];
  });
  const headings = ['mutant', 'what is missing', 'scenario', 'found by', 'moves', 'states'];
  say(
    textTable(
      headings.map((heading) => ({ heading })),
      rows,
    ).join('\n'),
  );
  return missed === 0 ? 0 : 1;
}

void runCommand('check:states', main);
