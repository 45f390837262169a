/** Holds what is read of event logs to Spark's own history server: `npm run check:logs`. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { isInputError } from '../../lib/errors';
import type { JobEvidence } from '../../lib/evidence';
import { type HistoryServer, startHistoryServer } from '../evidence/history-server';
import { javaTool, OracleFailure } from '../tools';
import { buildBench, SPARK_JARS, SPARK_JVM } from '../yarn-loop/build';
import { readFlags, runCommand, UsageError, wholeNumber } from '../yarn-oracle/command';
import { compareWithHistory } from './compare-history';
import { writeLargeLog } from './large-log';
import { readLogAt } from './read-log-at';

const RUN = join(__dirname, 'target/history');
const EVENTS = join(RUN, 'events');
const LARGE = join(EVENTS, 'application_9_9');
const RECORDINGS = join(__dirname, '../../test/fixtures/spark-rest');
const CODECS = ['lz4', 'snappy', 'zstd'] as const;
/** The history server has listed all once the list has not grown for so long, ms. */
const SETTLED_MS = 15_000;

/** As Java is by itself, and room for every task: what is compared with must not be held back. */
const JVM = ['-Xmx6g', ...SPARK_JVM.filter((one) => one.startsWith('--add-opens'))];
/** Else Spark forgets stages and tasks of large logs. */
const RETAINS_ALL = ['Stages', 'Jobs', 'Tasks', 'DeadExecutors']
  .map((what) => `spark.ui.retained${what} 10000000`)
  .join('\n');

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const HELP = `Holds what is read of event logs to Spark's own history server: jobs, stages, tasks, run time, CPU time, GC, spill, input, shuffle and executors.

  npm run check:logs -- [--folder DIR] [--jars DIR] [--mb N [--rapids JAR]] [--or-skip]

  --folder DIR  event logs of others, beside the recorded ones, which Spark packs with each of its codecs
  --jars DIR    jars of Spark (default: those that Maven downloads below bench/yarn-loop/target)
  --mb N        a large log as well, and how long each takes to read it
  --rapids JAR  how long the profiler of spark-rapids-tools takes for the large log (rapids-4-spark-tools_2.12, also in the wheel spark-rapids-user-tools)
  --or-skip     where the JDK or Maven is missing: say so in one line and exit with 0, not 2

Exit: 0 no figure differs, 1 one does, 2 bad flags, a missing tool, or no history server.
`;

void runCommand('check:logs', async () => {
  const text = { type: 'string' } as const;
  const toggle = { type: 'boolean' } as const;
  const flags = readFlags({ folder: text, jars: text, mb: text, rapids: text, 'or-skip': toggle, help: toggle });
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (flags.rapids !== undefined && flags.mb === undefined)
    throw new UsageError('--rapids is for the large log; give --mb as well');
  if (flags.jars === undefined) buildBench();
  const jars = typeof flags.jars === 'string' ? flags.jars : SPARK_JARS;
  rmSync(RUN, { recursive: true, force: true });
  mkdirSync(EVENTS, { recursive: true });
  mkdirSync(join(RUN, 'tmp'));
  mkdirSync(join(RUN, 'conf'));
  writeFileSync(join(RUN, 'conf/spark-defaults.conf'), RETAINS_ALL);
  // Where the history server looks for its settings.
  process.env.SPARK_CONF_DIR = join(RUN, 'conf');
  writeRecorded(jars);
  if (typeof flags.folder === 'string') cpSync(flags.folder, EVENTS, { recursive: true });
  if (typeof flags.mb === 'string')
    writeLargeLog(join(RECORDINGS, 'skew-join.events.gz'), LARGE, wholeNumber('mb', flags.mb, 1, 100_000) * 1e6);
  if (typeof flags.rapids === 'string') profile(flags.rapids, jars, LARGE);
  const server = await startHistoryServer(RUN, jars, EVENTS, JVM);
  try {
    return await compareAll(server);
  } finally {
    server.stop();
  }
});

