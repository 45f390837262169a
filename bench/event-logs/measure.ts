import { readLogAt } from './read-log-at';

/** Reads one log in a process of its own: time, and the most memory that the process ever had. */
async function main(path: string): Promise<void> {
  const startMs = performance.now();
  const { evidence } = await readLogAt(path);
  const tasks = evidence.stages.reduce((total, { completeTasks }) => total + completeTasks, 0);
  const seconds = (performance.now() - startMs) / 1000;
  const { user, system } = process.cpuUsage();
  process.stdout.write(
    JSON.stringify({
      tasks,
      seconds,
      cpuSeconds: (user + system) / 1e6,
      peakMB: process.resourceUsage().maxRSS / 1024,
    }),
  );
}

void main(process.argv[2] ?? '');
