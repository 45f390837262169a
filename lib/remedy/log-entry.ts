import type { CallResult, EmrCall } from './action';
import type { RowState } from './contract';
import type { Report } from './report';
import type { ChangedSetting, StepNews } from './row';

/** The version of the log's format, `logVersion` in every line. Lines of version 1 carry none, and name some fields otherwise. */
const LOG_VERSION = 2;

/** What the log says of an error: never its message, which can quote arguments. */
export interface ErrorFacts {
  readonly error: string;
  readonly status?: number;
  readonly requestId?: string;
}

/** One decision and the figures it rests on; without argument values, names or tags. */
export interface DecisionEntry extends Report {
  readonly kind: 'decision';
  /** Version of the log's format, in every line that was written. */
  readonly logVersion?: number;
  /** ISO 8601. */
  readonly time: string;
  readonly clusterId: string;
  readonly state: RowState;
  readonly next: RowState;
  readonly action: 'wait' | 'move' | EmrCall['kind'];
  readonly reason: string;
  /** Settings that the resubmission of the open lineage changes. */
  readonly changes?: readonly ChangedSetting[];
  /** Step ids of the resubmissions. */
  readonly steps?: readonly string[];
  /** Of the ledger's row when the decision was taken. */
  readonly rowVersion: number;
  readonly nonce: string;
  /** From the beginning of the look to the decision. */
  readonly ms: number;
}

/** One line of the remediator's log. */
export type LogEntry =
  | DecisionEntry
  | CallEntry
  /** A person has to look. */
  | { readonly kind: 'page'; readonly clusterId: string; readonly reason: string }
  /** A person is told of a finding. */
  | { readonly kind: 'notice'; readonly clusterId: string; readonly root?: string; readonly finding: string }
  /** An orchestrator is told what became of its step. */
  | { readonly kind: 'news'; readonly clusterId: string; readonly root: string; readonly news: StepNews['kind'] }
  /** The end of an invocation's work on a cluster. */
  | {
      readonly kind: 'ended';
      readonly clusterId: string;
      readonly state: RowState;
      readonly reason: string;
      readonly looks: number;
    }
  | FailureEntry;

/** A write call to EMR that was made, and what is known of it. */
export interface CallEntry {
  readonly kind: 'call';
  readonly clusterId: string;
  readonly call: EmrCall['kind'];
  readonly n: number;
  readonly result: CallResult;
}

/** Something failed; the remediator goes on without it. */
type FailureEntry = ErrorFacts &
  (
    | { readonly kind: 'ledger-error'; readonly clusterId?: string }
    /** The listing of clusters has more pages than one sweep may ask for; the next goes on from there. */
    | { readonly kind: 'sweep-incomplete'; readonly read: number }
    | { readonly kind: 'discovery-error'; readonly clusterId?: string }
    | { readonly kind: 'cluster-error'; readonly clusterId: string }
    | { readonly kind: 'read-error'; readonly clusterId: string; readonly what: string }
    | { readonly kind: 'actor-error'; readonly clusterId: string }
    /** The topic would not take a page; it stays owed. */
    | { readonly kind: 'page-error'; readonly clusterId: string }
    | { readonly kind: 'call-error'; readonly clusterId: string; readonly call: EmrCall['kind'] }
  );

/** An entry as a line of the log. */
export function toLogLine(entry: LogEntry): string {
  return JSON.stringify({ ...entry, logVersion: LOG_VERSION });
}

/** The entry in a line of this format's version; undefined for a metric, another version's or another program's line. */
export function parseLogLine(line: string): LogEntry | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    return isLogEntry(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The version says what the line holds: only `toLogLine` writes it. */
function isLogEntry(parsed: unknown): parsed is LogEntry {
  return typeof parsed === 'object' && parsed !== null && 'logVersion' in parsed && parsed.logVersion === LOG_VERSION;
}
