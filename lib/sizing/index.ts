export { planClusterLayer } from './cluster-layer';
export { planJobLayer } from './job-layer';
export { type PlanRequest, plan } from './plan';
export { retune } from './retune';
export * from './types';
export { Workload } from './workload';
