export type { ClusterEvidence, NodesInEvidence } from './cluster-evidence';
export { diagnose } from './diagnose';
export type * from './types';
