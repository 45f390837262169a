/** `npm run bench:found-late`: stuck jobs of many kinds, found at once and late, through the built function; writes docs/found-late.md. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAfter } from '../../lib/cli/before-after';
import { packageRoot } from '../../lib/package-root';
import { type Rehearsal, rehearse } from '../../lib/rehearsal';
import type { SettingChange } from '../../lib/remedy';
import { JOBS, type Job } from './jobs';
import { type Row, toPage } from './page';

const MAX_HOURS = 60;
const MINUTE_MS = 60_000;

async function rowFor(job: Job): Promise<Row> {
  const rehearsal = await rehearse(job.scenario, { maxHours: MAX_HOURS });
  const { runs, decisions } = rehearsal;
  const undisturbedMs = runs[0]?.uninterruptedMs ?? Number.POSITIVE_INFINITY;
  const weighed = decisions.find(({ line }) => line.paysAboveMinutes !== undefined);
  const { remainingMinutes = 0, paysAboveMinutes = Number.POSITIVE_INFINITY } = weighed?.line ?? {};
  const pair = beforeAfter(rehearsal);
  const cancel = decisions.find(({ line }) => line.action === 'cancel');
  const gates = new Set(decisions.flatMap(({ line }) => line.refusals.map(({ gate }) => gate)));
  const atMs = (cancel ?? weighed ?? decisions.find(({ line }) => line.tier !== undefined))?.atMs;
  const restartedMs = pair?.totalMs ?? (await restartedAt(job, rehearsal, atMs));
  return {
    name: job.name,
    calculator: job.calculator,
    foundMinutes: job.foundMinutes,
    paysByRule: decisions.some(({ line }) => (line.remainingMinutes ?? 0) > (line.paysAboveMinutes ?? Infinity)),
    remainingMinutes: weighed === undefined ? undefined : remainingMinutes,
    paysAboveMinutes: weighed === undefined ? undefined : paysAboveMinutes,
    undisturbedMs,
    restartedMs,
    cured: pair !== undefined,
    cancelled: cancel !== undefined,
    setInCode: gates.has('set-in-code'),
  };
}

/** When the job would have ended, had it been restarted at that time with the settings for its next run. */
async function restartedAt({ scenario }: Job, rehearsal: Rehearsal, atMs: number | undefined): Promise<number> {
  const next = rehearsal.nextRunConfiguration as { readonly changes?: readonly SettingChange[] } | undefined;
  if (next?.changes === undefined || atMs === undefined) return Number.POSITIVE_INFINITY;
  const conf = next.changes.flatMap(({ key, to }) => ['--conf', `${key}=${to}`]);
  const flags: Readonly<Record<string, string>> = {
    '--executor-memory': 'spark.executor.memory',
    '--executor-cores': 'spark.executor.cores',
  };
  const [step] = scenario.steps;
  if (step === undefined) return Number.POSITIVE_INFINITY;
  const args = step.args.flatMap((arg, i) =>
    flags[arg] !== undefined || flags[step.args[i - 1] ?? ''] !== undefined ? [] : [arg],
  );
  const application = args.findIndex((arg) => arg.endsWith('.py'));
  const tuned = [...args.slice(0, application), ...conf, ...args.slice(application)];
  const alone = await rehearse(
    { ...scenario, mode: 'off', watchFromMinutes: 0, steps: [{ ...step, args: tuned }] },
    { maxHours: MAX_HOURS },
  );
  const OVERHEAD_MS = 3 * MINUTE_MS;
  return atMs + OVERHEAD_MS + (alone.runs[0]?.uninterruptedMs ?? Number.POSITIVE_INFINITY);
}

async function main(): Promise<void> {
  const rows: Row[] = [];
  for (const job of JOBS) {
    rows.push(await rowFor(job));
    process.stderr.write(`\r${rows.length} of ${JOBS.length}`);
  }
  process.stderr.write('\n');
  const { text, holds } = toPage(rows);
  writeFileSync(join(packageRoot(__dirname), 'docs', 'found-late.md'), text);
  process.stdout.write(text);
  if (!holds) process.exitCode = 1;
}

void main();
