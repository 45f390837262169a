import type { JobExamination, JobFinding } from '../diagnosis';
import type { DataSizes, EvidenceSource, MemoryNeed, UnknownFigure } from '../evidence';
import type { Retune } from '../sizing';
import type { AnalysisPlan, AnalysisReport } from './analysis-report';
import { SCHEMA_VERSION } from './plan-json';
import { type SlotHoursJson, slotHoursToJson } from './slot-hours';

/** An analysis as `analyze --json` prints it. MiB and YARN's MB are the same; shares are 0 to 1. */
export interface AnalysisJson {
  schemaVersion: number;
  source: EvidenceSource;
  applicationId: string;
  /** Null where the log does not tell. */
  attemptId: string | null;
  sparkVersion: string | null;
  /** Epoch ms. */
  startedAtMs: number;
  /** Epoch ms; null where the log has no end of the application. */
  endedAtMs: number | null;
  /** From the start to the end, or to the newest event, minutes. */
  ranForMinutes: number;
  /** Executors that it ever had. */
  executors: number;
  /** The most task slots at one time. */
  peakTaskSlots: number;
  used: SlotHoursJson;
  /** Those that explain the most minutes first. */
  findings: readonly JobFinding[];
  /** What was checked and found clean. */
  clean: JobExamination['clean'];
  /** What the figures do not tell. */
  notJudged: JobExamination['unknown'];
  memory: MemoryNeed;
  data: DataSizes;
  /** For the next run on the nodes that were given; null where there is none. */
  plan: PlanForNextRunJson | null;
  /** Why there is no plan; null where there is one. */
  noPlan: string | null;
  /** Figures that are not there. */
  unknown: readonly UnknownFigure[];
  /** What is to be known of what was read, in words. */
  notes: readonly string[];
}

interface PlanForNextRunJson {
  readonly nodes: AnalysisPlan['nodes'];
  readonly release: string;
  readonly retune: Retune;
  /** Minutes that the next run would take, were each task as long as in this one; null where nothing is promised. */
  readonly expectedMinutes: number | null;
  /** How far the same model is from this run's own time, as a share of it; null where nothing is promised. */
  readonly modelError: number | null;
  /** Why nothing is promised. */
  readonly reason: string | null;
}

const MS_PER_MINUTE = 60_000;

export function analysisToJson(report: AnalysisReport): AnalysisJson {
  const { evidence, examination, slots } = report;
  const { application } = evidence;
  return {
    schemaVersion: SCHEMA_VERSION,
    source: evidence.source,
    applicationId: application.id,
    attemptId: application.attemptId ?? null,
    sparkVersion: application.sparkVersion ?? null,
    startedAtMs: application.startedAtMs,
    endedAtMs: application.endedAtMs ?? null,
    ranForMinutes: report.ranForMs / MS_PER_MINUTE,
    executors: evidence.executors.length,
    peakTaskSlots: report.peakTaskSlots,
    used: slotHoursToJson(slots),
    findings: examination.findings,
    clean: examination.clean,
    notJudged: examination.unknown,
    memory: report.memory,
    data: report.data,
    plan: 'reason' in report.plan ? null : planToJson(report.plan),
    noPlan: 'reason' in report.plan ? report.plan.reason : null,
    unknown: evidence.unknown,
    notes: report.notes,
  };
}

function planToJson({ nodes, release, retune, expected }: AnalysisPlan): PlanForNextRunJson {
  const isPromised = !('reason' in expected);
  return {
    nodes,
    release,
    retune,
    expectedMinutes: isPromised ? expected.timeMs / MS_PER_MINUTE : null,
    modelError: isPromised ? expected.modelError : null,
    reason: isPromised ? null : expected.reason,
  };
}
