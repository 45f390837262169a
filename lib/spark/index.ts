export { applicationMasterFor, EMR_DRIVER_MEMORY } from './application-master';
export * from './container';
export { type ExecutorShape, executorShapeOf, isTrue, type SparkSettings } from './executor-shape';
export * from './keys';
export { formatMemory, parseMemoryMiB } from './memory';
export { sparkIsAtLeast } from './version';
