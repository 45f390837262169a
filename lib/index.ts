export { EmrRelease } from './catalog';
export * from './constructs';
export { ClusterSize, SizingVersion, Workload } from './sizing';
