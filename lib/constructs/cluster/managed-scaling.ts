import type { CfnCluster } from 'aws-cdk-lib/aws-emr';
import type { IConstruct } from 'constructs';
import type { EmrRelease } from '../../catalog';
import { InputError } from '../../errors';
import { oneOf, positiveWholeNumber, resolvedNumber, warn, wholeNumberWithin } from '../checks';

/** What the limits of managed scaling count. */
export enum ManagedScalingUnit {
  /** Nodes; for instance groups. */
  INSTANCES = 'Instances',
  /** vCPUs of nodes, as EMR counts them; for instance groups. */
  VCPU = 'VCPU',
  /** Units of instance fleets: nodes, where each type weighs 1. */
  INSTANCE_FLEET_UNITS = 'InstanceFleetUnits',
}

/**
 * The limits of EMR's managed scaling, for core and task nodes together. A change of any limit leaves the cluster running.
 *
 * Jobs are planned for the whole range. Managed scaling decides how many nodes there are, so that `count` of a group is only what the cluster
 * starts with.
 */
export interface ManagedScaling {
  /** The smallest size. */
  readonly minimum: number;

  /** The largest size. */
  readonly maximum: number;

  /**
   * The largest size of the core nodes; beyond it task nodes are added.
   *
   * @default - `maximum`
   */
  readonly maximumCore?: number;

  /**
   * The largest on-demand capacity; beyond it spot nodes are added. 0 asks for spot alone.
   *
   * @default - `maximum`
   */
  readonly maximumOnDemand?: number;

  /**
   * What the limits count.
   *
   * @default - instances; units of instance fleets for a cluster of fleets
   */
  readonly unit?: ManagedScalingUnit;

  /**
   * Whether Advanced Scaling (7.0.0 and later) prefers performance to thrift: 1, 25, 50, 75 or 100, the more the sooner it adds nodes. EMR ignores
   * it on clusters with node labels.
   *
   * @default - EMR's default strategy
   */
  readonly utilizationPerformanceIndex?: number;
}

/** The values that Advanced Scaling takes (management guide, Advanced Scaling). */
const INDEXES: readonly number[] = [1, 25, 50, 75, 100];

export interface ManagedScalingContext {
  readonly release: EmrRelease;
  readonly usesFleets: boolean;
  readonly nodeLabels: boolean;
}

/** The unit in which the limits are given. */
export function unitOf({ unit }: ManagedScaling, usesFleets: boolean): ManagedScalingUnit {
  const fleetUnits = ManagedScalingUnit.INSTANCE_FLEET_UNITS;
  const chosen = unit ?? (usesFleets ? fleetUnits : ManagedScalingUnit.INSTANCES);
  oneOf('managedScaling.unit', chosen, ManagedScalingUnit);
  if ((chosen === fleetUnits) === usesFleets) return chosen;
  throw new InputError(
    'bad-unit',
    usesFleets
      ? `\`managedScaling.unit\` must be InstanceFleetUnits for a cluster of instance fleets, got ${chosen}; leave it out`
      : `\`managedScaling.unit\` must be Instances or VCPU for a cluster of instance groups, got ${chosen}; leave it out`,
  );
}

/**
 * The policy of managed scaling as CloudFormation takes it.
 *
 * @throws InputError for limits that EMR refuses, or a release without managed scaling
 */
export function managedScalingPolicy(
  scope: IConstruct,
  scaling: ManagedScaling,
  { release, usesFleets, nodeLabels }: ManagedScalingContext,
): CfnCluster.ManagedScalingPolicyProperty {
  if (!release.hasManagedScaling) {
    throw new InputError(
      'no-managed-scaling',
      `\`managedScaling\` needs emr-5.30.0, emr-6.1.0 or later, got ${release.label}; leave it out or use a later release`,
    );
  }
  const minimum = positiveWholeNumber('managedScaling.minimum', scaling.minimum);
  const maximum = positiveWholeNumber('managedScaling.maximum', scaling.maximum);
  if (minimum > maximum) {
    throw new InputError(
      'bad-range',
      `\`managedScaling.minimum\` must not exceed \`maximum\`, got ${minimum} to ${maximum}; put the smaller number first`,
    );
  }
  const { maximumCore, maximumOnDemand } = scaling;
  return {
    computeLimits: {
      unitType: unitOf(scaling, usesFleets),
      minimumCapacityUnits: minimum,
      maximumCapacityUnits: maximum,
      ...(maximumCore === undefined
        ? {}
        : { maximumCoreCapacityUnits: wholeNumberWithin('managedScaling.maximumCore', maximumCore, 1, maximum) }),
      ...(maximumOnDemand === undefined
        ? {}
        : {
            maximumOnDemandCapacityUnits: wholeNumberWithin(
              'managedScaling.maximumOnDemand',
              maximumOnDemand,
              0,
              maximum,
            ),
          }),
    },
    ...advanced(scope, scaling, release, nodeLabels),
  };
}

function advanced(
  scope: IConstruct,
  { utilizationPerformanceIndex: index }: ManagedScaling,
  release: EmrRelease,
  nodeLabels: boolean,
): Pick<CfnCluster.ManagedScalingPolicyProperty, 'scalingStrategy' | 'utilizationPerformanceIndex'> {
  if (index === undefined) return {};
  const prop = 'managedScaling.utilizationPerformanceIndex';
  resolvedNumber(prop, index);
  if (!INDEXES.includes(index)) {
    throw new InputError('bad-choice', `\`${prop}\` must be one of ${INDEXES.join(', ')}, got ${index}`);
  }
  if (!release.isAtLeast(7, 0)) {
    throw new InputError(
      'no-advanced-scaling',
      `\`${prop}\` needs emr-7.0.0 or later, got ${release.label}; leave it out or use a later release`,
    );
  }
  if (nodeLabels) {
    warn(
      scope,
      'advanced-scaling-ignored',
      `\`${prop}\` has no effect on a cluster with node labels (yarn.node-labels.enabled in \`configurations\`); leave out one of the two`,
    );
  }
  return { scalingStrategy: 'ADVANCED', utilizationPerformanceIndex: index };
}
