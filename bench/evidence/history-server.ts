import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as timeout } from 'node:timers/promises';
import { javaTool, OracleFailure } from '../tools';
import { SPARK_JVM } from '../yarn-loop/build';

export interface HistoryServer {
  readonly url: string;
  stop(): void;
}

const READY_WITHIN_MS = 90_000;

/** Spark's history server over a folder of event logs; it looks for new events every second. */
export async function startHistoryServer(
  folder: string,
  jars: string,
  events: string,
  jvm: readonly string[] = ['-Xmx400m', ...SPARK_JVM],
): Promise<HistoryServer> {
  mkdirSync(events, { recursive: true });
  const port = await freePort();
  const log = openSync(join(folder, 'history-server.log'), 'a');
  const options = [`logDirectory=file://${events}`, 'update.interval=1s'].map((one) => `-Dspark.history.fs.${one}`);
  const child = spawn(
    javaTool('java'),
    [
      ...[...jvm, `-Djava.io.tmpdir=${join(folder, 'tmp')}`, ...options],
      ...[`-Dspark.history.ui.port=${port}`, '-cp', `${join(folder, 'conf')}:${join(jars, '*')}`],
      'org.apache.spark.deploy.history.HistoryServer',
    ],
    {
      cwd: folder,
      stdio: ['ignore', log, log],
      detached: true,
      env: { ...process.env, SPARK_LOCAL_HOSTNAME: 'localhost' },
    },
  );
  const server = { url: `http://localhost:${port}`, stop: () => void child.kill('SIGKILL') };
  for (const deadline = Date.now() + READY_WITHIN_MS; Date.now() < deadline && child.exitCode === null; ) {
    const answer = await fetch(`${server.url}/api/v1/applications`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return server;
    await timeout(300);
  }
  server.stop();
  throw new OracleFailure(`the history server did not come up; see ${join(folder, 'history-server.log')}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
