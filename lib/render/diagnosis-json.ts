import type { Explanation, Finding, FindingId, NextFigure, NodesInEvidence, ReproducingSize } from '../diagnosis';
import type { DecisionEntry } from '../remedy';
import type { Retune } from '../sizing';
import type { Calculator } from '../yarn';
import type { DiagnosisReport, Restart } from './diagnosis-report';
import { type JobJson, jobToJson } from './job-json';
import { SCHEMA_VERSION } from './plan-json';

/**
 * A diagnosis as `diagnose --json` prints it, one form for a dashboard and for a live cluster; a stable form for scripts. MiB and YARN's MB
 * are the same; shares are 0 to 1.
 */
export interface DiagnosisJson {
  schemaVersion: number;
  source: 'dashboard' | 'cluster';
  /** The finding that decides; null where nothing is wrong, or nothing could be judged. */
  verdict: FindingId | null;
  findings: Finding[];
  /** Null where no reading of the figures holds, or no executor size is known. */
  explanation: Explanation | null;
  /** Where no executor size is known: every size that gives the figures. */
  sizes: ReproducingSize[];
  /** The figure that decides, where these do not. */
  next: NextFigure | null;
  /** Null where a live cluster shows none. */
  figures: FiguresJson | null;
  cure: CureJson | null;
  /** Null for a dashboard. */
  cluster: ClusterJson | null;
}

/** What was given or seen; null: not known. */
interface FiguresJson {
  nodes: NodesInEvidence[];
  calculator: Calculator | null;
  memoryMB: number;
  memoryTotalMB: number;
  memoryUtilisation: number;
  /** As YARN counts them. */
  vcores: number | null;
  containers: number | null;
  containersPending: number | null;
  cpuUtilisation: number | null;
  /** How each was read, in words. */
  readings: string[];
}

/** The settings for the next run. */
interface CureJson extends Retune {
  /** What it rests on or leaves out, in words. */
  readonly notes: readonly string[];
}

/** What only a live cluster tells. */
interface ClusterJson {
  clusterId: string;
  /** The running step; null where none runs. */
  step: string | null;
  reason: string;
  tier: string | null;
  /** What speaks against ending the run. */
  refusals: DecisionEntry['refusals'];
  unread: string[];
  elapsedMinutes: number | null;
  expectedSpeedUp: number | null;
  restart: Restart;
  /** Null where no step runs. */
  job: JobJson | null;
}

/** The diagnosis as a plain object, ready for `JSON.stringify`. */
export function diagnosisToJson(report: DiagnosisReport): DiagnosisJson {
  const { diagnosis, cure, notes } = report;
  return {
    schemaVersion: SCHEMA_VERSION,
    source: report.live === undefined ? 'dashboard' : 'cluster',
    verdict: diagnosis?.verdict ?? null,
    findings: (diagnosis?.findings ?? []).map((finding) => ({ ...finding, arithmetic: [...finding.arithmetic] })),
    explanation: diagnosis?.explanation ?? null,
    sizes: (diagnosis?.sizes ?? []).map((size) => ({ ...size })),
    next: diagnosis?.next ?? null,
    figures: figuresToJson(report),
    cure: cure === undefined ? null : { ...cure, notes: [...notes] },
    cluster: clusterToJson(report),
  };
}

function figuresToJson({ evidence, readings }: DiagnosisReport): FiguresJson | null {
  if (evidence === undefined) return null;
  return {
    nodes: evidence.nodes.map((node) => ({ ...node })),
    calculator: evidence.calculator ?? null,
    memoryMB: evidence.memoryAllocatedMB,
    memoryTotalMB: evidence.memoryTotalMB,
    memoryUtilisation: evidence.memoryAllocatedMB / evidence.memoryTotalMB,
    vcores: evidence.allocatedVcores ?? null,
    containers: evidence.containersAllocated ?? null,
    containersPending: evidence.containersPending ?? null,
    cpuUtilisation: evidence.cpuUtilisation ?? null,
    readings: [...readings],
  };
}

function clusterToJson({ live }: DiagnosisReport): ClusterJson | null {
  if (live === undefined) return null;
  const { decision, unread, refusals, restart, job } = live;
  return {
    clusterId: decision.clusterId,
    step: decision.root ?? null,
    reason: decision.reason,
    tier: decision.tier ?? null,
    refusals: [...refusals],
    unread: [...unread],
    elapsedMinutes: decision.elapsedMinutes ?? null,
    expectedSpeedUp: decision.expectedSpeedUp ?? null,
    restart,
    job: job === undefined ? null : jobToJson(job),
  };
}
