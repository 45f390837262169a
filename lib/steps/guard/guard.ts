import { InputError } from '../../errors';
import type { DeployMode } from '../../spark';
import { GUARD_SCRIPT } from './script.generated';

/** A step of a lineage that ran before, as the guard looks for its application. Times in epoch ms. */
interface EarlierStep {
  readonly stepId: string;
  /** The YARN tag of its application; undefined where it has none that tells it from others. */
  readonly tag?: string;
  /** What was known of its application before it was cancelled. */
  readonly applicationId?: string;
  /** Its application was not submitted before. */
  readonly startedFromMs: number;
  /** Its application was not submitted after. */
  readonly startedToMs: number;
  /** Whether no other step ran at any time in between: then the only application that began there is its own. */
  readonly ranAlone: boolean;
}

/** What a resubmission does on the cluster before it runs: see guard.sh. */
export interface Guard {
  readonly root: string;
  /** Each attempt runs once on a cluster. */
  readonly attempt: number;
  /** Where the driver of every step of the lineage runs. In cluster mode alone an application that has succeeded is not run again. */
  readonly deployMode: DeployMode;
  /** Every earlier step of the lineage, the root step first. */
  readonly earlier: readonly EarlierStep[];
}

/** The shell and the name that the script has for it. */
const SHELL = ['bash', '-c'] as const;
const NAME = 'emr-autotune-guard';
const VERSION = 'v1';
const END = '--';

/** The scripts of every release, so that a step which an older one submitted is still read: before the script changes, the released one is added here. */
const SCRIPTS: ReadonlySet<string> = new Set([GUARD_SCRIPT]);

const STEP = /^s-[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/;
const TAG = /^[a-z0-9][a-z0-9._-]*$/;
const APPLICATION = /^application_\d+_\d+$/;

/**
 * The command behind a guard.
 *
 * @param command of spark-submit, its own name first
 * @throws InputError `bad-guard` for a command that is not spark-submit, and for values that the guard would not take
 */
export function addGuard(command: readonly string[], { root, attempt, deployMode, earlier }: Guard): string[] {
  check(command[0] === 'spark-submit', 'a guard stands before spark-submit alone');
  check(STEP.test(root), 'the root step of a guard must be a step id');
  check(Number.isSafeInteger(attempt) && attempt >= 1, 'the attempt of a guard must be a whole number of 1 or more');
  check(earlier.length > 0, 'a guard needs the steps that ran before');
  const lineage = `${root}:${attempt}`;
  return [...SHELL, GUARD_SCRIPT, NAME, VERSION, lineage, deployMode, ...earlier.map(wordFor), END, ...command];
}

/** How many of a step's arguments are those of a guard; 0 where none stands before them. The command follows. */
export function guardLength(args: readonly string[]): number {
  const [shell, option, script = '', name] = args;
  const isGuard = shell === SHELL[0] && option === SHELL[1] && SCRIPTS.has(script) && name === NAME;
  return isGuard ? args.indexOf(END) + 1 : 0;
}

/** An earlier step as guard.sh reads it. YARN keeps tags in lower case. */
function wordFor({ stepId, tag, applicationId, startedFromMs, startedToMs, ranAlone }: EarlierStep): string {
  const lower = tag?.toLowerCase();
  check(STEP.test(stepId), 'an earlier step must have a step id');
  check(
    lower === undefined || TAG.test(lower),
    `the tag of ${stepId} must be of letters, digits, dots, dashes and underscores`,
  );
  check(
    applicationId === undefined || APPLICATION.test(applicationId),
    `the application of ${stepId} must have an id of YARN`,
  );
  check(
    isTime(startedFromMs) && isTime(startedToMs) && startedFromMs <= startedToMs,
    `the times of ${stepId} must be epoch ms, the earlier first`,
  );
  const fields = [stepId, lower ?? '-', applicationId ?? '-', startedFromMs, startedToMs];
  return [...fields, ...(ranAlone ? ['sole'] : [])].join(',');
}

const isTime = (ms: number): boolean => Number.isSafeInteger(ms) && ms >= 1;

function check(holds: boolean, reason: string): void {
  if (!holds) throw new InputError('bad-guard', reason);
}
