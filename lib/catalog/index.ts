export { applicationsOf, closestApplications, findApplication, hasApplication } from './applications';
export type { Classification } from './classification';
export { findMeantClassification } from './classification-names';
export { DEFAULT_PRIMARY_TYPE, DEFAULT_RELEASE } from './defaults';
export { EmrRelease, isSparkOnly, oldestBeside, releaseWithSpark } from './emr-release';
export { releaseLabels } from './emr-release-versions';
export {
  acceleratorsOf,
  closestInstanceTypes,
  findInstanceFacts,
  type InstanceFacts,
  instanceFacts,
  instanceTypeNames,
  UnknownInstanceTypeError,
  workingCores,
} from './instance-types';
