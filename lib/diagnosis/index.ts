export type { ClusterEvidence, NodesInEvidence } from './cluster-evidence';
export { diagnose } from './diagnose';
export { diagnoseJob } from './job';
export type * from './types';
