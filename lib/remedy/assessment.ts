import type { ClusterEvidence, Diagnosis } from '../diagnosis';
import type { Retune } from '../sizing';
import type { Tier } from './contract';
import type { Window } from './detection';
import type { JobFacts } from './job-facts';
import type { MetricPoint, Observation } from './observation';
import type { Policy } from './policy';
import type { Refusal, Report } from './report';
import type { Row } from './row';
import type { Subject } from './subject';
import type { Worth } from './worth';

/** Everything the gates judge, worked out once. */
export interface Assessment {
  readonly obs: Observation;
  readonly row: Row;
  readonly now: number;
  readonly policy: Policy;
  /** At the second look the lineage is open: what the root step itself has used up counts no longer. */
  readonly secondLook: boolean;
  readonly subject: Subject;
  readonly newest?: MetricPoint;
  /** End of its period, epoch ms: the figures say nothing of what came after. */
  readonly seenAt?: number;
  readonly window?: Window;
  /** The newest figures as a diagnosis takes them. */
  readonly evidence?: ClusterEvidence;
  readonly diagnosis?: Diagnosis;
  /** What the job's own figures say; undefined where it was not asked, or gave none. */
  readonly job?: JobFacts;
  readonly retune?: Retune;
  /** How long the job takes at least by its earlier runs, ms; undefined where there are too few. */
  readonly shortestRunMs?: number;
  readonly worth?: Worth;
}

/** An assessment with what follows from it. */
export interface Verdict extends Assessment {
  /** No further executor fits and cores look stranded, or it is not known whether they are. */
  readonly suspect: boolean;
  readonly tier?: Tier;
  readonly refusals: readonly Refusal[];
  readonly report: Report;
}

/** What of a finding a gate may doubt: that the step's executors explain the figures, or that cores lie idle for it and a cure is known. */
export type Doubt = 'explanation' | 'confirmation';

/** One condition of acting. */
export interface Gate {
  /** Undefined: its refusal says nothing about the finding. */
  readonly doubts?: Doubt;
  /** Why it refuses, with figures and without argument values; undefined: it lets pass. */
  readonly refuses: (assessment: Assessment) => string | undefined;
  /** Its refusal says "look again", not "no": something could not be read or is too old. */
  readonly transient?: true;
}

/** A gate whose datum is missing refuses: silence is no permission. */
export const NOT_READ = 'could not be read';
