import type { DeployMode } from '../spark';
import type { Calculator, ContainerSize } from '../yarn';

/** Running core or task nodes of one type. */
export interface NodesInEvidence {
  readonly instanceType: string;
  readonly count: number;
  /** YARN memory of one node, MiB. */
  readonly memoryMiB: number;
  /** vcores of one node as YARN counts them. */
  readonly vcores: number;
}

/** What is known of a cluster at one moment, from metrics, EMR's descriptions or a dashboard. YARN's MB are MiB. */
export interface ClusterEvidence {
  readonly nodes: readonly NodesInEvidence[];
  /** undefined: not known. */
  readonly calculator?: Calculator;
  readonly memoryTotalMB: number;
  readonly memoryAllocatedMB: number;
  readonly containersAllocated?: number;
  readonly containersPending?: number;
  /** As YARN or the dashboard counts them: under the default calculator the number of containers. */
  readonly allocatedVcores?: number;
  /** CPU measured on core and task nodes, 0 to 1. */
  readonly cpuUtilisation?: number;
  /** The largest container that YARN grants; default the largest node. EMR sets it by the type of the core nodes. */
  readonly maxAllocationMiB?: number;
  /** The application master's container, in cluster mode the driver's; default a client-mode one. */
  readonly applicationMaster?: ContainerSize;
  /** Where the driver runs; default client. */
  readonly deployMode?: DeployMode;
  /** Task slots that each vCPU is to have, where node managers declare as many vcores on purpose; default 1. */
  readonly oversubscription?: number;
}
