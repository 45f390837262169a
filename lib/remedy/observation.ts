import type { JobEvidence, ScalingLimits } from '../evidence';
import type { DescribedStep, Marker, StepForm } from '../steps';
import type { Calculator } from '../yarn';
import type { Assessed, Prepared, Verified } from './assessed';
import type { Lever, Mode, StepState } from './contract';
import type { ListedRun, Listing, Outcome, PastRun } from './row';
import type { SecurityFacts } from './security-configuration';

/** A datum and when it was read, epoch ms. A datum that could not be read is undefined. */
export interface Reading<T> {
  readonly at: number;
  readonly value: T;
}

export type ClusterState =
  | 'STARTING'
  | 'BOOTSTRAPPING'
  | 'RUNNING'
  | 'WAITING'
  | 'TERMINATING'
  | 'TERMINATED'
  | 'TERMINATED_WITH_ERRORS';

export interface ClusterFacts {
  /** Undefined where EMR does not say. */
  readonly arn?: string;
  readonly state: ClusterState;
  readonly releaseLabel?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly autoTerminate: boolean;
  readonly stepConcurrency: number;
  readonly kerberos: boolean;
  /** Epoch ms; undefined where EMR does not say. */
  readonly createdAt?: number;
  /** The name of its security configuration. */
  readonly securityConfiguration?: string;
  /** Properties of core-site and yarn-site, as far as the cluster's configuration names them. */
  readonly hadoopSettings?: Readonly<Record<string, string>>;
  readonly usesInstanceFleets: boolean;
  /** From capacity-scheduler; undefined where the classification does not set it. */
  readonly calculator?: Calculator;
  /** Properties of spark-defaults, as far as the cluster's configuration names them. */
  readonly sparkDefaults: Readonly<Record<string, string>>;
}

/** An instance group, or a fleet in the same terms. */
export interface InstanceGroupFacts {
  readonly role: 'MASTER' | 'CORE' | 'TASK';
  /** Empty for a fleet of several types. */
  readonly instanceType: string;
  /** Instances, of a fleet units of capacity. */
  readonly requested: number;
  readonly running: number;
  readonly state: string;
  /** How many instances a policy of automatic scaling may make of it. */
  readonly maxInstances?: number;
  /** spark-defaults, core-site with yarn-site, and calculator where this group was reconfigured on its own. */
  readonly sparkDefaults?: Readonly<Record<string, string>>;
  readonly hadoopSettings?: Readonly<Record<string, string>>;
  readonly calculator?: Calculator;
}

export interface Instances {
  /** Running core and task nodes. */
  readonly workers: readonly { readonly instanceType: string; readonly readyAt?: number }[];
  readonly primaries: number;
}

/** A step as ListSteps shows it. Times in epoch ms. */
export interface StepFacts {
  readonly id: string;
  readonly state: StepState;
  readonly name: string;
  readonly jar: string;
  readonly args: readonly string[];
  readonly mainClass?: string;
  /** Properties of the jar's step, such as Java system properties. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Jar and arguments, parsed. */
  readonly form: StepForm;
  /** The lineage and number it carries, where it is a resubmission. */
  readonly marker?: Marker;
  readonly actionOnFailure?: string;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** It has failed, and EMR names a reason that lies in the job and not in its configuration. */
  readonly failedByItself?: true;
  /** HMAC of everything the step runs, without the remediator's own keys; made with the key of the lineage in question. */
  readonly fingerprint?: string;
}

/** A step as DescribeStep shows it: what a faithful resubmission needs. */
export interface StepDetail extends StepFacts {
  readonly described: DescribedStep;
}

export interface StepScan {
  /** Newest first, no state filter. */
  readonly steps: readonly StepFacts[];
  /** Whether the pages went back to the time asked for; a failed page or too many leave it false: no verdict. */
  readonly complete: boolean;
}

/** One moment of a CloudWatch series; a missing figure is undefined, never zero. YARN's MB are MiB. */
export interface MetricPoint {
  readonly at: number;
  readonly memoryTotalMB?: number;
  readonly memoryAllocatedMB?: number;
  readonly containersAllocated?: number;
  readonly containersPending?: number;
  readonly appsRunning?: number;
  /** CPU measured on core and task nodes, 0 to 1; at the moments of its own period. */
  readonly cpuUtilisation?: number;
}

