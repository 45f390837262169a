export type { Classification } from './classification';
export { EmrRelease, oldestBeside } from './emr-release';
export {
  acceleratorsOf,
  findInstanceFacts,
  type InstanceFacts,
  instanceFacts,
  instanceTypeNames,
  UnknownInstanceTypeError,
  workingCores,
} from './instance-types';
