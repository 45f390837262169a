import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A program that a bench needs is not on this machine, or not in the version that it needs. */
export class MissingTool extends Error {}

/** The other side of a comparison failed: its build, or its process. */
export class OracleFailure extends Error {}

/** The oldest Java that the Hadoop and the Spark of the benches run on with the options they are given. */
const MIN_JAVA = 17;
/** Without a file in /tmp/hsperfdata of each process. */
const QUIET = '-XX:-UsePerfData';

/** A program of the JDK: that of JAVA_HOME where there is one. */
export function javaTool(name: 'java' | 'javac' | 'jar'): string {
  const home = process.env.JAVA_HOME;
  return home && existsSync(join(home, 'bin', name)) ? join(home, 'bin', name) : name;
}

/**
 * The version of Java, such as `17.0.12`.
 *
 * @param wanted `exactly` 17 where PySpark or the recorded answers rest on it, that or a later one elsewhere
 * @throws MissingTool where it is not there
 */
export function requireJava(wanted: 'exactly' | 'at least'): string {
  const name = wanted === 'exactly' ? `Java ${MIN_JAVA}` : `Java ${MIN_JAVA} or later`;
  const { stderr, error } = spawnSync(javaTool('java'), [QUIET, '-version'], { encoding: 'utf8' });
  const version = error ? undefined : /version "([^"]+)"/.exec(stderr ?? '')?.[1];
  if (version === undefined) throw new MissingTool(`${name} is not installed`);
  const major = Number.parseInt(version, 10);
  if (wanted === 'exactly' ? major !== MIN_JAVA : major < MIN_JAVA)
    throw new MissingTool(`${name} is needed, found ${version}`);
  return version;
}

/** @throws MissingTool where only the runtime of Java is there */
export function requireCompiler(): void {
  if (spawnSync(javaTool('javac'), [`-J${QUIET}`, '-version']).error)
    throw new MissingTool(`a JDK of Java ${MIN_JAVA} or later is not installed, only its runtime`);
}

/** @throws MissingTool where Maven is not there */
export function requireMaven(env: NodeJS.ProcessEnv = process.env): void {
  if (spawnSync('mvn', ['-v'], { env }).error) throw new MissingTool('Maven is not installed');
}

/** @throws MissingTool where Python 3.9 or later with its venv module is not there */
export function requirePython(): void {
  const python = spawnSync('python3', ['-c', 'import sys, venv; print(*sys.version_info[:2])'], { encoding: 'utf8' });
  const [major = 0, minor = 0] = python.status === 0 ? python.stdout.trim().split(' ').map(Number) : [];
  if (major !== 3 || minor < 9)
    throw new MissingTool('Python 3.9 or later (python3, with its venv module) is not installed');
}
