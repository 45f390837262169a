import type { LintFinding, LintNotice, LintReport } from '../lint';
import { SCHEMA_VERSION } from './plan-json';

/** What `lint --json` prints; a stable form for scripts. */
export interface LintJson {
  schemaVersion: number;
  /** The release and its Spark that the keys were judged by. */
  release: string;
  sparkVersion: string;
  summary: { errors: number; warnings: number; notes: number };
  findings: LintFinding[];
  /** Parts that may hold settings and were not read. */
  unread: LintNotice[];
  /** Parts that were read and are not judged. */
  passedOver: LintNotice[];
}

/** The report as a plain object, ready for `JSON.stringify`. */
export function lintToJson(report: LintReport): LintJson {
  return {
    schemaVersion: SCHEMA_VERSION,
    release: report.release,
    sparkVersion: report.sparkVersion,
    summary: countsOf(report),
    findings: report.findings.map((finding) => ({ ...finding })),
    unread: report.unread.map((notice) => ({ ...notice })),
    passedOver: report.passedOver.map((notice) => ({ ...notice })),
  };
}

export function countsOf({ findings }: LintReport): LintJson['summary'] {
  const count = (severity: LintFinding['severity']): number =>
    findings.filter((one) => one.severity === severity).length;
  return { errors: count('error'), warnings: count('warning'), notes: count('note') };
}
