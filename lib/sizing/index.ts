export { planClusterLayer } from './cluster-layer';
export { planJobLayer } from './job-layer';
export { type PlanRequest, plan } from './plan';
export { retune } from './retune';
export { DEFAULT_SIZING_VERSION, SizingVersion } from './sizing-version';
export { memoryPerTaskMiB } from './task-memory';
export * from './types';
export { Workload } from './workload';
