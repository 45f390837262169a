import type { Duration } from 'aws-cdk-lib';
import type { CfnCluster } from 'aws-cdk-lib/aws-emr';
import type { Construct } from 'constructs';
import type { EmrRelease } from '../../catalog';
import { InputError } from '../../errors';
import { counted } from '../../numbers';
import { instanceTypeName, numberWithin, positiveNumber, positiveWholeNumber, wholeNumberWithin } from '../checks';
import {
  type CapacityReservation,
  type FleetInstanceType,
  type FleetOptions,
  type InstanceFleet,
  OnDemandAllocationStrategy,
  SpotAllocationStrategy,
  SpotTimeoutAction,
} from './instance-fleet';
import { checkNodeCount } from './node-count';
import { hardwareProperties } from './node-hardware';

/** EMR's limit with an allocation strategy, which is always set here; without one it is 5 (API reference, InstanceTypeConfig). */
const MAX_TYPES = 30;

/** EMR's limits (API reference, SpotProvisioningSpecification, SpotResizingSpecification and OnDemandResizingSpecification). */
const LAUNCH_MINUTES = { min: 5, max: 1_440 } as const;
const RESIZE_MINUTES = { min: 5, max: 10_080 } as const;

type FleetProperties = Omit<CfnCluster.InstanceFleetConfigProperty, 'name'>;

/** Capacity of a fleet as the template has it: units, each a number or a reference to a parameter. */
export interface FleetTargets {
  readonly onDemand?: number;
  readonly spot?: number;
}

/** @throws InputError for a number of types that EMR does not take, or one that is named twice */
export function checkFleetTypes(prop: string, { instanceTypes }: FleetOptions): void {
  if (instanceTypes.length === 0 || instanceTypes.length > MAX_TYPES) {
    throw new InputError(
      'bad-fleet',
      `\`${prop}.instanceTypes\` must have 1 to ${MAX_TYPES} types, got ${instanceTypes.length}`,
    );
  }
  const names = instanceTypes.map(({ instanceType }) => instanceTypeName(`${prop}.instanceTypes`, instanceType));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new InputError('bad-fleet', `\`${prop}.instanceTypes\` has ${twice} twice; name each type once`);
  }
}

/** @throws InputError for types that EMR does not take, or for a fleet that could have fewer units than `smallest` */
export function checkFleet(prop: string, fleet: InstanceFleet, smallest: number): void {
  checkFleetTypes(prop, fleet);
  const { onDemand, spot } = fleet;
  if (onDemand !== undefined) checkNodeCount(`${prop}.onDemand`, onDemand, 0);
  if (spot !== undefined) checkNodeCount(`${prop}.spot`, spot, 0);
  if ((onDemand?.max ?? 0) + (spot?.max ?? 0) === 0) {
    throw new InputError('no-capacity', `\`${prop}\` has no capacity; give \`onDemand\`, \`spot\` or both`);
  }
  const min = (onDemand?.min ?? 0) + (spot?.min ?? 0);
  if (min < smallest) {
    throw new InputError(
      'no-capacity',
      `\`${prop}\` must have ${counted(smallest, 'unit')} or more, got ${min}; only task nodes can be none`,
    );
  }
}

/** A core or task fleet as CloudFormation takes it. */
export function fleetProperties(
  scope: Construct,
  id: string,
  prop: string,
  given: InstanceFleet,
  release: EmrRelease,
): FleetProperties {
  const fleet = withStrategy(given, release);
  const { onDemand, spot } = fleet;
  return {
    ...launchProperties(scope, prop, fleet, release, {
      onDemand: onDemand?._bind(scope, `${id}OnDemandUnits`),
      spot: spot?._bind(scope, `${id}SpotUnits`),
    }),
    ...resizeSpecifications(prop, fleet),
  };
}

/**
 * The types, capacity and launch specifications of a fleet.
 *
 * @throws InputError for prices or timeouts that EMR refuses
 */
export function launchProperties(
  scope: Construct,
  prop: string,
  given: FleetOptions,
  release: EmrRelease,
  { onDemand, spot }: FleetTargets,
): FleetProperties {
  const fleet = withStrategy(given, release);
  return {
    instanceTypeConfigs: fleet.instanceTypes.map((type) => typeConfig(scope, `${prop}.instanceTypes`, type)),
    targetOnDemandCapacity: onDemand ?? 0,
    targetSpotCapacity: spot ?? 0,
    launchSpecifications: {
      ...(onDemand === undefined ? {} : { onDemandSpecification: onDemandSpecification(prop, fleet) }),
      ...(spot === undefined ? {} : { spotSpecification: spotSpecification(prop, fleet) }),
    },
  };
}

/** With the strategy for spot nodes that EMR takes by default, which has changed with 6.9.0 (API reference, SpotResizingSpecification). */
function withStrategy<T extends FleetOptions>(fleet: T, release: EmrRelease): T {
  const own = release.isAtLeast(6, 9)
    ? SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED
    : SpotAllocationStrategy.CAPACITY_OPTIMIZED;
  return { ...fleet, spotAllocationStrategy: fleet.spotAllocationStrategy ?? own };
}

