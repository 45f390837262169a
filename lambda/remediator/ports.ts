import type { CallResult, EmrCall, LogEntry, Observation, Row, SideWrite } from '../../lib/remedy';

/** Time, as real or as virtual as whoever runs the handler wants it. */
export interface Clock {
  /** Epoch ms. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** What a conditional write came to; `unknown` where its answer was lost. */
export type WriteResult = 'written' | 'conflict' | 'unknown';

export interface Ledger {
  /** Strongly consistent; undefined where the cluster was never written. Throws where the row cannot be read or understood. */
  readonly readRow: (clusterId: string) => Promise<Row | undefined>;
  /** Written only where the stored version is `expected`; 0: where there is none. */
  readonly writeRow: (row: Row, expected: number) => Promise<WriteResult>;
  /** `refused` only for a reservation that the account's budget does not allow. */
  readonly side: (write: SideWrite) => Promise<'done' | 'refused' | 'failed'>;
  /** Clusters with a lineage that is not archived yet, whoever watches them now. */
  readonly openClusters: () => Promise<readonly string[]>;
  readonly isOverridden: (jobKey: string) => Promise<boolean>;
}

export interface Look {
  readonly clusterId: string;
  readonly row: Row;
  readonly ledger: boolean;
  readonly nonce: string;
  readonly deadline: number;
}

/** Everything that touches the world, one method for each effect of the runner. */
export interface Ports {
  readonly clock: Clock;
  readonly remainingMs: () => number;
  readonly ledger: Ledger;
  readonly observe: (look: Look) => Promise<Observation>;
  readonly call: (call: EmrCall) => Promise<CallResult>;
  /** Writes one line of the log. */
  readonly log: (entry: LogEntry) => void;
}
