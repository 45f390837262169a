import { EmrRelease, type InstanceFacts } from '../../lib/catalog';
import { isInputError } from '../../lib/errors';
import { type ClusterLayer, ClusterSize, planClusterLayer, type SizeOptions } from '../../lib/sizing';
import type { DeployMode } from '../../lib/spark';
import { type SearchNode, type SearchOptions, type Shape, searchBest, shapeOf } from '../../test/sizing/exhaustive';
import { coresOf } from './fleets';

/** Options of a plan that narrow the search. */
export interface JudgedOptions extends SizeOptions {
  readonly release?: EmrRelease;
  /** Clusters of 1 to 4 nodes, on which the application master's place counts. */
  readonly small?: boolean;
  readonly deployMode?: DeployMode;
}

/** What the plan for these types does worse than the best of all shapes; empty where nothing. */
export function complaintsAbout(types: readonly InstanceFacts[], options: JudgedOptions = {}, stepMiB = 32): string[] {
  const nodes = types.map((type) => nodeOf(type, options.cpuOversubscription));
  const search: SearchOptions = {
    stepMiB,
    besidesHeapMiB: (options.offHeapMiB ?? 0) + (options.pysparkMiB ?? 0),
    memoryTarget: options.memoryTarget,
    small: options.small,
    holdsDriver: options.deployMode === 'cluster',
  };
  const best = searchBest(nodes, search);
  const planned = planOf(types, options);
  const what = `${types.map((type) => type.name).join(' + ')}: `;
  if (best === undefined || planned === undefined) {
    return best === planned ? [] : [`${what}${best === undefined ? 'planned' : 'refused'} against the search`];
  }
  const shape = shapeOf(nodes, planned.executor.cores, planned.executor.memoryMiB, search);
  const perNode = types.map((type) => planned.perNode[type.name]);
  return [
    ...complaints(shape, best),
    ...(perNode.join() === shape.perNode.join() ? [] : [`states ${perNode} a node, ${shape.perNode} run`]),
  ].map((complaint) => what + complaint);
}

/** In which a shape is worse than the best, in the order of the rule: what comes later counts only among equals. */
export function complaints(shape: Shape, best: Shape): string[] {
  const than = `than ${best.cores} cores in ${best.containerMiB} MiB, got ${shape.cores} in ${shape.containerMiB}`;
  if (shape.heapMiB > 32_736 && (shape.heapMiB <= 48 * 1024 || best.heapMiB <= 32_736)) {
    return [`heap of ${shape.heapMiB} MiB`];
  }
  if (shape.worst < 0.999 * best.worst) return [`fewer task slots on the worst-used type ${than}`];
  if (shape.mean < 0.999 * best.mean) return [`fewer task slots ${than}`];
  if (best.hasRoomForMaster && !shape.hasRoomForMaster) return [`less room for an application master ${than}`];
  if (shape.cores < best.cores) return [`more, smaller executors ${than}`];
  if (shape.stranded > best.stranded) return [`more stranded memory ${than}`];
  if (shape.containerMiB === best.containerMiB && shape.heapMiB < best.heapMiB) return [`a smaller heap ${than}`];
  return [];
}

/** Undefined where the engine refuses. */
export function planOf(types: readonly InstanceFacts[], options: JudgedOptions = {}): ClusterLayer | undefined {
  const { small, ...others } = options;
  try {
    return planClusterLayer({
      release: EmrRelease.EMR_7_9_0,
      ...others,
      clusterSize: small ? ClusterSize.SMALL : undefined,
      instanceTypes: types.map((type) => type.name),
      primaryInstanceType: 'm5.xlarge',
    });
  } catch (error) {
    if (isInputError(error)) return undefined;
    throw error;
  }
}

/** @param cpuOversubscription task slots per core */
export function nodeOf(type: InstanceFacts, cpuOversubscription = 1): SearchNode {
  return {
    name: type.name,
    memoryMiB: type.yarnMemoryMiB,
    vcores: Math.floor(coresOf(type) * cpuOversubscription),
    yarnVcores: cpuOversubscription > 1 ? undefined : type.yarnVcores,
  };
}
