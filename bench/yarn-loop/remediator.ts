import { fork } from 'node:child_process';
import { join } from 'node:path';
import { functionEnvironment } from '../../lib/rehearsal/function';
import type { ScaledClock } from './scaled-clock';

export interface FromRemediator {
  readonly kind: 'log' | 'ticked' | 'failed';
  /** Virtual epoch ms. */
  readonly atMs: number;
  readonly text?: string;
}

export interface RemediatorProcess {
  stop(): Promise<void>;
}

/** The function's own environment, with every endpoint on loopback, and nothing of this process's AWS configuration. */
export function startRemediator(
  clock: ScaledClock,
  url: string,
  ledgerUrl: string,
  temporary: string,
  onMessage: (message: FromRemediator) => void,
): RemediatorProcess {
  const child = fork(join(__dirname, 'remediator-process.ts'), {
    execArgv: ['--import', 'tsx'],
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH,
      TMPDIR: temporary,
      // A deployed function runs on a newer Node than this machine may.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      BENCH_CLOCK: JSON.stringify({ startMs: clock.startMs, scale: clock.scale, realStartMs: clock.realStartMs }),
      ...functionEnvironment('remediate', url, ledgerUrl),
    },
  });
  child.on('message', (message) => onMessage(message as FromRemediator));
  return {
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}
