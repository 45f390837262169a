import type { EmrRelease } from '../catalog';
import type { ExecutorSize } from '../spark';
import type { Calculator } from '../yarn';
import type { ClusterEvidence } from './cluster-evidence';

export type FindingId =
  | 'idle'
  | 'stranded-cores'
  | 'stranded-memory'
  | 'no-demand'
  | 'vcores-not-meaningful'
  | 'oversubscribed'
  | 'unexplained'
  | 'calculator-unknown'
  | 'size-unknown';

/** What the nodes could run beyond what runs. */
export interface Gain {
  /** Task slots that run. */
  readonly taskSlots: number;
  /** Task slots that the nodes could run. */
  readonly possibleTaskSlots: number;
  /** The second ÷ the first. */
  readonly factor: number;
}

export interface Finding {
  readonly id: FindingId;
  readonly severity: 'critical' | 'warning' | 'info';
  /** One sentence for people. */
  readonly summary: string;
  /** The arithmetic, line by line. */
  readonly arithmetic: readonly string[];
  /** What to do, or the reason for doing nothing. */
  readonly remedy: string;
  /** Whether the admission model confirms it, so that acting may help; the remediator asks for more (docs/remediation.md). */
  readonly actionable: boolean;
  /** Where task slots are to be had. */
  readonly gain?: Gain;
}

/** The figure that tells the readings apart at the least cost. */
export interface NextFigure {
  /** The option of `diagnose` that takes it. */
  readonly flag: '--containers' | '--executor-cores' | '--calculator';
  /** What its values would mean, one sentence. */
  readonly reason: string;
  /** Screens and commands that show it, the quickest first. */
  readonly where: readonly string[];
}

/** How the admission model reproduces what was observed. */
export interface Explanation {
  readonly calculator: Calculator;
  readonly executor: ExecutorSize;
  readonly executors: number;
  readonly containers: number;
  /** No further container of this size fits on any node. */
  readonly saturated: boolean;
  /** vcores as YARN would show them. */
  readonly shownVcores: number;
  readonly predictedMB: number;
  readonly observedMB: number;
  readonly taskSlots: number;
  /** vcores that stand for a vCPU: half of what YARN counts on m4, d2 and i2. */
  readonly totalVcores: number;
  /** Task slots ÷ these vcores: the cores in use whatever YARN's own count says. */
  readonly coreUtilisation: number;
  readonly memoryUtilisation: number;
}

/** A uniform executor size that would give the observed figures. */
export interface ReproducingSize {
  readonly calculator: Calculator;
  readonly perNode: number;
  /** undefined under the default calculator, which does not count cores: any number shows the same. */
  readonly executorCores?: number;
  readonly containerMiB: number;
  readonly executors: number;
  readonly memoryUtilisation: number;
  /** As the dashboard would show it. */
  readonly shownVcores: number;
  /** undefined where the executor's cores are. */
  readonly taskSlots?: number;
  /** No further container fits on any node. */
  readonly saturated: boolean;
  /** Executors that fit; where some are pending, as many run. */
  readonly capacity: number;
  /** Largest relative error of memory and vcores. */
  readonly error: number;
}

export interface DiagnosisRequest {
  readonly evidence: ClusterEvidence;
  readonly release: EmrRelease;
  /** The job's executors, where known. */
  readonly executor?: ExecutorSize;
}

export interface Diagnosis {
  /** The finding that decides; undefined: nothing wrong was found. */
  readonly verdict?: FindingId;
  readonly findings: readonly Finding[];
  readonly explanation?: Explanation;
  /** The calculator that is known, or that alone explains the figures. */
  readonly calculator?: Calculator;
  /** Where no executor size was given: every size that reproduces the figures, closest first. */
  readonly sizes: readonly ReproducingSize[];
  /** Where the figures do not decide: the one to look for. */
  readonly next?: NextFigure;
}
