export type { EmrConfiguration } from './emr-configuration';
export type { ExecutorPlan } from './executor-plan';
export { NodeCount, type NodeCountParameterProps, type NodeCountRange } from './node-count';
export { RemediationMode } from './remediation-mode';
export type { SparkApplicationProps } from './spark-application';
export { SparkStep, type SparkStepOptions, type SparkStepProps, StepFailureAction } from './spark-step';
export { StepRemediator } from './step-remediator';
export type { StepRemediatorProps } from './step-remediator-props';
export { TunedCluster } from './tuned-cluster';
export {
  type NodeGroup,
  type ReservedContainers,
  SparkDeployMode,
  type TaskGroup,
  type TunedClusterProps,
} from './tuned-cluster-props';
export { WatchTarget } from './watch-target';
