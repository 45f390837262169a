import { guardLength } from '../../lib/steps';
import { withConstants } from '../../test/steps/guard/run-guard';
import type { ScaledClock } from './scaled-clock';
import { stepFolders } from './spark-step';

/** Where a guard finds what it looks for on this machine. */
export interface GuardPlaces {
  /** Of the ResourceManager's REST API. */
  readonly web: string;
  /** Of the primary node. */
  readonly folder: string;
  readonly clock: ScaledClock;
  /** Seconds between two looks; default: as shipped. */
  readonly pollSeconds?: number;
}

/** By how much the guard lets the clocks of EMR and YARN differ. */
const MARGIN_MS = 60_000;
/** `bash -c SCRIPT NAME v1 LINEAGE MODE`. */
const BEFORE_EARLIER = 7;

/**
 * A step's command as this machine runs it: of a guard, the places are others, and the times of the earlier steps are told in the machine's. Its waits are
 * as shipped, by the machine's clock, because they are for processes of the machine.
 */
export function commandHere(args: readonly string[], { web, folder, clock, pollSeconds }: GuardPlaces): string[] {
  const length = guardLength(args);
  if (length === 0) return [...args];
  const script = withConstants({
    address: new URL(web).host,
    ...stepFolders(folder),
    margin: Math.round(MARGIN_MS / clock.scale),
    ...(pollSeconds !== undefined && { poll: pollSeconds }),
  });
  const machineMs = (ms: number): number => Math.round(clock.realStartMs + (ms - clock.startMs) / clock.scale);
  return args.map((word, position) => {
    if (position === 2) return script;
    return position >= BEFORE_EARLIER && position < length - 1 ? inMachineTime(word, machineMs) : word;
  });
}

/** `STEP,TAG,APPLICATION,FROM,TO[,sole]` with other times. */
function inMachineTime(word: string, machineMs: (ms: number) => number): string {
  const [step, tag, application, from, to, ...rest] = word.split(',');
  return [step, tag, application, machineMs(Number(from)), machineMs(Number(to)), ...rest].join(',');
}

/** What a guard has written to its step's stderr. */
export const guardSaid = (stderr: string): string[] =>
  (stderr.match(/^emr-autotune-guard: .*/gm) ?? []).map((line) => line.slice('emr-autotune-guard: '.length));
