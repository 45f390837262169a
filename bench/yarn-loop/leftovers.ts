import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UsageError } from '../yarn-oracle/command';

/** A process of this bench that is still there. */
export interface Leftover {
  readonly pid: number;
  readonly command: string;
}

/**
 * Processes that work in a folder or name it in their command: YARN's containers are sessions of their own, and outlive a NodeManager that
 * is killed. Only Linux has /proc; elsewhere nothing is found.
 */
export function processesOf(folder: string): Leftover[] {
  return pids().flatMap((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      const inside = `${readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${folder}/`);
      // A zombie has no command any more, and waits only for its parent.
      return pid !== process.pid && command !== '' && (inside || command.includes(`${folder}/`))
        ? [{ pid, command }]
        : [];
    } catch {
      return []; // it has ended meanwhile
    }
  });
}

function pids(): number[] {
  try {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  } catch {
    return [];
  }
}

/** Ends what is left in a folder; the number of processes that had to be ended. */
export function endProcessesOf(folder: string): number {
  const left = processesOf(folder);
  for (const { pid } of left) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it has ended by itself
    }
  }
  return left.length;
}

/**
 * Sees to it that a bench runs once at a time, and ends first what a run left that was killed outright.
 *
 * @param pidFile removed by the bench at its end
 * @throws UsageError where it runs
 */
export function runAlone(name: string, folder: string, pidFile: string): void {
  if (existsSync(pidFile)) {
    const pid = Number(readFileSync(pidFile, 'utf8'));
    if (existsSync(`/proc/${pid}`)) throw new UsageError(`${name} runs already, as process ${pid}`);
  }
  endProcessesOf(folder);
  mkdirSync(dirname(pidFile), { recursive: true });
  writeFileSync(pidFile, String(process.pid));
}

/** What lies in the folders where Java, Spark, Maven and Python put files that nobody told them where to put. */
export function entriesOutside(folders: readonly string[] = [tmpdir(), homedir()]): ReadonlySet<string> {
  return new Set(
    folders
      .filter((folder) => existsSync(folder))
      .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name))),
  );
}

/** What has come since. */
export function entriesSince(before: ReadonlySet<string>, folders?: readonly string[]): string[] {
  return [...entriesOutside(folders)].filter((entry) => !before.has(entry)).sort();
}
