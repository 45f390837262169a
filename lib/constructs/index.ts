export {
  type AutomaticScaling,
  ScalingAdjustmentType,
  type ScalingRule,
  ScalingStatistic,
} from './cluster/automatic-scaling';
export { type BootstrapAction, BootstrapScript } from './cluster/bootstrap-action';
export {
  ClusterState,
  type ClusterStateChangeOptions,
  StepState,
  type StepStateChangeOptions,
} from './cluster/cluster-events';
export { ClusterGrants } from './cluster/cluster-grants';
export type { ClusterHardwareProps, CoreTypeParameter, PrimaryNodes } from './cluster/cluster-hardware-props';
export type { ManagedSecurityGroups } from './cluster/cluster-security-groups';
export type {
  ActiveDirectory,
  ClusterSecurityProps,
  CrossRealmTrust,
  ExternalKdc,
  InTransitEncryption,
  Kerberos,
} from './cluster/cluster-security-props';
export type { EbsVolumes, RootVolume } from './cluster/ebs-volumes';
export type { EmrConfiguration } from './cluster/emr-configuration';
export type { ExecutorPlan } from './cluster/executor-plan';
export type { TunedClusterAttributes } from './cluster/imported-cluster';
export {
  type CapacityReservation,
  type FleetInstanceType,
  type FleetOptions,
  type InstanceFleet,
  type NodeHardware,
  OnDemandAllocationStrategy,
  type PrimaryFleet,
  SpotAllocationStrategy,
  SpotTimeoutAction,
} from './cluster/instance-fleet';
export { type ManagedScaling, ManagedScalingUnit } from './cluster/managed-scaling';
export {
  type FixedNodeCountRange,
  NodeCount,
  type NodeCountParameterProps,
  type NodeCountRange,
} from './cluster/node-count';
export { TunedCluster } from './cluster/tuned-cluster';
export type { ITunedCluster } from './cluster/tuned-cluster-base';
export {
  type NodeGroup,
  type ReservedContainers,
  SparkDeployMode,
  type TaskGroup,
  type TunedClusterProps,
} from './cluster/tuned-cluster-props';
export { RemediationMode } from './remediator/remediation-mode';
export type { RemediatorAlarmOptions, RemediatorAlarms } from './remediator/remediator-alarms-props';
export type { RemediatorThresholds } from './remediator/remediator-thresholds';
export { StepRemediator } from './remediator/step-remediator';
export type { StepRemediatorProps } from './remediator/step-remediator-props';
export { WatchTarget } from './remediator/watch-target';
export { ClusterStep, type ClusterStepOptions, type ClusterStepProps } from './step/cluster-step';
export type { SparkApplicationProps } from './step/spark-application';
export { SparkStep, type SparkStepOptions, type SparkStepProps } from './step/spark-step';
export { type HadoopJarOptions, StepCommand, type StreamingOptions } from './step/step-command';
export { type IClusterStep, StepFailureAction, type StepOptions } from './step/step-options';
export type { SparkSubmitParameterOptions } from './step/submit-parameter';
