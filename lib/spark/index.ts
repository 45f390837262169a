export { applicationMasterFor, applicationMasterSettings } from './application-master';
export * from './container';
export type { DeployMode } from './deploy-mode';
export { type DriverLoad, driverNeedMiB } from './driver-need';
export * from './dynamic-allocation';
export { EMR_DRIVER_MEMORY_MIB, EMR_SPARK_DEFAULTS } from './emr-defaults';
export * from './event-log';
export { containerOf, type ExecutorSize, executorSizeFor } from './executor-size';
export * from './java';
export * from './keys';
export { formatMemory, parseMemoryMiB } from './memory';
export { OLD_NAMES } from './old-names';
export {
  parseBoolean,
  parseBytes,
  parseDouble,
  parseDurationMs,
  parseWhole,
} from './parse';
export { brokenRange, POSITIVE, type Range } from './ranges';
export { SparkSettings } from './settings';
export {
  checkTaskCpus,
  executionMemoryMiB,
  SPARK_DEFAULT_PARTITIONS,
  slotsPerExecutor,
  taskCpus,
  taskMemoryMiB,
} from './tasks';
export { uncountedSettings } from './uncounted-settings';
export { sparkIsAtLeast } from './version';
