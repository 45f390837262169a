import { beforeAfter } from '../../lib/cli/before-after';
import { type Rehearsal, rehearse } from '../../lib/rehearsal';
import { DEFAULT_POLICY, type SettingChange } from '../../lib/remedy';
import { COMMAND_RUNNER, parseStep, renderArguments, rewriteSettings } from '../../lib/steps';
import type { Job } from './jobs';
import type { Row } from './page';

/** No job takes longer, left alone or restarted. */
const MAX_HOURS = 60;
/** Until its step has started, a job's end is not known; then it is computed, so nothing has to run on. */
const START_HOURS = 0.5;
const MINUTE_MS = 60_000;
/** From the cancel to the restarted application. */
const OVERHEAD_MS = DEFAULT_POLICY.overheadMinutes * MINUTE_MS;

/** Rehearses a job, and what a restart would have come to where none was made. */
export async function rowFor(job: Job): Promise<Row> {
  const rehearsal = await rehearse(job.scenario, { maxHours: MAX_HOURS });
  const decisions = rehearsal.decisions.filter(({ line }) => line.root === stuckStep(job, rehearsal)?.id);
  const submittedMs = stuckStep(job, rehearsal)?.submittedMs ?? 0;
  const weighed = decisions.find(({ line }) => line.paysAboveMinutes !== undefined);
  const cancel = decisions.find(({ line }) => line.action === 'cancel');
  const looked = cancel ?? weighed ?? decisions.find(({ line }) => line.tier !== undefined);
  const pair = beforeAfter(rehearsal);
  const { remainingMinutes, paysAboveMinutes } = weighed?.line ?? {};
  return {
    name: job.name,
    calculator: job.calculator,
    mode: job.mode,
    foundMinutes: job.foundMinutes - submittedMs / MINUTE_MS,
    paysByRule: decisions.some(
      ({ line }) => (line.remainingMinutes ?? 0) > (line.paysAboveMinutes ?? Number.POSITIVE_INFINITY),
    ),
    remainingMinutes,
    paysAboveMinutes,
    undisturbedMs: rehearsal.runs.find(({ stepId }) => stepId === stuckStep(job, rehearsal)?.id)?.uninterruptedMs,
    restartedMs: pair?.totalMs ?? (looked && (await restartedAt(job, rehearsal, looked.atMs - submittedMs))),
    cured: pair !== undefined,
    cancelled: cancel !== undefined,
    setInCode: decisions.some(({ line }) => line.refusals.some(({ gate }) => gate === 'set-in-code')),
  };
}

/** The last step that the scenario submits. */
function stuckStep({ scenario }: Job, { steps }: Rehearsal): Rehearsal['steps'][number] | undefined {
  return steps[scenario.steps.length - 1];
}

/** When the job would have ended, had it been restarted at that time after its submission with the settings for its next run. */
async function restartedAt({ scenario }: Job, rehearsal: Rehearsal, atMs: number): Promise<number | undefined> {
  const next = rehearsal.nextRunConfiguration as { readonly changes?: readonly SettingChange[] } | undefined;
  const step = scenario.steps.at(-1);
  if (next?.changes === undefined || step === undefined) return undefined;
  const form = parseStep(COMMAND_RUNNER, step.args);
  if (form.kind === 'unknown') return undefined;
  const args = renderArguments(rewriteSettings(form.submit, next.changes));
  const restarted = { ...step, submittedAtMinutes: 0, args };
  const alone = await rehearse(
    { ...scenario, mode: 'off', watchFromMinutes: 0, steps: [restarted] },
    { maxHours: START_HOURS },
  );
  const takesMs = alone.runs[0]?.uninterruptedMs;
  return takesMs === undefined ? undefined : atMs + OVERHEAD_MS + takesMs;
}
