export type { Classification } from './classification';
export { EmrRelease } from './emr-release';
export { releaseLabels } from './emr-release-versions';
export {
  findInstanceFacts,
  type InstanceFacts,
  instanceFacts,
  instanceTypeNames,
  UnknownInstanceTypeError,
} from './instance-types';
