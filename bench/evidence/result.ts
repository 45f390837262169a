import { type Compared, compareWithLog } from './compare';
import type { BenchJob } from './jobs';
import { type BoundJudged, judgeBound, judgeProgress, WAYS, type Way } from './judge';
import type { WatchedRun } from './watch';

/** What a run of one job on one Spark showed. */
export interface Result {
  readonly kind: string;
  readonly sparkVersion: string;
  readonly machineCores: number;
  readonly seconds: number;
  readonly tasks: number;
  readonly stageAttempts: number;
  readonly failedTasks: number;
  readonly bounds: readonly BoundJudged[];
  readonly progress: Compared;
  readonly atEnd: readonly (Compared & { readonly way: Way })[];
  /** Reads that gave no evidence, by reason. */
  readonly withoutAnswer: Readonly<Record<string, number>>;
}

/** The least share of what remains that the bound has to be at mid-stage, from a driver. */
const MIN_MID_STAGE = 0.5;

export function resultOf(
  { log, samples, atEnd, withoutAnswer, sparkVersion, machineCores, seconds }: WatchedRun,
  { kind, executors, cores, isHomogeneous }: BenchJob,
): Result {
  const job = { log, maxTaskSlots: executors * cores, isHomogeneous };
  return {
    ...{ kind, sparkVersion, machineCores, seconds },
    tasks: log.tasks.length,
    stageAttempts: log.stages.length,
    failedTasks: log.tasks.filter(({ outcome }) => outcome === 'failed').length,
    bounds: WAYS.map((way) => judgeBound(way, samples, job)),
    progress: judgeProgress(samples, log),
    atEnd: WAYS.flatMap((way) => {
      const evidence = atEnd[way];
      return evidence === undefined ? [] : [{ way, ...compareWithLog(evidence, log) }];
    }),
    withoutAnswer: Object.fromEntries(
      [...new Set(withoutAnswer)].map((reason) => [reason, withoutAnswer.filter((one) => one === reason).length]),
    ),
  };
}

/** Where a run is not what the bench promises. */
export function problemsOf({ bounds, progress, atEnd }: Result): string[] {
  return [
    ...bounds.flatMap(({ way, violations }) => violations.map((one) => `${way}: ${one}`)),
    ...bounds.flatMap(({ way, midStage }) =>
      way !== 'history' && midStage !== undefined && midStage < MIN_MID_STAGE
        ? [`${way}: at mid-stage the bound was ${midStage.toFixed(2)} of what remained`]
        : [],
    ),
    ...bounds.flatMap(({ way, samples }) => (samples === 0 ? [`${way}: nothing was read`] : [])),
    ...progress.differing,
    ...(['driver', 'history'] as const).flatMap((way) =>
      atEnd.some((one) => one.way === way) ? [] : [`${way}: nothing was read at the end`],
    ),
    ...atEnd.flatMap(({ way, differing }) => differing.map((one) => `${way} at the end: ${one}`)),
  ];
}

/** The run in a few lines, for the terminal. */
export function lineOf({ sparkVersion, kind, seconds, bounds, progress, atEnd, withoutAnswer }: Result): string[] {
  return [
    `Spark ${sparkVersion}, ${kind}: ${seconds} s`,
    ...bounds.map(
      ({ way, samples, positive, violations, tightest, midStage }) =>
        `  ${way}: ${samples} samples, ${positive} with a bound, ${violations.length} violations, tightest ${ratio(tightest)}, mid-stage ${ratio(midStage)}`,
    ),
    `  progress: ${progress.compared - progress.differing.length} of ${progress.compared}`,
    ...atEnd.map(
      ({ way, compared, differing, behind }) =>
        `  ${way} at the end: ${compared - differing.length - behind.length} of ${compared} figures equal`,
    ),
    ...Object.entries(withoutAnswer).map(([reason, times]) => `  without an answer: ${reason} (${times})`),
  ];
}

export const ratio = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(2));
