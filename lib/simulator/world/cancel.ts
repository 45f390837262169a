import { cancelPending, changeStep, noted } from './changes';
import { isTerminal } from './ending';
import { findStep } from './find-step';
import type { Run, Step, World } from './types';

/** How the step's process is told to end; EMR's default is the first. */
export type CancellationOption = 'SEND_INTERRUPT' | 'TERMINATE_PROCESS';

/** The answer of CancelSteps for one step. It promises nothing: only the step's state counts. */
export interface CancelAnswer {
  readonly stepId: string;
  readonly status: 'SUBMITTED' | 'FAILED';
  readonly reason: string;
}

/**
 * Asks for the end of one step, at `world.nowMs`. Idempotent: a second request changes nothing.
 *
 * @param canCancelRunning whether the release cancels running steps (5.28 and later)
 */
export function cancelStep(
  world: World,
  stepId: string,
  option: CancellationOption,
  canCancelRunning: boolean,
): { readonly world: World; readonly answer: CancelAnswer } {
  const step = findStep(world, stepId);
  if (step === undefined) return { world, answer: failed(stepId, 'This step cannot be cancelled.') };
  if (isTerminal(step)) {
    const answer: CancelAnswer =
      world.timing.cancelOfFinishedStep === 'SUBMITTED'
        ? { stepId, status: 'SUBMITTED', reason: '' }
        : failed(stepId, `Cannot cancel the step. It is already ${step.state}.`);
    return { world, answer };
  }
  if (step.state !== 'PENDING' && !canCancelRunning) {
    return { world, answer: failed(stepId, 'Cannot cancel the step. It is already RUNNING.') };
  }
  const requested = noted(world, { atMs: world.nowMs, kind: 'cancel-requested', stepId, state: step.state });
  const after =
    step.state === 'PENDING'
      ? cancelPending(requested, stepId, 'Cancelled by user.')
      : changeStep(requested, stepId, (s) => signalled(s, world, option));
  return { world: after, answer: { stepId, status: 'SUBMITTED', reason: '' } };
}

/** The step with its end brought forward; a process that ends before the signal arrives ends as it would have. */
function signalled(step: Step, world: World, option: CancellationOption): Step {
  const run = step.run;
  if (run === undefined || run.signalledMs !== undefined) return step;
  const { timing, nowMs } = world;
  const signalMs = nowMs + timing.cancelSignalMs;
  const shown = showing(step, nowMs + timing.cancelShowsAfterMs, nowMs);
  if (run.exitMs !== undefined && run.exitMs <= signalMs) return shown;
  const exitMs = signalMs + (option === 'SEND_INTERRUPT' ? timing.processExitMs : 0);
  const next: Run = {
    ...run,
    signalledMs: signalMs,
    exitMs: run.exitMs === undefined ? exitMs : Math.min(run.exitMs, exitMs),
    outcome: timing.cancelOutcome,
    reportMs: Math.max(nowMs + timing.cancelShowsAfterMs, exitMs + timing.cancelReportedAfterExitMs),
    outlives: outlives(run, world, exitMs),
  };
  return { ...shown, run: next };
}

const showing = (step: Step, atMs: number, nowMs: number): Step =>
  atMs <= nowMs ? { ...step, state: 'CANCEL_PENDING' } : { ...step, cancelShowsMs: atMs };

/** How long the application of a process that the signal ends lives; undefined: as long as the process. */
function outlives(run: Run, { timing, nowMs }: World, exitMs: number): Run['outlives'] {
  const { plan } = run;
  if (plan.kind === 'refused' || run.outlives !== undefined) return run.outlives;
  // A guard ends with its step, and nothing was submitted.
  if (run.guardMs !== undefined && nowMs <= run.startedMs + run.guardMs) return undefined;
  if (plan.deployMode === 'client') {
    const registered = run.startedMs + plan.applicationStartsMs <= nowMs;
    const lives = timing.clientApplicationAfterCancel;
    return lives === 'lives' || (lives === 'registers-late' && !registered) ? 'work' : undefined;
  }
  switch (timing.clusterApplicationAfterCancel) {
    case 'lives':
      return 'work';
    case 'succeeds':
      return { untilMs: exitMs, succeeds: true };
    case 'dies':
      return undefined;
  }
}

const failed = (stepId: string, reason: string): CancelAnswer => ({ stepId, status: 'FAILED', reason });
