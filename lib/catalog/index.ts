export type { Classification } from './classification';
export { EmrRelease, oldestBeside } from './emr-release';
export { releaseLabels } from './emr-release-versions';
export {
  findInstanceFacts,
  type InstanceFacts,
  instanceFacts,
  instanceTypeNames,
  UnknownInstanceTypeError,
  workingCores,
} from './instance-types';
