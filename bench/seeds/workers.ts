import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Summary } from './tally';

/** What a worker is asked: so many lives, of each `every`-th seed. */
export interface Range {
  readonly from: number;
  readonly every: number;
  readonly lives: number;
  /** The function that lives them, in lives that dwell on what the mutant is about; default: the one that is deployed, in all. */
  readonly mutant?: string;
}

/**
 * Lives the lives of these seeds in processes of their own.
 *
 * @param onLived called once for each life, as it ends; true where no more are wanted
 */
export async function liveAll(ranges: readonly Range[], onLived: (summary: Summary) => boolean): Promise<void> {
  await Promise.all(ranges.map((range) => liveOne(range, onLived)));
}

function liveOne(range: Range, onLived: (summary: Summary) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = fork(join(__dirname, 'worker.ts'), [JSON.stringify(range)]);
    let isEnough = false;
    worker.on('message', (summary) => {
      isEnough ||= onLived(summary as Summary);
      if (isEnough) worker.kill();
    });
    worker.on('error', reject);
    worker.on('exit', (code) => {
      if (code === 0 || isEnough) resolve();
      else reject(new Error(`a worker ended with ${code}`));
    });
  });
}
