import { loadBundle } from '../../lib/built-function';
import { invoke, nextTick } from '../../lib/rehearsal/function';
import type { FromRemediator } from './remediator';
import { scaledClock } from './scaled-clock';

/**
 * The built Lambda in a process of its own: invoked every five minutes of scaled time until its parent goes. Configured by the function's own environment variables and BENCH_CLOCK.
 */
async function main(): Promise<void> {
  const { startMs, scale, realStartMs } = JSON.parse(process.env.BENCH_CLOCK ?? '{}') as Record<string, number>;
  if (startMs === undefined || scale === undefined || realStartMs === undefined)
    throw new Error('BENCH_CLOCK is not set');
  const clock = scaledClock(startMs, scale, realStartMs);
  const send = (message: FromRemediator): void => void process.send?.(message);
  const handler = loadBundle().createHandler({
    clock: clock.now,
    sleep: clock.sleep,
    log: (text) => send({ kind: 'log', atMs: clock.now(), text }),
    environment: process.env,
  });
  process.once('disconnect', () => process.exit(0));
  for (let at = nextTick(startMs, clock.now()); ; at = nextTick(at, clock.now())) {
    await clock.sleep(Math.max(0, at - clock.now()));
    try {
      await invoke(handler, clock);
      send({ kind: 'ticked', atMs: clock.now() });
    } catch (error) {
      send({ kind: 'failed', atMs: clock.now(), text: String(error) });
    }
  }
}

void main();
