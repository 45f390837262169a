import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { counted, grouped, percent } from '../../lib/numbers';
import { MissingTool } from '../tools';
import { TARGET } from '../yarn-loop/build';
import { endProcessesOf, runAlone } from '../yarn-loop/leftovers';
import { writeSparkDefaults } from '../yarn-loop/spark-step';
import { startYarn, type YarnProcess } from '../yarn-loop/yarn-process';
import { readFlags, runCommand, UsageError, wholeNumber } from '../yarn-oracle/command';
import { buildSparks, SPARKS, type SparkUnderTest } from './build';
import { startHistoryServer } from './history-server';
import { type BenchJob, JOBS } from './jobs';
import { publishDocs, runFile } from './page';
import { judgeLooks, ORDERS, UNSEEN } from './random-jobs';
import { lineOf, problemsOf, resultOf } from './result';
import { watchJob } from './watch';

const HELP = `Reads what real Spark jobs say about themselves while they run, and holds it to their event logs afterwards.

  npm run bench:evidence -- [--job KIND] [--spark VERSION] [--docs] [--or-skip]
  npm run bench:evidence -- --random LOOKS

  --job KIND       one of these, all (default), or none
${JOBS.map(({ kind, what }) => `                     ${kind.padEnd(12)} ${what}`).join('\n')}
  --spark VERSION  ${SPARKS.map(({ version }) => version).join(', ')}, or all (default)
  --random LOOKS   no Spark: so many random jobs of each order of heavy and light tasks, looked at once each
  --docs           then writes docs/evidence.md from the last run of every job
  --or-skip        where Java 17 or Maven is missing: say so in one line and exit with 0, not 2

Everything is downloaded to and written in bench/yarn-loop/target.
Exit: 0 done, 1 a figure differs from the event log or a bound was too high or too low, 2 bad flags or missing tools, 130 interrupted.
`;

/** Of random jobs; and the share of looks in which the bound may be too high because the newer tasks were heavier by chance. */
const RANDOM_SEED = 7;
const MAX_BY_CHANCE = 0.005;

const RUN = join(TARGET, 'evidence-run');
const PID = join(TARGET, 'evidence-run.pid');

interface Flags {
  readonly jobs: readonly BenchJob[];
  readonly sparks: readonly SparkUnderTest[];
  readonly docs: boolean;
  readonly randomLooks?: number;
}

void runCommand('bench:evidence', async () => {
  const flags = flagsOf();
  if (flags === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  if (flags.randomLooks !== undefined) return lookAtRandom(flags.randomLooks);
  if (process.platform !== 'linux')
    throw new MissingTool('bench:evidence needs Linux: it finds leftover processes in /proc');
  runAlone('bench:evidence', RUN, PID);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      endProcessesOf(RUN);
      rmSync(PID, { force: true });
      process.exit(130);
    });
  }
  try {
    const good = flags.jobs.length === 0 || (await runAll(flags));
    if (flags.docs) publishDocs();
    return good ? 0 : 1;
  } finally {
    endProcessesOf(RUN);
    rmSync(PID, { force: true });
  }
});

function flagsOf(): Flags | undefined {
  const text = { type: 'string' } as const;
  const toggle = { type: 'boolean' } as const;
  const read = readFlags({ job: text, spark: text, random: text, docs: toggle, 'or-skip': toggle, help: toggle });
  if (read.help) return undefined;
  const { job = 'all', spark = 'all' } = read;
  const jobs = job === 'all' ? JOBS : JOBS.filter(({ kind }) => kind === job);
  if (jobs.length === 0 && job !== 'none')
    throw new UsageError(`--job must be all, none, ${JOBS.map(({ kind }) => kind).join(', ')}, got '${job}'`);
  const sparks = SPARKS.filter(({ version }) => spark === 'all' || version === spark);
  if (sparks.length === 0)
    throw new UsageError(`--spark must be all, ${SPARKS.map(({ version }) => version).join(', ')}, got '${spark}'`);
  const randomLooks = read.random === undefined ? undefined : wholeNumber('random', String(read.random), 1, 1_000_000);
  return { jobs, sparks, docs: read.docs === true, randomLooks };
}

/** Prints how often the bound was above what remained; 1 where that was more than chance, the order aside of which nothing tells. */
function lookAtRandom(looks: number): number {
  const judged = ORDERS.map((order) => judgeLooks(order, looks, RANDOM_SEED));
  for (const { order, positive, exceeded, midStage } of judged) {
    const middle = midStage === undefined ? '' : `, in the middle at least ${percent(midStage)} of what remains`;
    process.stdout.write(
      `${order.padEnd(26)} ${grouped(positive)} of ${counted(looks, 'look')} with a bound, ${grouped(exceeded)} too high${middle}\n`,
    );
  }
  return judged.some(({ order, exceeded }) => exceeded > MAX_BY_CHANCE * looks && order !== UNSEEN) ? 1 : 0;
}

async function runAll({ jobs, sparks }: Flags): Promise<boolean> {
  buildSparks();
  rmSync(RUN, { recursive: true, force: true });
  mkdirSync(RUN, { recursive: true });
  say('starting YARN');
  const yarn = await startYarn(RUN, 'dominant');
  try {
    let good = true;
    for (const spark of sparks) good = (await runOn(spark, jobs, yarn)) && good;
    return good;
  } finally {
    await yarn.stop();
  }
}

async function runOn(spark: SparkUnderTest, jobs: readonly BenchJob[], yarn: YarnProcess): Promise<boolean> {
  writeSparkDefaults(RUN, spark.installation);
  const events = join(RUN, `events-${spark.version}`);
  say(`Spark ${spark.version}: starting its history server`);
  const history = await startHistoryServer(RUN, spark.jars, events);
  let good = true;
  try {
    for (const job of jobs) {
      say(`Spark ${spark.version}: ${job.kind}`);
      const begun = Date.now();
      const watched = await watchJob({ folder: RUN, events, yarn, history, spark }, job);
      const seconds = Math.round((Date.now() - begun) / 1000);
      const run = { ...watched, sparkVersion: spark.version, machineCores: availableParallelism(), seconds };
      writeFileSync(runFile(spark.version, job.kind), JSON.stringify(run));
      const result = resultOf(run, job);
      for (const line of lineOf(result)) process.stdout.write(`${line}\n`);
      for (const problem of problemsOf(result)) process.stdout.write(`NOT AS PREDICTED: ${problem}\n`);
      good &&= problemsOf(result).length === 0;
    }
  } finally {
    history.stop();
  }
  return good;
}

function say(text: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
}
