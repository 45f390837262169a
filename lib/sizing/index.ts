export { planClusterLayer } from './cluster-layer';
export { planJobLayer } from './job-layer';
export { plan } from './plan';
export { retune } from './retune';
export * from './types';
export { Workload } from './workload';
