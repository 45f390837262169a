import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Calculator } from '../../lib/yarn';
import { readFlags, runCommand, UsageError, wholeNumber } from '../yarn-oracle/command';
import { MissingTool } from '../yarn-oracle/real-scheduler';
import { buildBench, TARGET } from './build';
import { type Closed, openCluster, type RealCluster } from './cluster';
import { readResults, resultFile, writeDocs } from './docs';
import { clusterModeArgs, curedExecutor, EIGHT, type Executor, FAT, jobArgs, tasksFor, WHOLE_NODES } from './jobs';
import { endProcessesOf } from './leftovers';
import { type LoopRun, runLoop } from './loop';
import { type MeasuredRun, measure } from './measured';
import { recordingOf } from './recording';
import { KINDS, type Kind, type LoopSummary, type Result, reportOf } from './report';

const HELP = `Runs the watchdog's main job on a real YARN and a real Spark, on this machine.

  npm run bench:yarn -- [--run KIND] [--scale N] [--fat-seconds N] [--docs] [--or-skip]

  --run KIND        dominant or default: the loop under that resource calculator, with the runs it is measured against;
                    rm or driver: the loop, in which that process is killed when the watchdog cancels;
                    cluster-mode: the loop with a job in cluster mode, which must be refused; all (default): one after the other; none: nothing
  --scale N         virtual seconds in one of the machine's, 1 to 30 (default 20); 1 is unscaled, and takes hours
  --fat-seconds N   how long the fat job's slots are busy, 60 to 7200 (default: 72 virtual minutes, at least 190 s)
  --docs            then writes docs/real-yarn.md, its picture and the recorded run of the tests from the last run of every kind
  --or-skip         where Java 17 or Maven is missing: say so in one line and exit with 0, not 2

Everything is downloaded to and written in bench/yarn-loop/target. Exit: 0 done, 1 not as predicted, 2 bad flags or missing tools, 130 interrupted.
`;

const RUN = join(TARGET, 'run');
const PID = join(TARGET, 'run.pid');
const VIRTUAL_MINUTES = 72;
const LEAST_FAT_SECONDS = 190;

let closeOpen: (() => Promise<Closed>) | undefined;

interface Flags {
  readonly kinds: readonly Kind[];
  readonly scale: number;
  readonly fatSeconds: number;
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
  buildBench();
  alone();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void interrupted());
  try {
    let good = true;
    for (const kind of flags.kinds) {
      const result = await runOf(flags, kind);
      writeFileSync(resultFile(kind), JSON.stringify(result));
      const { text, problems } = reportOf(result);
      process.stdout.write(`\n# ${kind}\n\n${text}\n`);
      for (const problem of problems) process.stdout.write(`NOT AS PREDICTED: ${problem}\n`);
      good &&= problems.length === 0;
    }
    if (flags.docs) writeDocs(readResults());
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
  const asked = read.run ?? 'all';
  const kinds = asked === 'all' ? KINDS : KINDS.filter((kind) => kind === asked);
  if (kinds.length === 0 && asked !== 'none')
    throw new UsageError(`--run must be all, none, ${KINDS.join(', ')}, got '${asked}'`);
  const scale = wholeNumber('scale', String(read.scale ?? 20), 1, 30);
  const fatSeconds = Math.max(LEAST_FAT_SECONDS, Math.ceil((VIRTUAL_MINUTES * 60) / scale));
  return {
    kinds,
    scale,
    fatSeconds: wholeNumber('fat-seconds', String(read['fat-seconds'] ?? fatSeconds), 60, 7200),
    docs: read.docs === true,
  };
}

/** One bench at a time; what a run left that was killed outright is ended first. */
function alone(): void {
  if (existsSync(PID)) {
    const pid = Number(readFileSync(PID, 'utf8'));
    if (existsSync(`/proc/${pid}`)) throw new UsageError(`bench:yarn runs already, as process ${pid}`);
  }
  endProcessesOf(RUN);
  mkdirSync(TARGET, { recursive: true });
  writeFileSync(PID, String(process.pid));
}

async function interrupted(): Promise<void> {
  process.stderr.write('bench:yarn: interrupted, ending everything\n');
  await closeOpen?.();
  rmSync(PID, { force: true });
  process.exit(130);
}

async function runOf(flags: Flags, kind: Kind): Promise<Result> {
  const begun = Date.now();
  const calculator: Calculator = kind === 'default' ? 'default' : 'dominant';
  const tasks = tasksFor(flags.fatSeconds);
  const cluster = await open(flags, kind, calculator);
  const runs: MeasuredRun[] = [];
  const measured = kind === calculator;
  const measureAlone = async (what: string, executor: Executor): Promise<void> => {
    say(`${kind}: ${what}`);
    const id = await cluster.submit(what, jobArgs(executor, tasks));
    runs.push(measure(what, cluster, await cluster.ended(id, 4 * flags.fatSeconds + 120), executor, calculator));
  };
  if (kind === 'dominant') {
    await measureAlone('fat, to its end', FAT);
    await measureAlone('8 cores', EIGHT);
  }
  say(`${kind}: the loop`);
  const fat = kind === 'default' ? WHOLE_NODES : FAT;
  const args = kind === 'cluster-mode' ? clusterModeArgs(tasks) : jobArgs(fat, tasks);
  const loop = await runLoop(cluster, args, 6 * flags.fatSeconds + 300);
  const [root, copy] = loop.steps;
  if (measured && root) runs.push(measure('fat, watched', cluster, root, fat, calculator));
  if (measured && copy)
    runs.push(measure('cured by the watchdog', cluster, copy, curedExecutor(fat, calculator), calculator));
  const applications = await cluster.applications().catch(() => undefined);
  const recording = recordingOf(cluster, loop, calculator, applications ?? []);
  writeFileSync(join(TARGET, `loop-${kind}.json`), `${JSON.stringify(recording)}\n`);
  const closed = await cluster.close();
  return {
    kind,
    command: `npm run bench:yarn -- --run ${kind} --scale ${flags.scale} --fat-seconds ${flags.fatSeconds}`,
    wallSeconds: Math.round((Date.now() - begun) / 1000),
    fatSeconds: flags.fatSeconds,
    startSeconds: cluster.startSeconds,
    loop: summaryOf(cluster, loop),
    ...(applications && { applications }),
    closed,
    runs,
  };
}

async function open({ scale }: Flags, kind: Kind, calculator: Calculator): Promise<RealCluster> {
  say(`${kind}: starting YARN`);
  return openCluster({
    folder: RUN,
    calculator,
    scale,
    onOpen: (close) => {
      closeOpen = close;
    },
    ...((kind === 'rm' || kind === 'driver') && {
      beforeSignal: async (yarn, process) => {
        if (kind === 'rm') yarn.kill();
        else {
          process.child.kill('SIGKILL');
          await process.ended;
        }
      },
    }),
  });
}

/** Times after the root's start in virtual ms, and everything the table needs. */
function summaryOf({ clock }: RealCluster, loop: LoopRun): LoopSummary {
  const start = loop.steps[0]?.startedMs ?? 0;
  const at = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms - start);
  return {
    scale: clock.scale,
    saturatedMs: at(loop.saturatedMs),
    events: loop.events.map((event) => ({ ...event, atMs: event.atMs - start })),
    steps: loop.steps.map(({ id, state }) => ({ id, state })),
    lines: loop.lines.map(({ atMs, line }) => ({ atMs: atMs - start, line })),
    ticks: loop.ticks.length,
    failures: loop.failures,
    rowState: typeof loop.row?.state === 'string' ? loop.row.state : undefined,
  };
}

function say(text: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
}
