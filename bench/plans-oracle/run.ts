import { isInputError } from '../../lib/errors';
import { type PlanRequest, plan, type SparkPlan } from '../../lib/sizing';
import { OracleFailure } from '../tools';
import { isAnswer, type OracleAnswer } from '../yarn-oracle/case';
import { readFlags, runCommand, UsageError, wholeNumber } from '../yarn-oracle/command';
import { askScheduler, buildOracle } from '../yarn-oracle/real-scheduler';
import { drawPlansAlone, drawPlansOfFleets } from './draw-plan';
import { differences, type PlannedCase, placementMatters, questionsAbout } from './questions';

const HELP = `Asks a real CapacityScheduler for what plans say: every instance type, and random mixed fleets.

  npm run oracle:plans -- [--seed N] [--fleets M] [--every K] [--or-skip]

  --seed N    which counts, options and fleets are drawn, 0 to 4294967294 (default 1)
  --fleets M  how many mixed fleets, 0 to 100000 (default 400)
  --every K   every Kth instance type only (default 1; all types and 400 fleets take about 15 minutes)
  --or-skip   where Java 17 or Maven is missing: say so in one line and exit with 0, not 2

stdout: every plan that differs as one JSON object a line, then one line of verdict. stderr: progress.
Exit: 0 no difference, 1 differences, 2 bad flags, missing tools, or no answer from the scheduler.
`;
const PROGRESS_EVERY = 100;

void runCommand('oracle:plans', async () => {
  const flags = readFlags({
    seed: { type: 'string' },
    fleets: { type: 'string' },
    every: { type: 'string' },
    'or-skip': { type: 'boolean' },
    help: { type: 'boolean' },
  });
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const seed = wholeNumber('seed', (flags.seed as string) ?? '1', 0, 2 ** 32 - 2);
  const fleets = wholeNumber('fleets', (flags.fleets as string) ?? '400', 0, 100_000);
  const every = wholeNumber('every', (flags.every as string) ?? '1', 1, 1_000);
  const requests = [...drawPlansAlone(seed).filter((_, i) => i % every === 0), ...drawPlansOfFleets(seed, fleets)];
  const drawn = requests.map((request, i) => ({ request, plan: planOrRefusal(request), id: `p${seed}-${i}` }));
  const planned = drawn.flatMap(({ request, plan: made, id }) =>
    typeof made === 'string' ? [] : [questionsAbout(id, request, made)],
  );
  if (planned.length === 0) throw new UsageError('nothing to ask: give more --fleets or a smaller --every');
  buildOracle();

  const { differing, placed, hadoop } = await ask(planned);
  const count = (is: (one: PlannedCase) => boolean): number => planned.filter(is).length;
  const kinds = [
    `${count((p) => p.request.deployMode === 'cluster')} in cluster mode`,
    `${count((p) => p.request.offHeapMiB !== undefined)} off-heap`,
    `${count((p) => p.request.pysparkMiB !== undefined)} PySpark`,
    `${count((p) => p.request.cpuOversubscription !== undefined)} over-subscribed`,
    `${count((p) => p.request.sparkConf !== undefined)} with settings of the user`,
    `${placed} where the master's place matters`,
    `${count((p) => p.keepsRoomFree)} keep room free`,
  ].join(', ');
  const questions = planned.reduce((sum, { questions }) => sum + questions.length, 0);
  const verdict = differing === 0 ? 'all are what runs' : `${differing} differ`;
  process.stdout.write(
    `seed ${seed}, ${planned.length} plans (${count((p) => p.request.nodes.length > 1)} mixed; ${kinds}; ${drawn.length - planned.length} more refused by the engine), ${questions} questions: ${verdict} on the CapacityScheduler of Hadoop ${hadoop}\n`,
  );
  return differing === 0 ? 0 : 1;
});

/** Puts every question, in one process; prints what differs. */
async function ask(planned: readonly PlannedCase[]): Promise<{ differing: number; placed: number; hadoop: string }> {
  const flat = planned.flatMap((one) => one.questions.map((question) => ({ one, question })));
  let differing = 0;
  let placed = 0;
  let answers: OracleAnswer[] = [];
  const hadoop = await askScheduler(
    flat.map(({ question }) => JSON.stringify(question.case)),
    (answer, i) => {
      const { one, question } = flat[i] as (typeof flat)[number];
      if (!isAnswer(answer)) throw new OracleFailure(`${question.case.id} has no answer: ${answer.error?.message}`);
      answers.push(answer);
      if (answers.length === one.questions.length) {
        const found = differences(one, answers);
        if (placementMatters(one, answers)) placed++;
        if (found.length > 0) {
          differing++;
          const release = one.request.release.label;
          process.stdout.write(
            `${JSON.stringify({ request: { ...one.request, release }, asked: one.deployed, found })}\n`,
          );
        }
        answers = [];
      }
      if ((i + 1) % PROGRESS_EVERY === 0) {
        process.stderr.write(`${i + 1} of ${flat.length} questions, ${differing} plans differ\n`);
      }
    },
  );
  return { differing, placed, hadoop };
}

/** The engine's one line where it refuses: that is an answer too. */
function planOrRefusal(request: PlanRequest): SparkPlan | string {
  try {
    return plan(request);
  } catch (error) {
    if (isInputError(error)) return error.message;
    throw error;
  }
}
