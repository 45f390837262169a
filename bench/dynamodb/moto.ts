import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { OracleFailure, requirePython } from '../tools';

/** Everything that is installed; git ignores it. */
const TARGET = join(__dirname, 'target');
const VERSION = '5.2.1';
const START_MS = 60_000;

interface Moto {
  readonly url: string;
  stop(): void;
}

/**
 * Moto's server (Apache-2.0), another implementation of DynamoDB than the one of the tests, in an environment of its own.
 *
 * @throws MissingTool without Python 3.9
 */
export async function startMoto(port: number): Promise<Moto> {
  requirePython();
  const venv = join(TARGET, `moto-${VERSION}`);
  const program = join(venv, 'bin', 'moto_server');
  if (!existsSync(program)) {
    mkdirSync(TARGET, { recursive: true });
    run('python3', ['-m', 'venv', venv]);
    run(join(venv, 'bin', 'pip'), [
      'install',
      '--quiet',
      '--disable-pip-version-check',
      `moto[server,dynamodb]==${VERSION}`,
    ]);
  }
  const server = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await answering(url, server);
  return { url, stop: () => server.kill() };
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  const until = Date.now() + START_MS;
  while (Date.now() < until && server.exitCode === null) {
    const answer = await fetch(`${url}/moto-api/data.json`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  server.kill();
  throw new OracleFailure(`moto did not come up at ${url}`);
}

function run(command: string, args: readonly string[]): void {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  if (done.status !== 0) throw new OracleFailure(`${command} failed: ${done.stderr.trim().split('\n').at(-1)}`);
}