export interface MetricSeries {
  readonly periodMs: number;
  /** Of the CPU; default that of the others. */
  readonly cpuPeriodMs?: number;
  /** Oldest first. */
  readonly points: readonly MetricPoint[];
}

/** What a step's application said of itself when it was asked, or why it did not. */
export type AskedJob =
  | { readonly kind: 'evidence'; readonly evidence: JobEvidence; readonly persistentUiId?: string }
  | {
      readonly kind: 'none';
      /** For people; without URLs, names and foreign texts. */
      readonly reason: string;
      /** Whether it could not be told which application is the step's. */
      readonly isApplicationUnknown: boolean;
      /** The ResourceManager was asked, and lists none that could be the step's. */
      readonly hasNoApplication?: true;
      /** The history server that EMR makes: it can be asked in a few minutes. */
      readonly persistentUiId?: string;
    };

/** The item `job#<jobKey>`: what is remembered of a job over its clusters. */
export interface JobHistory {
  readonly outcomes: readonly Outcome[];
  /** Root steps of the lineages started on a UTC day. */
  readonly day?: { readonly date: string; readonly roots: readonly string[] };
  /** Whether an earlier verification found that this job sets its own configuration. */
  readonly overridden: boolean;
  /** What was seen of its runs, on every watched cluster. */
  readonly runs?: readonly PastRun[];
  /** The history server that EMR was told to make for the cluster on which the job was last asked about. */
  readonly persistentUi?: { readonly clusterId: string; readonly id: string };
}

/** What was seen of one cluster in one look, and the context of the look. */
export interface Observation {
  readonly clusterId: string;
  readonly mode: Mode;
  readonly remediatorId: string;
  readonly allowedStepNames: readonly string[];
  /** Whether the row could be read; without a ledger nothing is written to EMR. */
  readonly ledger: boolean;
  readonly cluster?: Reading<ClusterFacts>;
  /** What the cluster's security configuration says; undefined where it has none, too. */
  readonly security?: Reading<SecurityFacts>;
  readonly groups?: Reading<readonly InstanceGroupFacts[]>;
  readonly instances?: Reading<Instances>;
  readonly autoTermination?: Reading<{ readonly idleSeconds?: number }>;
  /** How far managed scaling may take the cluster; a value of undefined has no form that is known. */
  readonly scaling?: Reading<ScalingLimits | 'none' | undefined>;
  readonly scan?: Reading<StepScan>;
  /** The root step: the running one, or that of the open lineage. */
  readonly root?: Reading<StepDetail>;
  /** The newest attempt, where one is known. */
  readonly attempt?: Reading<StepDetail>;
  readonly metrics?: Reading<MetricSeries>;
  /** Identifies the root step's job over its runs; a digest. */
  readonly jobKey?: string;
  readonly job?: Reading<JobHistory>;
  /** What the root step's application says of itself, asked only where the cheaper readings make a restart likely; while verifying, the attempt's. */
  readonly asked?: Reading<AskedJob>;
  /** What earlier runs of the job are recognised by, and those that this cluster lists. */
  readonly history?: { readonly work: string; readonly runs: readonly ListedRun[] };
  /** Runs that the ledger has seen begin, and this cluster says have completed; of any job, by its key. */
  readonly ended?: readonly { readonly jobKey: string; readonly run: PastRun }[];
  /** A person's word for the root step, where the mode asks for one and it was given. */
  readonly approval?: Reading<{ readonly expiresAt: number }>;
  /** The emergency lever, read where a write call may follow. */
  readonly lever?: Reading<Lever>;
  /** What the index of open lineages says, where the row says less. */
  readonly listing?: Reading<Listing & { readonly archived: boolean }>;
  /** The engine's word on the running step, while nothing has been sent. */
  readonly assessed?: Assessed;
  /** The engine's word on the running attempt. */
  readonly verified?: Verified;
  /** The attempt as it would be submitted now. */
  readonly prepared?: Prepared;
  /** HMAC key for a lineage that may be opened now; the root step's fingerprint is made with it unless a lineage is open. */
  readonly freshKey: string;
  /** Identifies this moment of this invocation; written ahead of a call. */
  readonly nonce: string;
  /** When this invocation is certainly dead, epoch ms. */
  readonly deadline: number;
}
