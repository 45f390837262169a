import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { BIN as PYSPARK_BIN, preparePySpark } from '../pyspark/tools';
import { MissingTool } from '../tools';
import { readFlags, runCommand, UsageError, wholeNumber } from '../yarn-oracle/command';
import { buildBench, TARGET } from './build';
import { type Closed, openCluster, type RealCluster } from './cluster';
import { DISTURBANCES, stopFileOf } from './disturbances';
import { publishDocs, resultFile } from './docs';
import { type GuardRun, runGuards } from './guard';
import { curedExecutor, EIGHT, type Executor, jobArgs, readMinutes, readsOf, tasksFor } from './jobs';
import { KINDS, type Kind, type KindSpec, SPECS } from './kinds';
import { endProcessesOf, entriesOutside, entriesSince, runAlone } from './leftovers';
import { runLoop } from './loop';
import { type MeasuredRun, measure } from './measured';
import { type Recording, recordingFile, recordingOf } from './recording';
import { type Result, reportOf } from './report';
import { JARS, pySpark } from './spark-installation';
import { summaryOf } from './summary';

/** With it the 30 s that the remediator gives Spark's answers are two of the machine's. */
const DEFAULT_SCALE = 15;

const HELP = `Runs the remediator's main job on a real YARN and a real Spark, on this machine.

  npm run bench:yarn -- [--run KIND] [--scale N] [--fat-seconds N] [--docs] [--or-skip]

  --run KIND        some of these with commas between, all (default), or none
${KINDS.map((kind) => `                      ${kind.padEnd(20)} ${SPECS[kind].help}`).join('\n')}
                      ${'guard'.padEnd(20)} the guard of a resubmission alone: 10 minutes
  --scale N         virtual seconds in one of the machine's, 1 to 30 (default ${DEFAULT_SCALE})
  --fat-seconds N   how long the fat job's slots are busy, 60 to 7200 (default: as long as the kind needs, in virtual time)
  --docs            then writes docs/real-yarn.md with its pictures, the table in docs/reliability.md, and test/fixtures/real-yarn, from the last run of each kind
  --or-skip         where Java 17, Maven or Python is missing: say so in one line and exit with 0, not 2

Everything is downloaded to and written in bench/yarn-loop/target; PySpark, where it runs, in bench/pyspark/target.
Exit: 0 done, 1 not as predicted, 2 bad flags or missing tools, 130 interrupted.
`;

const RUN = join(TARGET, 'run');
const PID = join(TARGET, 'run.pid');

let closeOpen: (() => Promise<Closed>) | undefined;

interface Flags {
  readonly kinds: readonly Kind[];
  readonly guard: boolean;
  readonly scale: number;
  readonly fatSeconds?: number;
  readonly docs: boolean;
}

void runCommand('bench:yarn', async () => {
  const flags = flagsOf();
  if (flags === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  if (process.platform !== 'linux')
    throw new MissingTool('bench:yarn needs Linux: it finds leftover processes in /proc');
  if (!existsSync(join(__dirname, '..', '..', 'dist', 'lambda', 'remediator', 'index.js'))) {
    throw new UsageError('the built Lambda is missing: run "npm run build" first');
  }
  const outside = entriesOutside();
  runAlone('bench:yarn', RUN, PID);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void interrupted());
  try {
    if (flags.kinds.length > 0 || flags.guard) buildBench();
    if (flags.kinds.some((kind) => SPECS[kind].language === 'python')) preparePySpark();
    let good = !flags.guard || (await guards());
    for (const kind of flags.kinds) {
      const { recording, ...run } = await runOf(flags, kind);
      const result = { ...run, outside: entriesSince(outside) };
      writeFileSync(recordingFile(kind), `${JSON.stringify(recording)}\n`);
      writeFileSync(resultFile(kind), `${JSON.stringify(result)}\n`);
      const { text, problems } = reportOf(result);
      process.stdout.write(`\n# ${kind}\n\n${text}\n`);
      for (const problem of problems) process.stdout.write(`NOT AS PREDICTED: ${problem}\n`);
      good &&= problems.length === 0;
    }
    if (flags.docs) publishDocs();
    return good ? 0 : 1;
  } finally {
    await closeOpen?.();
    rmSync(PID, { force: true });
  }
});

function flagsOf(): Flags | undefined {
  const text = { type: 'string' } as const;
  const toggle = { type: 'boolean' } as const;
  const read = readFlags({
    ...{ run: text, scale: text, 'fat-seconds': text },
    ...{ docs: toggle, 'or-skip': toggle, help: toggle },
  });
  if (read.help) return undefined;
  const asked = String(read.run ?? 'all').split(',');
  const unknown = asked.find((one) => !['all', 'none', 'guard', ...KINDS].includes(one));
  if (unknown !== undefined)
    throw new UsageError(`--run must be of all, none, guard, ${KINDS.join(', ')}, got '${unknown}'`);
  const kinds = KINDS.filter((kind) => asked.includes('all') || asked.includes(kind));
  const scale = wholeNumber('scale', String(read.scale ?? DEFAULT_SCALE), 1, 30);
  const fatSeconds = read['fat-seconds'];
  return {
    kinds,
    guard: asked.includes('guard'),
    scale,
    fatSeconds: fatSeconds === undefined ? undefined : wholeNumber('fat-seconds', String(fatSeconds), 60, 7200),
    docs: read.docs === true,
  };
}

