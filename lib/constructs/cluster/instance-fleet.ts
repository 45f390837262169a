import type { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { EbsVolumes } from './ebs-volumes';
import type { EmrConfiguration } from './emr-configuration';
import type { NodeCount } from './node-count';

/** How on-demand nodes of a fleet are chosen among its types. */
export enum OnDemandAllocationStrategy {
  /** The cheapest type with capacity. */
  LOWEST_PRICE = 'lowest-price',
  /** By `priority` of the types. */
  PRIORITIZED = 'prioritized',
}

/** How spot nodes of a fleet are chosen among its types. */
export enum SpotAllocationStrategy {
  /** Types with the most spare capacity, and among them the cheapest. */
  PRICE_CAPACITY_OPTIMIZED = 'price-capacity-optimized',
  /** Types with the most spare capacity. */
  CAPACITY_OPTIMIZED = 'capacity-optimized',
  /** Types with the most spare capacity, by `priority` where that does not matter. */
  CAPACITY_OPTIMIZED_PRIORITIZED = 'capacity-optimized-prioritized',
  /** All types alike. */
  DIVERSIFIED = 'diversified',
  /** The cheapest type. */
  LOWEST_PRICE = 'lowest-price',
}

/** What EMR does if there are no spot nodes within `spotTimeout` while the cluster starts. */
export enum SpotTimeoutAction {
  /** On-demand nodes take their place. */
  SWITCH_TO_ON_DEMAND = 'SWITCH_TO_ON_DEMAND',
  /** The cluster ends. */
  TERMINATE_CLUSTER = 'TERMINATE_CLUSTER',
}

/** Nodes of one type as they come from EC2. */
export interface NodeHardware {
  /**
   * EBS volumes of each node, besides its root volume.
   *
   * @default - EMR's own for the type
   */
  readonly ebsVolumes?: EbsVolumes[];

  /**
   * Whether EBS traffic has bandwidth of its own; current types always have it.
   *
   * @default - EC2's own for the type
   */
  readonly ebsOptimized?: boolean;

  /**
   * The image of these nodes, if it is not that of the cluster.
   *
   * @default - `customAmi` of the cluster, or EMR's own
   */
  readonly customAmi?: ec2.IMachineImage;

  /**
   * Classifications of these nodes alone; they win over those of the cluster. Executors are sized for the cluster's.
   *
   * @default - none
   */
  readonly configurations?: EmrConfiguration[];
}

/** One instance type of a fleet. */
export interface FleetInstanceType extends NodeHardware {
  /** The EC2 type. Executors are sized to fit all types of the cluster. */
  readonly instanceType: ec2.InstanceType;

  /**
   * The units of capacity that a node of this type counts.
   *
   * @default 1
   */
  readonly weight?: number;

  /**
   * The priority for strategies that go by it: the lower, the sooner.
   *
   * @default - none
   */
  readonly priority?: number;

  /**
   * The most that a spot node may cost in an hour, in US dollars.
   *
   * @default - the on-demand price
   */
  readonly spotMaxPriceUsd?: number;

  /**
   * The most that a spot node may cost, in per cent of the on-demand price.
   *
   * @default 100
   */
  readonly spotMaxPricePercentage?: number;
}

/** How EC2 capacity reservations are used by a fleet's on-demand nodes. */
export interface CapacityReservation {
  /**
   * Whether the nodes keep out of reservations, in place of using them up before other capacity.
   *
   * @default false
   */
  readonly avoid?: boolean;

  /**
   * The ARN of a resource group with the reservations to use.
   *
   * @default - all open reservations of matching types
   */
  readonly resourceGroupArn?: string;
}

/** The types of a fleet, and how it chooses among them. */
export interface FleetOptions {
  /** The types, 1 to 30. */
  readonly instanceTypes: FleetInstanceType[];

  /**
   * How on-demand nodes are chosen among the types.
   *
   * @default OnDemandAllocationStrategy.LOWEST_PRICE
   */
  readonly onDemandAllocationStrategy?: OnDemandAllocationStrategy;

  /**
   * EC2 capacity reservations for on-demand nodes; only with the lowest price.
   *
   * @default - EC2's own use of them
   */
  readonly capacityReservation?: CapacityReservation;

  /**
   * How spot nodes are chosen among the types.
   *
   * @default - SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED from 6.9.0 on, CAPACITY_OPTIMIZED before, as EMR's own
   */
  readonly spotAllocationStrategy?: SpotAllocationStrategy;

  /**
   * How long EMR waits for spot nodes while the cluster starts, 5 to 1,440 minutes.
   *
   * @default Duration.hours(1)
   */
  readonly spotTimeout?: Duration;

  /**
   * What EMR does if there are no spot nodes within `spotTimeout`.
   *
   * @default SpotTimeoutAction.SWITCH_TO_ON_DEMAND
   */
  readonly spotTimeoutAction?: SpotTimeoutAction;
}

/** A fleet of core or task nodes: capacity on demand and spot, out of several types. */
export interface InstanceFleet extends FleetOptions {
  /**
   * The on-demand capacity in units; a change resizes the running cluster. A core fleet that first has none and then some is replaced with its
   * cluster: begin with 0, `NodeCount.fixed(0, { min: 0, max: … })`.
   *
   * @default - none
   */
  readonly onDemand?: NodeCount;

  /**
   * The spot capacity in units; a change resizes the running cluster. As for `onDemand`, begin with 0 where some may come.
   *
   * @default - none
   */
  readonly spot?: NodeCount;

  /**
   * How long a resize waits for on-demand nodes, 5 to 10,080 minutes.
   *
   * @default - EMR's own: it goes on trying
   */
  readonly onDemandResizeTimeout?: Duration;

  /**
   * How long a resize waits for spot nodes, 5 to 10,080 minutes.
   *
   * @default - EMR's own: it goes on trying
   */
  readonly spotResizeTimeout?: Duration;
}

/** A fleet from which EMR takes the primary nodes. */
export interface PrimaryFleet extends FleetOptions {
  /**
   * Whether primary nodes are spot nodes; the cluster ends with one that is reclaimed.
   *
   * @default false
   */
  readonly spot?: boolean;
}
