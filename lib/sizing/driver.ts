import { instanceFacts } from '../catalog';
import { InputError } from '../errors';
import { grouped } from '../numbers';
import {
  type DeployMode,
  type DriverLoad,
  defaultOverheadMiB,
  driverNeedMiB,
  largestHeapMiB,
  MIN_JVM_HEAP_MIB,
  SPARK_OVERHEAD_FACTOR,
} from '../spark';

/** What a cluster's configuration gives a driver at most; a job that needs more has it in its own settings. MiB. */
const MAX_CLUSTER_DRIVER_MIB = 16 * 1024;

export interface Driver {
  readonly memoryMiB: number;
  /** Part of the container in cluster mode; 0 in client mode, where the driver is a process of the primary node. */
  readonly overheadMiB: number;
  readonly reason: string;
}

export interface DriverRequest {
  readonly deployMode: DeployMode;
  readonly primaryInstanceType: string;
  readonly executorContainerMiB: number;
  /** The user's own heap and overhead, which win. */
  readonly memoryMiB?: number;
  readonly overheadMiB?: number;
}

/**
 * The driver's heap and overhead.
 *
 * @throws InputError when a client-mode driver does not fit the primary node
 */
export function driverFor(request: DriverRequest): Driver {
  if (request.memoryMiB !== undefined && request.memoryMiB < MIN_JVM_HEAP_MIB) {
    throw new InputError(
      'driver-too-small',
      `driver memory of ${grouped(request.memoryMiB)} MiB is less than the ${MIN_JVM_HEAP_MIB} MiB that Spark starts with; write a unit, such as 4g`,
    );
  }
  return request.deployMode === 'client' ? clientDriver(request) : clusterDriver(request);
}

/**
 * What a client-mode driver may have of its primary node, MiB: what EMR gives YARN on a core node of the type. On the primary no container
 * runs, but EMR's daemons do, and how much they take is not published.
 */
export const primaryRoomMiB = (primaryInstanceType: string): number => instanceFacts(primaryInstanceType).yarnMemoryMiB;

function clientDriver(request: DriverRequest): Driver {
  const { primaryInstanceType: primary } = request;
  const room = primaryRoomMiB(primary);
  if (request.memoryMiB !== undefined && request.memoryMiB > room) {
    throw new InputError(
      'driver-too-big',
      `driver memory of ${grouped(request.memoryMiB)} MiB does not fit the primary node: ${primary} has about ${grouped(room)} MiB for it (an estimate: what EMR gives YARN on a core node of this type); use less or a larger primary`,
    );
  }
  return {
    memoryMiB: request.memoryMiB ?? Math.min(MAX_CLUSTER_DRIVER_MIB, Math.floor(room / 2)),
    overheadMiB: 0,
    reason: `client mode: the driver runs on the primary node, ${primary}; half of about ${grouped(room)} MiB (what EMR gives YARN on a core node of this type), at most 16 GiB`,
  };
}

function clusterDriver(request: DriverRequest): Driver {
  const room =
    request.overheadMiB === undefined
      ? largestHeapMiB(request.executorContainerMiB, SPARK_OVERHEAD_FACTOR)
      : Math.max(1, request.executorContainerMiB - request.overheadMiB);
  const memoryMiB = request.memoryMiB ?? Math.min(MAX_CLUSTER_DRIVER_MIB, room);
  const overheadMiB = request.overheadMiB ?? defaultOverheadMiB(memoryMiB, SPARK_OVERHEAD_FACTOR);
  return {
    memoryMiB,
    overheadMiB,
    reason: 'cluster mode: the driver is a YARN container; at most 16 GiB and no larger than the executor it displaces',
  };
}

/** Sizes that no one measured are rounded up to this. MiB. */
const DRIVER_STEP_MIB = 256;

export interface LargerDriverRequest {
  /** The heap in force, MiB. */
  readonly memoryMiB: number;
  /** Of the largest heap that may be given, MiB. */
  readonly maxMiB: number;
  readonly load: DriverLoad;
}

/** The heap that a driver needs for this job, where that is more than it has: as much of it as may be given. */
export interface LargerDriver {
  readonly needMiB: number;
  /** At least what is in force. */
  readonly memoryMiB: number;
  readonly reason: string;
}

/** Undefined where the heap in force is enough. */
export function largerDriver({ memoryMiB, maxMiB, load }: LargerDriverRequest): LargerDriver | undefined {
  const needMiB = Math.ceil(driverNeedMiB(load) / DRIVER_STEP_MIB) * DRIVER_STEP_MIB;
  if (needMiB <= memoryMiB) return undefined;
  return {
    needMiB,
    memoryMiB: Math.max(memoryMiB, Math.min(needMiB, maxMiB)),
    reason: `the driver keeps track of ${grouped(load.executors)} executors and ${grouped(load.partitions)} partitions, one entry for each map task: about ${grouped(needMiB)} MiB`,
  };
}
