export { EmrRelease } from './emr-release';
export {
  findInstanceFacts,
  type InstanceFacts,
  instanceFacts,
  instanceTypeNames,
  UnknownInstanceTypeError,
} from './instance-types';
