import type { InstanceFacts } from '../catalog';
import { InputError } from '../errors';
import { grouped } from '../numbers';
import { containerMiB } from '../spark';
import { MAX_CORES } from './candidates';
import { findSize } from './find-size';
import { typesThatWouldFit } from './hardware';
import { executorMemory, hasFloor, type SizeChoice, type SizeConstraints, usableVcores } from './size-choice';

/**
 * As `findSize`.
 *
 * @throws InputError when nothing fits, the user's own executor is larger than every node, or a task would get less than it needs
 */
export function chooseSize(types: readonly InstanceFacts[], constraints: SizeConstraints = {}): SizeChoice {
  const found = findSize(types, constraints);
  if (found !== undefined) return found;
  const without = { ...constraints, minMemoryPerSlotMiB: undefined, minHeapPerSlotMiB: undefined };
  const isNeed = hasFloor(constraints) && findSize(types, without) !== undefined;
  throw isNeed ? needUnmet(types, constraints) : nothingFits(types, constraints);
}

function nothingFits(types: readonly InstanceFacts[], { fixed, ...constraints }: SizeConstraints): InputError {
  const largest = types.reduce((a, b) => (a.yarnMemoryMiB >= b.yarnMemoryMiB ? a : b));
  const { maxAllocationMiB: most = largest.yarnMemoryMiB } = constraints;
  const granted = most < largest.yarnMemoryMiB ? `; YARN grants at most ${grouped(most)} MiB, by the core nodes` : '';
  const have = `${largest.name} has ${grouped(largest.yarnMemoryMiB)} MiB and ${usableVcores(largest)} vcores for YARN${granted}`;
  const { cores, memoryMiB: heap } = fixed ?? {};
  if (heap === undefined && cores === undefined) {
    return new InputError(
      'nothing-fits',
      `no executor of 1 to ${MAX_CORES} cores fits (${have}); use a larger ${granted === '' ? '' : 'core '}type${lessOf(constraints)}`,
    );
  }
  const asked = [
    ...(cores === undefined ? [] : [`${cores} cores`]),
    ...(heap === undefined ? [] : [`${grouped(containerMiB(executorMemory(heap, constraints)))} MiB`]),
  ].join(' and ');
  return new InputError(
    'executor-too-big',
    `an executor of ${asked} fits no node (${have}); ask for less or use a larger ${granted === '' ? '' : 'core '}type`,
  );
}

/** What takes of an executor's room beside its heap, and could be less. */
function lessOf({ offHeapMiB = 0, pysparkMiB = 0, memoryTarget = 1 }: SizeConstraints): string {
  const less = [
    ...(offHeapMiB > 0 ? [`less off-heap memory than ${grouped(offHeapMiB)} MiB`] : []),
    ...(pysparkMiB > 0 ? [`less PySpark memory than ${grouped(pysparkMiB)} MiB`] : []),
    ...(memoryTarget < 1 ? [`a higher memory target (\`memoryTarget\`, --memory-target) than ${memoryTarget}`] : []),
  ];
  return less.map((one) => `, or ${one}`).join('');
}

/** Something fits, but it would give a task less than it needs. */
function needUnmet(types: readonly InstanceFacts[], constraints: SizeConstraints): InputError {
  const { minMemoryPerSlotMiB = 0, minHeapPerSlotMiB = 0, fixed } = constraints;
  const need = [
    ...(minMemoryPerSlotMiB > 0 ? [`${grouped(Math.ceil(minMemoryPerSlotMiB))} MiB`] : []),
    ...(minHeapPerSlotMiB > 0 ? [`${grouped(Math.ceil(minHeapPerSlotMiB))} MiB of heap`] : []),
  ].join(' and ');
  if (fixed?.memoryMiB !== undefined || fixed?.cores !== undefined) {
    return new InputError(
      'need-unmet',
      `your own executor gives a core less than the ${need} that tasks need; leave it to be computed, or give it more memory or fewer cores`,
    );
  }
  const others = typesThatWouldFit(types, constraints);
  const instead = others.length === 0 ? 'a type with more memory' : others.join(', ');
  return new InputError(
    'need-unmet',
    `no executor on ${types.map((t) => t.name).join(', ')} gives a core the ${need} that tasks need; use ${instead}, or declare less`,
  );
}
