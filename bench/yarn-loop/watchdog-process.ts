import { loadBundle } from '../../lib/simulator';
import { ISOLATED } from '../../lib/simulator/rehearsal/environment';
import { scaledClock } from './scaled-clock';
import type { FromWatchdog } from './watchdog';

const TICK_MS = 5 * 60_000;
const LAMBDA_TIMEOUT_MS = 180_000;

/**
 * The built Lambda in a process of its own: invoked every five minutes of scaled time until its parent goes. Configured by the function's own environment variables and BENCH_CLOCK.
 */
async function main(): Promise<void> {
  const { startMs, scale, realStartMs } = JSON.parse(process.env.BENCH_CLOCK ?? '{}') as Record<string, number>;
  if (startMs === undefined || scale === undefined || realStartMs === undefined)
    throw new Error('BENCH_CLOCK is not set');
  for (const [key, value] of Object.entries(ISOLATED)) {
    if (value === undefined) delete process.env[key];
    else process.env[key] = value;
  }
  const clock = scaledClock(startMs, scale, realStartMs);
  const send = (message: FromWatchdog): void => void process.send?.(message);
  const handler = loadBundle().createHandler({
    clock: clock.now,
    sleep: clock.sleep,
    log: (text) => send({ kind: 'log', atMs: clock.now(), text }),
  });
  process.once('disconnect', () => process.exit(0));
  for (let at = nextTick(startMs, clock.now()); ; at = nextTick(at + TICK_MS, clock.now())) {
    await clock.sleep(Math.max(0, at - clock.now()));
    const begun = clock.now();
    const event = { source: 'aws.events', 'detail-type': 'Scheduled Event', time: new Date(begun).toISOString() };
    try {
      await handler(event, { getRemainingTimeInMillis: () => Math.max(0, begun + LAMBDA_TIMEOUT_MS - clock.now()) });
      send({ kind: 'ticked', atMs: clock.now() });
    } catch (error) {
      send({ kind: 'failed', atMs: clock.now(), text: String(error) });
    }
  }
}

/** The schedule does not wait for a long invocation, but never fires twice at once. */
const nextTick = (at: number, nowMs: number): number => at + Math.max(0, Math.ceil((nowMs - at) / TICK_MS)) * TICK_MS;

void main();
