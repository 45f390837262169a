import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as timeout } from 'node:timers/promises';
import type { Calculator } from '../../lib/yarn';
import { javaTool, OracleFailure } from '../tools';
import { YARN_JARS } from './build';

/** Four c5.4xlarge: what EMR gives YARN of each is in the catalog, and the tests compare. */
export const NODES = { instanceType: 'c5.4xlarge', count: 4, memoryMiB: 24_576, vcores: 16 } as const;

const READY_WITHIN_MS = 90_000;
const STOPPED_WITHIN_MS = 15_000;

export interface YarnProcess {
  /** Of the ResourceManager's REST API. */
  readonly web: string;
  readonly confFolder: string;
  /** SIGKILL: the ResourceManager and its NodeManagers are gone at once, their containers are not. */
  kill(): void;
  /** NodeManagers end their containers first. */
  stop(): Promise<void>;
}

/**
 * Starts a ResourceManager with its NodeManagers in one JVM.
 *
 * @throws OracleFailure where it does not come up
 */
export async function startYarn(folder: string, calculator: Calculator): Promise<YarnProcess> {
  const confFolder = join(folder, 'conf');
  mkdirSync(confFolder, { recursive: true });
  mkdirSync(join(folder, 'tmp'), { recursive: true });
  copyFileSync(join(__dirname, 'log4j.properties'), join(confFolder, 'log4j.properties'));
  const log = openSync(join(folder, 'yarn.log'), 'w');
  const args = [
    ...['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'],
    ...[`-Djava.io.tmpdir=${join(folder, 'tmp')}`, '-Djava.net.preferIPv4Stack=true'],
    ...['--add-opens', 'java.base/java.lang=ALL-UNNAMED', '-cp', `${confFolder}:${join(YARN_JARS, '*')}`],
    ...[join(__dirname, 'src', 'LocalYarn.java'), folder],
    ...[String(NODES.count), String(NODES.memoryMiB), String(NODES.vcores), calculator],
  ];
  const environment = { ...process.env, JAVA_HOME: process.env.JAVA_HOME ?? javaHome() };
  // A group of its own: Ctrl-C reaches this process alone, which then stops everything in order.
  const child = spawn(javaTool('java'), args, {
    cwd: folder,
    stdio: ['ignore', log, log],
    detached: true,
    env: environment,
  });
  const kill = (): void => void child.kill('SIGKILL');
  const ready = join(folder, 'ready.json');
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!existsSync(ready)) {
    if (hasEnded(child) || Date.now() > deadline) {
      kill();
      throw new OracleFailure(`YARN did not come up; see ${join(folder, 'yarn.log')}`);
    }
    await timeout(100);
  }
  const { web } = JSON.parse(readFileSync(ready, 'utf8')) as { web: string };
  return { web, confFolder, kill, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
  await ended;
  clearTimeout(late);
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Containers are started with JAVA_HOME/bin/java. */
function javaHome(): string {
  const path = process.env.PATH ?? '';
  const found = path.split(':').find((folder) => existsSync(join(folder, 'java')));
  return found === undefined ? '/usr' : join(found, '..');
}
