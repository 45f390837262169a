export { type EmrUi, SdkEmrUi } from './emr-ui';
export { type EvidenceResult, readJobEvidence } from './job-evidence';
export { listed } from './listed';
export { type Outside, SYSTEM } from './outside';
