export type { Classification } from './classification';
export { EmrRelease } from './emr-release';
export {
  acceleratorsOf,
  findInstanceFacts,
  type InstanceFacts,
  instanceFacts,
  instanceTypeNames,
  UnknownInstanceTypeError,
} from './instance-types';
