export { EmrRelease } from './emr-release';
export { type InstanceFacts, instanceFacts, instanceTypeNames, UnknownInstanceTypeError } from './instance-types';
