export * from './container';
export { type ExecutorShape, executorShapeOf, type SparkSettings } from './executor-shape';
export { formatMemory, parseMemoryMiB } from './memory';
