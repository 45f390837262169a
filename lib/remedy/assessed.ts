import type { DeployMode } from '../spark';
import type { StepConfigInput } from '../steps';
import type { Tier } from './contract';
import type { FindingNotice } from './finding-notice';
import type { NextRunItem } from './next-run';
import type { Refusal, Report } from './report';
import type { Fence, Measured, PastRun, Payload } from './row';

/** What a lineage would be opened with. */
export interface Plan {
  readonly deployMode: DeployMode;
  readonly fence: Fence;
  /** The changes that the executor size makes in one line, to compare two looks by; those that follow from the data move while the job runs. */
  readonly changes: string;
  readonly payload: Omit<Payload, 'openedAt'>;
}

/** What the engine makes of a look at the running step: worked out by whoever observes, so that the reducer only decides. */
export interface Assessed {
  /** No further executor fits and cores look stranded, or it is not known whether they are. */
  readonly suspect: boolean;
  readonly tier?: Tier;
  /** In the order in which the gates are asked. */
  readonly refusals: readonly Refusal[];
  /** Why nothing would be done, for people; undefined where nothing stands against it. */
  readonly reason?: string;
  readonly report: Report;
  readonly plan?: Plan;
  /** The lineage was opened on the job's own figures, and they cannot be read now. */
  readonly lacksEvidence?: true;
  /** What the ledger is to be told of the running step's run. */
  readonly run?: PastRun;
  /** The configuration that the job should be given the next time it runs. */
  readonly nextRun?: NextRunItem;
  /** What a person is to be told of the finding. */
  readonly notice?: FindingNotice;
}

/** What a running attempt's application, or the cluster's metrics, say of it. */
export interface Verified {
  /** Whether the settings, or the containers' size, are those that were submitted; undefined while that is not known. */
  readonly applied?: boolean;
  /** Whether more cores run tasks than the root step could use; undefined while that is not known. */
  readonly improved?: boolean;
  readonly measured: Measured;
  /** For people. */
  readonly reason: string;
  readonly report: Report;
}

/** The resubmission as it would be sent now. */
export type Prepared =
  | {
      readonly kind: 'built';
      readonly n: number;
      readonly step: StepConfigInput;
      /** HMAC of what it runs, without marker and tag. */
      readonly fingerprint: string;
    }
  /** Its form is not understood, or EMR or YARN would refuse it. */
  | { readonly kind: 'refused'; readonly code: string };
