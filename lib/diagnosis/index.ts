export type { ClusterEvidence, NodesInEvidence } from './cluster-evidence';
export { diagnose } from './diagnose';
export { estimatedSize, sizeOfContainer } from './estimated-size';
export { isFull, MATERIAL_GAIN, strandsCores } from './full';
export {
  diagnoseJob,
  examineJob,
  JOB_RULES,
  type JobExamination,
  type JobFinding,
} from './job';
export { type Potential, potentialOf } from './potential';
export type * from './types';
