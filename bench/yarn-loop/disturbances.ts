import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as timeout } from 'node:timers/promises';
import { OracleFailure } from '../tools';
import type { Disturbance } from './kinds';
import { readApplications } from './resource-manager';
import { type PrimaryNode, type SparkProcess, startStep } from './spark-step';
import type { YarnProcess } from './yarn-process';

/** Where a disturbance acts. */
export interface Scene {
  readonly yarn: YarnProcess;
  readonly node: PrimaryNode;
  /** Says what has been done. */
  note(text: string): void;
}

/** What a loop meets that an undisturbed one does not. */
export interface Disturbed {
  /** Whether a signal to a step ends a shell in place of the client that it waits for. */
  readonly isWrapped?: boolean;
  /** Whether a ResourceManager that is started again knows its applications. */
  readonly recovers?: boolean;
  /** Whether clients are as patient with a dead ResourceManager as Hadoop's default has them. */
  readonly isPatient?: boolean;
  readonly guardPollSeconds?: number;
  /** Between CancelSteps' answer and its signal. */
  beforeSignal?(
    scene: Scene,
    root: { readonly process: SparkProcess; readonly args: readonly string[] },
  ): Promise<void>;
  /** A guard has been started. */
  onGuard?(scene: Scene, guarded: SparkProcess): Promise<void>;
}

const PATIENCE_MS = 120_000;
/** The guard has begun to ask by then. */
const DOWN_MS = 20_000;

/** Once this file is there, what is left of a job's work takes no time. */
export const stopFileOf = (folder: string): string => join(folder, 'stop');

export const DISTURBANCES: Readonly<Record<Disturbance, Disturbed>> = {
  'driver-killed': {
    beforeSignal: async ({ note }, { process }) => {
      process.child.kill('SIGKILL');
      note('the driver is killed');
      await process.ended;
    },
  },
  'client-outlives': { isWrapped: true },
  'root-succeeds': {
    isWrapped: true,
    guardPollSeconds: 20,
    onGuard: async ({ node, note }, guarded) => {
      await until(() => guarded.said().includes('has left processes'), 'the guard to find the client');
      writeFileSync(stopFileOf(node.folder), '');
      note('what is left of the work takes no time');
    },
  },
  'second-application': {
    beforeSignal: async ({ yarn, node, note }, { args }) => {
      startStep(node, 'by-hand', args);
      note('somebody submits the same command by hand');
      const known = async (): Promise<number> => (await readApplications(yarn.web)).length;
      await until(async () => (await known()) === 2, 'the second application to be known');
    },
  },
  'rm-restarts': { ...restartedRm(), recovers: true },
  'rm-forgets': restartedRm(),
};

function restartedRm(): Disturbed {
  return {
    isPatient: true,
    beforeSignal: async ({ yarn, note }) => {
      yarn.kill();
      note('the ResourceManager is killed');
    },
    onGuard: async ({ yarn, note }) => {
      await timeout(DOWN_MS);
      note('the ResourceManager is started again');
      await yarn.restart();
      note('the ResourceManager has its nodes again');
    },
  };
}

async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !(await holds()); await timeout(100))
    if (Date.now() > end) throw new OracleFailure(`waited too long for ${what}`);
}
