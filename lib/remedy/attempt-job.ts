import { asOfMs, compareSettings, coresInUse, type JobEvidence, tasksWanted } from '../evidence';
import { SparkSettings } from '../spark';
import type { BetterMark } from './better-mark';
import type { ChangedSetting } from './row';
import { MINUTE_MS } from './time';

/** What the application of an attempt says of it. */
export interface AttemptJob {
  /** Settings that are in force with another value than the one that was submitted. */
  readonly overridden: readonly string[];
  readonly runningTasks: number;
  readonly taskSlots: number;
  /** Undefined while nothing can be said. */
  readonly improved?: boolean;
  /** Why nothing can be said, for people. */
  readonly unjudged?: string;
}

/** How long tasks wait before a lack of executors is believed: Spark asks for executors in rounds, and their containers start one after the other. */
const SETTLED_MS = 5 * MINUTE_MS;

/** What follows from an attempt's own figures: the settings in force against those submitted, the tasks that run at once against the root step's slots. */
export function attemptJobFor(evidence: JobEvidence, changes: readonly ChangedSetting[], mark: BetterMark): AttemptJob {
  const submitted = SparkSettings.of(changes.map(({ key, to }) => [key, to] as const));
  const { activeTasks, taskSlots } = coresInUse(evidence);
  // A driver that has dropped events shows tasks that have long ended.
  const runningTasks = Math.min(activeTasks, taskSlots);
  return {
    overridden: compareSettings(evidence, submitted).setInCode,
    runningTasks,
    taskSlots,
    ...judged(evidence, runningTasks, taskSlots, mark),
  };
}

/**
 * Tasks that run at once in greater number than the root step had slots prove that the attempt is better off, whenever they are seen. That it is not
 * is believed only of a job that has had the tasks to fill as many slots for a while, and does not have the slots.
 */
function judged(
  evidence: JobEvidence,
  runningTasks: number,
  taskSlots: number,
  { slots, warmAt }: BetterMark,
): Pick<AttemptJob, 'improved' | 'unjudged'> {
  if (slots === undefined) return { unjudged: 'the nodes could not be read' };
  if (evidence.application.endedAtMs !== undefined) return { unjudged: 'the application has ended' };
  if (runningTasks >= slots) return { improved: true };
  if (asOfMs(evidence) < warmAt) return { unjudged: 'it warms up' };
  if (tasksWanted(evidence, SETTLED_MS) < slots) return { unjudged: 'the job has fewer tasks to run' };
  return taskSlots < slots ? { improved: false } : { unjudged: 'the slots are there, and tasks are being handed out' };
}
