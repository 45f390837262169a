import { parseCase } from '../../lib/cli/admit-case';
import { isInputError } from '../../lib/errors';
import { type Admission, admit } from '../../lib/yarn';

/** One question to the scheduler; memory in MiB. `src/main/java/oracle/Case.java` has the defaults. */
export interface OracleCase {
  readonly id: string;
  readonly calculator: 'Default' | 'Dominant';
  readonly minAllocMb?: number;
  readonly minAllocVcores?: number;
  readonly maxAllocMb?: number;
  readonly maxAllocVcores?: number;
  readonly amResourcePercent?: number;
  readonly nodes: readonly { count: number; memoryMb: number; vcores: number; label?: string }[];
  readonly am: { memMb: number; vcores: number };
  readonly executor: { memMb: number; vcores: number };
  readonly requested: number;
  /** Of the nodes' heartbeats: roundrobin, fill, reverse or shuffle:SEED. */
  readonly order?: string;
  /** Where the first application master starts; -1 or absent: on the first node that reports and can take it. */
  readonly amNode?: number;
  readonly amLabel?: string;
  readonly exclusiveLabels?: boolean;
  /** Percentages and a factor, as in capacity-scheduler.xml. */
  readonly queue?: { readonly capacity?: number; readonly maximumCapacity?: number; readonly userLimitFactor?: number };
  readonly apps?: number;
  /** The first application asks as soon as so many masters run; absent: when no further one starts. */
  readonly amsAwaited?: number;
  /** A node that takes a master reports again at once. */
  readonly amsPacked?: boolean;
  /** Rounds of heartbeats without a grant after which the cluster counts as at rest. */
  readonly quietRounds?: number;
  readonly conf?: Readonly<Record<string, string>>;
}

/** What the Java program answers, as far as it is read here. */
export interface OracleAnswer {
  readonly amsStarted?: number;
  readonly amNode?: number;
  /** The nodes of the application masters, in the order in which they started. */
  readonly amNodes?: readonly number[];
  readonly allocatedExecutors?: number;
  readonly granted?: { memMb: number; vcores: number };
  readonly nodeShapes?: Readonly<Record<string, number>>;
  readonly queueMetrics?: Readonly<Record<string, number>>;
  /** What the nodes of all partitions hold. */
  readonly onNodes?: { readonly containers: number; readonly memMb: number; readonly vcores: number };
  /** `submit` and `allocate` are YARN's own refusals; any other stage is a fault of the case or of the oracle. */
  readonly error?: { stage: string; type: string; message: string };
}

/** The figures on which scheduler and model must agree. */
export interface Figures {
  readonly applicationsStarted: number;
  readonly executors: number;
  /** As the root queue's metrics have them: of the default partition. */
  readonly containers: number;
  readonly allocatedMB: number;
  readonly allocatedVCores: number;
  readonly pending: number;
  /** Of all partitions. */
  readonly allContainers: number;
  readonly allAllocatedMB: number;
  readonly allAllocatedVCores: number;
  readonly refused: boolean;
  readonly grantedMB?: number;
  readonly grantedVCores?: number;
}

/** Why the model cannot be asked this, or undefined where it can. */
export function outsideTheModel(one: OracleCase): string | undefined {
  try {
    parseCase(one, 'case');
    return undefined;
  } catch (error) {
    if (isInputError(error)) return error.message;
    throw error;
  }
}

/** Whether the scheduler was asked at all: its refusals are answers, a fault of the case or of the oracle is not. */
export function isAnswer({ error }: OracleAnswer): boolean {
  return error === undefined || error.stage === 'submit' || error.stage === 'allocate';
}

export function figuresOfScheduler(answer: OracleAnswer): Figures {
  const metric = (name: string): number => answer.queueMetrics?.[name] ?? Number.NaN;
  return {
    applicationsStarted: answer.amsStarted ?? 0,
    executors: answer.allocatedExecutors ?? 0,
    containers: metric('allocatedContainers'),
    allocatedMB: metric('allocatedMB'),
    allocatedVCores: metric('allocatedVCores'),
    pending: metric('pendingContainers'),
    allContainers: answer.onNodes?.containers ?? Number.NaN,
    allAllocatedMB: answer.onNodes?.memMb ?? Number.NaN,
    allAllocatedVCores: answer.onNodes?.vcores ?? Number.NaN,
    refused: answer.error !== undefined,
    grantedMB: answer.granted?.memMb,
    grantedVCores: answer.granted?.vcores,
  };
}

/**
 * The model's answer to a case, read as `emr-autotune admit` reads it.
 *
 * @param amNodes where the scheduler put the application masters; undefined: the model's own choice.
 */
export function askModel(one: OracleCase, amNodes?: readonly number[]): Admission {
  const { request } = parseCase(one, 'case');
  return admit(amNodes ? { ...request, applicationMasterNode: amNodes } : request);
}

export function figuresOfModel(got: Admission): Figures {
  return {
    applicationsStarted: got.applicationsStarted,
    executors: got.executors,
    containers: got.rootMetrics.containers,
    allocatedMB: got.rootMetrics.allocatedMiB,
    allocatedVCores: got.rootMetrics.allocatedVcores,
    pending: got.rootMetrics.pending,
    allContainers: got.containers,
    allAllocatedMB: got.allocatedMiB,
    allAllocatedVCores: got.allocatedVcores,
    refused: got.refused !== undefined,
    grantedMB: got.granted?.memoryMiB,
    grantedVCores: got.granted?.vcores,
  };
}
