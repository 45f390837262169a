import { EmrRelease } from '../catalog';
import { InputError } from '../errors';
import { clusterSizeFor, type PlanRequest, type Reserve, SizingVersion, Workload } from '../sizing';
import { byteCount, memoryMiB, oversubscription, setting, share, wholeNumber } from './values';

/** What a plan is asked for, nodes apart. */
export interface PlanRequestFlags {
  readonly release: string;
  readonly primary: string;
  readonly deployMode: 'client' | 'cluster';
  readonly driverMemory?: string;
  readonly python?: string | true;
  readonly offheap?: string;
  readonly rows?: string;
  readonly rowBytes?: string;
  readonly shuffleBytes?: string;
  readonly memoryTarget?: string;
  readonly oversubscribe?: string;
  readonly taskMemory?: string;
  readonly taskHeap?: string;
  readonly reserve?: string;
  readonly sizingVersion?: string;
  readonly conf?: readonly string[];
}

/** @throws InputError for a flag that cannot be read, naming it */
export function planRequest(flags: PlanRequestFlags, nodes: PlanRequest['nodes']): PlanRequest {
  const memory = (option: string, text: string | undefined): number | undefined =>
    text === undefined ? undefined : memoryMiB(option, text);
  return {
    release: EmrRelease.of(flags.release),
    nodes,
    primaryInstanceType: flags.primary,
    deployMode: flags.deployMode,
    driverMemoryMiB: memory('--driver-memory', flags.driverMemory),
    python: flags.python !== undefined,
    pysparkMiB: flags.python === true ? undefined : memory('--python', flags.python),
    offHeapMiB: memory('--offheap', flags.offheap),
    memoryTarget: flags.memoryTarget === undefined ? undefined : share('--memory-target', flags.memoryTarget),
    cpuOversubscription:
      flags.oversubscribe === undefined ? undefined : oversubscription('--oversubscribe', flags.oversubscribe),
    taskMemoryMiB: memory('--task-memory', flags.taskMemory),
    taskHeapMiB: memory('--task-heap', flags.taskHeap),
    reserve: flags.reserve === undefined ? undefined : reserve(flags.reserve),
    clusterSize: clusterSizeFor(nodes.reduce((sum, { max }) => sum + max, 0)),
    sizingVersion: flags.sizingVersion === undefined ? undefined : SizingVersion.of(flags.sizingVersion),
    workload: workload(flags),
    sparkConf: Object.fromEntries((flags.conf ?? []).map((text) => setting('--conf', text))),
  };
}

function workload(flags: PlanRequestFlags): Workload | undefined {
  if (flags.shuffleBytes !== undefined && (flags.rows !== undefined || flags.rowBytes !== undefined)) {
    throw new InputError('two-sizes', 'give --shuffle-bytes or --rows with --row-bytes, not both');
  }
  if (flags.shuffleBytes !== undefined) return Workload.shuffleBytes(byteCount('--shuffle-bytes', flags.shuffleBytes));
  if (flags.rows === undefined && flags.rowBytes === undefined) return undefined;
  if (flags.rows === undefined) throw new InputError('half-a-size', '--row-bytes needs --rows');
  if (flags.rowBytes === undefined) throw new InputError('half-a-size', '--rows needs --row-bytes');
  return Workload.rows(wholeNumber('--rows', flags.rows), wholeNumber('--row-bytes', flags.rowBytes));
}

/** `4g:1`, or three of them `4g:1:3`. */
function reserve(text: string): Reserve {
  const [size, vcores, containers = '1', ...rest] = text.split(':');
  if (!size || vcores === undefined || rest.length > 0) {
    throw new InputError(
      'bad-reserve',
      `--reserve takes MEMORY:CORES or MEMORY:CORES:COUNT, such as 4g:1:3, got "${text}"`,
    );
  }
  return {
    memoryMiB: memoryMiB('the memory of --reserve', size),
    vcores: wholeNumber('the cores of --reserve', vcores),
    containers: wholeNumber('the count of --reserve', containers),
  };
}
