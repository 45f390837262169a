import { DEFAULT_PRIMARY_TYPE, instanceFacts } from '../../catalog';
import { InputError } from '../../errors';
import type { NodeRange } from '../../sizing';
import { instanceTypeName } from '../checks';
import type { InstanceFleet } from './instance-fleet';
import { ManagedScalingUnit, unitOf } from './managed-scaling';
import type { TunedClusterProps } from './tuned-cluster-props';

/** A type of core or task nodes, and the units of capacity that one of them counts. */
interface PooledType {
  readonly name: string;
  readonly weight: number;
}

/** Core or task nodes whose number is decided as one: a group, a fleet, or all of them under managed scaling. */
export interface NodePool {
  /** The prop that gives its size. */
  readonly prop: string;
  readonly types: readonly PooledType[];
  /** Units of capacity: nodes, where a type weighs 1. */
  readonly min: number;
  readonly max: number;
  readonly hasRange: boolean;
}

/**
 * The core and task nodes of a cluster, as jobs are planned for them.
 *
 * @throws InputError where more or fewer nodes are possible than `plannedNodes` says
 */
export function nodePools(props: TunedClusterProps): NodePool[] {
  const { plannedNodes: planned } = props;
  const pools = possiblePools(props);
  if (planned === undefined) return pools;
  const [min, max] = [
    pools.reduce((sum, pool) => sum + minNodesOf(pool), 0),
    pools.reduce((sum, pool) => sum + maxNodesOf(pool), 0),
  ];
  if (min < planned.min || max > planned.max) {
    throw new InputError(
      'out-of-range',
      `\`plannedNodes\` of ${planned.min} to ${planned.max} must hold the ${min} to ${max} core and task nodes that the cluster can have; widen it`,
    );
  }
  const names = [...pools.flatMap((pool) => pool.types.map(({ name }) => name)), ...typesPlannedFor(props)];
  const types = names.map((name) => ({ name, weight: 1 }));
  return [{ prop: 'plannedNodes', types, min: planned.min, max: planned.max, hasRange: true }];
}

/** The types of nodes that may come later. */
export function typesPlannedFor({ plannedFor = [] }: TunedClusterProps): string[] {
  return plannedFor.map((type) => instanceTypeName('plannedFor', type));
}

function possiblePools(props: TunedClusterProps): NodePool[] {
  const { managedScaling, coreFleet } = props;
  const pools = [
    ...groupPools(props),
    ...fleetPool('coreFleet', coreFleet),
    ...fleetPool('taskFleet', props.taskFleet),
  ];
  if (managedScaling === undefined) return pools;
  const inVcpus = unitOf(managedScaling, coreFleet !== undefined) === ManagedScalingUnit.VCPU;
  const types = pools.flatMap((pool) => pool.types);
  return [
    {
      prop: 'managedScaling',
      types: inVcpus ? types.map(({ name }) => ({ name, weight: instanceFacts(name).yarnVcores })) : types,
      min: managedScaling.minimum,
      max: managedScaling.maximum,
      hasRange: true,
    },
  ];
}

function groupPools({ core, taskGroups = [] }: TunedClusterProps): NodePool[] {
  const groups = [
    ...(core === undefined ? [] : [{ ...core, prop: 'core' }]),
    ...taskGroups.map((group) => ({ ...group, prop: `taskGroups.${group.name}` })),
  ];
  return groups.map(({ prop, instanceType, count, automaticScaling }) => ({
    prop: `${prop}.count`,
    types: [{ name: instanceTypeName(prop === 'core' ? 'core.instanceType' : prop, instanceType), weight: 1 }],
    min: automaticScaling?.minimum ?? count.min,
    max: automaticScaling?.maximum ?? count.max,
    hasRange: automaticScaling !== undefined || count.hasRange,
  }));
}

function fleetPool(prop: string, fleet: InstanceFleet | undefined): NodePool[] {
  if (fleet === undefined) return [];
  const counts = [fleet.onDemand, fleet.spot].flatMap((count) => count ?? []);
  return [
    {
      prop,
      // The first core type decides how large a container YARN grants.
      types: fleet.instanceTypes
        .map(({ instanceType, weight = 1 }) => ({
          name: instanceTypeName(`${prop}.instanceTypes`, instanceType),
          weight,
        }))
        .sort(bySize),
      min: counts.reduce((sum, { min }) => sum + min, 0),
      max: counts.reduce((sum, { max }) => sum + max, 0),
      hasRange: counts.every(({ hasRange }) => hasRange),
    },
  ];
}

/** The type of primary node that a driver in client mode must fit: the smallest that there may be. */
export function primaryTypeFor({ primaryInstanceType, primaryFleet }: TunedClusterProps): string {
  if (primaryInstanceType !== undefined) return instanceTypeName('primaryInstanceType', primaryInstanceType);
  if (primaryFleet === undefined) return DEFAULT_PRIMARY_TYPE;
  const types = primaryFleet.instanceTypes.map(({ instanceType }) => ({
    name: instanceTypeName('primaryFleet.instanceTypes', instanceType),
  }));
  return types.sort(bySize)[0]?.name ?? DEFAULT_PRIMARY_TYPE;
}

/** The smallest first. */
const bySize = (one: { readonly name: string }, other: { readonly name: string }): number =>
  instanceFacts(one.name).yarnMemoryMiB - instanceFacts(other.name).yarnMemoryMiB;

/** The smallest number of nodes that a pool can have. */
const minNodesOf = ({ types, min }: NodePool): number => Math.min(...types.map(({ weight }) => nodesWith(min, weight)));

/** The largest number of nodes that a pool can have. */
export const maxNodesOf = ({ types, max }: NodePool): number =>
  Math.max(...types.map(({ weight }) => nodesWith(max, weight)));

/**
 * The range of a pool as one of nodes of the type that runs the most executors for its capacity: which types EC2 gives is known only when they run, and
 * a limit of dynamic allocation must not be too low for the best of them.
 *
 * @param perNode executors on a node, by type
 */
export function rangeOf({ types, min, max }: NodePool, perNode: Readonly<Record<string, number>>): NodeRange {
  const executors = ({ name, weight }: PooledType): number => (perNode[name] ?? 0) * nodesWith(max, weight);
  const best = types.reduce((one, other) => (executors(other) > executors(one) ? other : one));
  return { instanceType: best.name, min: nodesWith(min, best.weight), max: nodesWith(max, best.weight) };
}

/** EMR fills a fleet until its target is reached, with the last node beyond it. */
const nodesWith = (units: number, weight: number): number => Math.ceil(units / weight);
