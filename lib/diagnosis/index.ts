export type { ClusterEvidence, NodesInEvidence } from './cluster-evidence';
export { diagnose } from './diagnose';
export { estimatedSize, sizeOfContainer } from './estimated-size';
export { strandsCores } from './full';
export { potentialOf } from './potential';
export { diagnoseJob } from './job';
export type * from './types';
