import { fork } from 'node:child_process';
import { join } from 'node:path';
import { REHEARSAL_REMEDIATOR_ID } from '../../lib/simulator';
import { LEDGER_TABLE } from '../../lib/simulator/rehearsal/ledger';
import { ACCOUNT, CLUSTER_ID, REGION } from '../../lib/simulator/world/create';
import type { ScaledClock } from './scaled-clock';

export const ACTOR_ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/emr-autotune-actor`;

export interface FromWatchdog {
  readonly kind: 'log' | 'ticked' | 'failed';
  /** Virtual epoch ms. */
  readonly atMs: number;
  readonly text?: string;
}

export interface Watchdog {
  stop(): Promise<void>;
}

/** The function's own environment, with every endpoint on loopback, and nothing of this process's AWS configuration. */
export function startWatchdog(
  clock: ScaledClock,
  url: string,
  ledgerUrl: string,
  temporary: string,
  onMessage: (message: FromWatchdog) => void,
): Watchdog {
  const child = fork(join(__dirname, 'watchdog-process.ts'), {
    execArgv: ['--import', 'tsx'],
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH,
      TMPDIR: temporary,
      BENCH_CLOCK: JSON.stringify({ startMs: clock.startMs, scale: clock.scale, realStartMs: clock.realStartMs }),
      AUTOTUNE_TABLE: LEDGER_TABLE,
      AUTOTUNE_MODE: 'remediate',
      AUTOTUNE_REMEDIATOR_ID: REHEARSAL_REMEDIATOR_ID,
      AUTOTUNE_CLUSTER_IDS: CLUSTER_ID,
      AUTOTUNE_ACTOR_ROLE_ARN: ACTOR_ROLE_ARN,
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      AWS_ENDPOINT_URL_EMR: url,
      AWS_ENDPOINT_URL_CLOUDWATCH: url,
      AWS_ENDPOINT_URL_STS: url,
      AWS_ENDPOINT_URL_DYNAMODB: ledgerUrl,
    },
  });
  child.on('message', (message) => onMessage(message as FromWatchdog));
  return {
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}
