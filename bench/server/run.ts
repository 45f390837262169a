/** `npm run bench:server`: for how long one request to a local EMR with much history keeps the others waiting. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { grouped, textTable } from '../../lib/render';
import { briefScenario, startLocalEmr } from '../../lib/simulator';
import { readFlags, runCommand, wholeNumber } from '../yarn-oracle/command';
import { type Work, works } from './work';

const HELP = `For how long one request to a local EMR keeps the others waiting where its history is long: real requests, a virtual clock.

  npm run bench:server                    10,000 steps
  npm run bench:server -- --steps 2000

Exit: 0, 2 bad flags. On a machine with other work waits are longer; CPU seconds count both ends of each request.
`;
const USUAL_STEPS = 10_000;
const MAX_STEPS = 100_000;

async function main(): Promise<number> {
  const flags = readFlags({ help: { type: 'boolean' }, steps: { type: 'string' } });
  if (flags.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const steps = flags.steps === undefined ? USUAL_STEPS : wholeNumber('steps', String(flags.steps), 1, MAX_STEPS);
  const server = await startLocalEmr({
    scenario: briefScenario(),
    clock: { kind: 'virtual' },
    elapsedMinutes: 30,
    port: 0,
    host: '127.0.0.1',
    wall: Date.now,
  });
  const rows: string[][] = [];
  try {
    for (const work of works(server, steps)) rows.push(await measured(work));
  } finally {
    await server.close();
  }
  const right = (heading: string) => ({ heading, align: 'right' as const });
  const columns = [{ heading: 'work' }, right('requests'), right('CPU s'), right('longest wait ms')];
  process.stdout.write(`${textTable(columns, rows).join('\n')}\n`);
  return 0;
}

async function measured({ name, run }: Work): Promise<string[]> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const before = process.cpuUsage();
  delay.enable();
  const requests = await run();
  delay.disable();
  const { user, system } = process.cpuUsage(before);
  return [name, grouped(requests), ((user + system) / 1e6).toFixed(1), grouped(Math.round(delay.max / 1e6))];
}

void runCommand('bench:server', main);
