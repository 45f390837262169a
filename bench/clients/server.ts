import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ServeJson } from '../../lib/cli/serve-command';
import { briefScenario } from '../../lib/simulator';
import { type Account, account } from '../../lib/simulator/account/account';
import { scaledClock } from '../../lib/simulator/clock';
import { serve } from '../../lib/simulator/http/server';
import { OracleFailure } from '../tools';

/** Fast enough to wait for a cluster, slow enough to see each of its states. */
const FACTOR = 20;
/** The stuck join has been at work for this long, so that there are metrics. */
const ELAPSED_MINUTES = 120;

export interface Server {
  readonly url: string;
  close(): Promise<void>;
}

/** The built command, as a user starts it. */
export async function startCommand(): Promise<Server> {
  const command = join(__dirname, '..', '..', 'dist', 'bin', 'emr-autotune.js');
  const options = ['--port', '0', '--clock', `${FACTOR}x`, '--elapsed', String(ELAPSED_MINUTES), '--json'];
  const child = spawn(process.execPath, [command, 'serve', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as [unknown];
  if (typeof line !== 'string') throw new OracleFailure('emr-autotune serve ended before it listened');
  return {
    url: (JSON.parse(line) as ServeJson).url,
    close: async () => {
      child.kill('SIGINT');
      const [code] = await ended;
      if (code !== 0) throw new OracleFailure(`emr-autotune serve ended with ${code} at Ctrl-C`);
    },
  };
}

/** Servers that answer wrongly, each in one way that a client has to notice. */
export const LIES: Readonly<Record<string, (real: Account) => Account>> = {
  'every step fails': (real) => ({
    ...real,
    emr: {
      ...real.emr,
      step: async (...asked) => {
        const step = await real.emr.step(...asked);
        return step.state === 'COMPLETED' ? { ...step, state: 'FAILED' } : step;
      },
    },
  }),
  'CloudWatch has no points': (real) => ({ ...real, cloudWatch: { ...real.cloudWatch, points: async () => [] } }),
  'changes are forgotten': (real) => ({
    ...real,
    lifecycle: { ...real.lifecycle, change: async () => undefined },
  }),
  'no cluster ends': (real) => ({ ...real, lifecycle: { ...real.lifecycle, terminate: async () => undefined } }),
};

export async function startLiar(lie: (real: Account) => Account): Promise<Server> {
  const clock = scaledClock(Date.now(), FACTOR, Date.now);
  const startMs = clock.now() - ELAPSED_MINUTES * 60_000;
  const health = async (): Promise<object> => ({ virtualTime: new Date(clock.now()).toISOString() });
  const backEnds = lie(account(briefScenario(), clock, startMs));
  return serve(backEnds, { clusterArn: '' }, { control: { health } });
}
