export { EmrRelease } from './catalog';
export * from './constructs';
export { SizingVersion, Workload } from './sizing';
