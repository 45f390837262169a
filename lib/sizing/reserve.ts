import { InputError } from '../errors';
import { type ContainerSize, containersOn, grantedMiB, type NodeGroup } from '../yarn';
import type { Reserve } from './types';

/** More than this is work for another cluster, not a reserve. */
const MAX_RESERVED = 1_000;

export interface ReserveQuestion {
  readonly reserve: Reserve;
  readonly nodes: readonly NodeGroup[];
  readonly executor: ContainerSize;
}

/**
 * Executor places that a job must leave free so that these containers of another application find room wherever YARN puts the
 * executors and the application master.
 *
 * What full nodes have left over counts first, that of the application master's node not at all; each place of an executor then holds
 * as many as its size allows.
 *
 * @throws InputError for a container larger than an executor, as freed places may lie on different nodes
 */
export function placesToLeave({ reserve, nodes, executor }: ReserveQuestion): number {
  validate(reserve, executor);
  const one = { memoryMiB: grantedMiB(reserve.memoryMiB), vcores: reserve.vcores };
  const taken = { memoryMiB: grantedMiB(executor.memoryMiB), vcores: executor.vcores };
  const leftOver = nodes
    .filter(({ count }) => count > 0)
    .map((node) => {
      const full = containersOn(node, taken, 'dominant');
      const rest = { memoryMiB: node.memoryMiB - full * taken.memoryMiB, vcores: node.vcores - full * taken.vcores };
      return { count: node.count, holds: containersOn(rest, one, 'dominant') };
    });
  const beside = leftOver.reduce((sum, { count, holds }) => sum + count * holds, 0);
  const withMaster = Math.max(...leftOver.map(({ holds }) => holds));
  const homeless = Math.max(0, reserve.containers - (beside - withMaster));
  return Math.ceil(homeless / containersOn(taken, one, 'dominant'));
}

function validate(reserve: Reserve, executor: ContainerSize): void {
  for (const [what, value, most] of [
    ['memory (MiB)', reserve.memoryMiB, executor.memoryMiB],
    ['cores', reserve.vcores, executor.vcores],
    ['number', reserve.containers, MAX_RESERVED],
  ] as const) {
    if (!Number.isSafeInteger(value) || value <= 0) {
      throw new InputError(
        'bad-reserve',
        `the ${what} of reserved containers must be a positive whole number, got ${value}`,
      );
    }
    if (value > most) {
      const reason = what === 'number' ? '' : ', those of an executor, as room may be freed on different nodes';
      throw new InputError(
        'bad-reserve',
        `the ${what} of reserved containers must be at most ${most}${reason}; got ${value}`,
      );
    }
  }
}
