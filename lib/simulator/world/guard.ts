import { parseStep } from '../../steps';
import type { Timing } from '../scenario/types';
import { finalStatus, type NumberedApplication, numberedApplications, yarnTags } from './applications';
import { changeStep } from './changes';
import { findStep } from './find-step';
import type { Step, World } from './types';

/** From the step's start to the guard's verdict where nothing runs any more, and from a request to end an application to its end. */
const LOOK_MS = 2_000;
const KILL_MS = 5_000;
/** By how much the guard lets the clocks of EMR and YARN differ. */
const MARGIN_MS = 60_000;

/** What a guard comes to: it lets the command run, or ends the step with an exit code. */
export interface GuardVerdict {
  readonly takesMs: number;
  /** Undefined: the command runs. */
  readonly ends?: { readonly exitCode: 0 | 74 | 75; readonly reason: string };
}

/** How long things take for a command that a guard lets run after so long. */
export const behindGuard = (timing: Timing, guardMs = 0): Timing => ({
  ...timing,
  applicationStartMs: timing.applicationStartMs + guardMs,
});

/** An earlier step as a guard's word names it; epoch ms. */
interface Earlier {
  readonly stepId: string;
  readonly tag?: string;
  readonly applicationId?: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly ranAlone: boolean;
}

/** The guard before a step's command, as far as the model goes by its words; undefined where none stands there. */
function guardIn({ request }: Step): { lineage: string; mode: string; earlier: Earlier[] } | undefined {
  const form = parseStep(request.jar, request.args);
  if (form.kind === 'unknown' || form.guard === undefined) return undefined;
  const [, , , , , lineage = '', mode = '', ...words] = form.guard;
  return { lineage, mode, earlier: words.slice(0, -1).map(toEarlier) };
}

function toEarlier(word: string): Earlier {
  const [stepId = '', tag, applicationId, fromMs, toMs, sole] = word.split(',');
  const known = (text: string | undefined): string | undefined => (text === '-' ? undefined : text);
  return {
    stepId,
    tag: known(tag),
    applicationId: known(applicationId),
    fromMs: Number(fromMs) - MARGIN_MS,
    toMs: Number(toMs) + MARGIN_MS,
    ranAlone: sole === 'sole',
  };
}

/**
 * What the guard of a step does when it starts, at `world.nowMs`: the rules of docs/guard.md, against the simulated ResourceManager.
 *
 * Undefined where no guard stands before its command.
 */
export function guarded(
  world: World,
  step: Step,
): { readonly world: World; readonly verdict: GuardVerdict } | undefined {
  const guard = guardIn(step);
  if (guard === undefined) return undefined;
  if (world.timing.guardTools === 'absent') return refused(world, 'there is no curl');
  if (wantsTls(world)) return refused(world, 'the ResourceManager does not answer');
  let after = guard.earlier.reduce((now, { stepId }) => withoutDriver(now, stepId), world);
  let takesMs = LOOK_MS;
  let hasSucceeded: string | undefined;
  for (const earlier of guard.earlier) {
    const found = applicationFor(after, earlier);
    if ('reason' in found) return refused(after, found.reason);
    const { application } = found;
    if (application === undefined) continue;
    if (isAlive(application, after.nowMs)) {
      after = killed(after, application.step.id);
      takesMs = LOOK_MS + KILL_MS;
    } else if (guard.mode === 'cluster' && finalStatus(application.span.run) === 'SUCCEEDED') {
      hasSucceeded = application.id;
    }
  }
  if (hasSucceeded !== undefined) {
    return { world: after, verdict: { takesMs, ends: { exitCode: 0, reason: `${hasSucceeded} has succeeded` } } };
  }
  const isTwin = after.steps.some(
    (one) => one.id !== step.id && one.run?.guardMs !== undefined && guardIn(one)?.lineage === guard.lineage,
  );
  if (isTwin)
    return { world: after, verdict: { takesMs, ends: { exitCode: 74, reason: 'this attempt has run already' } } };
  return { world: after, verdict: { takesMs } };
}

/** Whether the ResourceManager answers on another port alone. */
function wantsTls({ cluster }: World): boolean {
  const { EncryptionConfiguration: encryption } = JSON.parse(cluster.security?.text ?? '{}') as {
    readonly EncryptionConfiguration?: { readonly EnableInTransitEncryption?: unknown };
  };
  return String(encryption?.EnableInTransitEncryption) === 'true';
}

const refused = (world: World, reason: string) => ({
  world,
  verdict: { takesMs: LOOK_MS, ends: { exitCode: 75 as const, reason } },
});

/** A client-mode driver, or a client that has not registered its application, ends with its process. */
function withoutDriver(world: World, stepId: string): World {
  const run = findStep(world, stepId)?.run;
  if (run?.plan.kind !== 'runs') return world;
  const { nowMs } = world;
  const registered = run.startedMs + run.plan.applicationStartsMs <= nowMs;
  const isDriver = run.plan.deployMode === 'client' && run.outlives === 'work';
  if (!isDriver && registered) return world;
  return changeStep(world, stepId, (step) => ({
    ...step,
    run: { ...run, exitMs: Math.min(run.exitMs ?? nowMs, nowMs), outlives: { untilMs: nowMs, succeeds: false } },
  }));
}

/** The one application that may be the step's; undefined where none was submitted. */
function applicationFor(
  world: World,
  earlier: Earlier,
): { readonly application?: NumberedApplication } | { readonly reason: string } {
  const all = numberedApplications(world);
  const ids = new Set<string>();
  if (earlier.applicationId !== undefined) ids.add(earlier.applicationId);
  const own = all.find(({ step }) => step.id === earlier.stepId);
  if (own !== undefined && world.timing.stepLog === 'there') ids.add(own.id);
  const isOurs = earlier.tag?.startsWith('emr-autotune-') === true;
  const tagged = all.filter((one) => earlier.tag !== undefined && yarnTags(one.span.run.plan).includes(earlier.tag));
  for (const one of tagged) if (isOurs || fits(one, earlier)) ids.add(one.id);
  if (earlier.ranAlone && ids.size === 0) for (const one of all) if (fits(one, earlier)) ids.add(one.id);
  if (ids.size > 1) return { reason: `more than one application may be that of ${earlier.stepId}` };
  const [id] = ids;
  if (id === undefined) return isOurs ? {} : { reason: `the application of ${earlier.stepId} is not known` };
  const application = all.find((one) => one.id === id);
  if (application === undefined || !fits(application, earlier))
    return { reason: `${id} is not an application of ${earlier.stepId}` };
  return { application };
}

/** Whether an application may be the step's: it began in the step's time, and has its tags. */
function fits({ span }: NumberedApplication, { tag, fromMs, toMs }: Earlier): boolean {
  if (span.startMs < fromMs || span.startMs > toMs) return false;
  const tags = yarnTags(span.run.plan);
  const ours = tags.filter((one) => one.startsWith('emr-autotune-'));
  if (tag?.startsWith('emr-autotune-')) return tags.includes(tag);
  return ours.length === 0 && (tag === undefined || tags.includes(tag));
}

const isAlive = ({ span }: NumberedApplication, atMs: number): boolean => span.endMs === undefined || span.endMs > atMs;

function killed(world: World, stepId: string): World {
  const untilMs = world.nowMs + KILL_MS;
  return changeStep(world, stepId, (step) =>
    step.run === undefined ? step : { ...step, run: { ...step.run, outlives: { untilMs, succeeds: false } } },
  );
}
