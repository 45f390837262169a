import type { Diagnosis, Explanation, Finding, ReproducingSize } from '../diagnosis';
import { SCHEMA_VERSION } from './plan-json';

/** A diagnosis as `diagnose --json` prints it; a stable form for scripts. MiB and YARN's MB are the same. */
export interface DiagnosisJson {
  schemaVersion: number;
  /** The finding that decides; null where nothing is wrong. */
  verdict: string | null;
  findings: Finding[];
  /** Null where no reading of the figures holds, or no executor size was given. */
  explanation: Explanation | null;
  shapes: ReproducingSize[];
}

/** The diagnosis as a plain object, ready for `JSON.stringify`. */
export function diagnosisToJson(diagnosis: Diagnosis): DiagnosisJson {
  return {
    schemaVersion: SCHEMA_VERSION,
    verdict: diagnosis.verdict ?? null,
    findings: diagnosis.findings.map((finding) => ({ ...finding, arithmetic: [...finding.arithmetic] })),
    explanation: diagnosis.explanation ?? null,
    shapes: diagnosis.sizes.map((size) => ({ ...size })),
  };
}