/** The guard alone, each situation in a line. */
async function guards(): Promise<boolean> {
  let good = true;
  await runGuards(RUN, (run: GuardRun) => {
    const { name, shell, exit, applications, isAsExpected, said, seconds } = run;
    process.stdout.write(
      `${name} (${shell}): exit ${exit} after ${seconds} s; ${applications.join(', ')}; ${said.join('; ')}\n`,
    );
    if (!isAsExpected) process.stdout.write('NOT AS PREDICTED\n');
    good &&= isAsExpected;
  });
  return good;
}

async function interrupted(): Promise<void> {
  process.stderr.write('bench:yarn: interrupted, ending everything\n');
  await closeOpen?.();
  endProcessesOf(RUN);
  rmSync(PID, { force: true });
  process.exit(130);
}

async function runOf(flags: Flags, kind: Kind): Promise<Omit<Result, 'outside'> & { recording: Recording }> {
  const begun = Date.now();
  const spec = SPECS[kind];
  const { calculator, fat, deployMode, language, needsHeapMiB, tag, before = [] } = spec;
  const { scale } = flags;
  const fatSeconds = flags.fatSeconds ?? Math.ceil((spec.workMinutes * 60) / scale);
  const tasks = tasksFor(fatSeconds, language);
  const failures: string[] = [];
  const cluster = await open(scale, kind, spec, failures);
  const stopFile = spec.isMeasured ? undefined : stopFileOf(RUN);
  const runs: MeasuredRun[] = [];
  const argsOf = (executor: Executor): string[] =>
    jobArgs(executor, tasks, { deployMode, language, needsHeapMiB, tag, stopFile });
  const measureAlone = async (what: string, executor: Executor): Promise<void> => {
    say(`${kind}: ${what}`);
    const id = await cluster.submit(what, argsOf(executor));
    const run = measure(what, cluster, await cluster.ended(id, 4 * fatSeconds + 120), executor, calculator);
    say(`${kind}: ${what}: ${run.state} after ${run.stepSeconds.toFixed(0)} s`);
    runs.push(run);
  };
  if (before.includes('fat')) await measureAlone('fat, to its end', fat);
  if (before.includes('eight')) await measureAlone('8 cores', EIGHT);

  say(`${kind}: the loop`);
  const times = {
    withinSeconds: 6 * fatSeconds + 600,
    watchedFromMinutes: spec.watchedFromMinutes,
    ...(stopFile !== undefined && { onJudged: () => writeFileSync(stopFile, '') }),
  };
  const loop = await runLoop(cluster, argsOf(fat), times, (text) => say(`${kind}: ${text}`));
  if (spec.isMeasured) {
    const [root, attempt] = loop.steps;
    if (root) runs.push(measure('fat, watched', cluster, root, fat, calculator));
    const cured = curedExecutor(fat, calculator, deployMode);
    if (attempt) runs.push(measure('cured by the remediator', cluster, attempt, cured, calculator));
  }
  const applications = await cluster.applications().catch(() => undefined);
  const recording = recordingOf(cluster, loop, calculator, applications ?? []);
  const works = cluster.results().filter(({ reads }) => reads === readsOf(tasks, language));
  const closed = await cluster.close();
  return {
    kind,
    command: `npm run bench:yarn -- --run ${kind} --scale ${scale} --fat-seconds ${fatSeconds}`,
    machineCores: availableParallelism(),
    wallSeconds: Math.round((Date.now() - begun) / 1000),
    startSeconds: cluster.startSeconds,
    loop: { ...summaryOf(cluster.clock.scale, loop), failures: [...failures, ...loop.failures] },
    ...(applications && { applications: applications.slice(before.length) }),
    worksDone: works.length - before.length,
    closed,
    runs,
    ...(spec.watchedFromMinutes && { workMinutes: readMinutes(fat, calculator, tasks) * scale }),
    recording,
  };
}

async function open(scale: number, kind: Kind, spec: KindSpec, failures: string[]): Promise<RealCluster> {
  const { calculator, disturbance, language } = spec;
  say(`${kind}: starting YARN`);
  return openCluster({
    folder: RUN,
    calculator,
    scale,
    spark: language === 'python' ? pySpark(PYSPARK_BIN) : JARS,
    ...(disturbance !== undefined && { disturbed: DISTURBANCES[disturbance] }),
    onFailure: (error) => {
      say(`${kind}: ${error}`);
      failures.push(String(error));
    },
    onOpen: (close) => {
      closeOpen = close;
    },
  });
}

function say(text: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
}
