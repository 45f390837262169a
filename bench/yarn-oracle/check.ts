import { readFileSync } from 'node:fs';
import {
  type Figures,
  figuresOfModel,
  figuresOfScheduler,
  isAnswer,
  type OracleAnswer,
  type OracleCase,
  outsideTheModel,
} from './case';
import { readFlags, runCommand, UsageError, wholeNumber } from './command';
import { drawCase } from './draw';
import { askScheduler, buildOracle, OracleFailure } from './real-scheduler';

const HELP = `Compares lib/yarn with the CapacityScheduler of a real ResourceManager on random cases.

  npm run oracle:check -- [--seed N] [--cases M] [--or-skip]
  npm run oracle:check -- --replay FILE [--or-skip]

  --seed N       which cases are drawn, 0 to 4294967295 (default 1)
  --cases M      how many, 1 to 1000000 (default 150; about 0.1 s each); the first M of a seed are always the same
  --replay FILE  instead of drawing: the cases of a file, one JSON object a line, as this command prints differences
  --or-skip      where Java 17 or Maven is missing: say so in one line and exit with 0, not 2

Not drawn, since lib/yarn does not have them yet: several applications, node labels, queues with a maximum below the cluster.

stdout: every difference as one JSON object a line, then one line of verdict. stderr: progress.
Exit: 0 no difference, 1 differences, 2 bad flags, missing tools, or no answer from the scheduler.
`;
const PROGRESS_EVERY = 50;

void runCommand('oracle:check', async () => {
  const flags = readFlags({
    seed: { type: 'string' },
    cases: { type: 'string' },
    replay: { type: 'string' },
    'or-skip': { type: 'boolean' },
    help: { type: 'boolean' },
  });
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const replay = flags.replay as string | undefined;
  if (replay !== undefined && (flags.seed ?? flags.cases) !== undefined) {
    throw new UsageError('--replay takes its cases from a file: give no --seed or --cases');
  }
  const seed = wholeNumber('seed', (flags.seed as string) ?? '1', 0, 2 ** 32 - 1);
  const count = wholeNumber('cases', (flags.cases as string) ?? '150', 1, 1_000_000);
  const cases = replay === undefined ? Array.from({ length: count }, (_, i) => drawCase(seed, i)) : readCases(replay);
  buildOracle();

  let differing = 0;
  let unanswered = 0;
  let refused = 0;
  const hadoop = await askScheduler(
    cases.map((one) => JSON.stringify(one)),
    (answer, i) => {
      const one = cases[i] as OracleCase;
      if (isAnswer(answer)) {
        const found = differences(one, answer);
        if (answer.error) refused++;
        if (found.length > 0) {
          differing++;
          process.stdout.write(`${JSON.stringify({ case: one, differences: found, error: answer.error })}\n`);
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
  const what = replay === undefined ? `seed ${seed}, ${cases.length} cases` : `${cases.length} replayed cases`;
  const verdict = differing === 0 ? 'agrees with' : `differs in ${differing} from`;
  process.stdout.write(
    `${what} (${refused} refused, ${unanswered} unanswered): lib/yarn ${verdict} the CapacityScheduler of Hadoop ${hadoop}\n`,
  );
  if (differing > 0) return 1;
  if (unanswered > 0) throw new OracleFailure(`${unanswered} of ${cases.length} cases have no answer`);
  return 0;
});

interface Difference {
  /** Whose place of the application master the model was given. */
  readonly applicationMaster: "the scheduler's node" | "the model's node";
  readonly scheduler: Partial<Figures>;
  readonly model: Partial<Figures> | { readonly thrown: string };
}

function differences(one: OracleCase, answer: OracleAnswer): Difference[] {
  const scheduler = figuresOfScheduler(answer);
  const found: Difference[] = [];
  const compare = (applicationMaster: Difference['applicationMaster'], amNode: number | undefined): void => {
    let model: Figures;
    try {
      model = figuresOfModel(one, amNode);
    } catch (error) {
      found.push({ applicationMaster, scheduler, model: { thrown: String(error) } });
      return;
    }
    const names = (Object.keys(scheduler) as (keyof Figures)[]).filter(
      (name) => !Object.is(scheduler[name], model[name]),
    );
    if (names.length === 0) return;
    const only = (from: Figures) => Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
    found.push({ applicationMaster, scheduler: only(scheduler), model: only(model) });
  };
  compare("the scheduler's node", answer.amNode);
  // Where nodes report in the order of the case, the model's own choice must be the scheduler's.
  if (one.order === 'roundrobin' || one.order === 'fill') compare("the model's node", undefined);
  return found;
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
