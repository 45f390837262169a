/** `npm run check:mutation`: Stryker over gates, detection, reducer and parser; writes `docs/mutation.md`. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PartialStrykerOptions } from '@stryker-mutator/api/core';
import { readFlags, runCommand, UsageError } from '../yarn-oracle/command';
import { type Judged, MIN_SCORE, type MutationReport, scoreOf, staleReasons, toPage } from './page';
import { PARTS, type Part } from './parts';

const HELP = `Mutates the code and runs the tests beside it: what no test notices is printed.

  npm run check:mutation                    every part
  npm run check:mutation -- --only gates    one part, of ${PARTS.map(({ name }) => name).join(', ')}
  npm run check:mutation -- --afresh        forgets what earlier runs found

Writes docs/mutation.md: what the last run of each part found.

Exit: 0 at least ${100 * MIN_SCORE} % of the mutants of every part noticed and every reason in bench/mutation/no-difference.ts used, 1 otherwise,
2 bad flags.
`;
const ROOT = join(__dirname, '..', '..');
const PAGE = join(ROOT, 'docs', 'mutation.md');
/** What earlier runs found, so that only what has changed since is run again. */
const FOUND = join(ROOT, 'node_modules', '.cache', 'mutation');

const foundIn = ({ name }: Part): string => join(FOUND, `${name}.json`);

/** @throws where a test that a part names is gone */
function testsOf({ tests }: Part): string[] {
  return tests
    .flatMap((path) =>
      path.endsWith('.ts')
        ? [path]
        : readdirSync(join(ROOT, path), { recursive: true }).map((file) => join(path, String(file))),
    )
    .filter((file) => file.endsWith('.test.ts'))
    .sort();
}

/** Stryker does not run again what survived while modules were loaded, whatever tests are new: such mutants are forgotten. */
function forgetStaticSurvivors(path: string): void {
  if (!existsSync(path)) return;
  const report = JSON.parse(readFileSync(path, 'utf8')) as MutationReport;
  const files = Object.entries(report.files).map(([file, found]) => {
    const mutants = found.mutants.filter((mutant) => !(mutant.static && mutant.status === 'Survived'));
    return [file, { ...found, mutants }] as const;
  });
  writeFileSync(path, JSON.stringify({ ...report, files: Object.fromEntries(files) }));
}

async function mutate(part: Part, afresh: boolean): Promise<Judged> {
  forgetStaticSurvivors(foundIn(part));
  const { Stryker } = await import('@stryker-mutator/core');
  process.env.MUTATION_TESTS = testsOf(part).join(' ');
  const options: PartialStrykerOptions = {
    mutate: [...part.files],
    testRunner: 'pure',
    plugins: [join(__dirname, 'runner.mjs')],
    testRunnerNodeArgs: [],
    coverageAnalysis: 'perTest',
    // What is slow on a busy machine is not endless: loops are counted.
    timeoutMS: 120_000,
    concurrency: 1,
    incremental: true,
    incrementalFile: foundIn(part),
    force: afresh,
    // Folders that checks download to: a Python environment has links that Stryker cannot copy.
    ignorePatterns: ['dist', 'cdk.out', 'docs/images', 'examples', 'bench/**/target'],
    disableTypeChecks: false,
    reporters: ['progress-append-only'],
  };
  await new Stryker(options).runMutationTest();
  return lastFoundOf(part);
}

const lastFoundOf = (part: Part): Judged => ({
  part,
  report: JSON.parse(readFileSync(foundIn(part), 'utf8')) as MutationReport,
});

async function main(): Promise<number> {
  const flags = readFlags({ help: { type: 'boolean' }, only: { type: 'string' }, afresh: { type: 'boolean' } });
  if (flags.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const parts = flags.only === undefined ? PARTS : PARTS.filter(({ name }) => name === flags.only);
  if (parts.length === 0) throw new UsageError(`there is no part '${flags.only}'; --help names them`);
  mkdirSync(FOUND, { recursive: true });
  const judged: Judged[] = [];
  for (const part of parts) judged.push(await mutate(part, flags.afresh === true));
  process.stdout.write(toPage(judged));
  writeFileSync(PAGE, toPage(PARTS.filter((part) => existsSync(foundIn(part))).map(lastFoundOf)));
  const stale = staleReasons(judged);
  for (const { file, code } of stale) process.stderr.write(`nothing survives at ${code} in ${file}: drop the reason\n`);
  return stale.length === 0 && judged.every((one) => scoreOf([one]) >= MIN_SCORE) ? 0 : 1;
}

process.env.PROPERTY_RUNS = '50';
void runCommand('check:mutation', main);
