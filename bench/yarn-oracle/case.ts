import { type Admission, admit, type Calculator } from '../../lib/yarn';

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
  readonly amNode?: number;
  readonly amLabel?: string;
  readonly apps?: number;
  readonly conf?: Readonly<Record<string, string>>;
}

/** What the Java program answers, as far as it is read here. */
export interface OracleAnswer {
  readonly amsStarted?: number;
  readonly amNode?: number;
  readonly allocatedExecutors?: number;
  readonly granted?: { memMb: number; vcores: number };
  readonly nodeShapes?: Readonly<Record<string, number>>;
  readonly queueMetrics?: Readonly<Record<string, number>>;
  /** `submit` and `allocate` are YARN's own refusals; any other stage is a fault of the case or of the oracle. */
  readonly error?: { stage: string; type: string; message: string };
}

/** The figures on which scheduler and model must agree. */
export interface Figures {
  readonly executors: number;
  readonly containers: number;
  readonly allocatedMB: number;
  readonly allocatedVCores: number;
  readonly pending: number;
  readonly refused: boolean;
  readonly grantedMB?: number;
  readonly grantedVCores?: number;
}

/** Why the model cannot be asked this, or undefined where it can. */
export function outsideTheModel(c: OracleCase): string | undefined {
  if ((c.apps ?? 1) > 1) return 'several applications';
  if (c.amLabel || c.nodes.some((n) => n.label)) return 'node labels';
  if (Object.keys(c.conf ?? {}).length > 0) return `settings outside the model: ${Object.keys(c.conf ?? {}).join(' ')}`;
  return undefined;
}

/** Whether the scheduler was asked at all: its refusals are answers, a fault of the case or of the oracle is not. */
export function isAnswer({ error }: OracleAnswer): boolean {
  return error === undefined || error.stage === 'submit' || error.stage === 'allocate';
}

export function figuresOfScheduler(answer: OracleAnswer): Figures {
  const metric = (name: string): number => answer.queueMetrics?.[name] ?? Number.NaN;
  return {
    executors: answer.allocatedExecutors ?? 0,
    containers: metric('allocatedContainers'),
    allocatedMB: metric('allocatedMB'),
    allocatedVCores: metric('allocatedVCores'),
    pending: metric('pendingContainers'),
    refused: answer.error !== undefined,
    grantedMB: answer.granted?.memMb,
    grantedVCores: answer.granted?.vcores,
  };
}

/** @param amNode where the scheduler put the application master; undefined: the model's own choice. */
export function figuresOfModel(c: OracleCase, amNode: number | undefined): Figures {
  const got: Admission = admit({
    nodes: c.nodes.map((n) => ({ count: n.count, memoryMiB: n.memoryMb, vcores: n.vcores })),
    calculator: c.calculator.toLowerCase() as Calculator,
    minAllocationMiB: c.minAllocMb,
    minAllocationVcores: c.minAllocVcores,
    maxAllocationMiB: c.maxAllocMb,
    maxAllocationVcores: c.maxAllocVcores,
    applicationMaster: { memoryMiB: c.am.memMb, vcores: c.am.vcores },
    applicationMasterNode: amNode,
    executor: { memoryMiB: c.executor.memMb, vcores: c.executor.vcores },
    requested: c.requested,
  });
  return {
    executors: got.executors,
    containers: got.containers,
    allocatedMB: got.allocatedMiB,
    allocatedVCores: got.allocatedVcores,
    pending: got.pending,
    refused: got.refused !== undefined,
    grantedMB: got.granted?.memoryMiB,
    grantedVCores: got.granted?.vcores,
  };
}
