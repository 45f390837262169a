import { type InstanceFacts, instanceFacts } from '../catalog';
import { InputError } from '../errors';
import { type DeployMode, defaultOverheadMiB, largestHeapMiB, MIN_JVM_HEAP_MIB, SPARK_OVERHEAD_FACTOR } from '../spark';

/** A driver needs no more for tens of thousands of partitions. MiB. */
const MAX_DRIVER_MIB = 16 * 1024;

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
      `driver memory of ${request.memoryMiB} MiB is less than the ${MIN_JVM_HEAP_MIB} MiB that Spark starts with; write a unit, such as 4g`,
    );
  }
  return request.deployMode === 'client' ? clientDriver(request) : clusterDriver(request);
}

function clientDriver(request: DriverRequest): Driver {
  const primary: InstanceFacts = instanceFacts(request.primaryInstanceType);
  // EMR leaves this much of a node to YARN containers; on the primary no container runs, so the driver may have it.
  const room = primary.yarnMemoryMiB;
  if (request.memoryMiB !== undefined && request.memoryMiB > room) {
    throw new InputError(
      'driver-too-big',
      `driver memory of ${request.memoryMiB} MiB does not fit the primary node, ${primary.name} with ${room} MiB to spare; use less or a larger primary`,
    );
  }
  return {
    memoryMiB: request.memoryMiB ?? Math.min(MAX_DRIVER_MIB, Math.floor(room / 2)),
    overheadMiB: 0,
    reason: `client mode: the driver runs on the primary node, ${primary.name}; half of its ${room} MiB, at most 16 GiB`,
  };
}

function clusterDriver(request: DriverRequest): Driver {
  const room =
    request.overheadMiB === undefined
      ? largestHeapMiB(request.executorContainerMiB, SPARK_OVERHEAD_FACTOR)
      : Math.max(1, request.executorContainerMiB - request.overheadMiB);
  const memoryMiB = request.memoryMiB ?? Math.min(MAX_DRIVER_MIB, room);
  const overheadMiB = request.overheadMiB ?? defaultOverheadMiB(memoryMiB, SPARK_OVERHEAD_FACTOR);
  return {
    memoryMiB,
    overheadMiB,
    reason: 'cluster mode: the driver is a YARN container; at most 16 GiB and no larger than the executor it displaces',
  };
}
