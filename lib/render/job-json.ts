import type { JobFinding } from '../diagnosis';
import type { DataSizes, MemoryNeed, UnknownFigure } from '../evidence';
import type { JobFigures, JobReport } from './job-report';

/** What a running job says about itself, as `diagnose --cluster --json` prints it; null: not known. */
export interface JobJson {
  readonly step: string;
  /** Null where no source answered: `tried` says why. */
  readonly figures: JobFiguresJson | null;
  readonly tried: JobReport['tried'];
  readonly askLater: boolean;
}

interface JobFiguresJson {
  readonly applicationId: string;
  readonly source: string;
  /** Since the step's start, minutes. */
  readonly elapsedMinutes: number;
  readonly executors: number;
  readonly cores: number;
  readonly taskSlots: number;
  /** Tasks that run. */
  readonly activeTasks: number;
  /** Tasks with a result, of the stages that run or have ended. */
  readonly tasksDone: number;
  /** All tasks of these stages; later ones are not known. */
  readonly tasksKnown: number;
  /** Share of the work that is done, at most; 0 to 1. */
  readonly shareDoneAtMost: number;
  /** Lower bound of the time that the job still takes, minutes. */
  readonly remainingAtLeastMinutes: number;
  readonly remainingAssumes: string;
  readonly restart: RestartJson | null;
  readonly memory: MemoryNeed;
  readonly data: DataSizes;
  readonly findings: readonly JobFinding[];
  readonly setInCode: readonly string[];
  readonly ofUnknownOrigin: readonly string[];
  readonly unknown: readonly UnknownFigure[];
}

interface RestartJson {
  readonly pays: boolean;
  /** After the discount. */
  readonly speedUp: number;
  /** Remaining time above which a restart pays, minutes; null where it would not be faster. */
  readonly paysAboveMinutes: number | null;
  /** From a restart to the end of the job, at most as the bound has it, minutes. */
  readonly restartMinutes: number;
}

export function jobToJson({ stepId, figures, tried, askLater }: JobReport): JobJson {
  return { step: stepId, figures: figures === undefined ? null : figuresToJson(figures), tried, askLater };
}

function figuresToJson(figures: JobFigures): JobFiguresJson {
  const { evidence, cores, progress, remaining, restart, settings } = figures;
  return {
    applicationId: evidence.application.id,
    source: evidence.source,
    elapsedMinutes: minutes(figures.elapsedMs),
    executors: cores.executors,
    cores: cores.cores,
    taskSlots: cores.taskSlots,
    activeTasks: cores.activeTasks,
    tasksDone: progress.tasksDone,
    tasksKnown: progress.tasksKnown,
    shareDoneAtMost: progress.shareAtMost,
    remainingAtLeastMinutes: minutes(remaining.atLeastMs),
    remainingAssumes: remaining.assumes,
    restart:
      restart === undefined
        ? null
        : {
            pays: restart.pays,
            speedUp: restart.speedUp,
            paysAboveMinutes: Number.isFinite(restart.paysAboveMs) ? minutes(restart.paysAboveMs) : null,
            restartMinutes: minutes(restart.restartMs),
          },
    memory: figures.memory,
    data: figures.data,
    findings: figures.findings,
    setInCode: settings.setInCode,
    ofUnknownOrigin: settings.ofUnknownOrigin,
    unknown: evidence.unknown,
  };
}

const minutes = (ms: number): number => ms / 60_000;
