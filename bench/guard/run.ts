import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { grouped } from '../../lib/numbers';
import { anyStrings, changes, commandLines } from '../../test/steps/commands';
import { words } from '../../test/steps/guard/awkward-words';
import { differencesBehind, guards } from '../../test/steps/guard/behind-guard';
import { type Case, cases, expectedOf, seen } from '../../test/steps/guard/cases';
import { CAN_RUN, CLEAR, pathOf, runGuard, type Shell, type World } from '../../test/steps/guard/run-guard';
import { MissingTool } from '../tools';
import { readFlags, runCommand, wholeNumber } from '../yarn-oracle/command';
import { mutants } from './mutants';

const HELP = `Runs the guard, as it is shipped, in every case of its tests: under bash and dash, with every awk of this machine, against a ResourceManager of
the tests and on time that passes when it waits. Then it is given awkward arguments, which have to arrive byte for byte. ShellCheck reads it where it is
installed.

  npm run check:guard                        20 times 1,000 awkward arguments
  npm run check:guard -- --arguments 200     as many times
  npm run check:guard -- --mutants           instead: the guard without one of its rules, each of which a case has to notice
  npm run check:guard -- --or-skip           skips where Linux, bash, dash or curl is missing, instead of failing

Exit: 0 as expected, 1 otherwise, 2 bad flags or missing tools.
`;

const SHELLS: readonly Shell[] = ['bash', 'dash'];
const SOURCE = join(__dirname, '..', '..', 'lib', 'steps', 'guard', 'guard.sh');
const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

void runCommand('check:guard', async () => {
  const toggle = { type: 'boolean' } as const;
  const flags = readFlags({ help: toggle, mutants: toggle, 'or-skip': toggle, arguments: { type: 'string' } });
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const times = wholeNumber('arguments', String(flags.arguments ?? 20), 1, 10_000);
  if (!CAN_RUN) throw new MissingTool('Linux, bash, dash or curl is not there');
  if (flags.mutants) return (await allMutants()) ? 0 : 1;
  let good = readByShellCheck();
  for (const awk of awks()) for (const shell of SHELLS) good = (await allCases(shell, awk)) && good;
  for (const shell of SHELLS) good = (await allArguments(shell, times)) && good;
  good = allCommands(times * COMMANDS_EACH_TIME) && good;
  return good ? 0 : 1;
});

/** With the usual number of times 100,000. */
const COMMANDS_EACH_TIME = 5_000;

/** Commands that are drawn, behind guards that are drawn: nobody who reads the step may see the difference. */
function allCommands(count: number): boolean {
  const { failed, counterexample, seed } = fc.check(
    fc.property(fc.oneof(commandLines, anyStrings), guards, changes, (own, guard, settings) => {
      return differencesBehind(guard, own, settings).length === 0;
    }),
    { numRuns: count },
  );
  say(
    `${grouped(count)} commands behind a guard, ${failed ? `NOT as alone (seed ${seed}):` : 'read, rewritten and hashed as alone'}`,
  );
  if (failed) say(JSON.stringify(counterexample));
  return !failed;
}

/** The awks of this machine, by name and command line; EMR's images have gawk. */
function awks(): readonly [name: string, path: string][] {
  return ['gawk', 'mawk', 'original-awk', 'busybox'].flatMap((name): [string, string][] => {
    const path = pathOf(name);
    return path === undefined ? [] : [[name, path]];
  });
}

function readByShellCheck(): boolean {
  const { error, status, stdout } = spawnSync('shellcheck', [SOURCE], { encoding: 'utf8' });
  if (error) say('ShellCheck is not installed');
  else say(status === 0 ? 'ShellCheck finds nothing' : stdout);
  return error !== undefined || status === 0;
}

async function allCases(shell: Shell, [name, path]: readonly [string, string]): Promise<boolean> {
  const all = cases();
  const wrong: string[] = [];
  for (const one of all) {
    const outcome = await runGuard(shell, {
      ...one,
      // busybox is the program that it is called by.
      prepare: async (world: World) => {
        symlinkSync(path, join(world.bin, 'awk'));
        await one.prepare?.(world);
      },
    });
    if (!isAsExpected(one, outcome)) wrong.push(`${one.name}: ${JSON.stringify(seen(outcome))} ${outcome.stderr}`);
  }
  say(`${shell} with ${name}: ${all.length - wrong.length} of ${all.length} cases as expected`);
  for (const text of wrong) say(`  ${text}`);
  return wrong.length === 0;
}

function isAsExpected(one: Case, outcome: Awaited<ReturnType<typeof runGuard>>): boolean {
  return isDeepStrictEqual(seen(outcome), expectedOf(one)) && (one.says?.test(outcome.stderr) ?? true);
}

/** Whether a case notices each rule that is taken out. */
async function allMutants(): Promise<boolean> {
  const all = mutants();
  let noticed = 0;
  for (const { name, script } of all) {
    const by = await firstCaseAgainst(script);
    if (by !== undefined) noticed += 1;
    say(`${name}: ${by ?? 'NOT NOTICED'}`);
  }
  say(`${noticed} of ${all.length} are noticed`);
  return noticed === all.length;
}

async function firstCaseAgainst(script: string): Promise<string | undefined> {
  for (const one of cases()) if (!isAsExpected(one, await runGuard('dash', { ...one, script }))) return one.name;
  return undefined;
}

async function allArguments(shell: Shell, times: number): Promise<boolean> {
  let [count, good] = [0, true];
  for (let seed = 1; seed <= times; seed++) {
    const command = ['spark-submit', ...words(seed)];
    const { submitted } = await runGuard(shell, { ...CLEAR, command });
    count += command.length - 1;
    if (isDeepStrictEqual(submitted, command)) continue;
    good = false;
    say(`${shell}: arguments of seed ${seed} have not arrived as they were given`);
  }
  say(`${shell}: ${count} awkward arguments in ${times} commands`);
  return good;
}
