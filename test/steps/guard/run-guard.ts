import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GUARD_SCRIPT } from '../../../lib/steps/guard/script.generated';
import { type Application, type Intercept, startResourceManager } from './resource-manager';

export type Shell = 'bash' | 'dash';

/** Where a program of this machine lies; undefined where it does not have it. */
export function pathOf(program: string): string | undefined {
  return spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim() || undefined;
}

/** The guard runs on EMR's Linux: elsewhere, or without what EMR's images have, its tests have nothing to say. */
export const CAN_RUN = process.platform === 'linux' && ['bash', 'curl', 'dash', 'find'].every((one) => pathOf(one));

/** The start of the root step, epoch ms, and its end an hour later. */
export const FROM = 1_700_000_000_000;
export const TO = FROM + 3_600_000;

export interface Situation {
  readonly applications?: readonly Application[];
  readonly intercept?: Intercept;
  /** When the ResourceManager was started, epoch ms. */
  readonly startedOn?: number;
  /** Files of the steps' logs, by `STEP/NAME`. */
  readonly logs?: Readonly<Record<string, string | Buffer>>;
  readonly mode?: 'client' | 'cluster';
  readonly lineage?: string;
  /** What takes the place of `v1 LINEAGE MODE EARLIER...`. */
  readonly head?: readonly string[];
  readonly earlier?: readonly string[];
  readonly command?: readonly string[];
  /** Another script than the one that is shipped. */
  readonly script?: string;
  /** More folders and programs for the guard, made before it starts. */
  prepare?(world: World): void | Promise<void>;
  /** Whether a process of its own, whose id is in the world's file `parent`, starts the guard. */
  readonly hasParent?: boolean;
  /** Whether the guard finds nothing but what lies in the world's `bin`. */
  readonly onlyOwnPrograms?: boolean;
}

/** The folders of one run. */
export interface World {
  readonly folder: string;
  /** Programs here come before the machine's. */
  readonly bin: string;
  readonly home: string;
  readonly logs: string;
  /** The steps' own folders. */
  readonly steps: string;
}

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Each argument that spark-submit was given, itself first; undefined where it did not run. */
  readonly submitted?: readonly string[];
  /** How long the guard believes that it has waited. */
  readonly waitedSeconds: number;
  readonly requests: readonly string[];
}

/** An application of the root step. */
export function application(over: Partial<Application> = {}): Application {
  return { id: 'application_1_2', state: 'RUNNING', finalStatus: 'UNDEFINED', startedTime: FROM + 20_000, ...over };
}

/** The root step as the guard is told of it. */
export function earlier({ step = 's-ROOT', tag = '-', app = '-', from = FROM, to = TO, sole = false } = {}): string {
  return [step, tag, app, from, to, ...(sole ? ['sole'] : [])].join(',');
}

/** A situation with nothing to end: the shortest way to the command. */
export const CLEAR: Situation = { earlier: [earlier({ step: 's-A', tag: 'emr-autotune-s-root-1' })] };

/** Starts the guard and waits for it, as EMR's own process does. */
const PARENT = 'echo $$ > "$WORLD/parent"; "$0" "$@" & wait';

/** Runs the script that is shipped, on time that passes, eight times as fast, when it waits: only where its three places are is another. */
export async function runGuard(
  shell: Shell,
  situation: Situation,
  onStart?: (child: ChildProcess, world: World) => void,
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'guard-'));
  const world = makeWorld(folder);
  const manager = await startResourceManager(situation.applications ?? [], situation);
  try {
    for (const [name, content] of Object.entries(situation.logs ?? {})) {
      mkdirSync(join(world.logs, name, '..'), { recursive: true });
      writeFileSync(join(world.logs, name), content);
    }
    await situation.prepare?.(world);
    const { head, lineage = 's-ROOT:1', mode = 'cluster', command = ['spark-submit', 'a.jar'] } = situation;
    const given = head ?? ['v1', lineage, mode, ...(situation.earlier ?? [earlier()])];
    const script = withConstants(
      { address: `127.0.0.1:${manager.port}`, logs: world.logs, folders: world.steps },
      situation.script,
    );
    const run = [pathOf(shell) ?? shell, '-c', script, 'emr-autotune-guard', ...given, '--', ...command];
    const [program = '', ...args] = situation.hasParent ? ['sh', '-c', PARENT, ...run] : run;
    const child = spawn(program, args, {
      cwd: world.home,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environmentOf(world, situation.onlyOwnPrograms),
    });
    onStart?.(child, world);
    const ended = await endOf(child);
    return { ...ended, ...resultIn(world), requests: manager.requests };
  } finally {
    manager.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function environmentOf({ bin, home, folder }: World, onlyOwn = false): Record<string, string> {
  const path = onlyOwn ? bin : `${bin}:${process.env.PATH}`;
  // A proxy that is not there: the ResourceManager is on this machine and is asked without one.
  return { PATH: path, HOME: home, WORLD: folder, http_proxy: 'http://127.0.0.1:1', g: 'kept' };
}

function endOf(child: ChildProcess): Promise<Pick<Outcome, 'code' | 'signal' | 'stdout' | 'stderr'>> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr })));
}

function resultIn({ folder }: World): Pick<Outcome, 'submitted' | 'waitedSeconds'> {
  const file = join(folder, 'submitted');
  const submitted = existsSync(file) ? readFileSync(file, 'utf8').split('\0').slice(0, -1) : undefined;
  return { submitted, waitedSeconds: Number(readFileSync(join(folder, 'clock'), 'utf8')) };
}

function makeWorld(folder: string): World {
  const at = (name: string): string => join(folder, name);
  const world = { folder, bin: at('bin'), home: at('home'), logs: at('logs'), steps: at('steps') };
  for (const path of [world.bin, world.home, world.logs, world.steps]) mkdirSync(path);
  writeFileSync(at('clock'), '0\n');
  program(world, 'sleep', 'read -r t < "$WORLD/clock"; echo $((t + $1 * 8)) > "$WORLD/clock"');
  program(world, 'date', 'read -r t < "$WORLD/clock"; echo $((1700000000 + t))');
  program(world, 'spark-submit', `printf '%s\\0' spark-submit "$@" > "$WORLD/submitted"; exit 17`);
  return world;
}

/** Puts a shell script among the programs of a world. */
export function program({ bin }: World, name: string, script: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
}

/** The script that is shipped, with other constants at its head. */
export function withConstants(constants: Readonly<Record<string, string | number>>, shipped = GUARD_SCRIPT): string {
  return Object.entries(constants).reduce((script, [name, value]) => {
    const line = new RegExp(`^g_${name}=.*$`, 'gm');
    if (script.match(line)?.length !== 1) throw new Error(`the guard sets no g_${name}, or more than one`);
    return script.replace(line, () => `g_${name}=${value}`);
  }, shipped);
}
