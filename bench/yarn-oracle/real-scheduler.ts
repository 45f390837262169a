import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { javaTool, OracleFailure, requireCompiler, requireJava, requireMaven } from '../tools';
import type { OracleAnswer } from './case';

const SOURCES = join(__dirname, 'src', 'main');
const TARGET = join(__dirname, 'target');
const JAR = join(TARGET, 'yarn-oracle.jar');
/** Digest of the sources that the jar was built from. */
const STAMP = join(TARGET, 'yarn-oracle.sources');
const JVM = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx768m'];

/** Builds the jar where it is missing or older than its sources. */
export function buildOracle(): void {
  requireJava('at least');
  const digest = digestOfSources();
  if (existsSync(JAR) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === digest) return;

  requireCompiler();
  requireMaven();
  process.stderr.write('building the oracle with Maven\n');
  const args = ['-B', '-ntp', '-q', '-f', join(__dirname, 'pom.xml'), 'clean', 'package'];
  const built = spawnSync('mvn', args, { encoding: 'utf8' });
  if (built.status !== 0) {
    process.stderr.write(`${built.stdout}${built.stderr}`);
    throw new OracleFailure('the oracle does not build; Maven says why above');
  }
  writeFileSync(STAMP, digest);
}

function digestOfSources(): string {
  const hash = createHash('sha256');
  const files = readdirSync(SOURCES, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of [join(__dirname, 'pom.xml'), ...files.sort()]) hash.update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/**
 * Puts cases, one JSON text each, to a new ResourceManager each; the answers arrive in the same order.
 *
 * @returns the version of Hadoop.
 * @throws OracleFailure when the process ends before the last answer.
 */
export async function askScheduler(
  cases: readonly string[],
  onAnswer: (answer: OracleAnswer, index: number, text: string) => void,
): Promise<string> {
  const child = spawn(javaTool('java'), [...JVM, '-jar', JAR], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint = (complaint + chunk).slice(-4000);
  });
  child.stdin.on('error', () => {}); // the end of the process is reported below
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(`exit ${signal ?? code}`));
  });
  child.stdin.end(cases.map((one) => `${one}\n`).join(''));

  let hadoop: string | undefined;
  let answered = 0;
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (hadoop === undefined) hadoop = (JSON.parse(line) as { hadoop: string }).hadoop;
      else onAnswer(JSON.parse(line) as OracleAnswer, answered++, line);
    }
  } finally {
    child.kill();
  }
  const end = await ended;
  if (hadoop === undefined || answered < cases.length) {
    process.stderr.write(complaint);
    throw new OracleFailure(`the oracle answered ${answered} of ${cases.length} cases, then ended (${end})`);
  }
  return hadoop;
}
