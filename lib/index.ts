export { EmrRelease } from './catalog';
export * from './constructs';
export { Workload } from './sizing';