/** Each recorded log as it is, and under other ids as Spark packs it. */
function writeRecorded(jars: string): void {
  const classes = join(RUN, 'classes');
  mkdirSync(classes);
  const source = join(__dirname, 'src/PackLog.java');
  java('javac', ['-cp', join(jars, '*'), '-d', classes, source]);
  for (const name of readdirSync(RECORDINGS).filter((one) => one.endsWith('.events.gz'))) {
    const log = gunzipSync(readFileSync(join(RECORDINGS, name))).toString();
    for (const [i, codec] of ['', ...CODECS].entries()) {
      const own = log.replace(/(application_\d{13}_)(\d+)/g, (_, head, id) => `${head}${Number(id) + 1000 * i}`);
      const [id = ''] = /application_\d{13}_\d+/.exec(own) ?? [];
      const path = join(codec === '' ? EVENTS : RUN, id);
      writeFileSync(path, own);
      if (codec === '') continue;
      const words = ['-cp', `${classes}:${join(jars, '*')}`, 'PackLog', codec, path, join(EVENTS, `${id}.${codec}`)];
      java('java', [...SPARK_JVM, ...words]);
    }
  }
}

/** The whole process, its start included, before the history server is there. */
function profile(jar: string, jars: string, log: string): void {
  const startMs = performance.now();
  const main = ['com.nvidia.spark.rapids.tool.profiling.ProfileMain', '--output-directory', join(RUN, 'rapids'), log];
  java('java', [...JVM, '-cp', `${jar}:${join(jars, '*')}`, ...main]);
  if (!existsSync(join(RUN, 'rapids'))) throw new OracleFailure('the profiler of spark-rapids-tools wrote nothing');
  process.stdout.write(`${log}: read by spark-rapids-tools in ${seconds(performance.now() - startMs)}\n`);
}

function java(tool: 'java' | 'javac', words: readonly string[]): void {
  const done = spawnSync(javaTool(tool), words, { encoding: 'utf8' });
  if (done.status !== 0) throw new OracleFailure(`${tool} failed: ${done.stderr.slice(-500)}`);
}

interface Listed {
  readonly id: string;
  readonly attempts: readonly { readonly attemptId?: string }[];
}

/** 1 where a figure differs. */
async function compareAll({ url }: HistoryServer): Promise<number> {
  const applications = await listed(url);
  let [logs, compared, differing, unread] = [0, 0, 0, 0];
  const seen = new Set<string>();
  for (const path of readdirSync(EVENTS).map((name) => join(EVENTS, name))) {
    const startMs = performance.now();
    const evidence = await evidenceOf(path);
    if (evidence === undefined) {
      unread += 1;
      continue;
    }
    const readMs = performance.now() - startMs;
    const { id, attemptId } = evidence.application;
    // Of several logs of one attempt it shows one, and does not say which.
    if (seen.has(`${id} ${attemptId}`)) continue;
    seen.add(`${id} ${attemptId}`);
    const application = applications.find((one) => one.id === id);
    if (application === undefined) {
      process.stdout.write(`${path}: the history server does not list ${id}\n`);
      continue;
    }
    const attempt = application.attempts.some((one) => one.attemptId === attemptId) && attemptId ? `/${attemptId}` : '';
    const askedMs = performance.now();
    const result = await compareWithHistory(evidence, `${url}/api/v1/applications/${id}${attempt}`);
    const serverMs = performance.now() - askedMs;
    if (readMs > 1_000 || path === LARGE)
      process.stdout.write(`${path}: read in ${seconds(readMs)}, by the history server in ${seconds(serverMs)}\n`);
    logs += 1;
    compared += result.compared;
    differing += result.differing.length;
    for (const one of result.differing) process.stdout.write(`${path}: ${one}\n`);
  }
  process.stdout.write(
    `${logs} logs, ${compared} figures, ${differing} of them differ; ${unread} not read, of ${applications.length} applications that the history server lists\n`,
  );
  return differing === 0 && logs > 0 ? 0 : 1;
}

async function evidenceOf(path: string): Promise<JobEvidence | undefined> {
  try {
    return (await readLogAt(path)).evidence;
  } catch (error) {
    if (!isInputError(error)) throw error;
    process.stdout.write(`${error.message}\n`);
    return undefined;
  }
}

async function listed(url: string): Promise<readonly Listed[]> {
  let last: readonly Listed[] = [];
  for (let sinceMs = Date.now(); Date.now() - sinceMs < SETTLED_MS; await sleep(1_000)) {
    const now = (await (await fetch(`${url}/api/v1/applications`)).json()) as readonly Listed[];
    if (now.length > last.length) sinceMs = Date.now();
    last = now;
  }
  return last;
}
