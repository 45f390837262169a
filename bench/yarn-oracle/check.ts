import { readFileSync } from 'node:fs';
import { OracleFailure } from '../tools';
import { askModel, isAnswer, type OracleCase, outsideTheModel } from './case';
import { readFlags, runCommand, UsageError, wholeNumber } from './command';
import { compare } from './compare';
import { drawCase } from './draw';
import { lookForEnds } from './ends';
import { askScheduler, buildOracle } from './real-scheduler';
import { askWritten } from './written';

const HELP = `Compares lib/yarn with the CapacityScheduler of a real ResourceManager on random cases.

  npm run oracle:check -- [--seed N] [--cases M] [--written] [--or-skip]
  npm run oracle:check -- --replay FILE [--written] [--or-skip]
  npm run oracle:check -- --ends [--seed N] [--cases M] [--or-skip]

  --seed N       which cases are drawn, 0 to 4294967295 (default 1)
  --cases M      how many, 1 to 1000000 (default 150; about 0.1 s each); the first M of a seed are always the same
  --replay FILE  instead of drawing: the cases of a file, one JSON object a line, as this command prints differences
  --ends         how tight the model's ranges are: M small cases with a range, each in 42 orders of heartbeats; about 3 s a case
  --written      what the model is asked is first written as classifications (yarn-site and capacity-scheduler of the cluster and
                 its groups, spark-defaults) and read back through lib/effective
  --or-skip      where Java 17 or Maven is missing: say so in one line and exit with 0, not 2

stdout: every difference as one JSON object a line, then one line of verdict. stderr: progress.
Exit: 0 no difference, 1 differences, 2 bad flags, missing tools, or no answer from the scheduler.
`;
const PROGRESS_EVERY = 50;

void runCommand('oracle:check', async () => {
  const flags = readFlags({
    seed: { type: 'string' },
    cases: { type: 'string' },
    replay: { type: 'string' },
    ends: { type: 'boolean' },
    written: { type: 'boolean' },
    'or-skip': { type: 'boolean' },
    help: { type: 'boolean' },
  });
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const replay = flags.replay as string | undefined;
  if (replay !== undefined && (flags.seed ?? flags.cases ?? flags.ends) !== undefined) {
    throw new UsageError('--replay takes its cases from a file: give no --seed, --cases or --ends');
  }
  const seed = wholeNumber('seed', (flags.seed as string) ?? '1', 0, 2 ** 32 - 1);
  const count = wholeNumber('cases', (flags.cases as string) ?? '150', 1, 1_000_000);
  if (flags.ends) return checkEnds(seed, count);
  const written = flags.written === true;
  return replay === undefined
    ? checkCases(
        Array.from({ length: count }, (_, i) => drawCase(seed, i)),
        `seed ${seed}, ${count} cases`,
        written,
      )
    : checkReplayed(replay, written);
});

/** How tight the model's ranges are. */
async function checkEnds(seed: number, count: number): Promise<number> {
  buildOracle();
  const { cases, bothOccur, outside } = await lookForEnds(seed, count, (text) => process.stdout.write(`${text}\n`));
  process.stdout.write(
    `seed ${seed}: of ${cases} ranges the scheduler reaches both ends in ${bothOccur}, and leaves ${outside}\n`,
  );
  return outside > 0 ? 1 : 0;
}

/**
 * @param what names the cases in the verdict
 * @param written whether the model is asked through lib/effective
 */
async function checkCases(cases: readonly OracleCase[], what: string, written: boolean): Promise<number> {
  buildOracle();
  let differing = 0;
  let unanswered = 0;
  let refused = 0;
  let inRange = 0;
  const hadoop = await askScheduler(
    cases.map((one) => JSON.stringify(one)),
    (answer, i) => {
      const one = cases[i] as OracleCase;
      if (isAnswer(answer)) {
        const { differences, ranged } = compare(one, answer, written ? askWritten : askModel);
        if (answer.error) refused++;
        if (ranged) inRange++;
        if (differences.length > 0) {
          differing++;
          process.stdout.write(`${JSON.stringify({ case: one, differences, error: answer.error })}\n`);
        }
      } else {
        unanswered++;
        process.stdout.write(`${JSON.stringify({ case: one, unanswered: answer.error })}\n`);
      }
      if ((i + 1) % PROGRESS_EVERY === 0) {
        process.stderr.write(`${i + 1} of ${cases.length} cases, ${differing} differ\n`);
      }
    },
  );
  const model = written ? 'lib/yarn, asked through lib/effective,' : 'lib/yarn';
  const verdict = differing === 0 ? 'agrees with' : `differs in ${differing} from`;
  process.stdout.write(
    `${what} (${kindsOf(cases)}; ${refused} refused, ${inRange} known within a range only, ${unanswered} unanswered): ${model} ${verdict} the CapacityScheduler of Hadoop ${hadoop}\n`,
  );
  if (differing > 0) return 1;
  if (unanswered > 0) throw new OracleFailure(`${unanswered} of ${cases.length} cases have no answer`);
  return 0;
}

function checkReplayed(file: string, written: boolean): Promise<number> {
  const cases = readCases(file);
  return checkCases(cases, `${cases.length} replayed cases`, written);
}

function kindsOf(cases: readonly OracleCase[]): string {
  const count = (is: (one: OracleCase) => boolean): number => cases.filter(is).length;
  return [
    `${count((c) => (c.apps ?? 1) > 1)} several applications`,
    `${count((c) => c.queue !== undefined)} limited queues`,
    `${count((c) => c.nodes.some((n) => n.label))} labels`,
  ].join(', ');
}

function readCases(file: string): OracleCase[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--replay cannot read '${file}': ${(error as NodeJS.ErrnoException).code}`);
  }
  const cases = text.split('\n').flatMap((line, i) => {
    if (!line.startsWith('{')) return []; // a verdict, a blank line
    let one: OracleCase | undefined;
    try {
      const read = JSON.parse(line) as OracleCase & { case?: OracleCase };
      one = read.case ?? read;
    } catch {
      // reported below
    }
    if (!Array.isArray(one?.nodes) || !one.am || !one.executor) {
      throw new UsageError(`--replay: line ${i + 1} of '${file}' is not a case`);
    }
    const outside = outsideTheModel(one);
    if (outside) throw new UsageError(`--replay: case '${one.id}' has what the model does not have yet: ${outside}`);
    return [one];
  });
  if (cases.length === 0) throw new UsageError(`--replay: '${file}' holds no case`);
  return cases;
}
