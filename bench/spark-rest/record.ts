import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { requireJava } from '../tools';
import { runCommand } from '../yarn-oracle/command';

/** Records what a Spark history server answers about event logs: README.md. Usage: record.ts SPARK_HOME FOLDER PORT */

const FIXTURES = join(__dirname, '../../test/fixtures/spark-rest');
const LOGS = ['spill', 'skew-join', 'oom-heap', 'oom-pmem', 'dynamic-allocation', 'fat-latency'];

/** Logs that are also served up to the given share of their ended tasks, as if the application still ran. */
const CUT: Readonly<Record<string, number>> = { 'fat-latency': 0.4, 'skew-join': 0.7, 'dynamic-allocation': 0.5 };

interface Event {
  readonly Event: string;
  readonly 'App ID'?: string;
  readonly 'Task Info'?: { readonly 'Finish Time': number };
}

interface Entry {
  readonly name: string;
  readonly id: string;
}

/** The lines of a log until this share of its tasks has ended, and when the last of them did. */
function cut(lines: readonly string[], share: number): { lines: string[]; endedAtMs: number } {
  const ends = lines.flatMap((line, i) => (line.includes('"SparkListenerTaskEnd"') ? [i] : []));
  const last = ends[Math.floor(ends.length * share)] ?? lines.length - 1;
  const event = JSON.parse(lines[last] ?? '{}') as Event;
  return { lines: lines.slice(0, last + 1), endedAtMs: event['Task Info']?.['Finish Time'] ?? 0 };
}

/** Lays the logs out for the history server; a cut one gets an id of its own and the time of its last event. */
function layOut(from: string, to: string): Entry[] {
  return LOGS.flatMap((name, i) => {
    const lines = gunzipSync(readFileSync(join(from, `${name}.json.gz`)))
      .toString()
      .trimEnd()
      .split('\n');
    const start = lines.map((line) => JSON.parse(line) as Event).find((one) => one['App ID'] !== undefined);
    const id = start?.['App ID'] ?? '';
    writeFileSync(join(to, id), `${lines.join('\n')}\n`);
    const share = CUT[name];
    if (share === undefined) return [{ name, id }];
    const part = cut(lines, share);
    const cutId = id.replace(/\d{4}$/, String(9000 + i));
    const file = join(to, `${cutId}.inprogress`);
    writeFileSync(file, `${part.lines.join('\n').replaceAll(id, cutId)}\n`);
    utimesSync(file, part.endedAtMs / 1000, part.endedAtMs / 1000);
    return [
      { name, id },
      { name: `${name}-running`, id: cutId },
    ];
  });
}

async function get(url: string): Promise<unknown> {
  const response = await fetch(url);
  const body = await response.text();
  return response.ok && body !== '' ? JSON.parse(body) : undefined;
}

interface Stage {
  readonly status: string;
  readonly stageId: number;
  readonly attemptId: number;
  readonly numActiveTasks: number;
  readonly numFailedTasks: number;
}

async function record(base: string, { name, id }: Entry): Promise<void> {
  const documents: Record<string, unknown> = {};
  const keep = async (path: string): Promise<unknown> => {
    const document = await get(`${base}/${path}`);
    if (document !== undefined) documents[path] = document;
    return document;
  };
  await keep(`applications/${id}`);
  const at = `applications/${id}/1`;
  const environment = (await keep(`${at}/environment`)) as Record<string, unknown>;
  for (const field of ['hadoopProperties', 'systemProperties', 'metricsProperties', 'classpathEntries'])
    delete environment[field];
  await keep(`${at}/allexecutors`);
  await keep(`${at}/jobs`);
  for (const { stageId, attemptId, status, numActiveTasks, numFailedTasks } of (await keep(
    `${at}/stages`,
  )) as Stage[]) {
    await keep(`${at}/stages/${stageId}/${attemptId}/taskSummary?quantiles=0.05,0.5,0.95,1.0`);
    if (status === 'ACTIVE') {
      await keep(
        `${at}/stages/${stageId}/${attemptId}/taskList?status=running&offset=${Math.max(0, numActiveTasks - 20)}&length=20`,
      );
    }
    if (numFailedTasks > 0)
      await keep(`${at}/stages/${stageId}/${attemptId}/taskList?status=failed&offset=0&length=20`);
  }
  writeFileSync(join(FIXTURES, `${name}.json`), `${JSON.stringify(documents)}\n`);
}

async function main([sparkHome = '', from = '', port = '18099']: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'spark-rest-'));
  mkdirSync(FIXTURES, { recursive: true });
  for (const name of LOGS)
    writeFileSync(join(FIXTURES, `${name}.events.gz`), readFileSync(join(from, `${name}.json.gz`)));
  const entries = layOut(from, folder);
  const server = spawn(
    'java',
    [
      '-Xmx600m',
      '-cp',
      `${sparkHome}/jars/*`,
      `-Dspark.history.fs.logDirectory=file:${folder}`,
      `-Dspark.history.ui.port=${port}`,
      'org.apache.spark.deploy.history.HistoryServer',
    ],
    { stdio: 'ignore' },
  );
  try {
    const base = `http://localhost:${port}/api/v1`;
    for (let tries = 0; tries < 60; tries += 1) {
      const listed = await get(`${base}/applications`).catch(() => undefined);
      if (Array.isArray(listed) && listed.length >= entries.length) break;
      execFileSync('sleep', ['1']);
    }
    for (const entry of entries) await record(base, entry);
  } finally {
    server.kill();
    rmSync(folder, { recursive: true });
  }
}

void runCommand('spark-rest', async () => {
  requireJava('at least');
  await main(process.argv.slice(2));
  return 0;
});
