import type { LintFinding, LintReport } from '../lint';
import { SCHEMA_VERSION } from './plan-json';

/** What `lint --json` prints; a stable form for scripts. */
export interface LintJson {
  schemaVersion: number;
  /** The release and its Spark that the keys were judged by. */
  release: string;
  sparkVersion: string;
  summary: { errors: number; warnings: number; notes: number };
  findings: LintFinding[];
}

/** The report as a plain object, ready for `JSON.stringify`. */
export function lintToJson(report: LintReport): LintJson {
  return {
    schemaVersion: SCHEMA_VERSION,
    release: report.release,
    sparkVersion: report.sparkVersion,
    summary: countsOf(report),
    findings: report.findings.map((finding) => ({ ...finding })),
  };
}

export function countsOf({ findings }: LintReport): LintJson['summary'] {
  const count = (severity: LintFinding['severity']): number =>
    findings.filter((one) => one.severity === severity).length;
  return { errors: count('error'), warnings: count('warning'), notes: count('note') };
}