function typeConfig(scope: Construct, prop: string, type: FleetInstanceType): CfnCluster.InstanceTypeConfigProperty {
  const name = type.instanceType.toString();
  const { weight, priority, spotMaxPriceUsd, spotMaxPricePercentage } = type;
  if (spotMaxPriceUsd !== undefined && spotMaxPricePercentage !== undefined) {
    throw new InputError(
      'contradiction',
      `\`${prop}\` gives \`spotMaxPriceUsd\` and \`spotMaxPricePercentage\` for ${name}; leave one out`,
    );
  }
  return {
    instanceType: name,
    weightedCapacity: positiveWholeNumber(`${prop}.${name}.weight`, weight ?? 1),
    ...(priority === undefined ? {} : { priority: numberWithin(`${prop}.${name}.priority`, priority, 0) }),
    ...(spotMaxPriceUsd === undefined
      ? {}
      : { bidPrice: String(positiveNumber(`${prop}.${name}.spotMaxPriceUsd`, spotMaxPriceUsd)) }),
    ...(spotMaxPricePercentage === undefined
      ? {}
      : {
          bidPriceAsPercentageOfOnDemandPrice: positiveNumber(
            `${prop}.${name}.spotMaxPricePercentage`,
            spotMaxPricePercentage,
          ),
        }),
    ...hardwareProperties(scope, `${prop}.${name}`, type),
  };
}

function onDemandSpecification(
  prop: string,
  fleet: FleetOptions,
): CfnCluster.OnDemandProvisioningSpecificationProperty {
  const allocationStrategy = fleet.onDemandAllocationStrategy ?? OnDemandAllocationStrategy.LOWEST_PRICE;
  const reservation = fleet.capacityReservation;
  if (reservation === undefined) return { allocationStrategy };
  if (reservation.avoid && reservation.resourceGroupArn !== undefined) {
    throw new InputError('contradiction', `\`${prop}.capacityReservation\` names reservations to avoid; leave one out`);
  }
  if (!reservation.avoid && allocationStrategy !== OnDemandAllocationStrategy.LOWEST_PRICE) {
    throw new InputError(
      'contradiction',
      `\`${prop}.capacityReservation\` needs \`onDemandAllocationStrategy\` lowest-price, got ${allocationStrategy}; leave one out`,
    );
  }
  return { allocationStrategy, capacityReservationOptions: reservationOptions(reservation) };
}

function reservationOptions({
  avoid,
  resourceGroupArn,
}: CapacityReservation): CfnCluster.OnDemandCapacityReservationOptionsProperty {
  if (avoid) return { capacityReservationPreference: 'none' };
  return {
    usageStrategy: 'use-capacity-reservations-first',
    ...(resourceGroupArn === undefined
      ? { capacityReservationPreference: 'open' }
      : { capacityReservationResourceGroupArn: resourceGroupArn }),
  };
}

function spotSpecification(prop: string, fleet: FleetOptions): CfnCluster.SpotProvisioningSpecificationProperty {
  return {
    allocationStrategy: fleet.spotAllocationStrategy,
    timeoutAction: fleet.spotTimeoutAction ?? SpotTimeoutAction.SWITCH_TO_ON_DEMAND,
    timeoutDurationMinutes:
      fleet.spotTimeout === undefined ? 60 : minutes(`${prop}.spotTimeout`, fleet.spotTimeout, LAUNCH_MINUTES),
  };
}

/** A resize chooses among the types as the launch did, unless CloudFormation is told nothing of it. */
function resizeSpecifications(prop: string, fleet: InstanceFleet): Pick<FleetProperties, 'resizeSpecifications'> {
  const { onDemandResizeTimeout, spotResizeTimeout } = fleet;
  if (onDemandResizeTimeout === undefined && spotResizeTimeout === undefined) return {};
  return {
    resizeSpecifications: {
      ...(onDemandResizeTimeout === undefined
        ? {}
        : {
            onDemandResizeSpecification: {
              ...onDemandSpecification(prop, fleet),
              timeoutDurationMinutes: minutes(`${prop}.onDemandResizeTimeout`, onDemandResizeTimeout, RESIZE_MINUTES),
            },
          }),
      ...(spotResizeTimeout === undefined
        ? {}
        : {
            spotResizeSpecification: {
              allocationStrategy: fleet.spotAllocationStrategy,
              timeoutDurationMinutes: minutes(`${prop}.spotResizeTimeout`, spotResizeTimeout, RESIZE_MINUTES),
            },
          }),
    },
  };
}

function minutes(
  prop: string,
  duration: Duration,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  if (duration.isUnresolved()) {
    throw new InputError('unresolved', `\`${prop}\` must be known at synthesis; write the duration itself`);
  }
  return wholeNumberWithin(`${prop} (minutes)`, duration.toMinutes({ integral: false }), min, max);
}
