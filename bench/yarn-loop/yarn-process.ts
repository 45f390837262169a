import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as timeout } from 'node:timers/promises';
import type { Calculator } from '../../lib/yarn';
import { javaTool, OracleFailure } from '../tools';
import { YARN_JARS } from './build';
import { readFigures } from './resource-manager';

/** Four c5.4xlarge: what EMR gives YARN of each is in the catalog, and the tests compare. */
export const NODES = { instanceType: 'c5.4xlarge', count: 4, memoryMiB: 24_576, vcores: 16 } as const;

const READY_WITHIN_MS = 120_000;
const STOPPED_WITHIN_MS = 15_000;
/** Clients look for a dead ResourceManager for 15 minutes by default; the bench is not to wait so long for the end of a step. */
const CLIENT_WAIT_MS = 15_000;
/** Hadoop's default, with which an application lives through a restart of the ResourceManager. */
const PATIENT_CLIENT_WAIT_MS = 900_000;

export interface YarnProcess {
  /** Of the ResourceManager's REST API. */
  readonly web: string;
  readonly confFolder: string;
  /** SIGKILL to the ResourceManager: its NodeManagers and their containers live on. */
  kill(): void;
  /** The ResourceManager again, at the same address. */
  restart(): Promise<void>;
  /** NodeManagers end their containers first. */
  stop(): Promise<void>;
}

export interface YarnOptions {
  /** Whether a ResourceManager that is started again knows its applications. */
  readonly recovers?: boolean;
  /** Whether clients wait for a dead ResourceManager as long as by Hadoop's default. */
  readonly isPatient?: boolean;
}

/**
 * Starts a ResourceManager in one JVM and its NodeManagers in another.
 *
 * @throws OracleFailure where it does not come up
 */
export async function startYarn(
  folder: string,
  calculator: Calculator,
  { recovers = false, isPatient = false }: YarnOptions = {},
): Promise<YarnProcess> {
  const confFolder = join(folder, 'conf');
  mkdirSync(confFolder, { recursive: true });
  mkdirSync(join(folder, 'tmp'), { recursive: true });
  copyFileSync(join(__dirname, 'log4j.properties'), join(confFolder, 'log4j.properties'));
  const waits = isPatient ? PATIENT_CLIENT_WAIT_MS : CLIENT_WAIT_MS;
  const startManager = (): ChildProcess =>
    startRole('manager', folder, [calculator, recovers ? 'recovers' : 'forgets', String(waits)]);
  let manager = startManager();
  const nodes = startRole('nodes', folder, [String(NODES.count)]);
  const kill = (): void => void manager.kill('SIGKILL');
  const stop = async (): Promise<void> => {
    await stopOne(nodes);
    await stopOne(manager);
  };
  const ready = join(folder, 'manager.json');
  const isReady = async (): Promise<boolean> => {
    if (hasEnded(manager) || hasEnded(nodes)) throw new OracleFailure(`YARN has ended; see ${folder}/*.log`);
    if (!existsSync(ready)) return false;
    const { web } = JSON.parse(readFileSync(ready, 'utf8')) as { web: string };
    const figures = await readFigures(web, NODES.vcores).catch(() => undefined);
    return figures?.nodes === NODES.count;
  };
  const wait = async (): Promise<void> => {
    try {
      for (const deadline = Date.now() + READY_WITHIN_MS; !(await isReady()); await timeout(100))
        if (Date.now() > deadline) throw new OracleFailure(`YARN did not come up; see ${folder}/*.log`);
    } catch (error) {
      for (const child of [manager, nodes]) child.kill('SIGKILL');
      throw error;
    }
  };
  await wait();
  const { web } = JSON.parse(readFileSync(ready, 'utf8')) as { web: string };
  const restart = async (): Promise<void> => {
    rmSync(ready);
    manager = startManager();
    await wait();
  };
  return { web, confFolder, kill, restart, stop };
}

function startRole(role: 'manager' | 'nodes', folder: string, more: readonly string[]): ChildProcess {
  const log = openSync(join(folder, `yarn-${role}.log`), 'a');
  const args = [
    ...['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'],
    ...[`-Djava.io.tmpdir=${join(folder, 'tmp')}`, '-Djava.net.preferIPv4Stack=true'],
    ...['--add-opens', 'java.base/java.lang=ALL-UNNAMED', '-cp', `${join(folder, 'conf')}:${join(YARN_JARS, '*')}`],
    ...[join(__dirname, 'src', 'LocalYarn.java'), role, folder],
    ...[String(NODES.memoryMiB), String(NODES.vcores), ...more],
  ];
  // A group of its own: Ctrl-C reaches this process alone, which then stops everything in order.
  return spawn(javaTool('java'), args, {
    cwd: folder,
    stdio: ['ignore', log, log],
    detached: true,
    env: { ...process.env, JAVA_HOME: process.env.JAVA_HOME ?? javaHome() },
  });
}

async function stopOne(child: ChildProcess): Promise<void> {
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
