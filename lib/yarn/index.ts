export { AS_MANY_AS_FIT, admit } from './admission';
export { DEFAULT_MAX_ALLOCATION_VCORES, DEFAULT_MIN_ALLOCATION_MIB } from './bounds';
export { CALCULATOR_CLASSES, CALCULATOR_KEY, findCalculator, findMeantCalculator } from './calculators';
export { DEFAULT_AM_RESOURCE_PERCENT } from './limits';
export { containersOn, grantedMiB, largestRequestMiB } from './packing';
export { type AdmissionInPlace, admitAtWorst, admitInEachPlace } from './places';
export type * from './types';
