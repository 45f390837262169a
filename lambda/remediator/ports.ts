import type {
  CallResult,
  EmrCall,
  JobHistory,
  Listing,
  LogEntry,
  Observation,
  OwedPage,
  Row,
  SideWrite,
  StepNews,
  Written,
} from '../../lib/remedy';

/** Time: real where the function is deployed, virtual in a rehearsal. */
interface Clock {
  /** Epoch ms. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** What a conditional write came to; `unknown` where its answer was lost. */
export type WriteResult = 'written' | 'conflict' | 'unknown';

/** `refused` for a reservation that the account's budget does not allow, and for a submission where the index names another. */
export type SideResult = 'done' | 'refused' | 'failed';

/** Whether the topic has taken a page. */
export type PageResult = 'taken' | 'failed';

export interface Ledger {
  /** Strongly consistent; undefined where the cluster was never written. Throws where the row cannot be read or understood. */
  readonly readRow: (clusterId: string) => Promise<Row | undefined>;
  /** Written only over the write of the row that is `expected`; version 0: where there is none. */
  readonly writeRow: (row: Row, expected: Written) => Promise<WriteResult>;
  readonly side: (write: SideWrite) => Promise<SideResult>;
  /** Clusters with a lineage that is not archived yet, whether or not they are still watched, and how far each has come. */
  readonly listings: () => Promise<ReadonlyMap<string, Listing>>;
  /** Clusters whose rows may owe a page, whether or not they are still watched, each with when that was noted. */
  readonly owing: () => Promise<ReadonlyMap<string, number>>;
  readonly isArchived: (clusterId: string, root: string) => Promise<boolean>;
  readonly job: (jobKey: string) => Promise<JobHistory>;
  /** A person's word for a step. */
  readonly approval: (clusterId: string, stepId: string) => Promise<{ readonly expiresAt: number } | undefined>;
}

export interface Look {
  readonly clusterId: string;
  readonly row: Row;
  readonly ledger: boolean;
  /** What the index of open lineages says of the cluster: as it was read when the invocation began, then as the invocation wrote it. */
  readonly listed?: Listing;
  readonly nonce: string;
  readonly deadline: number;
}

/** Everything that touches the world, one method for each effect of the runner. */
export interface Ports {
  readonly clock: Clock;
  readonly remainingMs: () => number;
  readonly ledger: Ledger;
  readonly observe: (look: Look) => Promise<Observation>;
  /** Makes a call once; one that has not begun by `freshUntil` (epoch ms) is not made. */
  readonly call: (call: EmrCall, freshUntil: number) => Promise<CallResult>;
  /** Sends one notification. */
  readonly page: (clusterId: string, page: OwedPage | StepNews) => Promise<PageResult>;
  /** Writes one line of the log. */
  readonly log: (entry: LogEntry) => void;
}
